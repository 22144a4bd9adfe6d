"""Paper that is sent, stuck or wrapped: cards, stickers, gift wrap, a calendar."""

from PIL import Image, ImageDraw, ImageFont

from ..canvas import (
    blur,
    cut,
    darken,
    disc,
    gradient,
    lay,
    lighten,
    polygon_mask,
    project,
    ramp,
    shifted,
    soft_mask,
    turned,
)
from ..palettes import mix, tone
from .set import HEIGHT, SIZE, WIDTH, Shot, drop, fitted, leaf_shade, paper_tint, wall, window_light


def _card(image: Image.Image, art: Image.Image, x: float, y: float, w: float, turn: float, shot: Shot) -> None:
    size = (round(w * 1.2), round(w * 1.2 * 1.41))
    card = Image.new("RGB", size, paper_tint(shot.backdrop))
    margin = round(size[0] * 0.06)
    card.paste(fitted(art, (size[0] - 2 * margin, size[1] - 2 * margin)), (margin, margin))
    quad = turned(x, y, w, w * 1.41, turn)
    mask = polygon_mask(SIZE, quad)
    drop(image, mask, lift=0.9, strength=0.5)
    lay(image, project(card, quad, SIZE), mask)


def _envelope(image: Image.Image, x: float, y: float, w: float, turn: float, shot: Shot) -> None:
    size = (round(w), round(w * 0.7))
    kraft = mix((203, 170, 128), shot.backdrop, 0.15)
    paper = gradient(size, [tone(kraft, 0.1), kraft])
    flap = Image.new("L", size)
    ImageDraw.Draw(flap).polygon([(0, 0), (size[0], 0), (size[0] / 2, size[1] * 0.6)], fill=255)
    darken(paper, blur(shifted(flap, 0, 7), 7), 0.3)
    lay(paper, tone(kraft, 0.14), flap)
    quad = turned(x, y, w, w * 0.7, turn)
    mask = polygon_mask(SIZE, quad)
    drop(image, mask, lift=0.8, strength=0.45)
    lay(image, project(paper, quad, SIZE), mask)


def cards(shot: Shot) -> Image.Image:
    """Throw a handful of cards on the table, an envelope under them."""
    image = wall(shot.backdrop)
    window_light(image, shot.rng, 0.3)
    _envelope(image, 770, 470, 760, 12, shot)
    places = [(350, 470, -13), (850, 560, 9), (330, 1040, 5), (860, 1080, -8), (600, 790, -3)]
    for k, (x, y, turn) in enumerate(places):
        _card(image, shot.art[k % len(shot.art)], x, y, 430, turn, shot)
    leaf_shade(image, shot.rng, 0.1)
    return image


def row(shot: Shot) -> Image.Image:
    """Lay one card out large, the others behind it."""
    image = wall(mix(shot.backdrop, shot.palette.ink(2), 0.14))
    leaf_shade(image, shot.rng, 0.14)
    _card(image, shot.art[2 % len(shot.art)], 800, 660, 660, 15, shot)
    _card(image, shot.art[1 % len(shot.art)], 690, 740, 690, 6, shot)
    _card(image, shot.art[0], 560, 800, 730, -4, shot)
    return image


def stickers(shot: Shot) -> Image.Image:
    """Scatter stickers, cut out round or square with a white edge."""
    rng = shot.rng
    image = wall(shot.backdrop)
    leaf_shade(image, rng, 0.1)
    places = [
        (330, 330, 210, False), (830, 300, 190, True), (600, 690, 236, False), (230, 860, 170, True),
        (980, 740, 170, False), (380, 1230, 204, True), (860, 1180, 222, False),
    ]  # fmt: skip
    for k, (x, y, r, square) in enumerate(places):
        art = fitted(shot.art[k % len(shot.art)], (2 * r, 2 * r), (0.5, 0.42))
        turn = rng.uniform(-14, 14)
        edge = _die(x, y, r + 16, square, turn)
        drop(image, edge, lift=0.5, strength=0.5)
        lay(image, (252, 250, 245), edge)
        lay(image, project(art, turned(x, y, 2 * r, 2 * r, turn), SIZE), _die(x, y, r, square, turn))
        shine = Image.new("L", SIZE)
        ImageDraw.Draw(shine).polygon(
            [(x - r, y - r * 0.2), (x + r * 0.2, y - r), (x + r * 0.6, y - r), (x - r, y + r * 0.5)], fill=255
        )
        lighten(image, cut(blur(shine, 16), edge), 0.16)
    return image


def _die(x: float, y: float, r: float, square: bool, turn: float) -> Image.Image:
    """Return the shape that a sticker is cut to."""
    if not square:
        return soft_mask(SIZE, lambda d, k: disc(d, x * k, y * k, r * k, 255))
    tile = Image.new("L", (400, 400))
    ImageDraw.Draw(tile).rounded_rectangle((1, 1, 398, 398), radius=70, fill=255)
    return project(tile, turned(x, y, 1.9 * r, 1.9 * r, turn), SIZE)


