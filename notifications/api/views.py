"""Endpoints of notifications: the event feed, and who is told of events."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from notifications.api.serializers import (
    EndpointListSerializer,
    EndpointSerializer,
    EndpointWithSecretSerializer,
    EventPageSerializer,
    NewEndpointSerializer,
)
from notifications.errors import EventUnknown
from notifications.service import NotificationService
from shop.http.auth import needs_scope
from shop.http.etags import etag_response
from shop.http.idempotency import idempotent
from shop.http.pagination import limit_and_cursor
from shop.kernel.errors import FieldError
from shop.kernel.outbox import events_after


class EventsView(APIView):
    """The event feed."""

    permission_classes = (needs_scope("events:read"),)

    @extend_schema(
        operation_id="list_events",
        tags=["events"],
        summary="Read events, oldest first",
        description="A consumer that was away asks for what came `after` the last event that it has.",
        parameters=[
            OpenApiParameter("after", OpenApiTypes.UUID, description="An event's id; without it, from the first one."),
            OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 100, default 24."),
        ],
        responses={200: EventPageSerializer},
    )
    def get(self, request: Request) -> Response:
        limit, _ = limit_and_cursor(request)
        events = events_after(_read_after(request), limit=limit + 1)
        if events is None:
            raise _unknown()
        page = [event.as_json() for event in events[:limit]]
        more = _next_address(request, page[-1]["id"]) if len(events) > limit else None
        return etag_response(request, {"results": page, "next": more, "previous": None})


class EndpointsView(APIView):
    """The webhook endpoints."""

    permission_classes = (needs_scope("webhooks:write"),)

    @extend_schema(
        operation_id="list_webhook_endpoints",
        tags=["webhooks"],
        summary="List the webhook endpoints",
        description="Without their secrets, which are shown once.",
        responses={200: EndpointListSerializer},
    )
    def get(self, request: Request) -> Response:
        endpoints = NotificationService().list_endpoints()
        results = EndpointSerializer(endpoints, many=True).data
        return etag_response(request, {"results": results, "next": None, "previous": None})

    @extend_schema(
        operation_id="add_webhook_endpoint",
        tags=["webhooks"],
        summary="Add a webhook endpoint",
        description=(
            "Events are posted to it as the Standard Webhooks specification says, retried with growing pauses for "
            "three days. The `secret` is in this answer only."
        ),
        request=NewEndpointSerializer,
        responses={201: EndpointWithSecretSerializer},
    )
    @idempotent()
    def post(self, request: Request) -> Response:
        body = NewEndpointSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = NotificationService().add_endpoint(**body.validated_data)
        return Response({**EndpointSerializer(made.endpoint).data, "secret": made.secret}, status=201)


class EndpointView(APIView):
    """One webhook endpoint."""

    permission_classes = (needs_scope("webhooks:write"),)

    @extend_schema(
        operation_id="remove_webhook_endpoint",
        tags=["webhooks"],
        summary="Remove a webhook endpoint",
        description="What still waits to be sent to it is not sent any more.",
        responses={204: None},
    )
    @idempotent()
    def delete(self, request: Request, endpoint_id: UUID) -> Response:
        NotificationService().remove_endpoint(endpoint_id=endpoint_id)
        return Response(status=204)


def _read_after(request: Request) -> UUID | None:
    raw: Any = request.query_params.get("after")
    try:
        return UUID(raw) if raw else None
    except ValueError:
        raise _unknown() from None


def _unknown() -> EventUnknown:
    detail = "There is no event with this id. Start again without `after`."
    return EventUnknown(detail, errors=[FieldError("?after", "event_unknown", detail)])


def _next_address(request: Request, last_id: str) -> str:
    query = request.query_params.copy()
    query["after"] = last_id
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
