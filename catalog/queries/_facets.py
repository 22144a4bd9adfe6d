"""Facets: how many products each choice would leave. All of them are one statement.

Every facet leaves its own condition out, so that a second size can be ticked beside the first; the others hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import BigIntegerField, Count, F, Func, Max, Min, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from catalog.contracts import Facet, FacetValue, ProductQuery
from catalog.models import Category, Variant
from catalog.queries._categories import Tree
from catalog.queries._matching import matching_variants
from catalog.rules import MARK, choice
from shop.kernel.money import Money

_PRODUCTS = Count("product", distinct=True)


def list_facets(query: ProductQuery, tree: Tree, currency: str) -> tuple[Facet, ...]:
    """Return the facets of a list: categories, options, availability, price. Raises CategoryNotFound."""
    parts = [
        _by_category(matching_variants(query, tree, leave_out="category")),
        _by_availability(matching_variants(query, tree, leave_out="in_stock")),
        _by_price(matching_variants(query, tree, leave_out="price")),
        _by_choice("", matching_variants(query, tree)),
        *(_by_choice(name, matching_variants(query, tree, leave_out=f"option.{name}")) for name in query.options),
    ]
    found: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for facet, value, first, second in parts[0].union(*parts[1:], all=True):
        found[facet].append((value, first, second))
    return (
        *_categories(tree, {path: count for path, count, _ in found["category"]}),
        *_options(query, found),
        *_availability(found["in_stock"]),
        *_prices(found["price"], currency),
    )


def _row(rows: QuerySet[Variant], facet: str, value: Any, first: Any, second: Any) -> Any:
    """One part of the union: the facet's name, a value, and two numbers."""
    return (
        rows.annotate(facet=Value(facet, output_field=TextField()), value=value)
        .values("facet", "value")
        .annotate(first=Cast(first, BigIntegerField()), second=Cast(second, BigIntegerField()))
        .values_list("facet", "value", "first", "second")
    )


def _by_category(rows: QuerySet[Variant]) -> Any:
    # A product counts for its category and for each one above: every beginning of the path, in whole steps.
    step = Category.steplen
    ancestors = Func(
        F("product__categories__path"),
        template=f"left(%(expressions)s, generate_series({step}, length(%(expressions)s), {step}))",
        output_field=TextField(),
    )
    return _row(rows.filter(product__categories__isnull=False), "category", ancestors, _PRODUCTS, Value(0))


def _by_availability(rows: QuerySet[Variant]) -> Any:
    there = Count("product", distinct=True, filter=Q(stock__on_hand__gt=F("stock__reserved")))
    return _row(rows, "in_stock", Value("", output_field=TextField()), there, _PRODUCTS)


def _by_price(rows: QuerySet[Variant]) -> Any:
    return _row(rows, "price", Value("", output_field=TextField()), Min("price"), Max("price"))


def _by_choice(name: str, rows: QuerySet[Variant]) -> Any:
    each = Func(F("choices"), function="unnest", output_field=TextField())
    return _row(rows, f"option.{name}", each, _PRODUCTS, Min("position"))


def _categories(tree: Tree, counts: dict[str, int]) -> Iterator[Facet]:
    values = tuple(
        FacetValue(slug, view.name, counts[tree.paths[slug]])
        for slug, view in tree.by_slug.items()
        if tree.paths[slug] in counts
    )
    if values:
        yield Facet("category", "Category", values)


def _options(query: ProductQuery, found: dict[str, list[tuple[str, int, int]]]) -> Iterator[Facet]:
    names = {row[0].partition(MARK)[0] for row in found["option."]} | set(query.options)
    for name in sorted(names):
        rows = found.get(f"option.{name}" if name in query.options else "option.", ())
        mine = sorted((at, word, count) for word, count, at in rows if word.startswith(choice(name, "")))
        values = tuple(FacetValue(word.partition(MARK)[2], word.partition(MARK)[2], count) for _, word, count in mine)
        if values:
            yield Facet(f"option.{name}", name, values)


def _availability(rows: Iterable[tuple[str, int, int]]) -> Iterator[Facet]:
    for _, there, all_ in rows:
        values = (FacetValue("true", "In stock", there), FacetValue("false", "Sold out", all_ - there))
        yield Facet("in_stock", "Availability", tuple(value for value in values if value.count))


def _prices(rows: Iterable[tuple[str, int | None, int | None]], currency: str) -> Iterator[Facet]:
    """The lowest and the highest price, as amounts that `price_min` and `price_max` take. They count nothing."""
    for _, low, high in rows:
        if low is not None and high is not None:
            both = (Money(low, currency), Money(high, currency))
            yield Facet("price", "Price", tuple(FacetValue(money.amount, money.format(), 0) for money in both))
