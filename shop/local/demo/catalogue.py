"""The demo shop's catalogue: six shelves and what stands on them.

The studio is two people and a drawing machine in a tram depot where no tram has called since 1961. They write the
rules, the machine draws, and the drawings are sold on things.
"""

from .goods.cloth import CLOTH
from .goods.model import Category, Photo, Product, Variant
from .goods.mugs import MUGS
from .goods.notebooks import NOTEBOOKS
from .goods.paper import PAPER
from .goods.prints import PRINTS
from .goods.shirts import SHIRTS

__all__ = ["CATEGORIES", "PRODUCTS", "Category", "Photo", "Product", "Variant"]

CATEGORIES = (
    Category(
        "prints",
        "Prints",
        "Drawn by rules, printed on cotton rag, signed by whoever was nearest. A4 to A2, with or without a frame.",
    ),
    Category(
        "mugs", "Mugs", "Stoneware with a drawing that goes all the way round and meets itself behind the handle."
    ),
    Category(
        "shirts",
        "Shirts",
        "Organic cotton, straight cut, six sizes. One drawing each, at a size you can read across a tram.",
    ),
    Category(
        "notebooks",
        "Notebooks",
        "Sewn, so that they lie flat. Ivory paper that doesn't mind a fountain pen or a change of mind.",
    ),
    Category(
        "paper",
        "Cards and Paper",
        "To send, to stick, to wrap, to hang up. The small things that get you through a year.",
    ),
    Category(
        "cloth",
        "Bags and Linen",
        "Canvas that carries, linen that dries. Both improve with use, which is more than can be said for us.",
    ),
)

# The order is the order in which a visitor meets them: a mixed table first, then shelf by shelf.
_SHELVES = (PRINTS, MUGS, SHIRTS, NOTEBOOKS, PAPER, CLOTH)
PRODUCTS: tuple[Product, ...] = tuple(
    shelf[place] for place in range(max(map(len, _SHELVES))) for shelf in _SHELVES if place < len(shelf)
)
