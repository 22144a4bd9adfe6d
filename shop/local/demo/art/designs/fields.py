"""Drawings of surfaces: coral, facets, terrazzo."""

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from ..canvas import TAU, Size, above, blur, darken, lay, noise, shifted
from ..palettes import Palette, mix, tone


def coral(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A labyrinth that grows by two rules: feed what is near, starve what is further off."""
    w, h = size
    small = (190, round(190 * h / w))
    state = Image.frombytes("L", small, rng.randbytes(small[0] * small[1]))
    for _ in range(16):
        near = state.filter(ImageFilter.GaussianBlur(1.9))
        far = state.filter(ImageFilter.GaussianBlur(3.6))
        state = ImageChops.subtract(near, far, scale=1, offset=128).point(
            lambda v: min(max((v - 128) * 9 + 128, 0), 255)
        )
    field = (
        state.filter(ImageFilter.GaussianBlur(0.8))
        .resize(size, Image.Resampling.BICUBIC)
        .convert("F")
        .point(lambda v: v * (1 / 255) + 0)
    )
    body, core = above(field, 0.46, 9), above(field, 0.66, 9)
    slow = noise(size, (2, 3), rng).point(lambda v: v * 560 - 150).convert("L")
    image = Image.new("RGB", size, palette.paper)
    darken(image, blur(shifted(body, w // 180, w // 150), w / 130), 0.28)
    lay(
        image,
        Image.composite(Image.new("RGB", size, palette.ink(4)), Image.new("RGB", size, palette.ink(1)), slow),
        body,
    )
    lay(
        image,
        Image.composite(Image.new("RGB", size, palette.ink(3)), Image.new("RGB", size, palette.ink(2)), slow),
        core,
    )
    return image


def facets(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A sheet folded into some hundred triangles, each turned to the light by its own angle."""
    w, h = size
    n = 9
    s = w / n
    rows = math.ceil(h / s) + 1
    height: dict[tuple[int, int], float] = {}
    node: dict[tuple[int, int], tuple[float, float]] = {}
    for y in range(-1, rows + 1):
        for x in range(-1, n + 2):
            jitter = s * 0.36
            node[x, y] = (
                (x + (y % 2) / 2) * s + rng.uniform(-jitter, jitter),
                y * s + rng.uniform(-jitter, jitter),
            )
            height[x, y] = rng.random()
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    for y in range(-1, rows):
        for x in range(-1, n + 1):
            off = y % 2
            for trio in (
                ((x, y), (x + 1, y), (x + off, y + 1)),
                ((x + 1 - (1 - off), y + 1), (x + 1 + off, y + 1), (x + 1, y))
                if off
                else ((x, y + 1), (x + 1, y), (x + 1, y + 1)),
            ):
                if any(k not in node for k in trio):
                    continue
                points = [node[k] for k in trio]
                mx, my = sum(p[0] for p in points) / 3, sum(p[1] for p in points) / 3
                place = 0.5 * my / h + 0.34 * math.sin(mx / w * 3 + my / h * 2.2) ** 2 + 0.14 * height[trio[0]]
                light = (height[trio[0]] - height[trio[1]]) * 0.5 + (height[trio[2]] - height[trio[1]]) * 0.12
                draw.polygon(points, fill=tone(palette.ramp(place), max(min(light, 0.5), -0.4)))
    return image


def terrazzo(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Chips of stone in plaster, big ones first, small ones wherever there was room."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    placed: list[tuple[float, float, float]] = []
    for want in [0.1] * 90 + [0.055] * 420 + [0.028] * 1100 + [0.012] * 1500:
        r = w * want * rng.uniform(0.7, 1.15)
        x, y = rng.uniform(-r, w + r), rng.uniform(-r, h + r)
        if any((px - x) ** 2 + (py - y) ** 2 < (pr + r) ** 2 * 0.84 for px, py, pr in placed):
            continue
        placed.append((x, y, r))
        corners = sorted(rng.uniform(0, TAU) for _ in range(rng.choice((5, 6, 6, 7, 8))))
        squash, turn = rng.uniform(0.6, 1), rng.uniform(0, TAU)
        colour = rng.choice(palette.inks)
        chip = []
        for a in corners:
            px, py = r * math.cos(a), r * squash * math.sin(a)
            chip.append((x + px * math.cos(turn) - py * math.sin(turn), y + px * math.sin(turn) + py * math.cos(turn)))
        draw.polygon(chip, fill=colour)
        if r > w * 0.03:
            vein = mix(colour, palette.paper, 0.28)
            draw.line([chip[0], chip[len(chip) // 2]], fill=vein, width=max(2, round(r / 14)))
    return image
