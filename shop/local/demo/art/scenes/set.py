"""The studio: one room, one lamp from the top left, and a few backdrops."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from ..canvas import LAMP, SHADOW, Size, blur, corners, cut, darken, lighten, noise, scaled, shifted
from ..palettes import Colour, Palette, mix, rgb, tone

WIDTH, HEIGHT = 1200, 1500
SIZE: Size = (WIDTH, HEIGHT)

BACKDROPS: dict[str, Colour] = {
    "oat": rgb("#e9decd"),
    "sage": rgb("#c9d1bd"),
    "blush": rgb("#ebd2c5"),
    "sky": rgb("#c8d5dc"),
    "clay": rgb("#d9a888"),
    "butter": rgb("#efdcae"),
    "lilac": rgb("#d4cad9"),
    "slate": rgb("#7f8b96"),
    "moss": rgb("#8f9a7a"),
    "teal": rgb("#86a5a3"),
}

WOODS = {"oak": rgb("#c39a6a"), "walnut": rgb("#6d4a35"), "black": rgb("#2b2725"), "white": rgb("#f1ebe1")}


@dataclass(frozen=True)
class Shot:
    """What a scene needs: the drawings (large), their palette, a backdrop, colours and a random source."""

    art: Sequence[Image.Image]
    palette: Palette
    backdrop: Colour
    colour: Colour
    accent: Colour
    wood: Colour
    rng: Random


Scene = Callable[[Shot], Image.Image]


def wall(colour: Colour) -> Image.Image:
    """Return a lit wall: brighter towards the lamp, warmer and darker away from it."""
    return corners(SIZE, tone(colour, 0.42), tone(colour, 0.14), tone(colour, 0.04), tone(colour, -0.16))


def table(image: Image.Image, top: int, colour: Colour) -> None:
    """Lay a table top across the lower part of a wall."""
    size = (WIDTH, HEIGHT - top)
    image.paste(corners(size, tone(colour, 0.2), tone(colour, -0.02), tone(colour, 0.34), tone(colour, 0.08)), (0, top))
    edge = Image.new("L", SIZE)
    ImageDraw.Draw(edge).rectangle((0, top - 14, WIDTH, top + 6), fill=255)
    darken(image, blur(edge, 20), 0.16)


def window_light(image: Image.Image, rng: Random, strength: float = 0.34) -> None:
    """Let a window throw its panes, aslant and soft, across the wall."""
    mask = Image.new("L", (WIDTH // 4, HEIGHT // 4))
    draw = ImageDraw.Draw(mask)
    left, top = rng.randrange(30, 105), rng.randrange(-40, 15)
    for row in range(3):
        for column in range(2):
            x, y = left + column * 82 + row * 28, top + row * 100 + column * 37
            draw.polygon([(x, y), (x + 74, y + 33), (x + 100, y + 125), (x + 26, y + 92)], fill=255)
    _cast(image, mask.filter(ImageFilter.GaussianBlur(6)), LAMP, strength)


def _cast(image: Image.Image, small: Image.Image, tint: Colour, strength: float) -> None:
    """Lay light or shadow through a mask of a quarter of the size, enlarging only what is not black."""
    found = small.getbbox()
    if not found:
        return
    # One more on each side, so that the enlarged edge fades out as it would in the whole.
    left, top = max(found[0] - 1, 0), max(found[1] - 1, 0)
    right, low = min(found[2] + 1, small.width), min(found[3] + 1, small.height)
    part = scaled(small.crop((left, top, right, low)), strength)
    box = (left * 4, top * 4, right * 4, low * 4)
    image.paste(tint, box, part.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR))


def leaf_shade(image: Image.Image, rng: Random, strength: float = 0.13) -> None:
    """Let a plant outside the picture throw its soft shadow in from the upper right."""
    small = (WIDTH // 4, HEIGHT // 4)
    mask = Image.new("L", small)
    draw = ImageDraw.Draw(mask)
    for _ in range(3):
        x, y = small[0] * rng.uniform(1.0, 1.12), small[1] * rng.uniform(-0.04, 0.26)
        dx, dy = -rng.uniform(13, 19), rng.uniform(3, 10)
        for k in range(9):
            x, y, dy = x + dx, y + dy, dy + 0.9
            draw.line((x, y, x - dx, y - dy), fill=200, width=2)
            for side in (-1, 1):
                long, a = 46 * (1 - k / 12), math.atan2(dy, dx) + side * 0.95
                tip = (x + long * math.cos(a), y + long * math.sin(a))
                bow = (long * 0.2 * math.sin(a), -long * 0.2 * math.cos(a))
                middle = ((x + tip[0]) / 2, (y + tip[1]) / 2)
                draw.polygon(
                    [(x, y), (middle[0] + bow[0], middle[1] + bow[1]), tip, (middle[0] - bow[0], middle[1] - bow[1])],
                    fill=255,
                )
    _cast(image, mask.filter(ImageFilter.GaussianBlur(3.4)), SHADOW, strength)


def drop(image: Image.Image, mask: Image.Image, *, lift: float = 1.0, strength: float = 0.42) -> None:
    """Throw the shadow of a flat thing: a tight one where it touches, a wide one away from the lamp.

    Both are blurred on small copies, joined there, and enlarged and laid down once.
    """
    half = mask.reduce(2)
    near = shifted(half, round(1.5 * lift), round(2.5 * lift)).filter(ImageFilter.GaussianBlur(2 * lift))
    far = blur(shifted(half, round(11 * lift), round(15 * lift)), 13 * lift)
    both = ImageChops.screen(scaled(near, strength * 0.55), scaled(far, strength * 0.75))
    box = both.getbbox()
    if box:
        part = both.crop(box)
        part = part.resize((part.width * 2, part.height * 2), Image.Resampling.BILINEAR)
        image.paste(SHADOW, (box[0] * 2, box[1] * 2), part)


def fabric(size: Size, rng: Random, *, creases: tuple[int, int] = (4, 6), depth: float = 1.0) -> Image.Image:
    """Return cloth's own light and shade as a grey picture around 128, for `drape`."""
    small = (size[0] // 4, size[1] // 4)
    hills = noise(small, creases, rng, octaves=2).point(lambda v: v * 255 + 0).convert("L")
    lit = hills.transform(small, Image.Transform.AFFINE, (1, 0, -7, 0, 1, -9))
    lit.paste(hills.crop((0, 0, small[0], 9)), (0, 0))
    lit.paste(hills.crop((0, 0, 7, small[1])), (0, 0))
    relief = ImageChops.subtract(hills, lit, scale=1, offset=128).filter(ImageFilter.GaussianBlur(3))
    return relief.point(lambda v: 128 + (v - 128) * 2.1 * depth).resize(size, Image.Resampling.BILINEAR)


def drape(image: Image.Image, cloth: Image.Image, mask: Image.Image, strength: float = 0.8) -> None:
    """Put a cloth's folds over what lies within a mask: the dark side and the bright side apart."""
    box = mask.getbbox()
    if not box:
        return
    part, inside, within = image.crop(box), mask.crop(box), cloth.crop(box)
    darken(part, cut(within.point(lambda v: max(128 - v, 0) * 2), inside), strength)
    lighten(part, cut(within.point(lambda v: max(v - 128, 0) * 2), inside), strength * 0.6)
    image.paste(part, box)


def crop_to(art: Image.Image, ratio: float, centre: tuple[float, float] = (0.5, 0.5), zoom: float = 1.0) -> Image.Image:
    """Cut the largest part of a drawing with this ratio of width to height, or a closer look."""
    w, h = art.size
    cw, ch = (w, w / ratio) if w / h < ratio else (h * ratio, h)
    cw, ch = cw / zoom, ch / zoom
    x, y = (w - cw) * centre[0], (h - ch) * centre[1]
    return art.crop((round(x), round(y), round(x + cw), round(y + ch)))


def fitted(art: Image.Image, size: Size, centre: tuple[float, float] = (0.5, 0.5), zoom: float = 1.0) -> Image.Image:
    """Cut and scale a drawing to exactly this size."""
    part = crop_to(art, size[0] / size[1], centre, zoom)
    # Shrinking, Hamming is as sharp as bicubic and looks at half as many pixels.
    how = Image.Resampling.HAMMING if part.width > size[0] else Image.Resampling.BICUBIC
    return part.resize(size, how, reducing_gap=1.2)


def paper_tint(colour: Colour) -> Colour:
    """Return the white of paper in a room of this colour."""
    return mix((252, 249, 243), colour, 0.06)
