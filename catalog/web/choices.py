"""Choosing a variant: what the product page shows for the options in its address."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.contracts import CategoryView, ImageView, ProductView, VariantView
from catalog.web.forms import OPTION


@dataclass(frozen=True, slots=True)
class ChoiceValue:
    """One value of an option. `sold_out`: nothing with this value can be bought."""

    value: str
    checked: bool
    sold_out: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of the product, to be shown as a group of radio buttons."""

    name: str
    field: str
    values: tuple[ChoiceValue, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the gallery with the address that shows it large."""

    image: ImageView
    number: int
    is_shown: bool


def pick_variant(product: ProductView, wanted: Mapping[str, str]) -> VariantView:
    """Return the variant that fits best: one that has all that is wanted, and is there, before others."""

    def fit(variant: VariantView) -> tuple[int, bool]:
        hits = sum(variant.options.get(name) == value for name, value in wanted.items())
        return hits, variant.in_stock

    return max(product.variants, key=fit)


def choices_of(product: ProductView, wanted: Mapping[str, str], shown: VariantView) -> tuple[Choice, ...]:
    """Return the options with what is chosen: what the address asks for, else what the shown variant has."""
    there = {
        (name, value) for variant in product.variants if variant.in_stock for name, value in variant.options.items()
    }
    choices = []
    for option in product.options:
        asked = wanted.get(option.name, "")
        chosen = asked if asked in option.values else shown.options.get(option.name, "")
        values = tuple(
            ChoiceValue(value, value == chosen, (option.name, value) not in there) for value in option.values
        )
        choices.append(Choice(option.name, OPTION + option.name, values, chosen))
    return tuple(choices)


def gallery_of(product: ProductView, shown: VariantView, asked: str) -> tuple[Picture, ...]:
    """Return the pictures; the large one is the one asked for, else the first that shows the variant."""
    index = int(asked) - 1 if asked.isascii() and asked.isdigit() and len(asked) < 4 else -1
    if not 0 <= index < len(product.images):
        fitting = [n for n, image in enumerate(product.images) if shown.id in image.variant_ids]
        index = fitting[0] if fitting else 0
    return tuple(Picture(image, n + 1, n == index) for n, image in enumerate(product.images))


def trail_to(roots: Sequence[CategoryView], path: Sequence[str]) -> tuple[CategoryView, ...]:
    """Return the categories along the slugs of a path, from the root down."""
    if not path:
        return ()
    found = next((item for item in roots if item.slug == path[0]), None)
    return (found, *trail_to(found.children, path[1:])) if found else ()


def variants_as_json(product: ProductView) -> str:
    """Return what the script needs to follow the choice without asking the server."""
    pictures = {
        variant_id: n + 1 for n, image in reversed([*enumerate(product.images)]) for variant_id in image.variant_ids
    }
    return json.dumps(
        [
            {
                "options": dict(variant.options),
                "price": variant.price.format(),
                "was": variant.compare_at_price.format() if variant.compare_at_price else "",
                "available": variant.available,
                "sku": variant.sku,
                "picture": pictures.get(variant.id),
            }
            for variant in product.variants
        ]
    )
