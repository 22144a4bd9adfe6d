"""The studio's order book: a picture is a design, a palette, a scene and some colours, and becomes WebP bytes."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from random import Random

from PIL import Image

from .designs import DESIGNS
from .palettes import PALETTES, Palette, mix, rgb
from .scenes import SCENES, Shot
from .scenes.set import BACKDROPS, WOODS

ART_SIZE = (1500, 2121)
SMALL_ART_SIZE = (1000, 1414)
SMALL_SCENES = {"shirt", "shirt-folded", "tote", "towel", "cards", "stickers", "calendar"}
"""Where a drawing covers less than half of the picture, half of its pixels do."""

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


Made = dict[tuple[Drawing, tuple[int, int]], Image.Image]


def photograph(picture: Picture, made: Made | None = None) -> Image.Image:
    """Draw what the picture needs, put it on its product and light it. What was `made` before is not drawn again."""
    made = {} if made is None else made
    size = SMALL_ART_SIZE if picture.scene in SMALL_SCENES else ART_SIZE
    for drawing in picture.art:
        if (drawing, size) not in made:
            made[drawing, size] = draw(drawing, size)
    palette = _palette(picture.art[0])
    shot = Shot(
        art=[made[drawing, size] for drawing in picture.art],
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
    made: Made = {}
    return [(picture.name, developed(photograph(picture, made))) for picture in pictures]


def draw_all(
    pictures: Iterable[Picture], progress: Callable[[int, int], None] | None = None, *, workers: int = 2
) -> Iterator[tuple[str, bytes]]:
    """Draw pictures on several processes; yield name and bytes as they are ready, about in the given order.

    Pictures that start with the same drawing share a process, so that it is drawn once.
    """
    rolls: dict[Drawing, list[Picture]] = {}
    for picture in pictures:
        rolls.setdefault(picture.art[0], []).append(picture)
    total, done = sum(map(len, rolls.values())), 0
    # Spawned, not forked: the caller may hold database connections that two processes must not share.
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        for roll in pool.map(_roll, rolls.values()):
            for name, data in roll:
                done += 1
                if progress:
                    progress(done, total)
                yield name, data
