"""Prints: framed on a wall, leaning on a sideboard, and as a sheet on the table."""

from PIL import Image, ImageDraw

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
    scaled,
    shifted,
    soft_mask,
    turned,
    without,
)
from ..palettes import Colour, mix, tone
from .set import HEIGHT, SIZE, WIDTH, WOODS, Shot, drop, fitted, leaf_shade, paper_tint, wall, window_light


def _frame(art: Image.Image, width: int, wood: Colour, paper: Colour, bar: int = 24) -> Image.Image:
    """Build a framed print: mitred bars, a bevelled mount, glass."""
    mount = round(width * 0.115)
    inner = (width, round(width * 2**0.5))
    w, h = inner[0] + 2 * (mount + bar), inner[1] + 2 * (mount + bar)
    image = Image.new("RGB", (w, h), wood)
    draw = ImageDraw.Draw(image)
    for points, light in (
        ([(0, 0), (w, 0), (w - bar, bar), (bar, bar)], 0.24),
        ([(0, 0), (bar, bar), (bar, h - bar), (0, h)], 0.1),
        ([(w, 0), (w, h), (w - bar, h - bar), (w - bar, bar)], -0.16),
        ([(0, h), (bar, h - bar), (w - bar, h - bar), (w, h)], -0.24),
    ):
        draw.polygon(points, fill=tone(wood, light))
    draw.rectangle((bar, bar, w - bar - 1, h - bar - 1), fill=paper)
    edge = Image.new("L", (w, h), 0)
    ImageDraw.Draw(edge).rectangle((bar, bar, w - bar - 1, h - bar - 1), outline=255, width=9)
    lid = Image.new("L", (w, h), 0)
    ImageDraw.Draw(lid).rectangle((bar, bar, w - bar - 1, h - bar - 1), fill=255)
    darken(image, cut(blur(shifted(edge, 7, 9), 9), lid), 0.5)
    x, y = bar + mount, bar + mount
    draw = ImageDraw.Draw(image)
    draw.rectangle((x - 5, y - 5, x + inner[0] + 4, y + inner[1] + 4), fill=tone(paper, -0.13))
    draw.polygon(
        [(x - 5, y + inner[1] + 4), (x + inner[0] + 4, y + inner[1] + 4), (x + inner[0] + 4, y - 5)],
        fill=tone(paper, 0.6),
    )
    image.paste(fitted(art, inner), (x, y))
    glass = Image.new("L", (w, h), 0)
    ImageDraw.Draw(glass).polygon([(w * 0.52, bar), (w * 0.8, bar), (w * 0.3, h - bar), (w * 0.02, h - bar)], fill=255)
    lighten(image, cut(blur(glass, 30), lid), 0.07)
    return image


def _vase(image: Image.Image, x: float, foot: float, shot: Shot) -> None:
    """Stand a round vase with two twigs on the sideboard."""
    rng, glaze = shot.rng, mix(shot.palette.ink(2), (236, 228, 214), 0.35)
    twigs = Image.new("RGBA", SIZE)
    draw = ImageDraw.Draw(twigs)
    stem = mix(shot.palette.ink(0), (90, 74, 58), 0.6)
    for lean in (-0.55, 0.2, 0.5):
        px, py = x, foot - 190.0
        for k in range(15):
            nx, ny = px + lean * 13 + rng.uniform(-4, 4), py - 19
            draw.line((px, py, nx, ny), fill=(*stem, 255), width=4)
            if k > 3:
                side = 1 if k % 2 else -1
                leaf = mix(shot.palette.ink(4), stem, 0.15)
                draw.ellipse((nx + side * 9 - 10, ny - 12, nx + side * 9 + 10, ny + 9), fill=(*leaf, 255))
            px, py = nx, ny
    drop(image, twigs.getchannel("A"), lift=1.2, strength=0.24)
    image.paste(twigs, (0, 0), twigs)
    body = soft_mask(
        SIZE,
        lambda d, k: d.ellipse([(x - 82) * k, (foot - 158) * k, (x + 82) * k, (foot + 2) * k], fill=255),
        lambda d, k: d.rounded_rectangle([(x - 26) * k, (foot - 206) * k, (x + 26) * k, (foot - 120) * k], 8 * k, 255),
        lambda d, k: d.rectangle([(x - 44) * k, (foot - 20) * k, (x + 44) * k, foot * k], fill=255),
    )
    solid(image, body, glaze, (x, foot - 90), 90)


