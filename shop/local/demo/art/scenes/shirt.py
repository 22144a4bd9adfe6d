"""Shirts: laid flat on a coloured ground, and folded as they come out of the parcel."""

from random import Random

from PIL import Image, ImageDraw

from ..canvas import Point, bezier, blur, cut, darken, lay, lighten, polygon_mask, shifted, soft_mask, stroke, without
from ..palettes import mix, tone
from .set import SIZE, WIDTH, Shot, drape, drop, fabric, fitted, leaf_shade, wall


def _half() -> list[Point]:
    """Trace the right half of a shirt from the neck to the hem, centred on x = 600."""
    return bezier(
        [
            (600 + 116, 196),
            (600 + 170, 208),
            (600 + 240, 226),
            (600 + 300, 262),
            (600 + 400, 322),
            (600 + 470, 440),
            (600 + 530, 590),
            (600 + 536, 606),
            (600 + 528, 616),
            (600 + 516, 622),
            (600 + 460, 650),
            (600 + 410, 668),
            (600 + 366, 676),
            (600 + 356, 676),
            (600 + 350, 668),
            (600 + 347, 656),
            (600 + 336, 610),
            (600 + 326, 580),
            (600 + 318, 556),
            (600 + 330, 800),
            (600 + 334, 1060),
            (600 + 338, 1318),
            (600 + 338, 1336),
            (600 + 330, 1342),
            (600 + 316, 1344),
            (600 + 210, 1354),
            (600 + 100, 1358),
            (600, 1358),
        ],
        12,
    )


def _mirror(points: list[Point]) -> list[Point]:
    return [(WIDTH - x, y) for x, y in reversed(points)]


def _print(image: Image.Image, shot: Shot, box: tuple[int, int, int, int], body: Image.Image) -> None:
    """Screen-print the drawing: the ground of the drawing is the shirt itself, its edge fades out."""
    x0, y0, x1, y1 = box
    size = (x1 - x0, y1 - y0)
    mask = Image.new("L", SIZE)
    mask.paste(240, box)
    art = Image.new("RGB", SIZE)
    art.paste(fitted(shot.art[0], size), (x0, y0))
    lay(image, art, cut(mask, body))


def flat(shot: Shot) -> Image.Image:
    """Lay a shirt flat."""
    rng, cloth = shot.rng, shot.colour
    image = wall(shot.backdrop)
    right = _half()
    neck = bezier([(600 - 116, 196), (600 - 84, 262), (600 + 84, 262), (600 + 116, 196)], 20)
    body = polygon_mask(SIZE, [*right, *_mirror(right), *neck])
    drop(image, body, lift=0.8, strength=0.6)
    # The inside of the back, seen through the neck.
    back = polygon_mask(SIZE, [*neck, *bezier([(716, 196), (680, 176), (520, 176), (484, 196)], 12)])
    lay(image, tone(cloth, -0.36), back)
    label = Image.new("L", SIZE)
    ImageDraw.Draw(label).rounded_rectangle((572, 190, 628, 222), radius=3, fill=255)
    lay(image, (238, 232, 222), cut(label, back))
    lay(image, cloth, body)
    _print(image, shot, (388, 392, 812, 992), body)
    drape(image, fabric(SIZE, rng, creases=(4, 3), depth=1.25), body, 0.6)
    _folds(image, body, rng)
    # A thin dark rim at the right and below, a light one at the left: the thickness of cloth.
    darken(image, without(body, blur(shifted(body, -9, -10), 7)), 0.34)
    lighten(image, without(body, blur(shifted(body, 8, 9), 7)), 0.2)
    _seams(image, cloth, body)
    leaf_shade(image, rng, 0.07)
    return image


def _folds(image: Image.Image, body: Image.Image, rng: Random) -> None:
    """Press in the long soft folds that run from the armpits and along the sides."""
    dark, light = Image.new("L", SIZE), Image.new("L", SIZE)
    d, glow = ImageDraw.Draw(dark), ImageDraw.Draw(light)
    for side in (-1, 1):
        for k in range(4):
            x, y = 600.0 + side * 318, 560.0 + k * 26
            end = (600 + side * (210 - k * 34 + rng.uniform(-20, 20)), 660 + k * 120)
            path = bezier([(x, y), (x - side * 40, y + 30), (end[0] + side * 60, end[1] - 60), end], 16)
            stroke(d, path, 150 - k * 24, 16)
            stroke(glow, [(px - 10, py - 12) for px, py in path], 120 - k * 20, 14)
        for k in range(3):
            x = 600 + side * (300 - k * 88) + rng.uniform(-16, 16)
            path = bezier(
                [(x, 1352), (x + side * 8, 1240), (x - side * 22, 1100), (x - side * 60, 900 + rng.uniform(0, 120))], 16
            )
            stroke(d, path, 70, 18)
            stroke(glow, [(px - 16, py) for px, py in path], 70, 16)
        path = bezier(
            [(600 + side * 300, 270), (600 + side * 316, 370), (600 + side * 326, 460), (600 + side * 318, 556)], 16
        )
        stroke(d, path, 110, 8)
    darken(image, cut(blur(dark, 15), body), 0.5)
    lighten(image, cut(blur(light, 15), body), 0.32)


