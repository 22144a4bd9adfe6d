"""What staff set: ways of delivery and tax rates."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from cart.models import ShippingMethod, TaxRate
from shop.kernel.address import country_name, country_names
from shop.kernel.money import Money


class CountriesField(forms.CharField):
    """Country codes with commas or blanks between them, in any case."""

    def prepare_value(self, value: Any) -> Any:
        """Return the codes as they are typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the codes, each once. Raises ValidationError for what is no country."""
        codes = sorted(set(str(value or "").upper().replace(",", " ").split()))
        if unknown := [code for code in codes if code not in country_names()]:
            raise forms.ValidationError(f"There is no country {', '.join(unknown)}. Use codes such as IE, FR.")
        return codes


class ShippingMethodForm(forms.ModelForm):
    """The currency is the shop's, and is not asked for."""

    class Meta:
        model = ShippingMethod
        fields = (
            "code",
            "name",
            "description",
            "countries",
            "price_minor",
            "free_from_minor",
            "days_min",
            "days_max",
            "active",
            "position",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.currency = self.instance.currency or settings.SHOP_CURRENCY
        self.fields["countries"] = CountriesField(required=False, help_text=self.fields["countries"].help_text)


@admin.register(ShippingMethod)
class ShippingMethodAdmin(admin.ModelAdmin):
    """Orders keep the name and price that they were placed with, so all of this can be changed at any time."""

    form = ShippingMethodForm
    list_display = ("name", "price", "free_from", "days", "goes_to", "active", "position")
    list_editable = ("active", "position")
    fields = (
        "code",
        "name",
        "description",
        "countries",
        ("price_minor", "free_from_minor"),
        ("days_min", "days_max"),
        ("active", "position"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: ShippingMethod | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    @admin.display(description="price", ordering="price_minor")
    def price(self, method: ShippingMethod) -> str:
        return Money(method.price_minor, method.currency).format()

    @admin.display(description="free from", ordering="free_from_minor")
    def free_from(self, method: ShippingMethod) -> str:
        return "–" if method.free_from_minor is None else Money(method.free_from_minor, method.currency).format()

    @admin.display(description="days")
    def days(self, method: ShippingMethod) -> str:
        return f"{method.days_min}–{method.days_max}" if method.days_min != method.days_max else str(method.days_min)

    @admin.display(description="goes to")
    def goes_to(self, method: ShippingMethod) -> str:
        names = [country_name(code) for code in method.countries]
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "") or "everywhere else"


@admin.register(TaxRate)
class TaxRateAdmin(admin.ModelAdmin):
    """A change is a new row with its first day; the old row keeps saying what was."""

    list_display = ("name", "percent", "valid_from")
    search_fields = ("country",)
    date_hierarchy = "valid_from"

    @admin.display(description="country", ordering="country")
    def name(self, rate: TaxRate) -> str:
        return f"{country_name(rate.country)} ({rate.country})"

    @admin.display(description="rate", ordering="rate")
    def percent(self, rate: TaxRate) -> str:
        return f"{rate.rate / 100:g} %"
