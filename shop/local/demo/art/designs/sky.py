"""Drawings of what is overhead at night."""

import math
from random import Random

from PIL import Image, ImageDraw

from ..canvas import TAU, Size, blur, corners, cut, disc, gradient, lay, lighten, noise, soft_mask
from ..palettes import Palette, mix, tone


def stars(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A star chart of a sky that is nowhere: rings, hours, a milky way and invented constellations."""
    w, h = size
    u = w / 1000
    night = mix(palette.paper, palette.ink(4), 0.25)
    image = corners(size, palette.paper, night, night, palette.paper)
    cx, cy, r = w / 2, h * 0.45, w * 0.43
    milky = Image.new("L", size)
    draw = ImageDraw.Draw(milky)
    tilt = rng.uniform(0.5, 1.0)
    for _ in range(420):
        t, off = rng.uniform(-1.2, 1.2), rng.gauss(0, 0.13)
        disc(
            draw,
            cx + r * (t * math.cos(tilt) - off * math.sin(tilt)),
            cy + r * (t * math.sin(tilt) + off * math.cos(tilt)),
            u * rng.uniform(10, 44),
            90,
        )
    bowl = soft_mask(size, lambda d, k: disc(d, cx * k, cy * k, r * k, 255), scale=1)
    lay(image, mix(palette.paper, palette.ink(4), 0.5), bowl)
    lighten(image, cut(blur(milky, 26 * u), bowl), 0.5, palette.ink(2))
    draw = ImageDraw.Draw(image)
    faint, line = mix(palette.ink(4), palette.ink(2), 0.35), max(1, round(1.6 * u))
    for k in (1 / 3, 2 / 3):
        draw.ellipse((cx - r * k, cy - r * k, cx + r * k, cy + r * k), outline=faint, width=line)
    for k in range(12):
        a = TAU * k / 12
        draw.line(
            (
                cx + r * 0.04 * math.cos(a),
                cy + r * 0.04 * math.sin(a),
                cx + r * math.cos(a),
                cy + r * math.sin(a),
            ),
            fill=faint,
            width=line,
        )
    points = []
    for _ in range(620):
        a, d = rng.uniform(0, TAU), r * math.sqrt(rng.random()) * 0.97
        x, y, s = cx + d * math.cos(a), cy + d * math.sin(a), u * (1.1 + 7.5 * rng.random() ** 9)
        disc(draw, x, y, s, mix(palette.ink(0), palette.ink(rng.choice((1, 2))), rng.random() * 0.7))
        points.append((x, y, s))
    bright = sorted(points, key=lambda p: -p[2])[:54]
    used: set[int] = set()
    for i, (x, y, _) in enumerate(bright[:22]):
        at, chain = i, [(x, y)]
        while len(chain) < 5:
            near = [
                (math.hypot(bright[j][0] - chain[-1][0], bright[j][1] - chain[-1][1]), j)
                for j in range(len(bright))
                if j not in used and j != at
            ]
            far, j = min(near, default=(r, 0))
            if far > r * 0.34:
                break
            used.add(j)
            at = j
            chain.append(bright[j][:2])
        if len(chain) > 2:
            draw.line(chain, fill=palette.ink(1), width=max(2, round(2.2 * u)))
    for x, y, s in bright:
        disc(draw, x, y, s + 5 * u, mix(palette.paper, palette.ink(4), 0.5))
        disc(draw, x, y, s + 1.2 * u, palette.ink(0))
    for ring, width in ((1.0, 4), (1.035, 1.6), (1.075, 2.4)):
        draw.ellipse(
            (cx - r * ring, cy - r * ring, cx + r * ring, cy + r * ring),
            outline=palette.ink(1),
            width=max(1, round(width * u)),
        )
    for k in range(180):
        a, inner = TAU * k / 180, (1.035 if k % 5 == 0 else 1.05)
        draw.line(
            (
                cx + r * inner * math.cos(a),
                cy + r * inner * math.sin(a),
                cx + r * 1.075 * math.cos(a),
                cy + r * 1.075 * math.sin(a),
            ),
            fill=palette.ink(1),
            width=line,
        )
    for k in range(7):
        phase, px = (k - 3) / 3, cx + (k - 3) * w * 0.085
        _moon(draw, px, h * 0.91, w * 0.026, phase, palette.ink(0), mix(palette.paper, palette.ink(4), 0.6))
    return image


def _moon(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    r: float,
    phase: float,
    lit: tuple[int, int, int],
    dark: tuple[int, int, int],
) -> None:
    """Draw a moon; phase runs from -1 (new) over 0 (full) to 1 (new)."""
    disc(draw, x, y, r, dark)
    if abs(phase) >= 1:
        return
    draw.pieslice((x - r, y - r, x + r, y + r), 90 if phase > 0 else 270, 270 if phase > 0 else 450, fill=lit)
    bulge = r * math.cos(abs(phase) * math.pi)
    half = abs(bulge)
    draw.ellipse((x - half, y - r, x + half, y + r), fill=lit if bulge > 0 else dark)


def moons(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A month of moons, every one with its own seas, laid out like a calendar."""
    w, h = size
    columns, rows = 5, 7 if h > w * 1.2 else 5
    image = Image.new("RGB", size, palette.paper)
    stone = gradient(size, [palette.ink(0), palette.ink(1)])
    seas = noise(size, (22, 30), rng, octaves=2).point(lambda v: v * 520 - 180).convert("L")
    lay(stone, mix(palette.ink(1), palette.ink(2), 0.55), seas)
    mask = Image.new("L", size)
    ghost = Image.new("L", size)
    draw, under = ImageDraw.Draw(mask), ImageDraw.Draw(ghost)
    s = min(w * 0.86 / columns, h * 0.88 / rows)
    for k in range(columns * rows):
        x = w / 2 + (k % columns - (columns - 1) / 2) * s
        y = h / 2 + (k // columns - (rows - 1) / 2) * s
        disc(under, x, y, s * 0.36, 255)
        _moon(draw, x, y, s * 0.36, 2 * k / (columns * rows - 1) - 1, 255, 0)  # type: ignore[arg-type]
    lay(image, mix(palette.paper, palette.ink(3), 0.22), ghost)
    lighten(image, blur(mask, w / 30), 0.22, palette.ink(1))
    lay(image, stone, mask)
    return image


def comet(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A comet over a sleeping ridge, its tail combed into single hairs."""
    w, h = size
    u = w / 1000
    image = gradient(
        size,
        [palette.paper, mix(palette.paper, palette.ink(4), 0.6), mix(palette.ink(4), palette.ink(3), 0.5)],
    )
    draw = ImageDraw.Draw(image)
    for _ in range(340):
        disc(
            draw,
            rng.uniform(0, w),
            h * rng.random() ** 1.4 * 0.86,
            u * (1 + 3 * rng.random() ** 6),
            mix(palette.ink(3), palette.ink(0), rng.random()),
        )
    hx, hy = w * 0.3, h * 0.6
    tail = Image.new("RGB", size)
    mask = Image.new("L", size)
    lines, shade = ImageDraw.Draw(tail), ImageDraw.Draw(mask)
    for _ in range(330):
        spread = rng.gauss(0, 0.15)
        length = h * rng.uniform(0.15, 0.62) * math.exp(-abs(spread) * 1.8)
        a = -1.02 + spread
        bend = spread * 0.9
        path = [
            (hx + length * t * math.cos(a + bend * t), hy + length * t * math.sin(a + bend * t))
            for t in (k / 14 for k in range(15))
        ]
        colour = palette.ramp(min(abs(spread) * 2.4 + rng.uniform(0, 0.16), 0.62))
        lines.line(path, fill=colour, width=max(2, round(2.6 * u)))
        shade.line(path, fill=rng.randrange(110, 255), width=max(2, round(2.6 * u)))
    glow = Image.new("L", size)
    disc(ImageDraw.Draw(glow), hx, hy, w * 0.06, 255)
    lighten(image, blur(glow, w * 0.06), 0.8, palette.ink(1))
    image.paste(tail, (0, 0), mask)
    disc(draw, hx, hy, w * 0.026, tone(palette.ink(0), 0.5))
    for i in range(3):
        base = h * (0.84 + 0.055 * i)
        ridge = [
            (
                x,
                base + h * 0.022 * math.sin(x / w * (5 + 2 * i) + i * 2) + h * 0.008 * math.sin(x / w * 23 + i),
            )
            for x in range(-8, w + 16, 8)
        ]
        draw.polygon([*ridge, (w, h), (0, h)], fill=mix(palette.ink(4), palette.paper, 0.35 + 0.3 * i))
    return image