def solid(image: Image.Image, body: Image.Image, colour: Colour, centre: tuple[float, float], r: float) -> None:
    """Lay a round thing down with its shade and its highlight."""
    darken(image, blur(shifted(body, 26, 16), 22), 0.3)
    lay(image, colour, body)
    glow = Image.new("L", SIZE)
    disc(ImageDraw.Draw(glow), centre[0] - r * 0.35, centre[1] - r * 0.3, r * 0.75, 255)
    dim = blur(glow, r * 0.42)
    darken(image, without(body, dim), 0.36)
    lighten(image, cut(body, dim), 0.22)


def _books(image: Image.Image, x: int, foot: int, shot: Shot) -> None:
    """Lay three books on their sides."""
    y = foot
    for k, (wide, high) in enumerate(((250, 44), (222, 36), (236, 30))):
        colour = mix(shot.palette.ink((0, 3, 1)[k]), (214, 200, 182), 0.28)
        left = x + (0, 16, 4)[k]
        mask = Image.new("L", SIZE)
        ImageDraw.Draw(mask).rounded_rectangle((left, y - high, left + wide, y - 1), radius=5, fill=255)
        darken(image, blur(shifted(mask, 18, 10), 12), 0.24)
        block = gradient((wide, high - 1), [tone(colour, 0.2), colour, tone(colour, -0.24)])
        image.paste(block, (left, y - high), mask.crop((left, y - high, left + wide, y - 1)))
        ImageDraw.Draw(image).rectangle(
            (left + 34, y - high + high // 2 - 3, left + 92, y - high + high // 2 + 1), fill=tone(colour, 0.55)
        )
        y -= high


def _bowl(image: Image.Image, x: float, foot: float, shot: Shot) -> None:
    """Put down a bowl with two pieces of fruit."""
    for k, (dx, r) in enumerate(((-34, 42), (32, 46))):
        fruit = soft_mask(SIZE, lambda d, s, dx=dx, r=r: disc(d, (x + dx) * s, (foot - 92) * s, r * s, 255))  # type: ignore[misc]
        solid(image, fruit, mix(shot.palette.ink(3 + k), (228, 150, 82), 0.4), (x + dx, foot - 92), r)
    body = soft_mask(
        SIZE,
        lambda d, k: d.pieslice([(x - 122) * k, (foot - 190) * k, (x + 122) * k, (foot + 4) * k], 0, 180, fill=255),
        lambda d, k: d.rectangle([(x - 46) * k, (foot - 14) * k, (x + 46) * k, foot * k], fill=255),
    )
    solid(image, body, (233, 226, 214), (x, foot - 60), 120)


def _sideboard(image: Image.Image, top: int, wood: Colour) -> None:
    size = (WIDTH, HEIGHT - top)
    image.paste(gradient(size, [tone(wood, 0.12), wood, tone(wood, -0.14)]), (0, top))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, top, WIDTH, top + 26), fill=tone(wood, 0.3))
    draw.rectangle((0, top + 26, WIDTH, top + 30), fill=tone(wood, -0.3))
    draw.line((WIDTH * 0.52, top + 30, WIDTH * 0.52, HEIGHT), fill=tone(wood, -0.32), width=3)