def _seams(image: Image.Image, cloth: tuple[int, int, int], body: Image.Image) -> None:
    lines = Image.new("L", (SIZE[0] * 2, SIZE[1] * 2))
    d = ImageDraw.Draw(lines)

    def dashes(path: list[Point]) -> None:
        for a, b in zip(path[::2], path[1::2], strict=False):
            d.line((a[0] * 2, a[1] * 2, b[0] * 2, b[1] * 2), fill=255, width=3)

    for off in (0, 9):
        dashes(bezier([(262, 1322 - off), (400, 1334 - off), (800, 1334 - off), (938, 1322 - off)], 240))
        for side in (-1, 1):
            dashes(
                bezier(
                    [
                        (600 + side * (520 - off), 586 - off),
                        (600 + side * 460, 624 - off),
                        (600 + side * 400, 642 - off),
                        (600 + side * (350 - off / 2), 646 - off),
                    ],
                    70,
                )
            )
    for side in (-1, 1):
        path = bezier(
            [(600 + side * 296, 262), (600 + side * 312, 370), (600 + side * 322, 460), (600 + side * 317, 552)], 60
        )
        d.line([(x * 2, y * 2) for x, y in path], fill=255, width=4)
    for grow in (30, 36):
        path = bezier(
            [
                (600 - 116 - grow, 200),
                (600 - 92 - grow, 262 + grow),
                (600 + 92 + grow, 262 + grow),
                (600 + 116 + grow, 200),
            ],
            90,
        )
        d.line([(x * 2, y * 2) for x, y in path], fill=255, width=3)
    dark = sum(cloth) < 300
    (lighten if dark else darken)(image, cut(lines.reduce(2), body), 0.2 if dark else 0.26)
    rib = soft_mask(
        SIZE,
        lambda dr, k: stroke(
            dr, [(x * k, y * k) for x, y in bezier([(484, 196), (516, 262), (684, 262), (716, 196)], 24)], 255, 5 * k
        ),
    )
    darken(image, cut(blur(shifted(rib, 0, -4), 5), body), 0.35)


def folded(shot: Shot) -> Image.Image:
    """Fold it as it is folded for the parcel, the print up."""
    rng, cloth = shot.rng, shot.colour
    image = wall(mix(shot.backdrop, shot.palette.ink(3), 0.16))
    leaf_shade(image, rng, 0.12)
    left, top, right, low = 190, 250, 1010, 1310

    def sheet(grow: int) -> Image.Image:
        path = bezier(
            [
                (left - grow, top + 70),
                (left - grow, top + 26),
                (left + 20, top + 8),
                (left + 190, top - 16),
                (left + 250, top - 26),
                (right - 250, top - 26),
                (right - 190, top - 16),
                (right - 20, top + 8),
                (right + grow, top + 26),
                (right + grow, top + 70),
                (right + grow + 6, 700),
                (right + grow - 4, 1000),
                (right + grow, low - 30),
                (right + grow, low - 4),
                (right - 8, low + grow),
                (right - 40, low + grow),
                (800, low + grow + 8),
                (400, low + grow + 8),
                (left + 40, low + grow),
                (left + 8, low + grow),
                (left - grow, low - 4),
                (left - grow, low - 30),
                (left - grow + 4, 1000),
                (left - grow - 6, 700),
                (left - grow, top + 70),
            ],
            14,
        )
        return polygon_mask(SIZE, path)

    under, upper = shifted(sheet(8), 4, 16), sheet(0)
    drop(image, under, lift=1.1, strength=0.62)
    lay(image, tone(cloth, -0.24), under)
    darken(image, cut(blur(shifted(upper, 4, 9), 6), under), 0.4)
    lay(image, cloth, upper)
    neck = soft_mask(SIZE, lambda d, k: d.ellipse([452 * k, (top - 150) * k, 748 * k, (top + 86) * k], fill=255))
    _print(image, shot, (332, 440, 868, 1198), upper)
    drape(image, fabric(SIZE, rng, creases=(3, 3), depth=1.1), upper, 0.55)
    collar = soft_mask(SIZE, lambda d, k: d.ellipse([418 * k, (top - 180) * k, 782 * k, (top + 122) * k], fill=255))
    band = cut(without(collar, neck), upper)
    lay(image, tone(cloth, -0.05), band)
    darken(image, cut(blur(without(collar, blur(collar, 6)), 4), upper), 0.3)
    hole = cut(neck, upper)
    lay(image, tone(cloth, -0.4), hole)
    shade = without(neck, shifted(neck, 0, -30))
    darken(image, cut(blur(shade, 10), hole), 0.4)
    tag = Image.new("L", SIZE)
    ImageDraw.Draw(tag).rounded_rectangle((560, top - 2, 640, top + 44), radius=4, fill=255)
    lay(image, (240, 234, 224), cut(tag, hole))
    ImageDraw.Draw(image).rectangle((580, top + 20, 620, top + 23), fill=(150, 140, 130))
    darken(image, without(upper, blur(shifted(upper, -12, -14), 12)), 0.42)
    lighten(image, without(upper, blur(shifted(upper, 10, 12), 10)), 0.26)
    return image
