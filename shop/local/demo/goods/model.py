"""The shape of the demo's goods: categories, products, variants, photographs. Plain data, no Django."""

from dataclasses import dataclass

from shop.local.demo.art import Drawing, Picture


@dataclass(frozen=True)
class Category:
    """A shelf of the shop."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class Photo:
    """A picture with the words that stand for it, and the option value that it shows, if only one."""

    picture: Picture
    alt: str
    option_value: str = ""


@dataclass(frozen=True)
class Variant:
    """What is bought. Prices in cents, weight in grams."""

    sku: str
    values: tuple[str, ...]
    price: int
    weight: int
    on_hand: int
    compare_at: int | None = None


@dataclass(frozen=True)
class Product:
    """A product with all its variants; `collection` is the name on the label."""

    slug: str
    title: str
    collection: str
    kind: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    description: str
    option_names: tuple[str, ...]
    variants: tuple[Variant, ...]
    photos: tuple[Photo, ...]


SHORELINE, NIGHT_LINE, HEDGEROW, GEOMETRY = "Shoreline", "Night Line", "Hedgerow", "Plain Geometry"


def text(words: str, *, facts: tuple[str, ...]) -> str:
    """Set words, paragraphs parted by an empty line, and a list of facts as HTML.

    A fact's first words, up to its colon, are set strong.
    """
    paragraphs = [" ".join(paragraph.split()) for paragraph in words.strip().split("\n\n")]
    items = []
    for fact in facts:
        name, _, rest = fact.partition(": ")
        items.append(f"<li><strong>{name}:</strong> {rest}</li>")
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs) + f"<ul>{''.join(items)}</ul>"


def drawing(design: str, palette: str, paper: str = "") -> Drawing:
    """Name a drawing; its seed is its design, so that one work looks the same on everything it is sold on."""
    return Drawing(design, palette, design, paper)