def wrap(shot: Shot) -> Image.Image:
    """Stand a wrapped parcel with string in front of two rolls."""
    rng = shot.rng
    image = wall(shot.backdrop)
    window_light(image, rng, 0.3)
    for x, y, w, turn, art in ((980, 560, 150, 8, 0), (790, 520, 150, 2, 1 % len(shot.art))):
        size = (w * 2, 2200)
        roll = fitted(shot.art[art], size)
        darken(roll, ramp(size, [0.75, 0.2, 0, 0.05, 0.3, 0.6, 1]), 0.6)
        lighten(roll, ramp(size, [0, 0, 0.8, 0, 0, 0, 0]), 0.3)
        quad = turned(x, y + 200, w, 1500, turn)
        mask = polygon_mask(SIZE, quad)
        drop(image, mask, lift=1.4, strength=0.5)
        lay(image, project(roll, quad, SIZE), mask)
    _parcel(image, shot, 470, 960, 700, 760, -5)
    return image


def _parcel(image: Image.Image, shot: Shot, x: float, y: float, w: int, h: int, turn: float) -> None:
    top = fitted(shot.art[0], (w, h), (0.5, 0.5), 1.0)
    darken(top, gradient((w, h), [(0, 0, 0), (0, 0, 0), (90, 90, 90)]).convert("L"), 0.3)
    d = ImageDraw.Draw(top)
    for box in ((w * 0.36, 0, w * 0.36 + 16, h), (0, h * 0.42, w, h * 0.42 + 16)):
        strip = Image.new("L", (w, h))
        ImageDraw.Draw(strip).rectangle(box, fill=255)
        darken(top, blur(shifted(strip, 5, 6), 5), 0.4)
        d.rectangle(box, fill=shot.accent)
        d.line(
            (
                box[0] + 3,
                box[1] + 3,
                box[2] - 13 if box[2] - box[0] < 20 else box[2],
                box[3] if box[2] - box[0] < 20 else box[1] + 3,
            ),
            fill=tone(shot.accent, 0.4),
            width=3,
        )
    quad = turned(x, y, w, h, turn)
    side = [quad[3], quad[2], (quad[2][0] - 6, quad[2][1] + 74), (quad[3][0] + 10, quad[3][1] + 74)]
    face, front = polygon_mask(SIZE, quad), polygon_mask(SIZE, side)
    drop(image, Image.composite(Image.new("L", SIZE, 255), face, front), lift=1.8, strength=0.7)
    lay(image, project(fitted(shot.art[0], (w, 90), (0.5, 0.9)), side, SIZE), front)
    darken(image, front, 0.34)
    lay(image, project(top, quad, SIZE), face)
    knot = (x - w * 0.14 + 8, y - h * 0.08)
    bow = Image.new("L", SIZE)
    d = ImageDraw.Draw(bow)
    for dx, dy in ((-92, -54), (88, -66)):
        d.ellipse((knot[0] + min(dx, 0), knot[1] + dy, knot[0] + max(dx, 0), knot[1] + 16), outline=255, width=17)
    for dx, dy in ((-66, 96), (78, 84)):
        d.line(
            (*knot, knot[0] + dx * 0.4, knot[1] + dy * 0.6, knot[0] + dx, knot[1] + dy),
            fill=255,
            width=16,
            joint="curve",
        )
    disc(d, *knot, 18, 255)
    darken(image, blur(shifted(bow, 8, 12), 8), 0.45)
    lay(image, tone(shot.accent, 0.12), bow)


MONTHS = ("January", "February", "March", "April", "May", "June")


def calendar(shot: Shot) -> Image.Image:
    """Hang a calendar by a clip: a drawing above, the days of a month below."""
    rng = shot.rng
    image = wall(shot.backdrop)
    window_light(image, rng, 0.3)
    w, h, x, y = 760, 1160, 220, 190
    page = Image.new("RGB", (w, h), paper_tint(shot.backdrop))
    page.paste(fitted(shot.art[0], (w - 80, 700)), (40, 40))
    d = ImageDraw.Draw(page)
    ink = shot.palette.ink(0) if sum(shot.palette.ink(0)) < 380 else shot.palette.paper
    d.text((42, 766), MONTHS[rng.randrange(6)], fill=ink, font=ImageFont.load_default(44))
    small = ImageFont.load_default(25)
    for day in range(31):
        column, line = (day + 3) % 7, (day + 3) // 7
        px, py = 62 + column * 106, 862 + line * 56
        if day == 16:
            disc(d, px, py, 24, shot.accent)
        d.text(
            (px, py),
            str(day + 1),
            fill=(255, 250, 240) if day == 16 else mix(ink, (255, 255, 255), 0.2 if column < 5 else 0.5),
            font=small,
            anchor="mm",
        )
    for k in (2, 1):
        under = Image.new("L", SIZE)
        under.paste(255, (x + 4 * k, y + 7 * k, x + w + 4 * k, y + h + 7 * k))
        if k == 2:
            drop(image, under, lift=1.4, strength=0.6)
        lay(image, tone(paper_tint(shot.backdrop), -0.05 * k), under)
    image.paste(page, (x, y))
    clip = soft_mask(
        SIZE,
        lambda dr, k: dr.rounded_rectangle([(WIDTH / 2 - 76) * k, 150 * k, (WIDTH / 2 + 76) * k, 226 * k], 8 * k, 255),
        lambda dr, k: dr.arc([(WIDTH / 2 - 40) * k, 84 * k, (WIDTH / 2 + 40) * k, 190 * k], 180, 360, 255, 8 * k),
    )
    darken(image, blur(shifted(clip, 8, 12), 8), 0.4)
    lay(image, gradient((WIDTH, HEIGHT), [(70, 64, 62), (46, 42, 44)]), clip)
    leaf_shade(image, rng, 0.09)
    return image
