"""Hills, waves and maps: drawings that lie in layers."""

import math
from random import Random

from PIL import Image, ImageDraw

from ..canvas import (
    TAU,
    Point,
    Size,
    above,
    blur,
    darken,
    disc,
    gradient,
    lay,
    lighten,
    noise,
    scaled,
    shifted,
)
from ..palettes import Palette, mix, tone


def ridge(width: int, base: float, height: float, rng: Random, rough: float = 0.5) -> list[Point]:
    """Trace a skyline from many waves, each shorter and lower than the one before."""
    waves = [(height * rough**k, TAU * (k + 1) ** 1.6 * rng.uniform(0.5, 0.9), rng.uniform(0, TAU)) for k in range(6)]
    step = max(width // 260, 3)
    return [
        (x, base - sum(a * math.sin(f * x / width + p) for a, f, p in waves))
        for x in range(-step, width + 2 * step, step)
    ]


def hills(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Misty hills, one behind the other, under a low sun."""
    w, h = size
    sky_top, glow = mix(palette.ink(4), palette.paper, 0.35), mix(palette.ink(3), palette.paper, 0.45)
    image = gradient(size, [palette.paper, sky_top, glow, palette.ink(3)])
    sun = Image.new("L", size)
    x, y, r = w * rng.uniform(0.3, 0.7), h * 0.36, w * 0.15
    disc(ImageDraw.Draw(sun), x, y, r, 255)
    lighten(image, blur(sun, w * 0.14), 0.55)
    lay(image, mix(palette.paper, (255, 250, 236), 0.55), sun)
    layers = 7
    for i in range(layers):
        t = i / (layers - 1)
        base = h * (0.48 + 0.46 * t**0.92)
        line = ridge(w, base, h * (0.034 + 0.022 * t), rng, 0.52 - 0.06 * t)
        colour = palette.ramp((1 - t) * 0.68)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([*line, (w + 20, h), (-20, h)], fill=255)
        body = Image.new("RGB", (1, h), colour)
        top = max(int(base - h * 0.08), 0)
        haze = mix(colour, glow, 0.2 + 0.5 * (1 - t))
        body.paste(haze, (0, top, 1, h))
        body.paste(gradient((1, int(h * 0.3)), [colour, haze]), (0, top))
        lay(image, body.resize(size, Image.Resampling.NEAREST), mask)
        if i >= layers - 2:
            _firs(ImageDraw.Draw(image), line, colour, h, rng, t)
    return image


def _firs(
    draw: ImageDraw.ImageDraw, line: list[Point], colour: tuple[int, int, int], h: int, rng: Random, t: float
) -> None:
    for px, py in line:
        if rng.random() < 0.3:
            tall = h * rng.uniform(0.012, 0.034) * (0.7 + 0.5 * t)
            for k in range(3):
                half, top = tall * (0.17 + 0.08 * k), py - tall * (1 - 0.27 * k)
                draw.polygon([(px, top), (px + half, top + tall * 0.48), (px - half, top + tall * 0.48)], fill=colour)


def tide(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Waves in rows, each crest echoed by finer lines, and a sun that is nearly gone."""
    w, h = size
    u = w / 1000
    image = gradient(size, [mix(palette.ink(3), palette.paper, 0.6), palette.paper, palette.paper])
    draw = ImageDraw.Draw(image)
    disc(draw, w * 0.64, h * 0.27, w * 0.16, palette.ink(4))
    phase, rows = rng.uniform(0, TAU), 17
    for i in range(rows):
        t = i / (rows - 1)
        base, amp = h * (0.29 + 0.72 * t**1.12), u * (14 + 46 * t)
        length, drift = w * (0.2 + 0.34 * t), phase + i * 2.1 + rng.uniform(-0.5, 0.5)
        colour = palette.ramp(0.62 * (1 - t) ** 0.9)
        line: list[Point] = []
        for x in range(-8, w + 16, 4):
            a = TAU * x / length + drift
            swell = 0.6 + 0.4 * math.sin(TAU * x / (w * 0.9) + i * 1.7)
            line.append((x, base - amp * swell * (math.exp(1.1 * math.sin(a)) - 1) / 1.4))
        draw.polygon([*line, (w + 20, h + 20), (-20, h + 20)], fill=colour)
        for k in range(4):
            gap = u * (3 + (7 + 7 * t) * k)
            faded = mix(palette.paper, colour, 0.05 + 0.24 * k)
            draw.line([(x, y + gap) for x, y in line], fill=faded, width=max(1, round(u * (3.4 - 0.6 * k))))
    return image


def contours(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """An island in cut paper: sheets laid on sheets, each with its shadow."""
    full, size = size, (size[0] * 2 // 3, size[1] * 2 // 3)  # its edges are soft: no need to draw every pixel
    w, _ = size
    field = noise(size, (3, 4), rng, octaves=3)
    deep, shore = palette.ink(0), palette.ink(2)
    image = Image.new("RGB", size, deep)
    lo, hi, layers = 0.24, 0.78, 10
    for i in range(layers):
        t = i / (layers - 1)
        mask = above(field, lo + (hi - lo) * t, 60)
        darken(image, blur(shifted(mask, w // 110, w // 90), w / 60), 0.5)
        colour = mix(deep, shore, t * 2 + 0.1) if t < 0.5 else mix(palette.ink(3), palette.paper, (t - 0.5) * 2)
        lay(image, colour, mask)
    lay(image, palette.ink(4), above(field, hi + 0.06, 60))
    return image.resize(full, Image.Resampling.BICUBIC)


def raked(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A garden of sand: raked lines that part for five stones and close behind them."""
    w, h = size
    ground = mix(palette.paper, palette.ink(3), 0.28)
    image = gradient(size, [tone(ground, 0.25), ground, tone(ground, -0.06)])
    draw = ImageDraw.Draw(image)
    stones = [
        (0.34, 0.3, 0.115),
        (0.56, 0.5, 0.05),
        (0.7, 0.66, 0.13),
        (0.3, 0.76, 0.045),
        (0.82, 0.16, 0.04),
    ]
    stones = [(w * (x + rng.uniform(-0.04, 0.04)), h * y, w * r) for x, y, r in stones]
    pitch = w / 58
    light, dark = tone(ground, 0.65), mix(ground, palette.ink(1), 0.42)
    for row in range(-6, int(h / pitch) + 8):
        line: list[Point] = []
        for x in range(-8, w + 16, 9):
            at = (row + 0.5) * pitch
            y = at + h * 0.012 * math.sin(x / w * 4.2 + 1)
            for sx, sy, r in stones:
                if abs(x - sx) > r * 4:
                    continue
                pull = math.exp(-(((x - sx) / (r * 1.45)) ** 2))
                gap = at - sy or 0.01
                y += math.copysign(math.sqrt(gap * gap + (r * 1.16) ** 2 * pull) - abs(gap), gap)
            line.append((x, y))
        draw.line([(x, y + w / 330) for x, y in line], fill=light, width=max(2, w // 230))
        draw.line(line, fill=dark, width=max(2, w // 340))
    for sx, sy, r in stones:
        mask = Image.new("L", size)
        outline = [
            (
                sx + r * (1 + 0.06 * math.sin(3 * a + sx)) * math.cos(a),
                sy + r * 0.82 * (1 + 0.05 * math.cos(2 * a + sy)) * math.sin(a),
            )
            for a in (TAU * k / 90 for k in range(90))
        ]
        ImageDraw.Draw(mask).polygon(outline, fill=255)
        darken(image, blur(shifted(mask, w // 70, w // 50), w / 60), 0.6)
        lay(image, palette.ink(0), mask)
        shine = Image.new("L", size)
        disc(ImageDraw.Draw(shine), sx - r * 0.35, sy - r * 0.4, r * 0.55, 255)
        lay(
            image,
            mix(palette.ink(0), palette.paper, 0.5),
            scaled(Image.composite(blur(shine, r * 0.4), Image.new("L", size), mask), 0.6),
        )
    return image
