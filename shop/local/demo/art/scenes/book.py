"""Notebooks: closed with their band, and open with their ruling."""

from PIL import Image, ImageDraw

from ..canvas import (
    blur,
    corners,
    cut,
    darken,
    gradient,
    lay,
    lighten,
    polygon_mask,
    project,
    ramp,
    rounded_mask,
    shifted,
    turned,
    without,
)
from ..palettes import mix, tone
from .set import SIZE, Shot, drop, fitted, leaf_shade, paper_tint, wall, window_light


def _cover(shot: Shot, w: int = 860, h: int = 1180) -> Image.Image:
    """Make a cover: drawing, spine, label, band."""
    size = (w, h)
    image = fitted(shot.art[0], size)
    spine = 92
    image.paste(
        gradient((spine, h), [tone(shot.accent, -0.1), tone(shot.accent, 0.08), shot.accent], across=True), (0, 0)
    )
    crease = Image.new("L", size)
    crease.paste(ramp((46, h), [0, 0.9, 0.25, 0]), (spine - 6, 0))
    darken(image, crease, 0.42)
    label = rounded_mask(size, (w * 0.36, h * 0.14, w * 0.78, h * 0.285), 10)
    darken(image, blur(shifted(label, 2, 4), 5), 0.28)
    lay(image, paper_tint(shot.backdrop), label)
    d = ImageDraw.Draw(image)
    d.rounded_rectangle(
        (w * 0.36 + 12, h * 0.14 + 12, w * 0.78 - 12, h * 0.285 - 12), radius=5, outline=tone(shot.accent, 0.1), width=2
    )
    for k in range(3):
        y = h * 0.14 + 58 + k * 34
        d.line((w * 0.36 + 44, y, w * 0.78 - 44, y), fill=mix(shot.accent, (240, 235, 225), 0.5), width=2)
    band = w * 0.9
    strip = Image.new("L", size)
    strip.paste(255, (round(band), 0, round(band) + 22, h))
    darken(image, blur(shifted(strip, 6, 2), 6), 0.42)
    ribbon = gradient((22, h), [tone(shot.colour, 0.16), shot.colour, tone(shot.colour, -0.22)], across=True)
    image.paste(ribbon, (round(band), 0))
    lit = image.copy()
    shade = Image.new("L", (2, 2))
    shade.putdata([0, 60, 50, 140])
    darken(lit, shade.resize(size, Image.Resampling.BICUBIC), 0.3)
    edge = rounded_mask(size, (4, 4, w - 4, h - 4), 26)
    lighten(lit, without(Image.new("L", size, 255), blur(shifted(edge, 1, 1), 2)), 0.26)
    return lit


def _book(
    image: Image.Image, cover: Image.Image, x: float, y: float, w: float, h: float, turn: float, shot: Shot
) -> None:
    """Put a closed book down: back board, pages, front board."""
    shape = Image.new("L", cover.size)
    d = ImageDraw.Draw(shape)
    d.rounded_rectangle((2, 2, cover.width - 3, cover.height - 3), radius=30, fill=255)
    d.rectangle((2, 2, 40, cover.height - 3), fill=255)
    front = project(shape, turned(x, y, w, h, turn), SIZE)
    board = shifted(front, 19, 24)
    drop(image, board, lift=1.3, strength=0.6)
    lay(image, tone(shot.accent, -0.3), board)
    ivory = paper_tint(shot.backdrop)
    for k in (17, 15, 12, 10, 7, 4):
        lay(image, tone(ivory, -0.17 if k % 2 else -0.02), shifted(front, k, round(k * 1.25)))
    darken(image, cut(blur(shifted(front, 6, 8), 5), shifted(front, 17, 21)), 0.3)
    lay(image, project(cover, turned(x, y, w, h, turn), SIZE), front)


def closed(shot: Shot) -> Image.Image:
    """Lay a notebook on a desk, its ribbon showing."""
    image = wall(shot.backdrop)
    window_light(image, shot.rng, 0.32)
    turn = shot.rng.choice((-7.0, -5.0, 5.0, 6.0))
    ribbon = polygon_mask(SIZE, turned(470, 1330, 20, 170, turn + 4))
    darken(image, blur(shifted(ribbon, 8, 10), 8), 0.3)
    lay(image, tone(shot.colour, -0.08), ribbon)
    _book(image, _cover(shot), 590, 735, 790, 1084, turn, shot)
    leaf_shade(image, shot.rng, 0.09)
    return image


def opened(shot: Shot) -> Image.Image:
    """Open it: the drawing as endpaper on the left, the ruling on the right, a pencil across."""
    rng, ivory = shot.rng, paper_tint(shot.backdrop)
    image = wall(mix(shot.backdrop, shot.palette.ink(4), 0.16))
    leaf_shade(image, rng, 0.12)
    w, h = 820, 1100
    left, right = fitted(shot.art[0], (w, h), (0.5, 0.6), 1.15), Image.new("RGB", (w, h), ivory)
    d = ImageDraw.Draw(right)
    rule = mix(ivory, shot.palette.ink(1), 0.42)
    for row in range(26):
        for column in range(18):
            x, y = 70 + column * 40, 70 + row * 38
            d.ellipse((x - 2.5, y - 2.5, x + 2.5, y + 2.5), fill=rule)
    spread = Image.new("RGB", (2 * w, h))
    spread.paste(left, (0, 0))
    spread.paste(right, (w, 0))
    gutter = Image.new("L", spread.size)
    gutter.paste(ramp((300, h), [0, 0.08, 0.3, 1, 0.34, 0.12, 0]), (w - 150, 0))
    darken(spread, gutter, 0.5)
    shade = corners(spread.size, (0, 0, 0), (70, 70, 70), (40, 40, 40), (120, 120, 120)).convert("L")
    darken(spread, shade, 0.3)
    quad = turned(640, 770, 1330, 892, -14)
    shape = Image.new("L", spread.size)
    ImageDraw.Draw(shape).rounded_rectangle((2, 2, 2 * w - 3, h - 3), radius=26, fill=255)
    page = project(shape, quad, SIZE)
    board = project(shape, turned(644, 782, 1362, 922, -14), SIZE)
    drop(image, board, lift=1.2, strength=0.6)
    lay(image, tone(shot.accent, -0.1), board)
    for k in (9, 7, 6, 4, 3):
        lay(image, tone(ivory, -0.18 if k % 2 else -0.04), shifted(page, k // 2, k))
    lay(image, project(spread, quad, SIZE), page)
    _pencil(image, shot)
    return image


def _pencil(image: Image.Image, shot: Shot) -> None:
    size = (620, 26)
    pencil = Image.new("RGB", size)
    pencil.paste(gradient(size, [tone(shot.colour, 0.35), shot.colour, shot.colour, tone(shot.colour, -0.35)]), (0, 0))
    d = ImageDraw.Draw(pencil)
    shape = Image.new("L", size)
    ImageDraw.Draw(shape).polygon([(2, 4), (6, 1), (560, 1), (617, 13), (560, 25), (6, 25), (2, 22)], fill=255)
    d.polygon([(560, 0), (620, 13), (560, 26)], fill=(226, 190, 146))
    d.polygon([(598, 8), (620, 13), (598, 18)], fill=(60, 54, 52))
    d.rectangle((0, 0, 34, 26), fill=tone(shot.accent, 0.1))
    quad = turned(850, 1010, 560, 24, -52)
    mask = project(shape, quad, SIZE)
    darken(image, blur(shifted(mask, 10, 14), 8), 0.4)
    lay(image, project(pencil, quad, SIZE), mask)
