"""The catalog's pages. They hold nothing personal, so that anyone may keep them: no session, no token, no user menu."""

from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.contracts import CategoryView, ProductQuery, ProductSummary
from catalog.service import CatalogService
from catalog.web.choices import choices_of, gallery_of, pick_variant, trail_to, variants_as_json
from catalog.web.forms import ListForm, chosen_options, option_groups

_for_all = cache_control(public=True, max_age=0, s_maxage=30)
"""A proxy may answer for half a minute; a browser asks again each time."""
FEATURED = 9
NEWEST = 4
TILES_SECONDS = 60


@require_safe
@_for_all
def home(request: HttpRequest) -> HttpResponse:
    """Show the front of the shop."""
    categories = CatalogService().list_categories()
    featured = CatalogService().list_products(ProductQuery(limit=FEATURED)).results
    newest = CatalogService().list_products(ProductQuery(sort="newest", limit=FEATURED + NEWEST)).results
    context = {
        "categories": categories,
        "hero": featured[:1],
        "featured": featured[1:],
        "newest": [item for item in newest if item not in featured][:NEWEST],
        "tiles": cache.get_or_set("catalog.home.tiles", lambda: _tiles(categories), TILES_SECONDS),
    }
    return render(request, "catalog/home.html", context)


def _tiles(categories: Sequence[CategoryView]) -> list[tuple[CategoryView, ProductSummary | None]]:
    """Each category with a product that stands for it."""
    tiles = []
    for category in categories:
        found = CatalogService().list_products(ProductQuery(category=category.slug, limit=2)).results
        tiles.append((category, found[-1] if found else None))
    return tiles


@require_safe
@_for_all
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is in a category and those below it."""
    found = CatalogService().get_category(slug)
    context = _list_context(ListForm(request.GET), category=slug)
    return render(request, "catalog/category.html", {**context, "category": found, "current_path": found.path})


@require_safe
@_for_all
def search(request: HttpRequest) -> HttpResponse:
    """Show what fits the words; without words, everything."""
    form = ListForm(request.GET)
    context = _list_context(form)
    return render(request, "catalog/search.html", {**context, "search_text": form.as_query().search})


def _list_context(form: ListForm, category: str = "") -> dict[str, Any]:
    query = form.as_query(category=category)
    page = CatalogService().list_products(query, with_facets=True)
    return {
        "categories": CatalogService().list_categories(),
        "form": form,
        "page": page,
        "facets": option_groups(page.facets, query.options),
    }


@require_safe
@_for_all
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one product, with the options that the address names chosen."""
    found = CatalogService().get_product(slug)
    wanted = {name: values[0] for name, values in chosen_options(request.GET).items()}
    shown = pick_variant(found, wanted)
    categories = CatalogService().list_categories()
    trail = trail_to(categories, found.categories[0].path) if found.categories else ()
    context = {
        "categories": categories,
        "trail": trail,
        "current_path": [item.slug for item in trail],
        "product": found,
        "shown": shown,
        "choices": choices_of(found, wanted, shown),
        "gallery": gallery_of(found, shown, request.GET.get("picture", "")),
        "variants_json": variants_as_json(found),
        "problem": request.GET.get("problem", ""),
        "related": CatalogService().list_related(found.id, 4),
    }
    return render(request, "catalog/product.html", context)
