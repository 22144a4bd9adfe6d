"""Shapes of events and webhook endpoints."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from notifications.rules import EVENT_TYPES
from shop.http.serializers import StrictCharField, StrictSerializer


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An order was paid",
            value={
                "id": "0198c5a2-6c1e-7d3f-9a44-1f0a3b5c7d9e",
                "type": "order.paid",
                "version": 1,
                "timestamp": "2026-11-22T10:00:00.000Z",
                "order_id": "0198c5a2-5b0d-7a11-8f00-2e4d6c8a0b1f",
                "user_id": None,
                "data": {"number": "T-1001", "total": {"amount": "19.90", "currency": "EUR"}, "lines": []},
            },
            response_only=True,
        )
    ]
)
class EventSerializer(serializers.Serializer[Any]):
    """A fact, as webhooks carry it too. `data` depends on the type; fields may be added to it within a version."""

    id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=EVENT_TYPES)
    version = serializers.IntegerField()
    timestamp = serializers.DateTimeField()
    order_id = serializers.UUIDField()
    user_id = serializers.UUIDField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]


class EventPageSerializer(serializers.Serializer[Any]):
    """Events, oldest first. `next` is null at the end: ask again later, `after` the last event that you have."""

    results = EventSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True, help_text="Always null: events are read forwards.")


class NewEndpointSerializer(StrictSerializer):
    """A webhook endpoint to add."""

    url = StrictCharField(max_length=2000, help_text="An https address on the open internet.")
    event_types = serializers.ListField(
        child=StrictCharField(max_length=64),
        required=False,
        default=list,
        max_length=50,
        help_text=f"Which events to send; none named: all of them. There are: {', '.join(EVENT_TYPES)}.",
    )
    description = StrictCharField(max_length=200, required=False, allow_blank=True, default="")


class EndpointSerializer(serializers.Serializer[Any]):
    """A webhook endpoint. One that answers 410 is switched off."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    description = serializers.CharField()
    event_types = serializers.ListField(child=serializers.CharField())
    active = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class EndpointWithSecretSerializer(EndpointSerializer):
    """The endpoint as it was made. The secret is shown this once; it verifies `webhook-signature`."""

    secret = serializers.CharField()


class EndpointListSerializer(serializers.Serializer[Any]):
    results = EndpointSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
