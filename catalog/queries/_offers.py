from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from catalog.contracts import ImageView, Offer
from catalog.models import Product, ProductImage, Variant
from catalog.queries._shapes import alt_or_title, image_view, options_of
from shop.kernel.money import Money


def list_offers(**conditions: object) -> list[Offer]:
    """Return the variants that meet the conditions (field lookups of Variant) as offers, in two statements."""
    rows = list(Variant.objects.filter(**conditions).select_related("product", "stock").order_by("position", "id"))
    pictures: defaultdict[UUID, list[ProductImage]] = defaultdict(list)
    for image in ProductImage.objects.filter(product__in={row.product_id for row in rows}):
        pictures[image.product_id].append(image)
    return [_offer(row, pictures[row.product_id]) for row in rows]


def _offer(variant: Variant, pictures: Sequence[ProductImage]) -> Offer:
    product = variant.product
    return Offer(
        variant_id=variant.id,
        product_id=product.id,
        product_slug=product.slug,
        sku=variant.sku,
        product_title=product.title,
        variant_title=" / ".join(variant.option_values),
        options=options_of(product.option_names, variant.option_values),
        price=Money(variant.price, variant.currency),
        available=max(0, variant.stock.on_hand - variant.stock.reserved),
        purchasable=variant.is_active and product.status == Product.Status.ACTIVE,
        image=_picture_of(variant, pictures),
        weight_grams=variant.weight_grams,
        requires_shipping=variant.requires_shipping,
    )


def _picture_of(variant: Variant, pictures: Iterable[ProductImage]) -> ImageView | None:
    """Return the first picture that shows this variant, else the product's first."""
    ranked = sorted(
        pictures, key=lambda image: image.option_value not in variant.option_values or not image.option_value
    )
    return alt_or_title(image_view(ranked[0]), variant.product) if ranked else None
