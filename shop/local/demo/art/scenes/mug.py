"""Mugs: the drawing goes round, the light does too."""

import math

from PIL import Image, ImageChops, ImageDraw

from ..canvas import bezier, blur, cut, darken, lay, lighten, ramp, shifted, soft_mask, without
from ..palettes import Colour, mix, tone
from .set import SIZE, WIDTH, Shot, fitted, leaf_shade, table, wall, window_light


def _mug(
    image: Image.Image, art: Image.Image, glaze: Colour, inside: Colour, cx: float, top: float, r: float, handle: int
) -> None:
    """Put a mug on the table; `handle` is 1 for right, -1 for left."""
    high, lip, foot = r * 2.06, r * 0.17, r * 0.235
    bottom = top + high

    def outline(d: ImageDraw.ImageDraw, k: int) -> None:
        d.ellipse([(cx - r) * k, (top - lip) * k, (cx + r) * k, (top + lip) * k], fill=255)
        d.polygon(
            [
                (x * k, y * k)
                for x, y in bezier(
                    [
                        (cx - r, top),
                        (cx - r, top + high * 0.4),
                        (cx - r, top + high * 0.7),
                        (cx - r * 0.995, bottom - r * 0.2),
                        (cx - r * 0.985, bottom + foot * 0.5),
                        (cx - r * 0.6, bottom + foot),
                        (cx, bottom + foot),
                        (cx + r * 0.6, bottom + foot),
                        (cx + r * 0.985, bottom + foot * 0.5),
                        (cx + r * 0.995, bottom - r * 0.2),
                        (cx + r, top + high * 0.7),
                        (cx + r, top + high * 0.4),
                        (cx + r, top),
                    ],
                    30,
                )
            ],
            fill=255,
        )

    body = soft_mask(SIZE, outline)
    ring = _handle_mask(cx + handle * r * 0.98, top + high * 0.47, r, handle)
    ring = without(ring, body)
    # Shadows: one where it stands, one cast along the table.
    ground = Image.new("L", SIZE)
    d = ImageDraw.Draw(ground)
    d.ellipse((cx - r * 1.0, bottom - foot * 0.55, cx + r * 1.14, bottom + foot * 1.25), fill=255)
    darken(image, blur(ground, r * 0.07), 0.62)
    d.polygon(
        [
            (cx - r * 0.7, bottom),
            (cx + r * 2.6, bottom - r * 0.4),
            (cx + r * 2.8, bottom + r * 0.12),
            (cx + r * 0.5, bottom + foot),
        ],
        fill=255,
    )
    darken(image, blur(ground, r * 0.2), 0.32)
    _handle(image, ring, glaze, r)
    skin = Image.new("RGB", SIZE, glaze)
    _wrap(skin, art, cx, top + r * 0.2, r, high - r * 0.42, lip, foot)
    lay(image, skin, body)
    _light(image, body, cx, r)
    dim = Image.new("L", SIZE)
    ImageDraw.Draw(dim).rectangle((0, bottom - r * 0.06, WIDTH, bottom + foot * 2), fill=255)
    darken(image, cut(blur(dim, r * 0.12), body), 0.24)
    _mouth(image, glaze, inside, cx, top, r, lip)


def _handle_mask(x: float, y: float, r: float, way: int) -> Image.Image:
    """Trace an ear: thick where it joins, a little slimmer at the far side, lower end tucked in."""

    def ear(reach: float, rise: float, sink: float) -> list[tuple[float, float]]:
        return bezier(
            [
                (x - way * r * 0.2, y - rise),
                (x + way * reach * 0.75, y - rise * 1.04),
                (x + way * reach * 1.12, y - rise * 0.62),
                (x + way * reach, y - rise * 0.02),
                (x + way * reach * 0.9, y + sink * 0.62),
                (x + way * reach * 0.42, y + sink * 0.93),
                (x - way * r * 0.2, y + sink * 0.9),
            ],
            30,
        )

    def shape(d: ImageDraw.ImageDraw, k: int) -> None:
        d.polygon([(px * k, py * k) for px, py in ear(r * 0.67, r * 0.6, r * 0.78)], fill=255)
        d.polygon([(px * k, py * k) for px, py in ear(r * 0.445, r * 0.38, r * 0.56)], fill=0)

    return soft_mask(SIZE, shape)


def _handle(image: Image.Image, ring: Image.Image, glaze: Colour, r: float) -> None:
    darken(image, blur(shifted(ring, round(r * 0.08), round(r * 0.1)), r * 0.08), 0.2)
    lay(image, glaze, ring)
    lit, dark = (
        blur(shifted(ring, round(r * 0.06), round(r * 0.07)), r * 0.05),
        blur(shifted(ring, -round(r * 0.07), -round(r * 0.08)), r * 0.055),
    )
    darken(image, without(ring, dark), 0.5)
    lighten(image, without(ring, lit), 0.5)


