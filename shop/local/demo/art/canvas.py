"""The few brushes that all drawings share: gradients, noise, soft shapes and shadows. Pillow only."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .palettes import Colour

Size = tuple[int, int]
Point = tuple[float, float]
Box = tuple[int, int, int, int]
TAU = math.tau
TILE = 300
SHADOW: Colour = (38, 26, 30)
LAMP: Colour = (255, 250, 238)


def gradient(size: Size, stops: Sequence[Colour], *, across: bool = False) -> Image.Image:
    """Blend evenly spaced colours from top to bottom, or from left to right."""
    strip = Image.new("RGB", (len(stops), 1) if across else (1, len(stops)))
    strip.putdata(list(stops))
    # Half a stop is cut off at each end, so that the first and the last colour lie on the edges.
    w, h = strip.size
    box = (0.5, 0, w - 0.5, h) if across else (0, 0.5, w, h - 0.5)
    return _stretched(strip, size, Image.Resampling.BILINEAR, across, box)


def ramp(size: Size, values: Sequence[float], *, across: bool = True) -> Image.Image:
    """Return a grey ramp through `values` (0 to 1), for masks and light."""
    strip = Image.new("L", (len(values), 1) if across else (1, len(values)))
    strip.putdata([round(min(max(v, 0.0), 1.0) * 255) for v in values])
    return _stretched(strip, size, Image.Resampling.BICUBIC, across)


def _stretched(
    strip: Image.Image,
    size: Size,
    how: Image.Resampling,
    across: bool,
    box: tuple[float, float, float, float] | None = None,
) -> Image.Image:
    """Blend along the strip only; the other way all pixels are alike and need no arithmetic."""
    line = strip.resize((size[0], 1) if across else (1, size[1]), how, box=box)
    return line.resize(size, Image.Resampling.NEAREST)


def corners(size: Size, top_left: Colour, top_right: Colour, low_left: Colour, low_right: Colour) -> Image.Image:
    """Blend four corner colours over an area: the light of a room."""
    patch = Image.new("RGB", (2, 2))
    patch.putdata([top_left, top_right, low_left, low_right])
    return patch.resize(size, Image.Resampling.BILINEAR)


def noise(size: Size, cells: Size, rng: Random, *, octaves: int = 1) -> Image.Image:
    """Return smooth random hills in mode F, about 0 to 1, with `cells` bumps across and down."""
    total: Image.Image | None = None
    small = (max(size[0] // 6, cells[0] * 2), max(size[1] // 6, cells[1] * 2))
    for octave in range(octaves):
        grid = (cells[0] * 2**octave + 3, cells[1] * 2**octave + 3)
        seed = Image.frombytes("L", grid, rng.randbytes(grid[0] * grid[1]))
        layer = seed.resize(small, Image.Resampling.BICUBIC, box=(1, 1, grid[0] - 1, grid[1] - 1))
        total = layer if total is None else Image.blend(total, layer, 0.5 / (octave + 1))
    assert total is not None
    smooth = total.filter(ImageFilter.GaussianBlur(2)).convert("F")
    return smooth.point(lambda v: v * (1 / 255) + 0).resize(size, Image.Resampling.BILINEAR)


def above(field: Image.Image, level: float, sharpness: float) -> Image.Image:
    """Return a soft-edged mask of where a mode F field is higher than `level`."""
    return field.point(lambda v: v * (255 * sharpness) + (127.5 - level * 255 * sharpness)).convert("L")


def blur(mask: Image.Image, radius: float) -> Image.Image:
    """Blur; large radii are done on a small copy, which looks the same and is ten times faster."""
    box = mask.getbbox()
    if not box:
        return mask
    step = 1 if radius < 3 else 2 if radius < 7 else 4 if radius < 20 else 8
    # Only where the light reaches, on the grid of the small copy; beyond it stays black.
    w, h, reach = *mask.size, 3 * radius
    left, top = (max(int(v - reach) // step * step, 0) for v in box[:2])
    right, low = (min(int(v + reach) // step * step + step, end) for v, end in zip(box[2:], (w, h), strict=True))
    part = mask.crop((left, top, right, low))
    small = part.filter(ImageFilter.GaussianBlur(radius)) if step == 1 else _blurred_small(part, step, radius)
    if part.size == mask.size:
        return small
    soft = Image.new("L", mask.size)
    soft.paste(small, (left, top))
    return soft


def _blurred_small(part: Image.Image, step: int, radius: float) -> Image.Image:
    """Blur a small copy and bring it back to the size of the whole."""
    small = part.reduce(step).filter(ImageFilter.GaussianBlur(radius / step))
    return small.resize(part.size, Image.Resampling.BILINEAR)


def soft_mask(size: Size, *shapes: Callable[[ImageDraw.ImageDraw, int], None], scale: int = 2) -> Image.Image:
    """Draw white shapes on black at `scale` and shrink: an antialiased mask."""
    big = Image.new("L", (size[0] * scale, size[1] * scale))
    for draw in shapes:
        draw(ImageDraw.Draw(big), scale)
    box = big.getbbox()
    if not box:
        return Image.new("L", size)
    inner = (box[0] // scale, box[1] // scale, -(-box[2] // scale), -(-box[3] // scale))
    mask = Image.new("L", size)
    mask.paste(big.reduce(scale, tuple(v * scale for v in inner)), inner)  # type: ignore[arg-type]
    return mask


def polygon_mask(size: Size, points: Sequence[Point]) -> Image.Image:
    """Return an antialiased polygon."""
    return soft_mask(size, lambda d, k: d.polygon([(x * k, y * k) for x, y in points], fill=255))


def rounded_mask(size: Size, box: tuple[float, float, float, float], radius: float) -> Image.Image:
    """Return an antialiased rounded rectangle."""
    return soft_mask(size, lambda d, k: d.rounded_rectangle([v * k for v in box], radius=radius * k, fill=255))


def shifted(mask: Image.Image, dx: int, dy: int) -> Image.Image:
    """Move a mask; what comes in from outside is black."""
    moved = Image.new(mask.mode, mask.size)
    moved.paste(mask, (dx, dy))
    return moved


@lru_cache(maxsize=256)
def _weights(factor: float) -> list[int]:
    return [round(v * factor) for v in range(256)]


def scaled(mask: Image.Image, factor: float) -> Image.Image:
    """Weaken a mask."""
    return mask.point(_weights(factor))


def _tiles(box: Box) -> Iterator[Box]:
    for top in range(box[1], box[3], TILE):
        for left in range(box[0], box[2], TILE):
            yield left, top, min(left + TILE, box[2]), min(top + TILE, box[3])


def lay(image: Image.Image, what: Image.Image | Colour, mask: Image.Image, strength: float = 1.0) -> None:
    """Lay a picture or a flat colour of the same size over an image, through a mask of which `strength` counts."""
    box = mask.getbbox()
    if not box:
        return
    part = mask.crop(box) if strength == 1 else scaled(mask.crop(box), strength)
    # Tile by tile: of a rim's frame most is empty, and a solid inside needs no blending.
    for tile in _tiles(box):
        x, y = tile[0] - box[0], tile[1] - box[1]
        seen = part.crop((x, y, tile[2] - box[0], tile[3] - box[1]))
        darkest, lightest = seen.getextrema()
        if lightest:
            image.paste(
                what.crop(tile) if isinstance(what, Image.Image) else what, tile, None if darkest == 255 else seen
            )


def darken(image: Image.Image, mask: Image.Image, strength: float, tint: Colour = SHADOW) -> None:
    """Lay a shadow over an image: a dark tint through a weakened mask."""
    lay(image, tint, mask, strength)


def lighten(image: Image.Image, mask: Image.Image, strength: float, tint: Colour = LAMP) -> None:
    """Lay light over an image."""
    lay(image, tint, mask, strength)


def cut(mask: Image.Image, other: Image.Image) -> Image.Image:
    """Return the part of `mask` that lies inside `other`."""
    return ImageChops.multiply(mask, other)


def without(mask: Image.Image, other: Image.Image) -> Image.Image:
    """Return the part of `mask` that lies outside `other`."""
    return ImageChops.multiply(mask, ImageChops.invert(other))


def bezier(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """Trace a chain of cubic curves: start, then control, control, end for each curve."""
    path = [points[0]]
    for i in range(0, len(points) - 3, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[i : i + 4]
        for s in range(1, steps + 1):
            t = s / steps
            u = 1 - t
            k0, k1, k2, k3 = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            path.append((k0 * ax + k1 * bx + k2 * cx + k3 * dx, k0 * ay + k1 * by + k2 * cy + k3 * dy))
    return path


def stroke(draw: ImageDraw.ImageDraw, path: Sequence[Point], colour: Colour | int, width: float) -> None:
    """Draw a line with round joints and ends."""
    draw.line(path, fill=colour, width=max(1, round(width)), joint="curve")
    r = width / 2
    if width > 3:
        for x, y in (path[0], path[-1]):
            draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def disc(draw: ImageDraw.ImageDraw, x: float, y: float, r: float, colour: Colour | int) -> None:
    """Draw a filled circle."""
    draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def perspective(target: Sequence[Point], size: Size) -> list[float]:
    """Solve the eight coefficients that map a target quad back onto a whole picture of `size`."""
    w, h = size
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(target, [(0, 0), (w, 0), (w, h), (0, h)], strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for i in range(8):
        best = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(8):
            if r != i and rows[r][i]:
                factor = rows[r][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[8] for row in rows]


def project(picture: Image.Image, target: Sequence[Point], size: Size) -> Image.Image:
    """Warp a picture onto a quad (clockwise from top left) of a canvas of `size`."""
    xs, ys = [x for x, _ in target], [y for _, y in target]
    left, top = max(int(min(xs)), 0), max(int(min(ys)), 0)
    part = (min(int(max(xs)) + 2, size[0]) - left, min(int(max(ys)) + 2, size[1]) - top)
    coefficients = perspective([(x - left, y - top) for x, y in target], picture.size)
    warped = picture.transform(part, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR)
    whole = Image.new(picture.mode, size)
    whole.paste(warped, (left, top))
    return whole


def turned(x: float, y: float, w: float, h: float, degrees: float) -> list[Point]:
    """Return the corners of a rectangle around a centre, turned clockwise."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        (x + px * w / 2 * c - py * h / 2 * s, y + px * w / 2 * s + py * h / 2 * c)
        for px, py in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
