"""The forms of a product: itself, its variants, its pictures. Prices are typed as decimals and kept in minor units."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator

from catalog.admin.service_forms import ServiceForm
from catalog.contracts import SaveImage, SaveVariant
from catalog.models import Product, ProductImage, Variant
from catalog.rules import MAX_NAME, MAX_PRICE, MAX_UNITS
from shop.kernel.money import Money, digits

PICTURES = ["jpg", "jpeg", "png", "webp", "gif", "avif"]


class AmountField(forms.CharField):
    """An amount such as 19.90, in the shop's currency; its value is in minor units."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}), **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            minor = Money.parse(text.replace(",", "."), settings.SHOP_CURRENCY).minor
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if not 0 <= minor <= MAX_PRICE:
            raise ValidationError("An amount from 0 up, and one that somebody could pay.")
        return minor

    def prepare_value(self, value: Any) -> Any:
        return Money(value, settings.SHOP_CURRENCY).amount if isinstance(value, int) else value


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several uploads at once."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list) else [data] if data else []
        return [super(PicturesField, self).clean(file, initial) for file in files]


class ProductForm(ServiceForm):
    new_pictures = PicturesField(
        required=False,
        validators=[FileExtensionValidator(PICTURES)],
        help_text="One or several: JPEG, PNG, WebP, GIF or AVIF. They are sized and stripped here.",
    )
    stock_reason = forms.CharField(
        max_length=500, required=False, help_text="Goes to the ledger with every stock that you change below."
    )

    class Meta:
        model = Product
        fields = (
            "title", "slug", "status", "description", "vendor", "product_type", "categories", "tags", "option_names",
            "rank", "seo_title", "seo_description",
        )  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 10, "cols": 90}),
            "seo_description": forms.Textarea(attrs={"rows": 2, "cols": 90}),
        }
        help_texts = {
            "tags": "Separated by commas.",
            "option_names": "What buyers choose by, separated by commas: Size, Colour. Leave empty for one variant.",
            "description": "HTML; what a product page has no use for is removed when you save.",
        }

    def validate_unique(self) -> None:
        """Leave it to the service, which says who has the slug."""

    def as_values(self) -> dict[str, Any]:
        """Return the fields as the service's commands name them."""
        values = dict(self.cleaned_data)
        del values["new_pictures"], values["stock_reason"]
        values["category_slugs"] = tuple(category.slug for category in values.pop("categories"))
        return {
            **values,
            "tags": tuple(values["tags"]),
            "option_names": tuple(name.strip() for name in values["option_names"]),
        }


def _narrow(size: int) -> forms.TextInput:
    return forms.TextInput(attrs={"size": size})


def _narrow_number() -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": "vIntegerField"})


class VariantForm(forms.ModelForm):
    sku = forms.CharField(
        max_length=MAX_NAME, required=False, label="SKU", widget=_narrow(14), help_text="Left empty, one is made."
    )
    choices_text = forms.CharField(
        max_length=1000,
        required=False,
        label="options",
        widget=_narrow(10),
        help_text="In the order of the option names: M, Blue",
    )
    amount = AmountField(label="price")
    compare_at = AmountField(required=False, label="compare at")
    # The value shown travels along, so that a sale in the meantime is not typed over.
    on_hand = forms.IntegerField(
        min_value=0, max_value=MAX_UNITS, required=False, widget=_narrow_number(), show_hidden_initial=True
    )
    weight_grams = forms.IntegerField(
        min_value=0, max_value=MAX_UNITS, widget=_narrow_number(), label="grams", initial=0
    )
    barcode = forms.CharField(max_length=MAX_NAME, required=False, widget=_narrow(9))
    requires_shipping = forms.BooleanField(required=False, label="ships", initial=True)
    position = forms.IntegerField(
        min_value=0, max_value=MAX_UNITS, required=False, widget=_narrow_number(), help_text="Left empty: last."
    )
    off_sale = forms.BooleanField(required=False, label="off sale", help_text="Takes it off sale for good.")

    class Meta:
        model = Variant
        fields = ("sku", "weight_grams", "barcode", "requires_shipping", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variant = self.instance
        if variant._state.adding:
            self.initial["position"] = None
        else:
            self.initial.update(
                choices_text=", ".join(variant.option_values),
                amount=Money(variant.price, variant.currency).amount,
                on_hand=variant.stock.on_hand,
            )
            if variant.compare_at_price:
                self.initial["compare_at"] = Money(variant.compare_at_price, variant.currency).amount
        self.fields["amount"].help_text = f"{settings.SHOP_CURRENCY}, {digits(settings.SHOP_CURRENCY)} digits"

    def validate_unique(self) -> None:
        """Leave it to the service: a SKU may be that of a variant that comes on sale again."""

    def on_hand_shown(self) -> int | None:
        """Return the stock that the person saw when they opened the page."""
        shown = self.data.get(self["on_hand"].html_initial_name, "")
        return int(shown) if shown.isdigit() else None

    def as_command(self, option_names: tuple[str, ...]) -> SaveVariant:
        """Return the row as the service takes it. A variant that is there keeps its stock; it is set by itself."""
        values = self.cleaned_data
        choices = [value.strip() for value in values["choices_text"].split(",") if value.strip()]
        is_new = self.instance._state.adding
        # Too many or too few values are the service's to refuse: those without a name are numbered.
        names = [*option_names, *(f"option {n + 1}" for n in range(len(option_names), len(choices)))]
        return SaveVariant(
            variant_id=None if is_new else self.instance.pk,
            sku=values["sku"].strip(),
            options=dict(zip(names, choices, strict=False)),
            price=values["amount"],
            compare_at_price=values["compare_at"] or None,
            weight_grams=values["weight_grams"],
            requires_shipping=values["requires_shipping"],
            barcode=values["barcode"],
            on_hand=values["on_hand"] if is_new else None,
        )


class ImageForm(forms.ModelForm):
    class Meta:
        model = ProductImage
        fields = ("alt", "option_value", "position")

    def as_command(self) -> SaveImage:
        """Return the row as the service takes it."""
        values = self.cleaned_data
        return SaveImage(image_id=self.instance.pk, alt=values["alt"], option_value=values["option_value"])
