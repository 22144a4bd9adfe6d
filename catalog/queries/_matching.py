"""Which products and variants a query means. The conditions of one variant hold together: the M must be in stock."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from catalog.contracts import ProductQuery
from catalog.models import Product, Variant
from catalog.queries._categories import Tree
from catalog.rules import choice, is_storable, search_sku, split_search

CONFIG = "english"
"""The dictionary of the search. Words also stand in the vector as written, for other languages and beginnings."""


def matching_products(query: ProductQuery, tree: Tree) -> QuerySet[Product]:
    """Return the products on sale that have a variant as wanted. Raises CategoryNotFound."""
    wanted = matching_variants(query, tree, of_any_product=True).filter(product=OuterRef("pk"))
    return Product.objects.filter(_of_product(query, tree, leave_out="", prefix=""), Exists(wanted))


def matching_variants(
    query: ProductQuery, tree: Tree, *, leave_out: str = "", of_any_product: bool = False
) -> QuerySet[Variant]:
    """Return the variants on sale as wanted, without the condition `leave_out` (a facet's name)."""
    rows = Variant.objects.filter(is_active=True).order_by()
    if not of_any_product:
        rows = rows.filter(_of_product(query, tree, leave_out=leave_out, prefix="product__"))
    if leave_out != "price":
        if query.price_min is not None:
            rows = rows.filter(price__gte=query.price_min)
        if query.price_max is not None:
            rows = rows.filter(price__lte=query.price_max)
    for name, values in query.options.items():
        if leave_out != f"option.{name}":
            known = [value for value in values if is_storable(name + value)]
            rows = rows.filter(choices__overlap=[choice(name, value) for value in known])
    if query.in_stock is None or leave_out == "in_stock":
        return rows
    there = Q(stock__on_hand__gt=F("stock__reserved"))
    if query.in_stock:
        return rows.filter(there)
    siblings = rows.filter(there, product=OuterRef("product"))
    return rows.filter(~Exists(siblings))


def search_query(search: str) -> Any:
    """Return what to look for: all the words, of which the last may be the beginning of one; None for no search."""
    whole, head, last = split_search(search)
    if not whole:
        return None
    words: Any = SearchQuery(whole, config=CONFIG, search_type="websearch")
    if not last:
        return words
    beginning: Any = SearchQuery(f"'{last}':*", config="simple", search_type="raw")
    if head:
        beginning = SearchQuery(head, config=CONFIG, search_type="websearch") & beginning
    return words | beginning


def product_search(search: str, prefix: str = "") -> Q:
    """Return the condition that a product is found by a search; no condition for no search."""
    found = search_query(search)
    if found is None:
        return Q()
    return Q(**{f"{prefix}search": found}) | Q(**{f"{prefix}id__in": _having_sku(search)})


def sku_matches(search: str) -> Q:
    """Return the condition that a product has a variant with exactly this SKU."""
    return Q(pk__in=_having_sku(search))


def _of_product(query: ProductQuery, tree: Tree, *, leave_out: str, prefix: str) -> Q:
    wanted = Q(**{f"{prefix}status": Product.Status.ACTIVE})
    if query.category and leave_out != "category":
        tree.get(query.category)
        within = Product.categories.through.objects.filter(category__path__startswith=tree.paths[query.category])
        wanted &= Q(**{f"{prefix}id__in": within.values("product")})
    if query.tag:
        wanted &= Q(**{f"{prefix}tags__contains": [query.tag if is_storable(query.tag) else ""]})
    return wanted & product_search(query.search, prefix)


def _having_sku(search: str) -> Any:
    return Variant.objects.filter(sku__iexact=search_sku(search), is_active=True).values("product")
