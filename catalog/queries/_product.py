import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from catalog.contracts import OptionView, ProductStatus, ProductView, VariantView
from catalog.errors import ProductNotFound
from catalog.models import Product, Variant
from catalog.queries._categories import Tree
from catalog.queries._shapes import alt_or_title, compare_at, image_view, options_of
from catalog.rules import is_storable
from shop.kernel.money import Money


def get_product(slug_or_id: str, tree: Tree, *, only_active: bool) -> ProductView:
    """Return a product with its variants on sale, without their stock, in three statements.

    Raises ProductNotFound.
    """
    through = Product.categories.through.objects.filter(product=OuterRef("pk"))
    rows = Product.objects.defer("search").annotate(category_ids=ArraySubquery(through.values("category")))
    if only_active:
        rows = rows.filter(status=Product.Status.ACTIVE)
    product = rows.filter(**_named(slug_or_id)).first() if is_storable(slug_or_id) else None
    if product is None:
        raise ProductNotFound("There is no such product.")
    return _view(product, tree)


def with_stock(product: ProductView, available: Mapping[UUID, int]) -> ProductView:
    """Return the product with what can be bought now, and the version of the whole."""
    variants = tuple(replace(row, available=available.get(row.id, 0)) for row in product.variants)
    whole = replace(product, variants=variants, version="")
    return replace(whole, version=hashlib.sha256(repr(whole).encode()).hexdigest()[:32])


def _named(slug_or_id: str) -> dict[str, object]:
    try:
        return {"pk": UUID(slug_or_id)}
    except ValueError:
        return {"slug": slug_or_id}


def _view(product: Any, tree: Tree) -> ProductView:
    variants = list(product.variants.filter(is_active=True))
    choices = [(row.id, row.option_values) for row in variants]
    pictures = [alt_or_title(image_view(image, choices), product) for image in product.images.all()]
    return ProductView(
        id=product.id,
        slug=product.slug,
        title=product.title,
        vendor=product.vendor,
        status=cast("ProductStatus", product.status),
        description=product.description,
        tags=tuple(product.tags),
        images=tuple(pictures),
        options=tuple(
            OptionView(name, tuple(dict.fromkeys(row.option_values[index] for row in variants)))
            for index, name in enumerate(product.option_names)
        ),
        variants=tuple(_variant(row, product) for row in variants),
        categories=tree.among(set(product.category_ids)),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        version="",
    )


def _variant(row: Variant, product: Product) -> VariantView:
    return VariantView(
        id=row.id,
        sku=row.sku,
        title=" / ".join(row.option_values) or product.title,
        options=options_of(product.option_names, row.option_values),
        price=Money(row.price, row.currency),
        compare_at_price=compare_at(row),
        available=0,
    )
