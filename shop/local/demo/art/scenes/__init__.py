"""All mock-ups by name. A scene is the photograph of a product that carries one or several drawings."""

from . import bag, book, mug, paper, prints, shirt
from .set import Scene, Shot

SCENES: dict[str, Scene] = {
    "framed": prints.framed,
    "leaning": prints.leaning,
    "sheet": prints.sheet,
    "mug": mug.mug,
    "mug-back": mug.back,
    "mug-pair": mug.pair,
    "shirt": shirt.flat,
    "shirt-folded": shirt.folded,
    "notebook": book.closed,
    "notebook-open": book.opened,
    "tote": bag.hanging,
    "tote-close": bag.close,
    "towel": bag.towel,
    "cards": paper.cards,
    "cards-row": paper.row,
    "stickers": paper.stickers,
    "wrap": paper.wrap,
    "calendar": paper.calendar,
}

__all__ = ["SCENES", "Scene", "Shot"]
