"""The studio's order book: a picture is a design, a palette, a scene and some colours, and becomes WebP bytes."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from random import Random

from PIL import Image

from .designs import DESIGNS
from .palettes import PALETTES, Palette, mix, rgb
from .scenes import SCENES, Shot
from .scenes.set import BACKDROPS, WOODS

ART_SIZE = (1500, 2121)
QUALITY = 80


@dataclass(frozen=True)
class Drawing:
    """One drawing: a design in a palette. The seed names it; the same three always give the same drawing."""

    design: str
    palette: str
    seed: str = ""
    paper: str = ""
    """Draw on this colour (`#rrggbb`) instead of the palette's own paper."""


@dataclass(frozen=True)
class Picture:
    """One product photograph."""

    name: str
    scene: str
    art: tuple[Drawing, ...]
    backdrop: str = "oat"
    colour: str = "#f3ede2"
    accent: str = ""
    wood: str = "oak"


def draw(drawing: Drawing, size: tuple[int, int] = ART_SIZE) -> Image.Image:
    """Draw one drawing."""
    palette = _palette(drawing)
    return DESIGNS[drawing.design](size, palette, Random(drawing.seed or drawing.design))


def _palette(drawing: Drawing) -> Palette:
    palette = PALETTES[drawing.palette]
    return Palette(rgb(drawing.paper), palette.inks) if drawing.paper else palette


def photograph(picture: Picture, made: dict[Drawing, Image.Image] | None = None) -> Image.Image:
    """Draw what the picture needs, put it on its product and light it."""
    made = {} if made is None else made
    for drawing in picture.art:
        if drawing not in made:
            made[drawing] = draw(drawing)
    palette = _palette(picture.art[0])
    shot = Shot(
        art=[made[drawing] for drawing in picture.art],
        palette=palette,
        backdrop=BACKDROPS[picture.backdrop],
        colour=rgb(picture.colour),
        accent=rgb(picture.accent) if picture.accent else mix(palette.ink(0), palette.ink(1), 0.35),
        wood=WOODS[picture.wood],
        rng=Random(picture.name),
    )
    return SCENES[picture.scene](shot)


def developed(image: Image.Image) -> bytes:
    """Encode a picture as WebP, without metadata."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def _roll(pictures: Sequence[Picture]) -> list[tuple[str, bytes]]:
    made: dict[Drawing, Image.Image] = {}
    return [(picture.name, developed(photograph(picture, made))) for picture in pictures]


def draw_all(
    pictures: Iterable[Picture], progress: Callable[[int, int], None] | None = None, *, workers: int = 2
) -> Iterator[tuple[str, bytes]]:
    """Draw pictures on several processes; yield name and bytes as they are ready, in a fixed order.

    Pictures that start with the same drawing share a process, so that it is drawn once.
    """
    ordered = sorted(pictures, key=_first)
    rolls = [list(group) for _, group in groupby(ordered, key=_first)]
    done = 0
    with ProcessPoolExecutor(max_workers=workers) as pool:
        for roll in pool.map(_roll, rolls):
            for name, data in roll:
                done += 1
                if progress:
                    progress(done, len(ordered))
                yield name, data


def _first(picture: Picture) -> str:
    return hashlib.sha256(repr(picture.art[0]).encode()).hexdigest()
