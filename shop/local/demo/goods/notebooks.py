"""Notebooks: hard covers, good paper, three rulings."""

from shop.local.demo.art import Picture

from .model import GEOMETRY, HEDGEROW, NIGHT_LINE, SHORELINE, Photo, Product, Variant, drawing, text

RULINGS = ("Dotted", "Lined", "Plain")

FACTS = (
    "Paper: 160 pages of 100 g/m², ivory, takes a fountain pen without showing through",
    "Size: A5 (14.8 × 21 cm), thread-sewn, so that it lies flat on any page",
    "Extras: rounded corners, a ribbon, an elastic band, a pocket at the back",
)


def _notebook(
    slug: str,
    code: str,
    title: str,
    collection: str,
    design: str,
    palette: str,
    band: str,
    spine: str,
    words: str,
    alts: tuple[str] | tuple[str, str],
    stock: str,
    *,
    tags: tuple[str, ...],
    backdrops: tuple[str, str] = ("oat", "butter"),
    was: int | None = None,
) -> Product:
    art = drawing(design, palette)
    variants = tuple(
        Variant(f"NB-{code}-{ruling[:3].upper()}", (ruling,), 1650, 310, int(count), was)
        for ruling, count in zip(RULINGS, stock.split(), strict=True)
    )
    photos = [Photo(Picture(f"{slug}-closed", "notebook", (art,), backdrops[0], band, spine), alts[0])]
    if len(alts) == 2:
        opened = Picture(f"{slug}-open", "notebook-open", (art,), backdrops[1], band, spine)
        photos.append(Photo(opened, alts[1], "Dotted"))
    html = text(words, facts=FACTS)
    return Product(
        slug, title, collection, "Notebook", ("notebooks",), tags, html, ("Ruling",), variants, tuple(photos)
    )


NOTEBOOKS = (
    _notebook(
        "building-blocks-notebook",
        "BLOCK",
        "Building Blocks Notebook",
        GEOMETRY,
        "bauhaus",
        "citrus",
        "#ec7a4d",
        "#1f4450",
        """
        A cover made of the plainest parts there are, for ideas that are still in pieces. Nothing on it
        means anything, so nothing on it will argue with what you write inside.

        We tested the binding with a year of shopping lists, two house moves and a toddler. The toddler won,
        but the stitching held.
        """,
        (
            "Notebook with a geometric cover in teal, orange and yellow, an orange band and a white label",
            "The Building Blocks notebook open: geometric endpaper on the left, dotted page and pencil on the right",
        ),
        "32 24 15",
        tags=("geometry", "orange", "bestseller"),
    ),
    _notebook(
        "over-under-notebook",
        "WEAVE",
        "Over, Under Notebook",
        GEOMETRY,
        "weave",
        "moss",
        "#bd6a2c",
        "#26351f",
        """
        A twill woven from strips of paper: over two, under two, one step to the side. The order of the
        colours reads the same from both ends, as a proper plaid should.

        It belongs to no clan. If yours is looking for one, write to us; we would be flattered, and slightly
        worried.
        """,
        ("Notebook with a woven cover in moss, ochre and cream, dark green spine and rust-coloured band",),
        "19 14 8",
        tags=("pattern", "green"),
        backdrops=("sage", "butter"),
    ),
    _notebook(
        "folded-sheet-notebook",
        "FACET",
        "Folded Sheet Notebook",
        GEOMETRY,
        "facets",
        "plum",
        "#3f2142",
        "#4c7370",
        """
        Some two hundred and fifty triangles, each turned to the light by its own angle. It looks like a
        sheet of paper that somebody crumpled, regretted, and smoothed out again.

        Which is what notebooks are for. The first page is perforated, so that you can get the bad one over
        with and start on page two.
        """,
        ("Notebook with a cover of plum and rose triangles, teal spine and dark band, on a lilac ground",),
        "21 17 3",
        tags=("geometry", "purple"),
        backdrops=("lilac", "blush"),
    ),
    _notebook(
        "soundings-notebook",
        "SOUND",
        "Soundings Logbook",
        SHORELINE,
        "contours",
        "seaglass",
        "#f0a45a",
        "#174447",
        """
        An island on the cover and, inside, room to explain how you got there. Sailors have asked whether it
        is waterproof. It is not, but neither is the island.

        The pocket at the back takes a folded chart, four tickets, or one pressed flower and the letter it
        came in.
        """,
        (
            "Notebook with a cut-paper map of sea-green islands, dark teal spine, apricot band",
            "The Soundings logbook open: sea-green contours on the left, dotted page and pencil on the right",
        ),
        "16 13 9",
        tags=("sea", "map", "green"),
        backdrops=("sky", "sage"),
    ),
    _notebook(
        "night-shift-notebook",
        "NIGHT",
        "Night Shift Notebook",
        NIGHT_LINE,
        "moons",
        "night",
        "#d8b66f",
        "#283c61",
        """
        For what occurs to you at ten past three. Dark outside, bright inside, and the band can be found by
        feel. We considered paper that glows and decided that some thoughts should wait for daylight.

        Thirty-five moons on the cover, one for each night in a rather long month.
        """,
        (
            "Dark blue notebook with rows of golden moons, a gold band and a white label, on slate",
            "The Night Shift notebook open: golden moons on dark blue, dotted page, a gold pencil",
        ),
        "25 18 12",
        tags=("night", "blue", "gift"),
        backdrops=("slate", "oat"),
    ),
    _notebook(
        "good-years-notebook",
        "RINGS",
        "Good Years Diary",
        HEDGEROW,
        "rings",
        "clay",
        "#69725f",
        "#5a2f2a",
        """
        Not dated, because trees aren't either. One ring on the cover for each year that was worth a line,
        and a few narrow ones for the others; a hundred and sixty pages for whatever you would like to
        remember.

        It comes with a sheet of small round stickers for marking good days. There are forty of them. Ask if
        you need more.
        """,
        ("Notebook with the rings of a log on a cream cover, dark brown spine and grey-green band",),
        "14 11 7",
        tags=("plants", "brown", "gift"),
        backdrops=("clay", "sage"),
        was=1950,
    ),
)
