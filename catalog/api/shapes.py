"""From contracts to JSON. Plain functions: a list is read far more often than anything else."""

from collections.abc import Sequence
from typing import Any

from catalog.contracts import CategoryView, Facet, ImageView, ProductSummary, ProductView, StockView, VariantView
from shop.kernel.money import Money


def _money(money: Money | None) -> dict[str, str] | None:
    return None if money is None else money.as_json()


def image(view: ImageView) -> dict[str, Any]:
    """Return a picture, with its addresses by width."""
    return {
        "id": str(view.id),
        "url": view.url,
        "alt": view.alt,
        "width": view.width,
        "height": view.height,
        "sources": [{"url": url, "width": width} for url, width in view.sources],
        "variant_ids": [str(id_) for id_ in view.variant_ids],
    }


def summary(view: ProductSummary) -> dict[str, Any]:
    """Return a product as lists show it."""
    return {
        "id": str(view.id),
        "slug": view.slug,
        "title": view.title,
        "vendor": view.vendor,
        "image": image(view.image) if view.image else None,
        "price": view.price_from.as_json(),
        "price_range": {"min": view.price_from.as_json(), "max": view.price_to.as_json()},
        "compare_at_price": _money(view.compare_at_price),
        "in_stock": view.in_stock,
        "variant_count": view.variant_count,
    }


def product(view: ProductView) -> dict[str, Any]:
    """Return a product with all that belongs to it."""
    return {
        "id": str(view.id),
        "slug": view.slug,
        "title": view.title,
        "vendor": view.vendor,
        "status": view.status,
        "description": view.description,
        "tags": list(view.tags),
        "images": [image(each) for each in view.images],
        "options": [{"name": option.name, "values": list(option.values)} for option in view.options],
        "price": view.price_from.as_json(),
        "price_range": {"min": view.price_from.as_json(), "max": view.price_to.as_json()},
        "in_stock": view.in_stock,
        "categories": [{"slug": each.slug, "name": each.name, "path": list(each.path)} for each in view.categories],
        "variants": [variant(each) for each in view.variants],
        "seo_title": view.seo_title,
        "seo_description": view.seo_description,
    }


def variant(view: VariantView) -> dict[str, Any]:
    """Return what is bought."""
    return {
        "id": str(view.id),
        "sku": view.sku,
        "title": view.title,
        "options": dict(view.options),
        "price": view.price.as_json(),
        "compare_at_price": _money(view.compare_at_price),
        "in_stock": view.in_stock,
        "available": view.available,
    }


def category(view: CategoryView) -> dict[str, Any]:
    """Return a category with those below it."""
    return {
        "id": str(view.id),
        "slug": view.slug,
        "name": view.name,
        "description": view.description,
        "path": list(view.path),
        "children": [category(child) for child in view.children],
    }


def facets(views: Sequence[Facet]) -> list[dict[str, Any]]:
    """Return facets; each name is the query parameter that takes its values."""
    return [
        {
            "name": facet.name,
            "label": facet.label,
            "values": [{"value": each.value, "label": each.label, "count": each.count} for each in facet.values],
        }
        for facet in views
    ]


def stock(view: StockView) -> dict[str, Any]:
    """Return a variant's stock."""
    return {"sku": view.sku, "on_hand": view.on_hand, "reserved": view.reserved, "available": view.available}
