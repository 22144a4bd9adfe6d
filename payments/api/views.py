"""Endpoints of payments: read the request, call the service, write the answer."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from payments.api.access import actor_of, open_order, open_payment
from payments.api.examples import PAYING
from payments.api.serializers import (
    PaymentSerializer,
    PayRequestSerializer,
    RefundRequestSerializer,
    RefundSerializer,
    WebhookReceivedSerializer,
)
from payments.contracts import RefundLine
from payments.service import PaymentService
from shop.http.auth import needs_scope
from shop.http.etags import etag_response
from shop.http.idempotency import idempotent
from shop.http.schema import LOCATION
from shop.http.serializers import ProblemSerializer
from shop.kernel.ids import parse_id

ORDER_TOKEN = OpenApiParameter(
    "Order-Token", OpenApiTypes.STR, OpenApiParameter.HEADER, description="A guest's `access_token` of the order."
)


def _key(request: Request) -> str | None:
    return getattr(request, "idempotency_scope", None)


class PaymentsView(APIView):
    @extend_schema(
        operation_id="pay_order",
        tags=["payments"],
        summary="Pay an order",
        request=PayRequestSerializer,
        responses={201: PaymentSerializer, 402: ProblemSerializer, 503: ProblemSerializer},
        parameters=[ORDER_TOKEN, LOCATION],
        examples=PAYING,
        description=(
            "201: `succeeded`, or `requires_action`: let the shopper follow `next_action`. "
            "402 `payment_declined` carries `decline_code`, `fix` (what to change) and `payment_id`; the order stays "
            "payable. 503 `gateway_unavailable`: the outcome is being looked up; read the payment `payment_id`, or "
            "repeat the request with the same key. Nothing is charged twice. A key needs `orders:write`."
        ),
    )
    @idempotent(staged=True)
    def post(self, request: Request) -> Response:
        body = PayRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        order = open_order(request, parse_id(body.validated_data["order_id"]), scope="orders:write")
        payment = PaymentService().pay(
            order_id=order.id,
            payment_method=body.validated_data["payment_method"],
            actor=actor_of(request),
            request_key=_key(request),
        )
        location = reverse("api_payment", args=[payment.id], request=request)
        data = PaymentSerializer(payment, context={"request": request}).data
        return Response(data, status=201, headers={"Location": location})


class PaymentDetailView(APIView):
    @extend_schema(
        operation_id="get_payment",
        tags=["payments"],
        summary="Read where a payment stands",
        responses=PaymentSerializer,
        parameters=[ORDER_TOKEN],
        description="An open attempt is asked of the gateway. A key needs `orders:read`.",
    )
    def get(self, request: Request, payment_id: UUID) -> Response:
        payment = open_payment(request, payment_id)
        payment = PaymentService().refresh(payment_id=payment.id, actor=actor_of(request))
        return etag_response(request, PaymentSerializer(payment, context={"request": request}).data)


class RefundsView(APIView):
    permission_classes = [needs_scope("payments:refund")]

    @extend_schema(
        operation_id="refund_payment",
        tags=["payments"],
        summary="Refund a payment, whole or part",
        request=RefundRequestSerializer,
        responses={201: RefundSerializer, 503: ProblemSerializer},
        description=(
            "An `amount`, or units of `lines`; neither: all that is left. More than is left is 409 "
            "`refund_too_large`. `pending`: the gateway has not confirmed it yet."
        ),
    )
    @idempotent(staged=True)
    def post(self, request: Request, payment_id: UUID) -> Response:
        body = RefundRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        refund = PaymentService().refund(
            payment_id=payment_id,
            amount=body.validated_data.get("amount"),
            lines=[RefundLine(**line) for line in body.validated_data.get("lines", ())],
            reason=body.validated_data["reason"],
            actor=actor_of(request),
            request_key=_key(request),
        )
        return Response(RefundSerializer(refund).data, status=201)


class StripeWebhookView(APIView):
    authentication_classes: list[Any] = []
    throttle_classes: list[Any] = []

    @extend_schema(
        operation_id="receive_stripe_webhook",
        tags=["webhooks"],
        summary="Take an event from Stripe",
        request=OpenApiTypes.OBJECT,
        responses=WebhookReceivedSerializer,
        parameters=[OpenApiParameter("Stripe-Signature", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True)],
        description="A bad signature is 400; a repeated event is 200 and changes nothing.",
    )
    def post(self, request: Request) -> Response:
        # The signature covers the bytes as they came, so they are not parsed here.
        body, signature = request._request.body, request.headers.get("Stripe-Signature")
        PaymentService().receive_webhook(body=body, signature=signature)
        return Response({"received": True})
