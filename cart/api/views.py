"""Endpoints of carts."""

from uuid import UUID

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cart.api.serializers import (
    AddItemSerializer,
    CartSerializer,
    ChangeItemSerializer,
    EmptySerializer,
    ShippingOptionsSerializer,
)
from cart.service import CartService
from shop.http.etags import etag_response
from shop.http.idempotency import idempotent
from shop.http.pagination import ParameterInvalid
from shop.http.schema import LOCATION
from shop.kernel.address import country_names


def customer_of(request: Request) -> UUID | None:
    """Return who is signed in, or None for a guest or a machine."""
    return request.user.pk if request.user.is_authenticated else None


class CartsView(APIView):
    """Where carts are made."""

    @extend_schema(
        operation_id="create_cart",
        tags=["carts"],
        summary="Make a cart",
        description="A guest's cart id is a secret that opens the cart; a customer's cart opens only for them.",
        parameters=[LOCATION],
        request=EmptySerializer,
        responses={201: CartSerializer},
    )
    @idempotent(by_address=True)
    def post(self, request: Request) -> Response:
        EmptySerializer(data=request.data).is_valid(raise_exception=True)
        cart = CartService().create_cart(user_id=customer_of(request))
        location = request.build_absolute_uri(reverse("api_cart", args=[cart.id]))
        return Response(CartSerializer(cart).data, status=201, headers={"Location": location})


class CartView(APIView):
    """One cart."""

    @extend_schema(
        operation_id="get_cart",
        tags=["carts"],
        summary="Read a cart, freshly priced",
        description="Lines say when a price has changed since they were put in, and when stock is short.",
        responses=CartSerializer,
    )
    def get(self, request: Request, cart_id: UUID) -> Response:
        cart = CartService().get_cart(cart_id=cart_id, user_id=customer_of(request))
        return etag_response(request, CartSerializer(cart).data)


class ItemsView(APIView):
    """The lines of a cart."""

    @extend_schema(
        operation_id="add_cart_item",
        tags=["carts"],
        summary="Put something in",
        description=(
            "Name one of `variant_id`, `sku` and `product_id`; the latter where the product has one variant, else "
            "422 `variant_required`. A variant that is in already gets more units. More than there are: 409 "
            "`out_of_stock` with `lines`."
        ),
        request=AddItemSerializer,
        responses={201: CartSerializer},
    )
    @idempotent()
    def post(self, request: Request, cart_id: UUID) -> Response:
        body = AddItemSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        cart = CartService().add_item(cart_id=cart_id, user_id=customer_of(request), **body.validated_data)
        return Response(CartSerializer(cart).data, status=201)


class ItemView(APIView):
    """One line of a cart."""

    @extend_schema(
        operation_id="change_cart_item",
        tags=["carts"],
        summary="Set how many",
        description="More than there are: 409 `out_of_stock` with `lines`.",
        request=ChangeItemSerializer,
        responses=CartSerializer,
    )
    @idempotent()
    def patch(self, request: Request, cart_id: UUID, item_id: UUID) -> Response:
        body = ChangeItemSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        cart = CartService().change_quantity(
            cart_id=cart_id, item_id=item_id, user_id=customer_of(request), **body.validated_data
        )
        return Response(CartSerializer(cart).data)

    @extend_schema(
        operation_id="remove_cart_item",
        tags=["carts"],
        summary="Take a line out",
        description="Taking it out again is 404.",
        request=None,
        responses={204: None},
    )
    @idempotent()
    def delete(self, request: Request, cart_id: UUID, item_id: UUID) -> Response:
        CartService().remove_item(cart_id=cart_id, item_id=item_id, user_id=customer_of(request))
        return Response(status=204)


class ShippingOptionsView(APIView):
    """The ways of delivery for a cart."""

    @extend_schema(
        operation_id="list_shipping_options",
        tags=["carts"],
        summary="List the ways of delivery to a place",
        description="With their prices for this cart. An `id` is checkout's `shipping_method`.",
        parameters=[
            OpenApiParameter("country", OpenApiTypes.STR, required=True, description="ISO 3166-1 alpha-2, such as GB"),
            OpenApiParameter("postal_code", OpenApiTypes.STR),
        ],
        responses=ShippingOptionsSerializer,
    )
    def get(self, request: Request, cart_id: UUID) -> Response:
        country = request.query_params.get("country", "")
        if country.upper() not in country_names():
            raise ParameterInvalid("country", "Use a two-letter ISO 3166 code, such as GB.")
        options = CartService().shipping_options(
            cart_id=cart_id,
            country=country,
            postal_code=request.query_params.get("postal_code", ""),
            user_id=customer_of(request),
        )
        return etag_response(request, ShippingOptionsSerializer({"results": options}).data)
