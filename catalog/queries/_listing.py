"""Lists of products, by keyset: a page begins after the last product of the one before, whatever came in between."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Lower

from catalog import errors
from catalog.contracts import ProductQuery, ProductSummary, Sort
from catalog.models import Product, ProductImage, Variant
from catalog.queries._categories import Tree
from catalog.queries._matching import matching_products, search_query, sku_matches
from catalog.queries._shapes import alt_or_title, compare_at, image_view
from catalog.rules import sort_of
from shop.http.pagination import CursorInvalid, read_cursor, sign_cursor
from shop.kernel.money import Money

_KEYS: dict[Sort, tuple[str, bool]] = {
    "featured": ("rank", True),
    "newest": ("created_at", True),
    "price": ("price_min", False),
    "-price": ("price_min", True),
    "title": ("title_key", False),
    "relevance": ("relevance", True),
}
"""What a sort compares, and whether from the highest down. Ties go by id, in the same direction."""
_FIRST = 2_000_000_000
"""The relevance of a product whose SKU was typed."""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page, with the cursors of those beside it."""

    results: tuple[ProductSummary, ...]
    next_cursor: str | None
    previous_cursor: str | None
    total: int


def list_products(query: ProductQuery, tree: Tree) -> ListedPage:
    """Return one page of the products that a query means, in four statements.

    Raises CategoryNotFound, CursorInvalid.
    """
    sort = sort_of(query.sort, query.search)
    key, descending = _KEYS[sort]
    rows = _sortable(matching_products(query, tree), query, sort)
    total = rows.count()
    backwards, place = _read(query, sort)
    if backwards:
        descending = not descending
    if place is not None:
        beyond = "lt" if descending else "gt"
        value, id_ = place
        rows = rows.filter(Q(**{f"{key}__{beyond}": value}) | Q(**{key: value, f"id__{beyond}": id_}))
    sign = "-" if descending else ""
    found = list(rows.defer("search", "description").order_by(f"{sign}{key}", f"{sign}id")[: query.limit + 1])
    more = len(found) > query.limit
    page = found[: query.limit]
    if backwards:
        page.reverse()
    has_next, has_previous = (True, more) if backwards else (more, place is not None)
    return ListedPage(
        results=summaries(page),
        next_cursor=_cursor(query, sort, page[-1], "next") if page and has_next else None,
        previous_cursor=_cursor(query, sort, page[0], "previous") if page and has_previous else None,
        total=total,
    )


def list_related(product_id: UUID, limit: int) -> tuple[ProductSummary, ...]:
    """Return other products of the same categories, the featured first."""
    through = Product.categories.through.objects
    same = through.filter(category__in=through.filter(product=product_id).values("category")).values("product")
    rows = Product.objects.filter(status=Product.Status.ACTIVE, id__in=same).exclude(pk=product_id)
    return summaries(list(rows.defer("search", "description").order_by("-rank", "-id")[:limit]))


def summaries(products: Sequence[Product]) -> tuple[ProductSummary, ...]:
    """Return products as lists show them, in two statements."""
    ids = [product.id for product in products]
    variants: defaultdict[UUID, list[Variant]] = defaultdict(list)
    on_sale = Variant.objects.filter(product__in=ids, is_active=True).select_related("stock")
    for variant in on_sale.order_by("position", "id"):
        variants[variant.product_id].append(variant)
    first = ProductImage.objects.filter(product__in=ids).order_by("product", "position", "id")
    pictures = {image.product_id: image for image in first.distinct("product")}
    return tuple(
        _summary(product, variants[product.id], pictures.get(product.id))
        for product in products
        if variants[product.id]
    )


def _summary(product: Product, variants: Iterable[Variant], picture: ProductImage | None) -> ProductSummary:
    rows = sorted(variants, key=lambda row: row.price)
    return ProductSummary(
        id=product.id,
        slug=product.slug,
        title=product.title,
        vendor=product.vendor,
        image=alt_or_title(image_view(picture), product) if picture else None,
        price_from=Money(rows[0].price, rows[0].currency),
        price_to=Money(rows[-1].price, rows[-1].currency),
        compare_at_price=compare_at(rows[0]),
        in_stock=any(row.stock.on_hand > row.stock.reserved for row in rows),
        variant_count=len(rows),
    )


def _sortable(rows: QuerySet[Product], query: ProductQuery, sort: Sort) -> QuerySet[Product]:
    if sort == "title":
        return rows.annotate(title_key=Lower("title"))
    if sort == "relevance":
        # Whole numbers compare the same here and in a cursor.
        rank = Cast(SearchRank(F("search"), search_query(query.search)) * 1_000_000, IntegerField())
        first = When(sku_matches(query.search), then=Value(_FIRST))
        return rows.annotate(relevance=Case(first, default=rank, output_field=IntegerField()))
    return rows


def _cursor(query: ProductQuery, sort: Sort, product: Product, direction: str) -> str:
    value: Any = getattr(product, _KEYS[sort][0])
    if isinstance(value, datetime):
        value = value.isoformat()
    return sign_cursor([_fingerprint(query, sort), direction, value, str(product.id)])


def _read(query: ProductQuery, sort: Sort) -> tuple[bool, tuple[Any, UUID] | None]:
    if not query.cursor:
        return False, None
    try:
        fingerprint, direction, value, id_ = read_cursor(query.cursor)
    except (CursorInvalid, ValueError):
        raise errors.CursorInvalid("The cursor can't be read: begin again without one.") from None
    if fingerprint != _fingerprint(query, sort):
        raise errors.CursorInvalid("The cursor belongs to another list: begin again without one.")
    return direction == "previous", (datetime.fromisoformat(value) if sort == "newest" else value, UUID(id_))


def _fingerprint(query: ProductQuery, sort: Sort) -> str:
    options = sorted((name, sorted(values)) for name, values in query.options.items())
    what = (
        "products", query.search, query.category, query.tag, query.price_min, query.price_max, query.in_stock,
        options, sort,
    )  # fmt: skip
    return hashlib.sha256(repr(what).encode("utf-8", "backslashreplace")).hexdigest()[:16]
