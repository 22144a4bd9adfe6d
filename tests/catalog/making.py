"""Products for tests, made through the service as everyone makes them."""

import io
from typing import Any

from PIL import Image

from catalog.contracts import ProductView, SaveProduct, SaveVariant
from catalog.service import CatalogService


def shirt(slug: str = "shirt", **more: Any) -> SaveProduct:
    """A shirt in two sizes and two colours: four variants, 10 of each."""
    variants = tuple(
        SaveVariant(
            sku=f"{slug}-{size}-{colour}".upper(),
            options={"Size": size, "Colour": colour},
            price=2500,
            on_hand=10,
        )
        for size in ("S", "M")
        for colour in ("Blue", "Red")
    )
    values: dict[str, Any] = {"title": "Linen shirt", "option_names": ("Size", "Colour"), "variants": variants}
    return SaveProduct(slug=slug, **{**values, **more})


def mug(slug: str = "mug", *, price: int = 1490, on_hand: int | None = 5, **more: Any) -> SaveProduct:
    """A mug without options."""
    variant = SaveVariant(sku=slug.upper(), price=price, on_hand=on_hand, **more.pop("variant", {}))
    return SaveProduct(slug=slug, **{"title": "Speckled mug", "variants": (variant,), **more})


def save(*commands: SaveProduct) -> list[ProductView]:
    """Save products and return how staff see them."""
    catalog = CatalogService()
    for command in commands:
        catalog.save_product(command, actor="test")
    return [catalog.get_product_for_staff(command.slug) for command in commands]


def picture(width: int = 800, height: int = 600, *, kind: str = "PNG", colour: str = "teal", **more: Any) -> bytes:
    """A picture's bytes."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **more)
    return out.getvalue()
