"""The shapes of the catalog: those that come in are checked, those that go out are described."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.contracts import ProductStatus, SaveVariant
from catalog.rules import MAX_DESCRIPTION, MAX_NAME, MAX_SEO_DESCRIPTION, MAX_TEXT, MAX_UNITS
from shop.http.serializers import (
    MoneyField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
    StrictSerializer,
    StrictUUIDField,
)
from shop.kernel.money import Money

Text = serializers.CharField
STATUSES = ProductStatus.__args__  # type: ignore[attr-defined]


def _optional(limit: int) -> StrictCharField:
    return StrictCharField(max_length=limit, allow_blank=True, required=False)


class PriceField(MoneyField):
    """An amount in the shop's currency, not negative."""

    def to_internal_value(self, data: Any) -> Money:
        money = super().to_internal_value(data)
        if money.currency != settings.SHOP_CURRENCY:
            raise serializers.ValidationError(f"The shop's prices are in {settings.SHOP_CURRENCY}.", code="currency")
        if money.minor < 0:
            raise serializers.ValidationError("A price is not negative.", code="out_of_range")
        return money


class OptionsField(serializers.DictField):
    """{"Size": "M"}: text to text."""

    child = StrictCharField(max_length=MAX_NAME)


class VariantWriteSerializer(StrictSerializer):
    """A variant. `id` names one that is there; without it, the SKU or else the options do."""

    id = StrictUUIDField(required=False)
    sku = _optional(MAX_NAME)
    options = OptionsField(required=False)
    price = PriceField()
    compare_at_price = PriceField(required=False, allow_null=True)
    weight_grams = StrictIntegerField(min_value=0, max_value=MAX_UNITS, required=False)
    requires_shipping = StrictBooleanField(required=False)
    barcode = _optional(MAX_NAME)

    def to_internal_value(self, data: Any) -> SaveVariant:
        values = super().to_internal_value(data)
        compare_at = values.pop("compare_at_price", None)
        return SaveVariant(
            **{key: value for key, value in values.items() if key not in {"id", "price"}},
            variant_id=values.get("id"),
            price=values["price"].minor,
            compare_at_price=compare_at.minor if compare_at else None,
        )


class ProductChangeSerializer(StrictSerializer):
    """A change of a product: what is left out stays. Lists are given whole; a variant left out is taken off sale."""

    slug = StrictCharField(max_length=200, required=False)
    title = StrictCharField(max_length=MAX_TEXT, required=False)
    description = _optional(MAX_DESCRIPTION)
    vendor = _optional(MAX_TEXT)
    product_type = _optional(MAX_TEXT)
    status = serializers.ChoiceField(choices=STATUSES, required=False)
    tags = serializers.ListField(child=StrictCharField(max_length=MAX_NAME), required=False)
    category_slugs = serializers.ListField(child=StrictCharField(max_length=200), required=False)
    option_names = serializers.ListField(child=StrictCharField(max_length=MAX_NAME), required=False)
    variants = VariantWriteSerializer(many=True, required=False)
    seo_title = _optional(MAX_TEXT)
    seo_description = _optional(MAX_SEO_DESCRIPTION)
    rank = StrictIntegerField(min_value=-MAX_UNITS, max_value=MAX_UNITS, required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().to_internal_value(data)
        return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


class ProductWriteSerializer(ProductChangeSerializer):
    """A new product with its variants. Stock is set afterwards, by `PUT /stock/{sku}`."""

    slug = StrictCharField(max_length=200)
    title = StrictCharField(max_length=MAX_TEXT)
    variants = VariantWriteSerializer(many=True)


class StockWriteSerializer(StrictSerializer):
    """Units counted. `expected_on_hand` guards against a change in the meantime; the reason goes to the ledger."""

    on_hand = StrictIntegerField(min_value=0, max_value=MAX_UNITS)
    expected_on_hand = StrictIntegerField(min_value=0, max_value=MAX_UNITS, required=False)
    reason = StrictCharField(max_length=500, required=False, default="Set by the API")


class SourceSerializer(serializers.Serializer[Any]):
    url = Text()
    width = serializers.IntegerField()


class ImageSerializer(serializers.Serializer[Any]):
    id = Text()
    url = Text()
    alt = Text()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    sources = SourceSerializer(many=True)
    variant_ids = serializers.ListField(child=Text())


class PriceRangeSerializer(serializers.Serializer[Any]):
    min = MoneyField()
    max = MoneyField()


class ProductSummarySerializer(serializers.Serializer[Any]):
    id = Text()
    slug = Text()
    title = Text()
    vendor = Text()
    image = ImageSerializer(allow_null=True)
    price = MoneyField()
    price_range = PriceRangeSerializer()
    compare_at_price = MoneyField(allow_null=True)
    in_stock = serializers.BooleanField()
    variant_count = serializers.IntegerField()


class VariantSerializer(serializers.Serializer[Any]):
    id = Text()
    sku = Text()
    title = Text()
    options = serializers.DictField(child=Text())
    price = MoneyField()
    compare_at_price = MoneyField(allow_null=True)
    in_stock = serializers.BooleanField()
    available = serializers.IntegerField()


class OptionSerializer(serializers.Serializer[Any]):
    name = Text()
    values = serializers.ListField(child=Text())


class ProductCategorySerializer(serializers.Serializer[Any]):
    slug = Text()
    name = Text()
    path = serializers.ListField(child=Text())


class ProductSerializer(serializers.Serializer[Any]):
    id = Text()
    slug = Text()
    title = Text()
    vendor = Text()
    status = serializers.ChoiceField(choices=STATUSES)
    description = Text(help_text="Cleaned HTML")
    tags = serializers.ListField(child=Text())
    images = ImageSerializer(many=True)
    options = OptionSerializer(many=True)
    price = MoneyField(help_text="The lowest of the variants'")
    price_range = PriceRangeSerializer()
    in_stock = serializers.BooleanField()
    categories = ProductCategorySerializer(many=True)
    variants = VariantSerializer(many=True)
    seo_title = Text()
    seo_description = Text()


class CategorySerializer(serializers.Serializer[Any]):
    id = Text()
    slug = Text()
    name = Text()
    description = Text()
    path = serializers.ListField(child=Text())
    children = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Category"}})
    def get_children(self, view: Any) -> list[dict[str, Any]]:
        return list(CategorySerializer(view.children, many=True).data)


class CategoryListSerializer(serializers.Serializer[Any]):
    results = CategorySerializer(many=True)


class FacetValueSerializer(serializers.Serializer[Any]):
    value = Text()
    label = Text()  # type: ignore[assignment]
    count = serializers.IntegerField()


class FacetSerializer(serializers.Serializer[Any]):
    name = Text(help_text="The query parameter that takes these values; `price` has the lowest and the highest price")
    label = Text()  # type: ignore[assignment]
    values = FacetValueSerializer(many=True)


class ProductListSerializer(serializers.Serializer[Any]):
    results = ProductSummarySerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    total = serializers.IntegerField()
    facets = FacetSerializer(many=True, required=False)


class StockSerializer(serializers.Serializer[Any]):
    sku = Text()
    on_hand = serializers.IntegerField()
    reserved = serializers.IntegerField()
    available = serializers.IntegerField()