def _wrap(
    skin: Image.Image, art: Image.Image, cx: float, top: float, r: float, high: float, lip: float, foot: float
) -> None:
    """Bend a flat strip round the cylinder: narrow towards the sides, hanging lower in the middle."""
    wide = math.pi * r
    strip = fitted(art, (round(wide), round(high)))
    x0, x1, slices = round(cx - r), round(cx + r), 48
    y0, sag = round(top - lip), (lip + foot) / 2
    y1 = round(top + high + foot)
    padded = Image.new("RGBA", (strip.width, strip.height + 8))
    padded.paste(strip, (0, 4))

    def source(x: float) -> tuple[float, float]:
        s = min(max((x - cx) / r, -1.0), 1.0)
        return (math.asin(s) / math.pi + 0.5) * strip.width, sag * math.sqrt(1 - s * s)

    mesh = []
    for k in range(slices):
        a, b = x0 + round((x1 - x0) * k / slices), x0 + round((x1 - x0) * (k + 1) / slices)
        (ua, da), (ub, db) = source(a), source(b)
        at, end = y0 - top + 4, y1 - top + 4
        mesh.append(((a - x0, 0, b - x0, y1 - y0), (ua, at - da, ua, end - da, ub, end - db, ub, at - db)))
    bent = padded.transform((x1 - x0, y1 - y0), Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
    skin.paste(bent, (x0, y0), bent)


def _light(image: Image.Image, body: Image.Image, cx: float, r: float) -> None:
    left, width = round(cx - r), round(2 * r)
    falls = [abs(k / 20 - 0.36) for k in range(21)]
    shade = Image.new("L", SIZE)
    shade.paste(
        ramp(
            (width, SIZE[1]),
            [min(1.0, 1.45 * f**1.9 + (0.2 * (1 - k / 1.6) if k < 1.6 else 0)) for k, f in enumerate(falls)],
        ),
        (left, 0),
    )
    darken(image, cut(shade, body), 0.86)
    box = Image.new("L", SIZE)
    box.paste(ramp((width, SIZE[1]), [0.9 if 3 <= k <= 5 else 0.0 for k in range(21)]), (left, 0))
    lighten(image, cut(box, body), 0.3)
    back = Image.new("L", SIZE)
    back.paste(ramp((width, SIZE[1]), [0.8 if k == 19 else 0.0 for k in range(21)]), (left, 0))
    lighten(image, cut(back, body), 0.16)


def _mouth(image: Image.Image, glaze: Colour, inside: Colour, cx: float, top: float, r: float, lip: float) -> None:
    def ellipse(grow: float) -> Image.Image:
        return soft_mask(
            SIZE,
            lambda d, k: d.ellipse(
                [(cx - r - grow) * k, (top - lip - grow) * k, (cx + r + grow) * k, (top + lip + grow) * k], fill=255
            ),
        )

    rim, hole = ellipse(0), ellipse(-r * 0.042)
    lay(image, tone(glaze, 0.4), rim)
    lay(image, inside, hole)
    shade = Image.new("L", SIZE)
    shade.paste(ramp((round(2 * r), SIZE[1]), [1, 0.8, 0.45, 0.2, 0.08, 0, 0, 0.1]), (round(cx - r), 0))
    darken(image, cut(shade, hole), 0.52)
    front = shifted(hole, 0, round(lip * 0.62))
    darken(image, ImageChops.multiply(blur(front, 6), hole), 0.2)


def mug(shot: Shot) -> Image.Image:
    """Stand one mug on a table by the window."""
    image = wall(shot.backdrop)
    window_light(image, shot.rng, 0.3)
    table(image, 1010, tone(shot.backdrop, 0.18))
    _mug(image, shot.art[0], shot.colour, shot.accent, 545, 512, 312, 1)
    leaf_shade(image, shot.rng, 0.08)
    return image


def back(shot: Shot) -> Image.Image:
    """Turn it round and come closer."""
    image = wall(mix(shot.backdrop, shot.palette.ink(4), 0.22))
    leaf_shade(image, shot.rng, 0.14)
    table(image, 1090, mix(tone(shot.backdrop, 0.1), shot.palette.ink(4), 0.1))
    mirrored = shot.art[0].transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    _mug(image, mirrored, shot.colour, shot.accent, 700, 430, 392, -1)
    return image


def pair(shot: Shot) -> Image.Image:
    """Stand two of them together, for two people or one long morning."""
    image = wall(shot.backdrop)
    window_light(image, shot.rng, 0.34)
    table(image, 960, tone(shot.backdrop, 0.2))
    _mug(image, shot.art[-1], shot.accent, shot.colour, 790, 560, 226, 1)
    _mug(image, shot.art[0], shot.colour, shot.accent, 410, 650, 252, -1)
    return image
