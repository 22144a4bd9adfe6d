"""Shapes of parcels."""

from typing import Any

from rest_framework import serializers

from fulfillment.contracts import Dispatch, ShipmentLine
from shop.http.serializers import StrictCharField, StrictIntegerField, StrictSerializer, StrictUUIDField


class ShipmentLineSerializer(StrictSerializer):
    line_id = StrictUUIDField(help_text="The id of the order's line.")
    quantity = StrictIntegerField(min_value=1, max_value=1_000_000)


class DispatchSerializer(StrictSerializer):
    """A parcel to send. Without lines: all that is left of the order."""

    lines = ShipmentLineSerializer(  # type: ignore[call-arg]
        many=True, required=False, allow_empty=False, max_length=500
    )
    carrier = StrictCharField(
        required=False, allow_blank=True, default="", max_length=100, help_text="Such as DHL; any name is taken."
    )
    tracking_number = StrictCharField(required=False, allow_blank=True, default="", max_length=100)

    def as_dispatch(self, order_id: Any) -> Dispatch:
        """Return the contract."""
        data = self.validated_data
        lines = tuple(ShipmentLine(**line) for line in data.get("lines", ()))
        return Dispatch(
            order_id=order_id, lines=lines, carrier=data["carrier"], tracking_number=data["tracking_number"]
        )


class ShipmentSerializer(serializers.Serializer[Any]):
    """A parcel. `tracking_url` is empty for a carrier whose tracking page the shop does not know."""

    id = serializers.UUIDField()
    order_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["open", "shipped", "delivered", "cancelled"])
    lines = ShipmentLineSerializer(many=True)
    carrier = serializers.CharField()
    tracking_number = serializers.CharField()
    tracking_url = serializers.CharField()
    created_at = serializers.DateTimeField()
    shipped_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
