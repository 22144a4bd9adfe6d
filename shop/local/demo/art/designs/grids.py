"""Drawings that keep to a grid, and those that try to leave it."""

import math
from random import Random

from PIL import Image, ImageDraw

from ..canvas import Size, disc
from ..palettes import Colour, Palette, mix, tone


def truchet(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Arcs on tiles of three sizes that always meet, whichever way the tiles fall."""
    w, h = size
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    cell = w / 4
    level: list[tuple[float, float]] = [
        (x * cell, y * cell) for y in range(-1, math.ceil(h / cell) + 1) for x in range(-1, 5)
    ]
    pairs = [
        (palette.paper, palette.ink(0)),
        (palette.ink(0), palette.ink(3)),
        (palette.ink(3), palette.ink(1)),
    ]
    for depth in range(3):
        ground, ribbon = pairs[depth]
        if depth % 2:
            ground, ribbon = pairs[0][1], pairs[0][0]
        deeper: list[tuple[float, float]] = []
        for x, y in level:
            if depth < 2 and rng.random() < (0.46, 0.4)[depth]:
                half = cell / 2
                deeper += [(x, y), (x + half, y), (x, y + half), (x + half, y + half)]
            else:
                _tile(draw, x, y, cell, ground, ribbon, palette, rng)
        level, cell = deeper, cell / 2
    return image


def _tile(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    s: float,
    ground: Colour,
    ribbon: Colour,
    palette: Palette,
    rng: Random,
) -> None:
    third = s / 3
    draw.rectangle((x, y, x + s, y + s), fill=ground)
    kind = rng.random()
    ends = [(x, y), (x + s, y), (x + s, y + s), (x, y + s)]
    if kind < 0.84:
        for cx, cy in ends[::2] if kind < 0.42 else ends[1::2]:
            box = (cx - 2 * third, cy - 2 * third, cx + 2 * third, cy + 2 * third)
            quarter = {(x, y): 0, (x + s, y): 90, (x + s, y + s): 180, (x, y + s): 270}[(cx, cy)]
            draw.pieslice(box, quarter, quarter + 90, fill=ribbon)
    elif kind < 0.92:
        draw.rectangle((x, y + third, x + s, y + 2 * third), fill=ribbon)
        draw.rectangle((x + third, y, x + 2 * third, y + s), fill=ribbon)
    else:
        disc(draw, x + s / 2, y + s / 2, third * 0.62, palette.ink(4))
    for cx, cy in ends:
        disc(draw, cx, cy, third, ground)
    for cx, cy in ((x + s / 2, y), (x + s, y + s / 2), (x + s / 2, y + s), (x, y + s / 2)):
        disc(draw, cx, cy, third / 2, ribbon)


def bauhaus(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A grid of plain shapes in plain colours, with room left to breathe."""
    w, h = size
    columns = 4
    s = w / columns
    rows = math.ceil(h / s)
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    last: Colour | None = None
    for row in range(rows):
        for column in range(columns):
            x, y = column * s, row * s
            choices = [c for c in (palette.paper, *palette.inks) if c != last]
            ground = rng.choice(choices)
            last = ground
            draw.rectangle((x, y, x + s, y + s), fill=ground)
            front = rng.choice([c for c in (palette.paper, *palette.inks) if c != ground])
            third = rng.choice([c for c in (palette.paper, *palette.inks) if c not in (ground, front)])
            _shape(draw, x, y, s, front, third, ground, rng)
    return image


def _shape(
    draw: ImageDraw.ImageDraw, x: float, y: float, s: float, a: Colour, b: Colour, ground: Colour, rng: Random
) -> None:
    kind, turn = rng.randrange(8), rng.randrange(4)
    ends = [(x, y), (x + s, y), (x + s, y + s), (x, y + s)]
    cx, cy = ends[turn]
    quarter = turn * 90
    if kind == 0:
        draw.pieslice((cx - s, cy - s, cx + s, cy + s), quarter, quarter + 90, fill=a)
        draw.pieslice((cx - s / 2, cy - s / 2, cx + s / 2, cy + s / 2), quarter, quarter + 90, fill=b)
    elif kind == 1:
        disc(draw, x + s / 2, y + s / 2, s / 2, a)
        draw.pieslice((x, y, x + s, y + s), quarter, quarter + 180, fill=b)
    elif kind == 2:
        draw.polygon([ends[turn], ends[(turn + 1) % 4], ends[(turn + 2) % 4]], fill=a)
    elif kind == 3:
        for k in range(4):
            r = s * (1 - k / 4)
            box = (cx - r, cy - r, cx + r, cy + r)
            draw.pieslice(box, quarter, quarter + 90, fill=(a, ground)[k % 2])
    elif kind == 4:
        for k in range(3):
            at = s * (2 * k + 0.5) / 6
            box = (x, y + at, x + s, y + at + s / 6) if turn % 2 else (x + at, y, x + at + s / 6, y + s)
            draw.rectangle(box, fill=a)
    elif kind == 5:
        for k in range(9):
            disc(draw, x + s * (k % 3 * 2 + 1) / 6, y + s * (k // 3 * 2 + 1) / 6, s * 0.09, a)
    elif kind == 6:
        for k in range(2):
            top = y + k * s / 2
            draw.pieslice(
                (x, top - (0 if turn % 2 else s / 2), x + s, top + s / (1 if turn % 2 else 2)),
                180 * (turn % 2),
                180 * (turn % 2) + 180,
                fill=(a, b)[k],
            )
    else:
        disc(draw, x + s / 2, y + s / 2, s * 0.3, a)
        disc(draw, x + s / 2, y + s / 2, s * 0.12, b)


def quilt(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Patchwork: blocks of triangles in mirrored order, a stitch line along each seam."""
    w, h = size
    block = w / 3
    unit = block / 4
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    blocks = []
    for pair in ((0, 4), (1, 2)):
        inks = [palette.ink(k) for k in pair] + [palette.ink(3)]
        blocks.append([(rng.randrange(4), inks[k % 3], (palette.paper, inks[(k + 1) % 3])[k % 2]) for k in range(4)])
    for by in range(math.ceil(h / block)):
        for bx in range(3):
            plan = blocks[(bx + by) % 2]
            for qy in range(4):
                for qx in range(4):
                    mx, my = min(qx, 3 - qx), min(qy, 3 - qy)
                    turn, front, back = plan[my * 2 + mx]
                    turn = turn ^ (1 if qx > 1 else 0) ^ (3 if qy > 1 else 0)
                    x, y = bx * block + qx * unit, by * block + qy * unit
                    ends = [(x, y), (x + unit, y), (x + unit, y + unit), (x, y + unit)]
                    draw.rectangle((x, y, x + unit, y + unit), fill=back)
                    draw.polygon([ends[turn], ends[(turn + 1) % 4], ends[(turn + 2) % 4]], fill=front)
    thread = mix(palette.paper, palette.ink(0), 0.25)
    dash, gap = unit / 9, unit / 6
    for line in range(int(max(w, h) / unit) + 1):
        at = line * unit + unit / 14
        for k in range(int(max(w, h) / gap)):
            for box in (((k * gap, at), (k * gap + dash, at)), ((at, k * gap), (at, k * gap + dash))):
                draw.line(box, fill=thread, width=max(1, w // 700))
    return image


def weave(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Paper strips, over and under, each a little darker where it dives."""
    w, h = size
    strips = 30
    s = w / strips
    rows = math.ceil(h / s)

    def sett(n: int) -> list[Colour]:
        half: list[Colour] = []
        while len(half) < n / 2 + 1:
            half += [rng.choice((palette.paper, *palette.inks))] * rng.choice((1, 2, 3, 4))
        return (half[: n // 2 + 1] + half[: n // 2 + 1][::-1])[:n]

    warp, weft = sett(strips), sett(rows)
    image = Image.new("RGB", size, tone(palette.ink(0), -0.45))
    tiles: dict[tuple[Colour, bool], Image.Image] = {}
    for row in range(rows):
        for column in range(strips):
            over = (row + column) % 4 < 2  # a twill: over two, under two
            colour = warp[column] if over else weft[row]
            if (colour, over) not in tiles:
                tiles[colour, over] = _strip(round(s) + 1, colour, over)
            image.paste(tiles[colour, over], (round(column * s), round(row * s)), tiles[colour, over])
    return image


def _strip(side: int, colour: Colour, upright: bool) -> Image.Image:
    tile = Image.new("RGBA", (side, side))
    edge = max(1, side // 26)
    for k in range(side):
        bend = abs(2 * k / side - 1)
        line = (*tone(colour, 0.06 - 0.2 * bend**6), 255)
        box = (edge, k, side - edge - 1, k) if upright else (k, edge, k, side - edge - 1)
        tile.paste(line, (box[0], box[1], box[2] + 1, box[3] + 1))
    return tile


def unrest(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """Squares in squares that keep order at the top and lose it on the way down."""
    w, h = size
    columns = 9
    s = w * 0.9 / columns
    rows = int(h * 0.92 / s)
    left, top = (w - columns * s) / 2, (h - rows * s) / 2
    image = Image.new("RGB", size, palette.paper)
    draw = ImageDraw.Draw(image)
    for row in range(rows):
        for column in range(columns):
            disorder = (row / (rows - 1)) ** 1.7
            cx, cy = left + (column + 0.5) * s, top + (row + 0.5) * s
            colour = palette.ink(0) if rng.random() > 0.16 else palette.ink(rng.choice((3, 4, 4)))
            for k in range(5):
                r = s * 0.47 * (1 - k * 0.2)
                a = math.radians(45 + rng.gauss(0, 22) * disorder)
                dx, dy = rng.gauss(0, 0.09) * s * disorder, rng.gauss(0, 0.09) * s * disorder
                box = [
                    (
                        cx + dx + r * math.sqrt(2) * math.cos(a + n * math.pi / 2),
                        cy + dy + r * math.sqrt(2) * math.sin(a + n * math.pi / 2),
                    )
                    for n in range(5)
                ]
                draw.line([*box, box[1]], fill=colour, width=max(2, round(w / 330)), joint="curve")
    return image


def stairs(size: Size, palette: Palette, rng: Random) -> Image.Image:
    """A town of blocks seen from a balcony, some of its windows lit."""
    w, h = size
    a = w / 11
    image = Image.new("RGB", size, palette.ink(0))
    draw = ImageDraw.Draw(image)
    hx, hy = a * math.cos(math.pi / 6), a / 2
    walls = [
        palette.ink(1),
        palette.ink(2),
        palette.ink(3),
        palette.ink(4),
        mix(palette.ink(2), palette.paper, 0.4),
    ]
    rows = int(h / hy) + 14
    for row in range(-4, rows):
        for column in range(-1, int(w / hx / 2) + 2):
            x = column * 2 * hx + (hx if row % 2 else 0)
            hill = math.sin(column * 0.9 + row * 0.23) + math.cos(row * 0.31 - column * 0.5)
            tall = a * max(0.25, round((1.6 + hill + rng.uniform(-0.8, 1.1)) * 2) / 2)
            y = row * hy - tall
            colour = walls[int(hill * 1.2 + rng.uniform(0, 1.6)) % len(walls)]
            _block(draw, x, y, hx, hy, tall, colour, palette, rng)
    return image


def _block(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    hx: float,
    hy: float,
    tall: float,
    colour: Colour,
    palette: Palette,
    rng: Random,
) -> None:
    roof, left, right = tone(colour, 0.34), colour, mix(colour, palette.ink(0), 0.5)
    draw.polygon([(x - hx, y), (x, y + hy), (x, y + hy + tall), (x - hx, y + tall)], fill=left)
    draw.polygon([(x + hx, y), (x, y + hy), (x, y + hy + tall), (x + hx, y + tall)], fill=right)
    draw.polygon([(x, y - hy), (x + hx, y), (x, y + hy), (x - hx, y)], fill=roof)
    for floor in range(int(tall / hy)):
        for side in (-1, 1):
            for slot in (0.28, 0.62):
                if rng.random() < 0.42:
                    continue
                px = x + side * hx * slot
                py = y + hy * (1 - slot) + hy * (floor + 0.42)
                lean, wide, high = hy * 0.2 * -side, hx * 0.19 * side, hy * 0.42
                lit = palette.paper if rng.random() < 0.3 else mix((left, right)[side > 0], palette.ink(0), 0.4)
                draw.polygon(
                    [
                        (px, py),
                        (px + wide, py + lean * 0.6 * 1),
                        (px + wide, py + lean * 0.6 + high),
                        (px, py + high),
                    ],
                    fill=lit,
                )
