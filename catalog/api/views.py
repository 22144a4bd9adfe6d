"""Endpoints of the catalog: read the request, call the service, write the answer."""

from collections.abc import Sequence
from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from catalog.api import shapes
from catalog.api.filters import product_query, wants_facets
from catalog.api.parameters import IF_MATCH, LIST
from catalog.api.serializers import (
    CategoryListSerializer,
    ProductChangeSerializer,
    ProductListSerializer,
    ProductSerializer,
    ProductWriteSerializer,
    StockSerializer,
    StockWriteSerializer,
)
from catalog.contracts import ChangeProduct, SaveProduct
from catalog.service import CatalogService
from shop.http.auth import needs_scope
from shop.http.etags import PUBLIC, etag_of, etag_response, require_match
from shop.http.idempotency import idempotent
from shop.http.pagination import page_of
from shop.http.schema import LOCATION
from shop.users.keys import KeyHolder


def actor_of(request: Request) -> str:
    """Return who changes something, for the ledger."""
    return f"key {cast('KeyHolder', request.auth).name}"


class _PublicToRead(APIView):
    def get_permissions(self) -> Sequence[BasePermission]:
        return [] if self.request.method in SAFE_METHODS else [needs_scope("catalog:write")()]


class ProductsView(_PublicToRead):
    @extend_schema(
        operation_id="list_products",
        tags=["products"],
        summary="List the products on sale",
        parameters=LIST,
        responses=ProductListSerializer,
    )
    def get(self, request: Request) -> Response:
        """Search, filter and sort what is sold. A parameter that does not exist is 422, and so is a bad value."""
        page = CatalogService().list_products(product_query(request), with_facets=wants_facets(request))
        more: dict[str, Any] = {"facets": shapes.facets(page.facets)} if wants_facets(request) else {}
        results = [shapes.summary(each) for each in page.results]
        data = page_of(request, results, page.next_cursor, page.previous_cursor, total=page.total, **more)
        return etag_response(request, data, cache_control=PUBLIC)

    @extend_schema(
        operation_id="create_product",
        tags=["products"],
        summary="Create a product",
        parameters=[LOCATION],
        request=ProductWriteSerializer,
        responses={201: ProductSerializer},
    )
    @idempotent()
    def post(self, request: Request) -> Response:
        """With its variants. Stock is set afterwards, by `PUT /stock/{sku}`."""
        body = ProductWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        catalog = CatalogService()
        saved = catalog.create_product(SaveProduct(**body.validated_data), actor=actor_of(request))
        data = shapes.product(catalog.get_product_for_staff(str(saved.product_id)))
        location = reverse("api_product", [data["id"]], request=request)
        return Response(data, status=201, headers={"Location": location, "ETag": etag_of(data)})


class ProductView(_PublicToRead):
    @extend_schema(
        operation_id="get_product", tags=["products"], summary="Read one product", responses=ProductSerializer
    )
    def get(self, request: Request, slug_or_id: str) -> Response:
        """By its id or its slug."""
        product = CatalogService().get_product(slug_or_id)
        return etag_response(request, shapes.product(product), cache_control=PUBLIC)

    @extend_schema(
        operation_id="change_product",
        tags=["products"],
        summary="Change a product",
        parameters=[IF_MATCH],
        request=ProductChangeSerializer,
        responses=ProductSerializer,
    )
    @idempotent()
    def patch(self, request: Request, slug_or_id: str) -> Response:
        """What is left out stays; a variant left out of `variants` is taken off sale."""
        body = ProductChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        catalog = CatalogService()
        before = catalog.get_product_for_staff(slug_or_id)
        require_match(request, shapes.product(before))
        catalog.change_product(
            product_id=before.id,
            change=ChangeProduct(**body.validated_data),
            actor=actor_of(request),
            expected_version=before.version if "If-Match" in request.headers else None,
        )
        data = shapes.product(catalog.get_product_for_staff(str(before.id)))
        return Response(data, headers={"ETag": etag_of(data)})


class CategoriesView(APIView):
    @extend_schema(
        operation_id="list_categories",
        tags=["categories"],
        summary="Read the tree of categories",
        responses=CategoryListSerializer,
    )
    def get(self, request: Request) -> Response:
        """The roots, each with those below it."""
        data = {"results": [shapes.category(each) for each in CatalogService().list_categories()]}
        return etag_response(request, data, cache_control=PUBLIC)


class StockView(APIView):
    permission_classes = [needs_scope("stock:write")]

    @extend_schema(
        operation_id="get_stock", tags=["stock"], summary="Read a variant's stock", responses=StockSerializer
    )
    def get(self, request: Request, sku: str) -> Response:
        """What is on hand, what of it is promised to orders, and what is left to sell."""
        return etag_response(request, shapes.stock(CatalogService().get_stock(sku)))

    @extend_schema(
        operation_id="set_stock",
        tags=["stock"],
        summary="Set how many units are on hand",
        parameters=[IF_MATCH],
        request=StockWriteSerializer,
        responses=StockSerializer,
    )
    def put(self, request: Request, sku: str) -> Response:
        """Nothing else changes, however often it is sent; the reason goes to the ledger.

        409 `stock_changed` when `expected_on_hand` is not what is there, `stock_below_reserved` when more are promised.
        """
        body = StockWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        catalog = CatalogService()
        before = catalog.get_stock(sku)
        require_match(request, shapes.stock(before))
        expected = {"expected_on_hand": before.on_hand} if "If-Match" in request.headers else {}
        wanted = {**expected, **body.validated_data}
        data = shapes.stock(catalog.set_stock(sku=sku, **wanted, actor=actor_of(request)))
        return Response(data, headers={"ETag": etag_of(data)})