def framed(shot: Shot) -> Image.Image:
    """Hang a framed print above a sideboard, in the light of a window."""
    rng = shot.rng
    image = wall(shot.backdrop)
    window_light(image, rng)
    frame = _frame(shot.art[0], 560, shot.wood, paper_tint(shot.backdrop))
    x, y = (WIDTH - frame.width) // 2, 128
    mask = Image.new("L", SIZE)
    mask.paste(255, (x, y, x + frame.width, y + frame.height))
    drop(image, mask, lift=1.4, strength=0.55)
    image.paste(frame, (x, y))
    top = 1330
    _sideboard(image, top, mix(WOODS["oak"], shot.backdrop, 0.25))
    things = [_vase, _books, _bowl]
    first = rng.randrange(3)
    left_side = rng.random() < 0.5
    for side, thing in zip((left_side, not left_side), (things[first], things[(first + 1) % 3]), strict=True):
        if thing is _books:
            _books(image, 90 if side else 850, top + 4, shot)
        else:
            thing(image, 190 if side else 1010, top + 6, shot)
    leaf_shade(image, rng, 0.08)
    return image


def leaning(shot: Shot) -> Image.Image:
    """Lean a larger frame against the wall, on a shelf."""
    rng = shot.rng
    image = wall(shot.backdrop)
    leaf_shade(image, rng, 0.16)
    top = 1290
    _sideboard(image, top, mix((236, 229, 218), shot.backdrop, 0.3))
    frame = _frame(shot.art[0], 640, shot.wood, paper_tint(shot.backdrop), bar=20)
    x = 150 if rng.random() < 0.5 else WIDTH - 150 - frame.width
    y = top + 12 - frame.height
    mask = Image.new("L", SIZE)
    mask.paste(255, (x, y, x + frame.width, y + frame.height))
    cast = cut(
        polygon_mask(SIZE, [(x + 60, y + 46), (x + frame.width + 84, y + 60), (x + frame.width + 20, top), (x, top)]),
        mask.point(lambda v: 255),
    )
    darken(image, blur(cast, 28), 0.3)
    drop(image, mask, lift=1.0, strength=0.4)
    image.paste(frame, (x, y))
    _vase(image, 1040 if x < 200 else 165, top + 16, shot)
    return image


def sheet(shot: Shot) -> Image.Image:
    """Lay the print itself on the table, close enough to see its edge, with its number in pencil."""
    rng = shot.rng
    image = wall(mix(shot.backdrop, shot.palette.ink(2), 0.12))
    w, h, margin = 1020, 1442, 92
    page = Image.new("RGB", (w, h), paper_tint(shot.backdrop))
    inner = (w - 2 * margin, round((w - 2 * margin) * 2**0.5))
    page.paste(fitted(shot.art[0], inner), (margin, margin))
    draw = ImageDraw.Draw(page)
    y, pencil = margin + inner[1] + 36, (128, 122, 118)
    x = w - margin - 170
    draw.line(
        [(x + k * 3.2, y + 12 * ((k * 7 % 5) / 5 - 0.5) * (1 - k / 70)) for k in range(48)],
        fill=pencil,
        width=2,
        joint="curve",
    )
    for k, high in enumerate((16, 22, 12, 18, 15)):
        draw.arc(
            (margin + k * 17, y - high / 2, margin + k * 17 + 12, y + high / 2),
            40 * k,
            40 * k + 300,
            fill=pencil,
            width=2,
        )
    page.paste(corners_light(page), (0, 0))
    quad = turned(640, 830, w * 1.16, h * 1.16, rng.choice((-9, -7, 8, 10)))
    mask = polygon_mask(SIZE, quad)
    drop(image, mask, lift=0.9, strength=0.5)
    lay(image, project(page, quad, SIZE), mask)
    leaf_shade(image, rng, 0.1)
    veil = Image.new("L", SIZE)
    ImageDraw.Draw(veil).polygon([(-100, 200), (500, -100), (900, -100), (-100, 900)], fill=255)
    lighten(image, scaled(blur(veil, 120), 1), 0.1)
    return image


def corners_light(page: Image.Image) -> Image.Image:
    """Return the page with the lamp's fall-off across it."""
    lit = page.copy()
    shade = Image.new("L", (2, 2))
    shade.putdata([0, 40, 30, 110])
    darken(lit, shade.resize(page.size, Image.Resampling.BICUBIC), 0.22)
    return lit
