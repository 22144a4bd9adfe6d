"""Shapes of orders."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from orders.contracts import ChangeDetails, PlaceOrder
from orders.rules import Status
from shop.http.serializers import AddressSerializer, MoneyField, StrictCharField, StrictSerializer, StrictUUIDField

STATUSES = tuple(status.value for status in Status)


class CheckoutSerializer(StrictSerializer):
    """A cart, and where it goes. Without a billing address, the delivery address is that too."""

    cart_id = StrictUUIDField()
    email = StrictCharField(max_length=254)
    shipping_address = AddressSerializer()
    billing_address = AddressSerializer(required=False, allow_null=True)
    shipping_method = StrictCharField(max_length=40)
    expected_total = MoneyField(required=False, allow_null=True, help_text="The total that the shopper last saw")

    def as_command(self, user_id: UUID | None) -> PlaceOrder:
        """Return what the service takes."""
        return PlaceOrder(**self.validated_data, user_id=user_id)


class ChangeOrderSerializer(StrictSerializer):
    """What to change; the rest stays. A name alone is put into both addresses."""

    name = StrictCharField(max_length=200, required=False)
    email = StrictCharField(max_length=254, required=False)
    shipping_address = AddressSerializer(required=False)
    billing_address = AddressSerializer(required=False)
    shipping_method = StrictCharField(max_length=40, required=False)
    expected_total = MoneyField(required=False, help_text="The new total that the shopper was shown")

    def as_change(self) -> ChangeDetails:
        """Return what the service takes."""
        return ChangeDetails(**self.validated_data)


class CancelOrderSerializer(StrictSerializer):
    reason = StrictCharField(max_length=500, required=False, allow_blank=True, default="")


class OrderTotalsSerializer(serializers.Serializer[Any]):
    """subtotal - discount + shipping = total. Prices include tax; `tax` is the part of the total that is tax."""

    subtotal = MoneyField()
    discount = MoneyField()
    shipping = MoneyField()
    tax = MoneyField()
    total = MoneyField()


class OrderLineSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    product_slug = serializers.CharField()
    sku = serializers.CharField()
    title = serializers.CharField()
    variant_title = serializers.CharField()
    options = serializers.DictField(child=serializers.CharField())
    image_url = serializers.CharField()
    quantity = serializers.IntegerField()
    shipped_quantity = serializers.IntegerField()
    unit_price = MoneyField()
    line_total = MoneyField()
    tax_rate = serializers.IntegerField(help_text="Basis points: 2300 is 23 %")
    tax = MoneyField(help_text="The part of line_total that is tax")


class OrderPaymentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField()
    amount = MoneyField()
    refunded = MoneyField()
    method = serializers.CharField()
    decline_code = serializers.CharField()
    message = serializers.CharField()
    at = serializers.DateTimeField()


class ParcelLineSerializer(serializers.Serializer[Any]):
    line_id = serializers.UUIDField()
    quantity = serializers.IntegerField()


class OrderParcelSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    lines = ParcelLineSerializer(many=True)
    carrier = serializers.CharField()
    tracking_number = serializers.CharField()
    tracking_url = serializers.CharField()
    shipped_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)


class TimelineEntrySerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    text = serializers.CharField()
    actor = serializers.CharField(source="actor.kind", help_text="shopper, staff, api, system or gateway")


class OrderSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    email = serializers.CharField()
    user_id = serializers.UUIDField(allow_null=True)
    currency = serializers.CharField()
    lines = OrderLineSerializer(many=True)
    totals = OrderTotalsSerializer()
    paid = MoneyField()
    refunded = MoneyField()
    shipping_address = AddressSerializer()
    billing_address = AddressSerializer()
    shipping_method = serializers.CharField()
    shipping_name = serializers.CharField()
    placed_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    reserved_until = serializers.DateTimeField(allow_null=True, help_text="Until when the unpaid order keeps its stock")
    paid_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    payments = OrderPaymentSerializer(many=True)
    shipments = OrderParcelSerializer(many=True)
    timeline = TimelineEntrySerializer(many=True, help_text="A key sees all of it; a shopper what concerns them")


class PlacedOrderSerializer(OrderSerializer):
    access_token = serializers.CharField(
        help_text="Opens the order for a guest, in the header Order-Token. Given here and nowhere else."
    )


class OrderSummarySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    email = serializers.CharField()
    total = MoneyField()
    item_count = serializers.IntegerField()
    placed_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class OrderListSerializer(serializers.Serializer[Any]):
    results = OrderSummarySerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
