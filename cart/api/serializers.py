"""Shapes of carts."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cart.contracts import ShippingOption
from shop.http.serializers import MoneyField, StrictCharField, StrictIntegerField, StrictSerializer, StrictUUIDField


class EmptySerializer(StrictSerializer):
    """A body that says nothing."""


class AddItemSerializer(StrictSerializer):
    """What to put in: one of variant_id, sku and product_id (of a product with one variant)."""

    variant_id = StrictUUIDField(required=False)
    sku = StrictCharField(max_length=255, required=False)
    product_id = StrictUUIDField(required=False)
    quantity = StrictIntegerField()


class ChangeItemSerializer(StrictSerializer):
    quantity = StrictIntegerField()


class TotalsSerializer(serializers.Serializer[Any]):
    """subtotal - discount + shipping = total. Prices include tax; `tax` is the part of the total that is tax."""

    subtotal = MoneyField()
    discount = MoneyField()
    shipping = MoneyField()
    tax = MoneyField()
    total = MoneyField()


class CartImageSerializer(serializers.Serializer[Any]):
    url = serializers.CharField()
    alt = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class CartItemSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    product_slug = serializers.CharField()
    sku = serializers.CharField()
    title = serializers.CharField()
    variant_title = serializers.CharField()
    options = serializers.DictField(child=serializers.CharField())
    image = CartImageSerializer(allow_null=True)
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    line_total = MoneyField()
    price_changed_from = MoneyField(allow_null=True, help_text="What it cost when it was put in, where that differs")
    available = serializers.IntegerField()
    problem = serializers.CharField(
        help_text="Empty; `short`: fewer left than wanted; `sold_out`; or `not_sold`: no longer sold, not in the totals"
    )


class CartSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="A guest's cart id is the secret that opens it.")
    currency = serializers.CharField()
    items = CartItemSerializer(many=True)
    totals = TotalsSerializer()
    order_id = serializers.UUIDField(allow_null=True, help_text="The order that the cart became")


class EstimatedDaysSerializer(serializers.Serializer[Any]):
    min = serializers.IntegerField()
    max = serializers.IntegerField()


class ShippingOptionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Checkout's `shipping_method`")
    name = serializers.CharField()
    description = serializers.CharField()
    price = MoneyField()
    estimated_days = serializers.SerializerMethodField()

    @extend_schema_field(EstimatedDaysSerializer)
    def get_estimated_days(self, option: ShippingOption) -> dict[str, int]:
        """Return the days that it takes, at least and at most."""
        return {"min": option.estimated_days[0], "max": option.estimated_days[1]}


class ShippingOptionsSerializer(serializers.Serializer[Any]):
    results = ShippingOptionSerializer(many=True)
