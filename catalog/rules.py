"""What may be saved, what a search means, and how stock is summed: no row, no clock, no Django."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID

from catalog.contracts import SaveProduct, SaveVariant, Sort, StockLine
from shop.kernel.errors import FieldError

MAX_TEXT = 255
MAX_DESCRIPTION = 100_000
MAX_SEO_DESCRIPTION = 500
MAX_TAGS = 100
MAX_OPTIONS = 5
MAX_VARIANTS = 500
MAX_IMAGES = 100
MAX_NAME = 100
MAX_PRICE = 10**12
MAX_UNITS = 1_000_000_000
MAX_SEARCH = 200
MARK = "\x1f"
"""Stands between an option and its value; no text that is kept can hold it."""
_SLUG = re.compile(r"[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*-?")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Say whether it is text to keep: no control characters but tab and line ends, no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


def fold(text: str) -> str:
    """Return the text as search compares it: lower case, without accents, what can't be stored left out."""
    bare = unicodedata.normalize("NFKD", _UNSTORABLE.sub(" ", text))
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold()


def choice(name: str, value: str) -> str:
    """Return an option with its value as one word, by which variants are found; no name or value can hold the mark."""
    return f"{name}{MARK}{value}"


def sort_of(sort: Sort | None, search: str) -> Sort:
    """Return the order of a list: relevance means something for a search only."""
    if sort is None or sort == "relevance":
        return "relevance" if search.strip() else "featured"
    return sort


def split_search(search: str) -> tuple[str, str, str]:
    """Return the search folded: whole, without its last word, and that word where it may still be being typed.

    A quoted or excluded last word is meant as it stands, and so none is returned.
    """
    whole = fold(search[:MAX_SEARCH]).strip()
    match = re.search(r"(?:^|(?<=\s))(\w+)$", whole)
    if match is None or whole.count('"') % 2 or match[1] == "or":
        return whole, whole, ""
    return whole, whole[: match.start()].strip(), match[1]


def search_sku(search: str) -> str:
    """Return the search as the SKU that it may be."""
    return _UNSTORABLE.sub("", search).strip()[:MAX_NAME]


def sum_lines(lines: Iterable[StockLine]) -> dict[UUID, int]:
    """Add up the lines of one variant, in the order of the variants' ids.

    Raises ValueError for a quantity below 1: the caller has checked it, so that is a fault and no refusal.
    """
    wanted: dict[UUID, int] = {}
    for line in lines:
        if line.quantity < 1:
            raise ValueError("A stock line asks for at least one unit.")
        wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    return dict(sorted(wanted.items()))


def check_product(command: SaveProduct) -> list[FieldError]:
    """Return what is wrong with a product, each fault with its pointer; empty when it can be saved."""
    errors = [*_check_texts(command), *_check_lists(command)]
    if not _SLUG.fullmatch(command.slug) or len(command.slug) > 200:
        errors.append(FieldError("/slug", "invalid", "Use letters, digits, hyphens: up to 200 of them."))
    elif _is_id(command.slug):
        errors.append(FieldError("/slug", "invalid", "A slug must not look like an id."))
    if not command.title.strip():
        errors.append(FieldError("/title", "required", "A product needs a title."))
    if command.rank is not None and abs(command.rank) > MAX_UNITS:
        errors.append(FieldError("/rank", "out_of_range", "That is further than any list is long."))
    if not command.variants:
        errors.append(FieldError("/variants", "required", "A product has at least one variant."))
    for index, variant in enumerate(command.variants):
        errors += _check_variant(variant, command.option_names, f"/variants/{index}")
    return errors + _check_repeats(command)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _check_texts(command: SaveProduct) -> Iterable[FieldError]:
    limits = {
        "title": MAX_TEXT,
        "vendor": MAX_TEXT,
        "product_type": MAX_TEXT,
        "description": MAX_DESCRIPTION,
        "seo_title": MAX_TEXT,
        "seo_description": MAX_SEO_DESCRIPTION,
    }
    for name, limit in limits.items():
        yield from _check_text(getattr(command, name), f"/{name}", limit)


def _check_text(text: str, pointer: str, limit: int, *, needed: bool = False) -> Iterable[FieldError]:
    if needed and not text.strip():
        yield FieldError(pointer, "required", "This can't be empty.")
    if len(text) > limit:
        yield FieldError(pointer, "too_long", f"At most {limit} characters.")
    if not is_storable(text):
        yield FieldError(pointer, "invalid", "This holds a character that can't be kept.")


def _check_lists(command: SaveProduct) -> Iterable[FieldError]:
    limits = {
        "tags": (MAX_TAGS, MAX_NAME),
        "option_names": (MAX_OPTIONS, MAX_NAME),
        "category_slugs": (MAX_TAGS, 200),
        "variants": (MAX_VARIANTS, 0),
    }
    for name, (limit, _) in limits.items():
        if len(getattr(command, name)) > limit:
            yield FieldError(f"/{name}", "too_many", f"At most {limit}.")
    for name in ("tags", "option_names", "category_slugs"):
        for index, text in enumerate(getattr(command, name)):
            yield from _check_text(text, f"/{name}/{index}", limits[name][1], needed=True)
    if len({name.casefold() for name in command.option_names}) != len(command.option_names):
        yield FieldError("/option_names", "repeated", "Each option has a name of its own.")
    if command.images is not None and len(command.images) > MAX_IMAGES:
        yield FieldError("/images", "too_many", f"At most {MAX_IMAGES}.")
    for index, image in enumerate(command.images or ()):
        yield from _check_text(image.alt, f"/images/{index}/alt", 500)
        yield from _check_text(image.option_value, f"/images/{index}/option_value", MAX_NAME)


def _check_variant(variant: SaveVariant, option_names: Sequence[str], at: str) -> Iterable[FieldError]:
    yield from _check_text(variant.sku, f"{at}/sku", MAX_NAME)
    yield from _check_text(variant.barcode, f"{at}/barcode", MAX_NAME)
    if variant.sku != variant.sku.strip():
        yield FieldError(f"{at}/sku", "invalid", "A SKU neither begins nor ends with a space.")
    if set(variant.options) != set(option_names):
        names = ", ".join(option_names) or "none, for the product has no options"
        yield FieldError(f"{at}/options", "invalid", f"Give a value for each option: {names}.")
    for name, value in variant.options.items():
        yield from _check_text(value, f"{at}/options/{name}", MAX_NAME, needed=True)
    numbers = [
        ("price", variant.price, 0, MAX_PRICE),
        ("compare_at_price", variant.compare_at_price, 1, MAX_PRICE),
        ("weight_grams", variant.weight_grams, 0, MAX_UNITS),
        ("on_hand", variant.on_hand, 0, MAX_UNITS),
    ]
    for name, number, least, most in numbers:
        if number is not None and not least <= number <= most:
            yield FieldError(f"{at}/{name}", "out_of_range", f"From {least} to {most}.")


def _check_repeats(command: SaveProduct) -> list[FieldError]:
    errors = []
    seen: set[object] = set()
    for index, variant in enumerate(command.variants):
        offered = tuple(sorted(variant.options.items()))
        for pointer, key, text in (
            (f"/variants/{index}/options", ("options", offered), "Two variants offer the same choice."),
            (f"/variants/{index}/sku", ("sku", variant.sku), "Two variants have this SKU."),
            (f"/variants/{index}/id", ("id", variant.variant_id), "Two variants have this id."),
        ):
            if key[1] not in ("", None) and key in seen:
                errors.append(FieldError(pointer, "repeated", text))
            seen.add(key)
    return errors
