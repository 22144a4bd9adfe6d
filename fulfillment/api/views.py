"""Endpoints of fulfillment."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from fulfillment.api.serializers import DispatchSerializer, ShipmentSerializer
from fulfillment.service import FulfillmentService
from orders.contracts import Actor
from shop.http.auth import needs_scope
from shop.http.idempotency import idempotent
from shop.users.keys import KeyHolder


class ShipmentsView(APIView):
    """The parcels of an order."""

    permission_classes = (needs_scope("fulfillment:write"),)

    @extend_schema(
        operation_id="dispatch_shipment",
        tags=["fulfillment"],
        summary="Dispatch a parcel, whole or part",
        description="Without `lines`, all that is left is sent. More units than are left: 409 `nothing_to_ship`.",
        request=DispatchSerializer,
        responses={201: ShipmentSerializer},
    )
    @idempotent()
    def post(self, request: Request, order_id: UUID) -> Response:
        body = DispatchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        holder = request.auth
        assert isinstance(holder, KeyHolder), "needs_scope lets nobody else in"
        actor = Actor("api", holder.name, holder.id)
        shipment = FulfillmentService().dispatch(body.as_dispatch(order_id), actor=actor)
        return Response(ShipmentSerializer(shipment).data, status=201)
