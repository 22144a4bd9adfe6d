"""Mugs: stoneware in two glazes, the drawing all the way round."""

from shop.local.demo.art import Picture

from .model import GEOMETRY, HEDGEROW, SHORELINE, Drawing, Photo, Product, Variant, drawing, text

FACTS = (
    "Mug: stoneware, 350 ml to the brim, 310 ml to where a sensible person stops",
    "Size: 9.5 cm high, 8.4 cm across, about 360 g",
    "Care: dishwasher and microwave; the drawing is fired under the glaze and won't wash off",
)

Glaze = tuple[str, str, str, str, Drawing, str, str]
"""Name, code, outside, inside, drawing, scene, backdrop."""


def _mug(
    slug: str,
    code: str,
    title: str,
    collection: str,
    words: str,
    glazes: tuple[Glaze, ...],
    alts: tuple[str, ...],
    stock: str,
    *,
    tags: tuple[str, ...],
    price: int = 1800,
    was: int | None = None,
) -> Product:
    counts = [int(n) for n in stock.split()]
    variants = tuple(
        Variant(f"MG-{code}-{glaze[1]}", (glaze[0],), price, 430, count, was)
        for glaze, count in zip(glazes, counts, strict=True)
    )
    photos = [
        Photo(Picture(f"{slug}-{glaze[1].lower()}", glaze[5], (glaze[4],), glaze[6], glaze[2], glaze[3]), alt, glaze[0])
        for glaze, alt in zip(glazes, alts, strict=False)
    ]
    first = glazes[0]
    if len(alts) > len(glazes):
        if len(glazes) > 1:
            art, scene = tuple(glaze[4] for glaze in glazes), "mug-pair"
        else:
            art, scene = (first[4],), "mug-back"
        photos.append(Photo(Picture(f"{slug}-also", scene, art, first[6], first[2], first[3]), alts[-1]))
    html = text(words, facts=FACTS)
    return Product(slug, title, collection, "Mug", ("mugs",), tags, html, ("Glaze",), variants, tuple(photos))


