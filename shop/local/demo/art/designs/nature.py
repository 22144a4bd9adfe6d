"""Drawings of things that grow, or were worn round by water."""

import math
from random import Random

from PIL import Image, ImageDraw

from ..canvas import TAU, Point, Size, bezier, disc, stroke
from ..palettes import Colour, Palette, mix, tone

GOLDEN = math.pi * (3 - math.sqrt(5))


def sunflower(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Seeds set at the golden angle, ringed by petals, as sunflowers have always done it."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    cx, cy, reach = w / 2, h / 2, min(w, h) * 0.425
    count, heart = 760, 0.6
    disc(draw, cx, cy, reach * heart * 1.02, palette.ink(0))
    for i in range(count, 0, -1):
        t = math.sqrt(i / count)
        a, d = i * GOLDEN, reach * t
        x, y = cx + d * math.cos(a), cy + d * math.sin(a)
        if t > heart - 0.03:
            k = (t - heart) / (1 - heart)
            long, wide = reach * (0.09 + 0.075 * k), reach * 0.03
            colour = mix(palette.ink(3), palette.ink(4), 0.15 + 0.85 * k * rng.uniform(0.75, 1))
            _leaf(draw, x, y, a, long, wide, colour, tone(colour, -0.16))
        else:
            k = t / heart
            disc(
                draw,
                x,
                y,
                reach * (0.009 + 0.0085 * k),
                mix(palette.ink(1), palette.ink(4), max(0.0, 1.25 * k - 0.25) ** 1.5),
            )
    return image


def _leaf(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    a: float,
    long: float,
    wide: float,
    colour: Colour,
    vein: Colour | None,
) -> None:
    """Draw a pointed leaf from (x, y) in direction `a`."""
    c, s = math.cos(a), math.sin(a)

    def at(along: float, across: float) -> Point:
        return x + along * c - across * s, y + along * s + across * c

    outline = bezier(
        [
            at(0, 0),
            at(long * 0.25, wide * 1.25),
            at(long * 0.7, wide * 1.1),
            at(long, 0),
            at(long * 0.7, -wide * 1.1),
            at(long * 0.25, -wide * 1.25),
            at(0, 0),
        ],
        10,
    )
    draw.polygon(outline, fill=colour)
    if vein:
        draw.line([at(0, 0), at(long * 0.82, 0)], fill=vein, width=max(1, round(long / 34)))


def herbarium(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Seven stems from one hedge, pressed: round leaves, lance leaves, fern, umbel, seed heads."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    kinds = [_fern, _lance, _umbel, _round, _fern, _seeds, _lance]
    rng.shuffle(kinds)
    order = sorted(range(7), key=lambda k: abs(k - 3), reverse=True)
    for place in order:
        x0, y0 = w * (0.5 + (place - 3) * 0.035), h * 0.95
        lean = (place - 3) * 0.105 + rng.uniform(-0.04, 0.04)
        tall = h * (0.84 - 0.06 * abs(place - 3) ** 1.25) * rng.uniform(0.92, 1.0)
        spine = bezier(
            [
                (x0, y0),
                (x0 + w * lean * 0.15, y0 - tall * 0.35),
                (x0 + w * lean * 0.5, y0 - tall * 0.7),
                (x0 + w * lean * 1.6, y0 - tall),
            ],
            44,
        )
        kinds[place](draw, spine, w, palette, rng)
    return image


def _along(spine: list[Point], start: float, n: int) -> list[tuple[Point, float, float]]:
    """Return n places along a stem with their direction and how far along they are."""
    found = []
    for k in range(n):
        t = start + (1 - start) * k / max(n - 1, 1)
        i = min(int(t * (len(spine) - 2)), len(spine) - 2)
        (ax, ay), (bx, by) = spine[i], spine[i + 1]
        found.append(((ax, ay), math.atan2(by - ay, bx - ax), t))
    return found


def _fern(draw: ImageDraw.ImageDraw, spine: list[Point], w: int, palette: Palette, rng: Random) -> None:
    colour = palette.ink(1)
    stroke(draw, spine, palette.ink(0), w / 260)
    for (x, y), a, t in _along(spine, 0.26, 30):
        long = w * 0.115 * math.sin(math.pi * min(1.06 - t, 0.72) / 1.44) ** 1.1
        for side in (-1, 1):
            _leaf(
                draw,
                x,
                y,
                a + side * 1.12,
                long,
                long * 0.11,
                mix(colour, palette.ink(2), 0.25 if side > 0 else 0),
                None,
            )


def _lance(draw: ImageDraw.ImageDraw, spine: list[Point], w: int, palette: Palette, rng: Random) -> None:
    stroke(draw, spine, palette.ink(0), w / 240)
    for k, ((x, y), a, t) in enumerate(_along(spine, 0.24, 15)):
        side = 1 if k % 2 else -1
        long = w * (0.15 - 0.075 * t)
        _leaf(
            draw,
            x,
            y,
            a + side * (0.75 - 0.3 * t),
            long,
            long * 0.17,
            mix(palette.ink(2), palette.ink(1), 0.5 * t),
            palette.ink(0),
        )


def _round(draw: ImageDraw.ImageDraw, spine: list[Point], w: int, palette: Palette, rng: Random) -> None:
    stroke(draw, spine, palette.ink(0), w / 240)
    for k, ((x, y), a, t) in enumerate(_along(spine, 0.3, 14)):
        for side in (-1, 1):
            r = w * (0.034 - 0.017 * t)
            b = a + side * 1.0
            px, py = x + r * 1.4 * math.cos(b), y + r * 1.4 * math.sin(b)
            draw.line((x, y, px, py), fill=palette.ink(0), width=max(1, w // 420))
            disc(draw, px, py, r, mix(palette.ink(2), palette.paper, 0.15 if (k + side) % 3 else 0.42))


def _umbel(draw: ImageDraw.ImageDraw, spine: list[Point], w: int, palette: Palette, rng: Random) -> None:
    stroke(draw, spine, palette.ink(0), w / 220)
    (x, y), a, _ = _along(spine, 0.97, 1)[0]
    for k in range(11):
        b = a + (k - 5) * 0.19
        long = w * (0.15 - 0.004 * abs(k - 5))
        px, py = x + long * math.cos(b), y + long * math.sin(b)
        draw.line((x, y, px, py), fill=palette.ink(0), width=max(2, w // 400))
        for _ in range(15):
            q, d = rng.uniform(0, TAU), w * 0.026 * math.sqrt(rng.random())
            disc(
                draw,
                px + d * math.cos(q),
                py + d * math.sin(q),
                w * rng.uniform(0.0035, 0.0065),
                palette.ink(rng.choice((3, 3, 4))),
            )
    for (px, py), b, t in _along(spine, 0.3, 4):
        _leaf(draw, px, py, b + (0.7 if round(t * 10) % 2 else -0.7), w * 0.1, w * 0.012, palette.ink(1), None)


def _seeds(draw: ImageDraw.ImageDraw, spine: list[Point], w: int, palette: Palette, rng: Random) -> None:
    stroke(draw, spine, palette.ink(0), w / 250)
    for k, ((x, y), a, t) in enumerate(_along(spine, 0.42, 12)):
        side = 1 if k % 2 else -1
        b = a + side * 0.62
        long = w * 0.075 * (1.15 - 0.5 * t)
        px, py = x + long * math.cos(b), y + long * math.sin(b)
        draw.line((x, y, px, py), fill=palette.ink(0), width=max(1, w // 420))
        _leaf(draw, px, py, b, w * 0.035, w * 0.0125, palette.ink(4), palette.ink(0))


def pebbles(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A beach, sorted: each pebble banded by its own sea."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    placed: list[tuple[float, float, float]] = []
    sizes = [w * 0.13] * 60 + [w * 0.08] * 260 + [w * 0.05] * 700 + [w * 0.028] * 1400 + [w * 0.015] * 2200
    cell = w * 0.14
    grid: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
    edge = w * 0.035
    for want in sizes:
        r = want * rng.uniform(0.78, 1.12)
        x, y = rng.uniform(edge + r, w - edge - r), rng.uniform(edge + r, h - edge - r)
        gx, gy = int(x / cell), int(y / cell)
        near = [p for cx in range(gx - 2, gx + 3) for cy in range(gy - 2, gy + 3) for p in grid.get((cx, cy), ())]
        if any((px - x) ** 2 + (py - y) ** 2 < (pr + r + w * 0.006) ** 2 for px, py, pr in near):
            continue
        grid.setdefault((gx, gy), []).append((x, y, r))
        placed.append((x, y, r))
    for x, y, r in placed:
        _pebble(draw, x, y, r, palette, rng)
    return image


def _pebble(draw: ImageDraw.ImageDraw, x: float, y: float, r: float, palette: Palette, rng: Random) -> None:
    colour = rng.choice(palette.inks)
    disc(draw, x, y, r, colour)
    if r < 16:
        return
    kind, other = rng.randrange(5), rng.choice([c for c in (palette.paper, *palette.inks) if c != colour])
    if kind == 0:
        for k in range(1, 5):
            q = r * (1 - k * 0.2)
            draw.ellipse((x - q, y - q, x + q, y + q), outline=other, width=max(2, round(r * 0.06)))
    elif kind == 1:
        a, width = rng.uniform(0, math.pi), max(2, round(r * 0.07))
        for off in (-0.6, -0.3, 0, 0.3, 0.6):
            half = r * math.sqrt(1 - off * off) * 0.97
            ox, oy = x - r * off * math.sin(a), y + r * off * math.cos(a)
            draw.line(
                (
                    ox - half * math.cos(a),
                    oy - half * math.sin(a),
                    ox + half * math.cos(a),
                    oy + half * math.sin(a),
                ),
                fill=other,
                width=width,
            )
    elif kind == 2:
        start = rng.uniform(0, 360)
        draw.chord((x - r, y - r, x + r, y + r), start, start + rng.uniform(110, 180), fill=other)
    elif kind == 3:
        for k in range(int(r / 2.2)):
            a, d = k * GOLDEN, r * 0.86 * math.sqrt(k / (r / 2.2))
            disc(draw, x + d * math.cos(a), y + d * math.sin(a), max(r * 0.035, 1.6), other)


def rings(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """The end of a log: good years wide, bad years narrow."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    cx, cy = w * rng.uniform(0.48, 0.52), h * rng.uniform(0.46, 0.54)
    waves = [(k, rng.uniform(0.01, 0.085) / k**0.55, rng.uniform(0, TAU)) for k in range(2, 9)]
    knot, knot_at = rng.uniform(0.1, 0.16), rng.uniform(0, TAU)
    radii, r = [], min(w, h) * 0.465
    while r > w * 0.008:
        radii.append(r)
        r -= w * rng.choice((0.006, 0.008, 0.011, 0.016, 0.021))
    for i, r in enumerate(radii):
        t = r / radii[0]
        line = []
        for k in range(220):
            a = TAU * k / 220
            wave = sum(amp * math.sin(f * a + p + 0.5 * t) for f, amp, p in waves)
            near = math.exp(-(((a - knot_at + math.pi) % TAU - math.pi) ** 2) * 14)
            d = r * (1 + wave * (0.35 + 0.65 * t) - knot * near * t)
            line.append((cx + d * math.cos(a), cy + d * math.sin(a) * (1.12 if h > w else 1)))
        if i == 0:
            draw.polygon(line, fill=palette.ink(0))
        elif i == 1:
            draw.polygon(line, fill=palette.ink(3))
        else:
            colour = mix(
                mix(palette.ink(4), palette.ink(3), t),
                palette.paper,
                0.62 if i % 2 else 0.15 + 0.1 * math.sin(i),
            )
            draw.polygon(line, fill=colour)
            draw.line(
                [*line, line[0]],
                fill=mix(palette.ink(1), palette.ink(2), 0.3 + 0.5 * ((i * 7) % 5) / 5),
                width=max(1, round(w / 640 * rng.choice((1, 1, 2, 3)))),
            )
    return image
