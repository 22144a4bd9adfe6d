"""Endpoints of orders."""

from uuid import UUID

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from orders.api.access import actor_of, customer_of, expected_version, moment_from, open_order, order_json
from orders.api.examples import CHECKOUT
from orders.api.serializers import (
    CancelOrderSerializer,
    ChangeOrderSerializer,
    CheckoutSerializer,
    OrderListSerializer,
    OrderSerializer,
    OrderSummarySerializer,
    PlacedOrderSerializer,
)
from orders.contracts import OrderQuery
from orders.rules import Status
from orders.service import OrderService
from shop.http.auth import needs_scope
from shop.http.etags import etag_response
from shop.http.idempotency import idempotent
from shop.http.pagination import limit_and_cursor, page_of
from shop.http.schema import LOCATION

ORDER_TOKEN = OpenApiParameter(
    "Order-Token", OpenApiTypes.STR, OpenApiParameter.HEADER, description="A guest's `access_token` of the order"
)
IF_MATCH = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="412 when stale")


class CheckoutView(APIView):
    """Where a cart becomes an order."""

    @extend_schema(
        operation_id="checkout",
        tags=["orders"],
        summary="Turn a cart into an order",
        description=(
            "Reserves the stock until `reserved_until`. The same cart again returns the same order (200). Not enough "
            "stock: 409 `out_of_stock` with `lines`. Another total than `expected_total`: 409 `price_changed` with "
            "the new `quote`. An empty cart: 422 `cart_empty`."
        ),
        parameters=[LOCATION],
        examples=CHECKOUT,
        request=CheckoutSerializer,
        responses={200: PlacedOrderSerializer, 201: PlacedOrderSerializer},
    )
    @idempotent(by_address=True)
    def post(self, request: Request) -> Response:
        body = CheckoutSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        placed = OrderService().place_order(body.as_command(customer_of(request)), actor=actor_of(request))
        data = order_json(request, placed.order) | {"access_token": placed.order.access_token}
        location = request.build_absolute_uri(reverse("api_order", args=[placed.order.id]))
        headers = {"Location": location, "Cache-Control": "no-store"}
        return Response(data, status=201 if placed.created else 200, headers=headers)


class OrderView(APIView):
    """One order."""

    @extend_schema(
        operation_id="get_order",
        tags=["orders"],
        summary="Read an order",
        description=(
            "With its lines, payments, shipments and timeline. Opens for its customer, for a guest with its "
            "`Order-Token`, and for a key with `orders:read` or `orders:write`; to everybody else it is 404."
        ),
        parameters=[ORDER_TOKEN],
        responses=OrderSerializer,
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        order = open_order(request, order_id, "orders:read", "orders:write")
        return etag_response(request, order_json(request, order))

    @extend_schema(
        operation_id="change_order",
        tags=["orders"],
        summary="Change an unpaid order",
        description=(
            "Name, addresses, e-mail, delivery; totals are quoted anew. Another total than `expected_total`: 409 "
            "`price_changed`. Once it is paid or has ended: 409 `order_not_changeable`. A key needs `orders:write`."
        ),
        parameters=[ORDER_TOKEN, IF_MATCH],
        request=ChangeOrderSerializer,
        responses=OrderSerializer,
    )
    @idempotent()
    def patch(self, request: Request, order_id: UUID) -> Response:
        order = open_order(request, order_id, "orders:write")
        body = ChangeOrderSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        changed = OrderService().change_details(
            order_id=order.id,
            change=body.as_change(),
            actor=actor_of(request),
            expected_version=expected_version(request, order),
        )
        return Response(order_json(request, changed))


class CancelOrderView(APIView):
    """Where an order is called off."""

    @extend_schema(
        operation_id="cancel_order",
        tags=["orders"],
        summary="Cancel an order before it is shipped",
        description="A paid order is refunded. Too late: 409 `order_not_cancellable`. A key needs `orders:write`.",
        parameters=[ORDER_TOKEN, IF_MATCH],
        request=CancelOrderSerializer,
        responses=OrderSerializer,
    )
    @idempotent()
    def post(self, request: Request, order_id: UUID) -> Response:
        order = open_order(request, order_id, "orders:write")
        body = CancelOrderSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        cancelled = OrderService().cancel_order(
            order_id=order.id,
            actor=actor_of(request),
            reason=body.validated_data["reason"],
            expected_version=expected_version(request, order),
        )
        return Response(order_json(request, cancelled))


class OrdersView(APIView):
    """All orders, for staff's machines."""

    permission_classes = (needs_scope("orders:read"),)

    @extend_schema(
        operation_id="list_orders",
        tags=["orders"],
        summary="List orders, or what has changed",
        description=(
            "The newest first. With `updated_after`, the orders that changed since then, the oldest change first: "
            "follow `next` to the end, and ask again later from a minute before the last `updated_at` that you saw."
        ),
        parameters=[
            OpenApiParameter("status", OpenApiTypes.STR, enum=[status.value for status in Status]),
            OpenApiParameter("updated_after", OpenApiTypes.DATETIME),
            OpenApiParameter("cursor", OpenApiTypes.STR),
            OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 100, default 24"),
        ],
        responses=OrderListSerializer,
    )
    def get(self, request: Request) -> Response:
        limit, cursor = limit_and_cursor(request)
        status, since = request.query_params.get("status", ""), moment_from(request, "updated_after")
        query = OrderQuery(status=status, updated_after=since, cursor=cursor, limit=limit)
        page = OrderService().list_orders(query)
        results = [OrderSummarySerializer(row).data for row in page.results]
        return etag_response(request, page_of(request, results, page.next_cursor, page.previous_cursor))
