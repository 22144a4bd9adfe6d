"""What every template can use without loading it: money, icons, form fields, pictures."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from shop.kernel.address import country_name as name_of_country
from shop.kernel.money import Money

register = template.Library()

_ICONS = {
    "alert": '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.4v.1"/>',
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "box": '<path d="M4 8l8-4 8 4v8.5L12 20.5 4 16.5zM4 8l8 4 8-4M12 12v8.5"/>',
    "card": '<path d="M3 6h18v12H3zM3 10h18M6.5 14.5h4"/>',
    "cart": '<path d="M3 4h2.6l2.2 11h10.4L20.5 7.5H6.3"/><circle cx="9" cy="19.2" r="1.3"/>'
    '<circle cx="17" cy="19.2" r="1.3"/>',
    "check": '<path d="M4.5 12.5l5 5 10-11"/>',
    "chevron": '<path d="M6 9.5l6 6 6-6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.4 2"/>',
    "close": '<path d="M5.5 5.5l13 13M18.5 5.5l-13 13"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "lock": '<path d="M5.5 10.5h13v9h-13zM8.5 10.5V8a3.5 3.5 0 017 0v2.5"/>',
    "minus": '<path d="M5 12h14"/>',
    "person": '<circle cx="12" cy="8.2" r="3.9"/><path d="M4.5 20.5c.6-4 3.7-6 7.5-6s6.9 2 7.5 6"/>',
    "pin": '<path d="M12 21c-4.5-4.7-6.7-8.2-6.7-11a6.7 6.7 0 0113.4 0c0 2.8-2.2 6.3-6.7 11z"/>'
    '<circle cx="12" cy="10" r="2.3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "truck": '<path d="M2.5 6h11.5v10.5H2.5zM14 10h4l3.5 3.5v3H14z"/>'
    '<circle cx="7" cy="18" r="1.8"/><circle cx="17.5" cy="18" r="1.8"/>',
}


@register.filter
def money(value: Money | None) -> str:
    """Write an amount for people: "€19.90"; nothing for None."""
    return value.format() if value is not None else ""


@register.filter
def country_name(code: str) -> str:
    """Write a country code as the country's name."""
    return name_of_country(code)


@register.filter
def day_range(days: tuple[int, int]) -> str:
    """Write (2, 4) as "2 to 4 working days"."""
    least, most = days
    if least == most:
        return f"{most} working day" + ("" if most == 1 else "s")
    return f"{least} to {most} working days"


@register.filter
def web_address(address: str) -> str:
    """Give the address back if it is one of the web; nothing for one that would run as a script."""
    return address if address.startswith(("https://", "http://")) else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon. It is decoration: the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(_ICONS[name]),  # noqa: S308  our own drawings, above
    )


@register.inclusion_tag("components/picture.html")
def picture(image: Any, sizes: str = "100vw", alt: str | None = None, eager: bool = False) -> dict[str, Any]:
    """Show an ImageView in the width that fits. `eager` is for the one picture seen first.

    `alt` replaces the picture's own words; an empty one marks it as decoration beside words.
    """
    return {
        "image": image,
        "sizes": sizes,
        "alt": image.alt if alt is None and image else alt or "",
        "eager": eager,
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """Show a form field with its label, its hint, what is wrong with it, and what was typed."""
    widget = bound.field.widget
    widget.attrs.pop("placeholder", None)  # allauth's forms repeat their labels there
    return {
        "field": bound,
        "css": css,
        "is_choice": isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple),
        "is_checkbox": isinstance(widget, forms.CheckboxInput),
        "optional": _may_be_empty(bound) and not isinstance(widget, forms.CheckboxInput),
    }


def _may_be_empty(bound: BoundField) -> bool:
    return getattr(bound.field, "is_optional", not bound.field.required)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*bound_forms: forms.BaseForm | None) -> dict[str, Any]:
    """List what is wrong in these forms, above them, each line a link to its field."""
    items: list[tuple[str, str]] = []
    for form in bound_forms:
        if form is not None and form.is_bound:
            items += [("", str(error)) for error in form.non_field_errors()]
            items += [(_anchor(bound), str(error)) for bound in form for error in bound.errors]
    return {"items": items}


def _anchor(bound: BoundField) -> str:
    """The id of what a link to the field shall focus: for a group of radio buttons the first of them."""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.id_for_label or bound.auto_id}_0" if bound.auto_id else ""
    return bound.id_for_label
