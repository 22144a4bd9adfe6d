"""Drawings that are nothing but lines."""

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw

from ..canvas import TAU, Point, Size, disc, stroke
from ..palettes import Palette, mix


def current(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Ribbons that follow a hidden current and never touch."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    waves = [
        (rng.uniform(0.6, 2.6), rng.uniform(0.6, 2.6), rng.uniform(0, TAU), rng.uniform(0.5, 1.1)) for _ in range(4)
    ]

    def angle(x: float, y: float) -> float:
        return sum(k * math.sin(fx * x / w * 3 + fy * y / w * 2.4 + p) for fx, fy, p, k in waves) * 0.8

    gap = w / 46
    taken: dict[tuple[int, int], list[tuple[float, float, int]]] = {}

    def free(x: float, y: float, reach: float, me: int) -> bool:
        gx, gy = int(x / gap), int(y / gap)
        for cx in (gx - 1, gx, gx + 1):
            for cy in (gy - 1, gy, gy + 1):
                for px, py, who in taken.get((cx, cy), ()):
                    if who != me and (px - x) ** 2 + (py - y) ** 2 < reach * reach:
                        return False
        return True

    step, band = gap * 0.42, w * 0.02
    for me in range(1500):
        x0, y0 = rng.uniform(-band, w + band), rng.uniform(-band, h + band)
        width = gap * rng.choice((0.3, 0.5, 0.5, 0.74))
        if not free(x0, y0, gap * 0.92, me):
            continue
        halves: list[list[Point]] = []
        for way in (1, -1):
            x, y, path = x0, y0, [(x0, y0)]
            for _ in range(90):
                a = angle(x, y)
                x, y = x + way * step * math.cos(a), y + way * step * math.sin(a)
                if not (-band < x < w + band and -band < y < h + band) or not free(x, y, gap * 0.92, me):
                    break
                path.append((x, y))
            halves.append(path)
        path = halves[1][::-1] + halves[0][1:]
        if len(path) < 7:
            continue
        for x, y in path:
            taken.setdefault((int(x / gap), int(y / gap)), []).append((x, y, me))
        place = 0.5 + 0.5 * math.sin(x0 / w * 3.1 + y0 / h * 4.3 + waves[0][2])
        shade = palette.ramp(min(max(place + rng.gauss(0, 0.13), 0), 1))
        stroke(draw, path, shade, width)
    return image


def ripples(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Rings from two stones, printed over each other so that a third pattern appears."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    centres = [(0.5 + rng.uniform(-0.03, 0.03), 0.37), (0.5 + rng.uniform(-0.05, 0.05), 0.61)]
    inks = [palette.ink(0), palette.ink(4)]
    pitch = w / 62
    for (cx, cy), colour in zip(centres, inks, strict=True):
        plate = Image.new("RGB", size, (255, 255, 255))
        draw = ImageDraw.Draw(plate)
        light = mix(colour, (255, 255, 255), 0.06)
        for k in range(27, 0, -1):
            r = k * pitch * 1.03
            box = (w * cx - r, h * cy - r, w * cx + r, h * cy + r)
            draw.ellipse(box, outline=light, width=max(2, round(pitch * (0.62 - 0.012 * k))))
        image = (
            ImageChops.multiply(image, plate)
            if sum(palette.paper) > 380
            else ImageChops.lighter(
                image,
                ImageChops.composite(Image.new("RGB", size, light), image, ImageChops.invert(plate.convert("L"))),
            )
        )
    return image


def pendulum(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """The trace of two pendulums swung round each other, slowly coming to rest."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    petals, slip = rng.choice((3, 4, 5)), rng.uniform(0.006, 0.009)
    lean, steps, loops = rng.uniform(0, TAU), 15000, 64
    points: list[Point] = []
    for i in range(steps):
        t = TAU * loops * i / steps
        fade, turn = math.exp(-2.1 * i / steps), t * slip
        x = math.cos(t + lean) + 0.72 * math.cos(petals * t - turn * petals)
        y = math.sin(t + lean) - 0.72 * math.sin(petals * t - turn * petals)
        points.append((w * 0.5 + w * 0.28 * x * fade, h * 0.5 + w * 0.28 * 1.16 * y * fade))
    for i in range(0, steps - 20, 20):
        k = i / steps
        colour = (
            mix(palette.ink(0), palette.ink(2), k * 2) if k < 0.5 else mix(palette.ink(2), palette.ink(4), k * 2 - 1)
        )
        draw.line(points[i : i + 21], fill=colour, width=max(2, round(w / 430)))
    return image


def rain(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Strokes of rain on a window, long where it pours, and one yellow umbrella's worth of colour."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    columns = 34
    s = w / (columns + 2)
    phases = [rng.uniform(0, TAU) for _ in range(3)]
    for column in range(columns):
        x = s * (column + 1.5)
        y = s * 1.5 + rng.uniform(0, s * 3)
        while y < h - s * 1.5:
            weight = 0.5 + 0.5 * math.sin(column * 0.23 + phases[0] + 2.2 * math.sin(y / h * 5 + phases[1]))
            long = s * (0.25 + 5.6 * weight**2 * rng.uniform(0.6, 1.3))
            end = min(y + long, h - s * 1.5)
            far = math.hypot(x - w * 0.62, (y - h * 0.63))
            warm = rng.random() < 0.85 * math.exp(-((far / (w * 0.15)) ** 2))
            tint = palette.ink(4) if warm else palette.ramp(0.62 * (1 - weight) + rng.uniform(0, 0.06))
            stroke(draw, [(x, y), (x, end)], tint, s * 0.46)
            disc(draw, x, y, s * 0.23, tint)
            y = end + s * 0.95
    return image
