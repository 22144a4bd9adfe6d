"""Shapes of payments in the API."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from payments.contracts import PaymentView
from payments.rules import Fix
from shop.http.serializers import MoneyField, StrictCharField, StrictIntegerField, StrictSerializer, StrictUUIDField

PAYMENT_STATUSES = ("processing", "requires_action", "succeeded", "declined", "cancelled", "failed")
REFUND_STATUSES = ("pending", "succeeded", "failed")


class PayRequestSerializer(StrictSerializer):
    """Pay this order with this card. With Stripe, Stripe.js makes the id of the payment method."""

    order_id = StrictCharField(max_length=64)
    payment_method = StrictCharField(max_length=200, help_text="Such as `pm_card_visa` in the sandbox.")


class RefundLineSerializer(StrictSerializer):
    line_id = StrictUUIDField()
    quantity = StrictIntegerField(min_value=1, max_value=1_000_000)


class RefundRequestSerializer(StrictSerializer):
    """An amount, or units of lines; neither: all that is left."""

    amount = MoneyField(required=False)
    lines = serializers.ListField(child=RefundLineSerializer(), required=False, allow_empty=False, max_length=500)
    reason = StrictCharField(max_length=500, required=False, allow_blank=True, default="")


class RefundLineViewSerializer(serializers.Serializer[Any]):
    line_id = serializers.UUIDField()
    quantity = serializers.IntegerField()


class RefundSerializer(serializers.Serializer[Any]):
    """Money on its way back. `pending`: the payment service has not confirmed it yet."""

    id = serializers.UUIDField()
    payment_id = serializers.UUIDField()
    amount = MoneyField()
    status = serializers.ChoiceField(choices=REFUND_STATUSES)
    reason = serializers.CharField()
    lines = RefundLineViewSerializer(many=True)
    created_at = serializers.DateTimeField()


@extend_schema_field(
    {
        "type": "object",
        "nullable": True,
        "properties": {
            "type": {"type": "string", "enum": ["redirect_to_url", "use_stripe_sdk"]},
            "url": {"type": "string", "format": "uri"},
        },
        "required": ["type"],
    }
)
class NextActionField(serializers.Field[PaymentView, Any, Any, Any]):
    """Where a payment that requires action goes on: a page of the sandbox's bank, or Stripe.js."""

    def to_representation(self, value: PaymentView) -> dict[str, str] | None:
        if value.status != "requires_action":
            return None
        if value.gateway != "sandbox":
            return {"type": "use_stripe_sdk"}
        page = reverse("sandbox_bank", args=[value.id])
        url = self.context["request"].build_absolute_uri(f"{page}?payment_intent_client_secret={value.client_secret}")
        return {"type": "redirect_to_url", "url": url}


class PaymentSerializer(serializers.Serializer[Any]):
    """An attempt to pay. `client_secret` and `next_action` are there while it requires action."""

    id = serializers.UUIDField()
    order_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=PAYMENT_STATUSES)
    amount = MoneyField()
    refunded = MoneyField()
    method = serializers.CharField(help_text="Such as “Visa ending in 4242”.")
    client_secret = serializers.CharField(allow_blank=True)
    next_action = NextActionField(source="*", read_only=True)
    decline_code = serializers.CharField(allow_blank=True)
    fix = serializers.ListField(
        child=serializers.ChoiceField(choices=[fix.value for fix in Fix]), help_text="What to change."
    )
    message = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    refunds = RefundSerializer(many=True)


class WebhookReceivedSerializer(serializers.Serializer[Any]):
    received = serializers.BooleanField()