MUGS = (
    _mug(
        "station-floor-mug",
        "FLOOR",
        "Station Floor Mug",
        GEOMETRY,
        """
        Terrazzo is what you get when a builder is told to waste nothing and takes it seriously. Big chips
        first, then smaller ones, then whatever fits. The machine follows the same order and the same
        thrift.

        Made for platforms and kitchens, the two places where people stand up to drink coffee.
        """,
        (
            ("Chalk", "CHALK", "#f7f3e3", "#f08a5d", drawing("terrazzo", "meadow"), "mug", "sage"),
            ("Rose", "ROSE", "#f7edee", "#7d4270", drawing("terrazzo", "plum"), "mug-back", "lilac"),
        ),
        (
            "Chalk-white mug with terrazzo chips in green, blue and orange, orange inside, on a sage table",
            "Rose mug with terrazzo chips in plum and teal, plum inside, handle to the left",
        ),
        "34 21",
        tags=("pattern", "bestseller"),
    ),
    _mug(
        "sorted-beach-mug",
        "BEACH",
        "Sorted Beach Mug",
        SHORELINE,
        """
        Every pebble on this mug was put down where there was room and nowhere else, largest first. Some got
        rings, some got stripes, some were left in peace.

        There is always one person in the house who sorts things. This is for the other one, so that they
        can see what they are missing.
        """,
        (
            ("Harbour", "HARB", "#f4ecdf", "#14304d", drawing("pebbles", "harbour"), "mug", "butter"),
            ("Plum", "PLUM", "#3f2142", "#f7edee", drawing("pebbles", "plum"), "mug-back", "blush"),
        ),
        (
            "Cream mug covered in banded pebbles in navy, orange and sand, on a butter-coloured table",
            "Plum mug with pebbles in pink, teal and violet, pale inside, seen close up",
            "Two pebble mugs side by side, one cream with a navy inside, one navy with a cream inside",
        ),
        "28 2",
        tags=("sea", "pattern"),
    ),
    _mug(
        "tide-table-mug",
        "TIDE",
        "Tide Table Mug",
        SHORELINE,
        """
        The sea from our print, bent into a circle, so that for once it has no horizon and no far shore. The
        waves run round and meet behind the handle, where we hid the join.

        Fill it and the tide is in. You will make this remark yourself within a week, and you may have it
        for nothing.
        """,
        (("Sea", "SEA", "#f6f0e4", "#14304d", drawing("tide", "harbour"), "mug", "sky"),),
        (
            "Cream mug with rows of blue waves round it and a navy inside, on a pale blue table",
            "The Tide Table mug from the other side, the handle to the left, waves running round",
        ),
        "26",
        tags=("sea", "blue", "bestseller"),
    ),
    _mug(
        "building-blocks-mug",
        "BLOCK",
        "Building Blocks Mug",
        GEOMETRY,
        """
        Quarter circles, half circles, stripes and dots: the whole kit of a serious nursery school about a
        hundred years ago, when somebody noticed that it would do for grown-ups as well.

        No two neighbours share a colour. That is the only rule, and it is why it never looks as random as
        it is.
        """,
        (
            ("Citrus", "CITR", "#fff4dc", "#1f4450", drawing("bauhaus", "citrus"), "mug", "teal"),
            ("Brick", "BRICK", "#fbeedd", "#8f3d2e", drawing("bauhaus", "ember"), "mug-back", "clay"),
        ),
        (
            "Cream mug with a grid of bold geometric shapes in teal, yellow and orange, dark inside",
            "Mug with geometric shapes in wine red, coral and yellow, brick-red inside, handle to the left",
        ),
        "19 0",
        tags=("geometry",),
    ),
    _mug(
        "umbrella-weather-mug",
        "RAIN",
        "Umbrella Weather Mug",
        GEOMETRY,
        """
        Long strokes where it pours, short ones where it can't decide. Somewhere in the downpour is a warm
        patch the size of one umbrella; turn the mug until you find it.

        It rains on the depot roof about a hundred and forty days a year, and the roof is made of tin. We
        did not have to look far for a subject.
        """,
        (
            ("Mist", "MIST", "#eef0ec", "#e5672f", drawing("rain", "nordic"), "mug", "sky"),
            ("Evening", "EVE", "#2b2745", "#ec9f7e", drawing("rain", "dusk"), "mug-back", "lilac"),
        ),
        (
            "Pale mug with vertical strokes of slate and blue rain and a patch of orange, orange inside",
            "Dark violet mug with strokes of rain in peach and rose, peach inside, handle to the left",
        ),
        "23 17",
        tags=("rain", "lines"),
    ),
    _mug(
        "spare-room-mug",
        "QUILT",
        "Spare Room Mug",
        GEOMETRY,
        """
        Two quilt blocks, taking turns, with a stitch line along each seam. Everyone has slept under a quilt
        like this in somebody's spare room, and most of us have counted the triangles.

        There are thirty-two to a block. You can go back to sleep now.

        It makes a good present for a host: lighter than a quilt, and it fits in a coat pocket.
        """,
        (("Heather", "HEATH", "#f7edee", "#4c7370", drawing("quilt", "plum"), "mug", "blush"),),
        ("Pale pink mug with patchwork triangles in plum, rose and teal, teal inside",),
        "15",
        tags=("pattern", "gift"),
        was=2200,
    ),
    _mug(
        "one-hedge-mug",
        "HEDGE",
        "One Hedge Mug",
        HEDGEROW,
        """
        The hedge from the print, brought indoors and put beside the toast. Fern on the left, seed heads on
        the right, and between them the plant that nobody planted.

        It suits mint tea, nettle tea, and tea. It is also the mug that disappears first from a shared
        kitchen, so you may want to write your name underneath.
        """,
        (
            ("Oat", "OAT", "#f2efe1", "#566b3a", drawing("herbarium", "moss"), "mug-back", "butter"),
            ("Pine", "PINE", "#17322e", "#e2b36a", drawing("herbarium", "pine"), "mug", "moss"),
        ),
        (
            "Oat-coloured mug with green fern, leaves and seed heads, moss green inside, handle to the left",
            "Dark pine-green mug with pale stems and leaves, golden inside, on a mossy table",
        ),
        "31 12",
        tags=("plants", "green", "gift"),
    ),
)
