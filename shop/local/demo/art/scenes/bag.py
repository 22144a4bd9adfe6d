"""Cloth that hangs: totes on a peg, tea towels on a rail."""

from random import Random

from PIL import Image, ImageDraw

from ..canvas import (
    bezier,
    blur,
    cut,
    darken,
    disc,
    gradient,
    lay,
    lighten,
    polygon_mask,
    shifted,
    soft_mask,
    stroke,
    without,
)
from ..palettes import mix, tone
from .set import SIZE, Shot, drape, drop, fabric, fitted, leaf_shade, wall, window_light


def canvas_weave(size: tuple[int, int], rng: Random, pitch: int = 4) -> Image.Image:
    """Return the grain of canvas around 128: single threads, some thicker than others."""
    w, h = size
    across = Image.frombytes("L", (w // pitch, 1), rng.randbytes(w // pitch)).resize(size, Image.Resampling.BILINEAR)
    down = Image.frombytes("L", (1, h // pitch), rng.randbytes(h // pitch)).resize(size, Image.Resampling.BILINEAR)
    return Image.blend(across, down, 0.5).point(lambda v: 128 + (v - 128) * 0.3)


def _printed(image: Image.Image, shot: Shot, box: tuple[int, int, int, int], body: Image.Image) -> None:
    mask = Image.new("L", SIZE)
    mask.paste(236, box)
    art = Image.new("RGB", SIZE)
    art.paste(fitted(shot.art[0], (box[2] - box[0], box[3] - box[1])), box[:2])
    lay(image, art, cut(mask, body))


def hanging(shot: Shot) -> Image.Image:
    """Hang a tote on a wooden peg."""
    rng, cloth = shot.rng, shot.colour
    image = wall(shot.backdrop)
    window_light(image, rng, 0.3)
    far = bezier([(430, 640), (440, 380), (520, 190), (594, 176), (680, 190), (760, 380), (770, 640)], 26)
    near = bezier([(400, 640), (420, 400), (500, 160), (596, 150), (700, 160), (780, 400), (800, 640)], 26)
    for path, shade in ((far, -0.3), (near, -0.04)):
        strap = soft_mask(SIZE, lambda d, k, path=path: stroke(d, [(x * k, y * k) for x, y in path], 255, 42 * k))  # type: ignore[misc]
        drop(image, strap, lift=0.9, strength=0.4)
        lay(image, tone(cloth, shade), strap)
        darken(image, without(strap, blur(shifted(strap, -7, -8), 5)), 0.3)
    peg = soft_mask(SIZE, lambda d, k: disc(d, 597 * k, 150 * k, 46 * k, 255))
    body = polygon_mask(
        SIZE,
        bezier(
            [
                (252, 566),
                (450, 582),
                (750, 582),
                (948, 566),
                (960, 830),
                (972, 1120),
                (966, 1368),
                (962, 1394),
                (950, 1402),
                (930, 1404),
                (700, 1424),
                (480, 1424),
                (270, 1404),
                (250, 1402),
                (238, 1394),
                (234, 1368),
                (228, 1120),
                (240, 830),
                (252, 566),
            ],
            16,
        ),
    )
    drop(image, body, lift=1.3, strength=0.6)
    lay(image, cloth, body)
    _printed(image, shot, (360, 690, 840, 1290), body)
    drape(image, canvas_weave(SIZE, rng), body, 0.5)
    drape(image, fabric(SIZE, rng, creases=(5, 2), depth=1.3), body, 0.62)
    hem = polygon_mask(
        SIZE,
        bezier(
            [
                (252, 566),
                (450, 582),
                (750, 582),
                (948, 566),
                (951, 630),
                (750, 646),
                (450, 646),
                (249, 630),
                (249, 600),
                (250, 580),
                (252, 566),
            ],
            12,
        ),
    )
    darken(image, cut(blur(without(shifted(hem, 0, 10), hem), 4), body), 0.36)
    for x in (400, 800):
        d = ImageDraw.Draw(image)
        d.rectangle((x - 20, 588, x + 20, 634), outline=tone(cloth, -0.25), width=2)
        d.line((x - 20, 588, x + 20, 634), fill=tone(cloth, -0.25), width=2)
        d.line((x + 20, 588, x - 20, 634), fill=tone(cloth, -0.25), width=2)
    darken(image, without(body, blur(shifted(body, -12, -10), 12)), 0.36)
    lighten(image, without(body, blur(shifted(body, 9, 9), 9)), 0.24)
    darken(image, blur(shifted(peg, 16, 22), 16), 0.4)
    lay(image, gradient(SIZE, [(214, 172, 122), (186, 138, 90)]), peg)
    lighten(image, cut(blur(shifted(peg, -14, -16), 10), peg), 0.22)
    return image


def close(shot: Shot) -> Image.Image:
    """Come close enough to count the threads."""
    rng, cloth = shot.rng, shot.colour
    image = Image.new("RGB", SIZE, cloth)
    full = Image.new("L", SIZE, 255)
    art = fitted(shot.art[0], (1000, 1250), (0.5, 0.35), 1.25)
    mask = Image.new("L", SIZE)
    mask.paste(238, (250, 330, 1250, 1580))
    sheet = Image.new("RGB", SIZE, cloth)
    sheet.paste(art, (250, 330))
    lay(image, sheet, mask)
    drape(image, canvas_weave(SIZE, rng, 6), full, 0.4)
    drape(image, fabric(SIZE, rng, creases=(2, 2), depth=1.2), full, 0.5)
    d = ImageDraw.Draw(image)
    for k in range(64):
        y = 8 + k * 24
        d.line((112, y, 113, y + 14), fill=tone(cloth, -0.3), width=5)
        d.line((150, y, 151, y + 14), fill=tone(cloth, -0.3), width=5)
    label = soft_mask(
        SIZE, lambda dr, k: dr.rounded_rectangle([118 * k, 500 * k, 214 * k, 700 * k], radius=5 * k, fill=255)
    )
    darken(image, blur(shifted(label, 6, 9), 7), 0.42)
    lay(image, shot.accent, label)
    disc(d, 166, 560, 20, tone(shot.accent, 0.8))
    d.rectangle((146, 604, 186, 609), fill=tone(shot.accent, 0.8))
    d.rectangle((146, 624, 186, 629), fill=tone(shot.accent, 0.8))
    return image


def towel(shot: Shot) -> Image.Image:
    """Hang a tea towel over a brass rail."""
    rng = shot.rng
    image = wall(shot.backdrop)
    leaf_shade(image, rng, 0.15)
    rail = soft_mask(
        SIZE, lambda d, k: d.rounded_rectangle([90 * k, 196 * k, 1110 * k, 222 * k], radius=13 * k, fill=255)
    )
    drop(image, rail, lift=1.2, strength=0.5)
    lay(image, (214, 178, 112), rail)
    lighten(image, without(rail, shifted(rail, 0, 7)), 0.5)
    path = bezier(
        [
            (280, 190),
            (450, 180),
            (750, 180),
            (920, 190),
            (930, 600),
            (914, 1000),
            (926, 1390),
            (800, 1404),
            (700, 1384),
            (600, 1396),
            (480, 1408),
            (380, 1384),
            (274, 1394),
            (286, 1000),
            (270, 600),
            (280, 190),
        ],
        20,
    )
    body = polygon_mask(SIZE, path)
    drop(image, body, lift=1.3, strength=0.6)
    art = Image.new("RGB", SIZE, shot.colour)
    art.paste(fitted(shot.art[0], (572, 940)), (314, 300))
    lay(image, art, body)
    d = ImageDraw.Draw(image)
    for y in (1316, 1336, 1344):
        d.line(
            bezier([(276, y), (450, y + 8), (750, y - 10), (922, y)], 20),
            fill=mix(shot.colour, shot.accent, 0.8),
            width=5,
        )
    drape(image, canvas_weave(SIZE, rng), body, 0.4)
    drape(image, fabric(SIZE, rng, creases=(6, 1), depth=1.5), body, 0.55)
    top = Image.new("L", SIZE)
    d = ImageDraw.Draw(top)
    d.rectangle((0, 226, SIZE[0], 250), fill=255)
    darken(image, cut(blur(top, 10), body), 0.4)
    darken(image, without(body, blur(shifted(body, -10, -8), 10)), 0.34)
    lighten(image, without(body, blur(shifted(body, 8, 8), 8)), 0.24)
    return image
