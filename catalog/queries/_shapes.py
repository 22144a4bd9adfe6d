"""From rows to contracts."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from catalog.contracts import ImageView
from catalog.models import Product, ProductImage, Variant
from shop.kernel.money import Money


def options_of(names: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    """Return a variant's options. One that is no longer sold may have kept the options of an older product."""
    return dict(zip(names, values, strict=False))


def compare_at(variant: Variant) -> Money | None:
    """Return the price to strike through; None unless it is higher than the price."""
    if variant.compare_at_price is None or variant.compare_at_price <= variant.price:
        return None
    return Money(variant.compare_at_price, variant.currency)


def image_view(image: ProductImage, variants: Iterable[tuple[UUID, Sequence[str]]] = ()) -> ImageView:
    """Return a picture; of `variants` (id, option values) it shows those with its option value."""
    sources = image.sources
    shown = [id_ for id_, values in variants if image.option_value and image.option_value in values]
    return ImageView(image.id, sources[-1][0], image.alt, image.width, image.height, sources, tuple(shown))


def alt_or_title(image: ImageView, product: Product) -> ImageView:
    """Return the picture with the product's title where nobody has described it."""
    if image.alt:
        return image
    return ImageView(image.id, image.url, product.title, image.width, image.height, image.sources, image.variant_ids)
