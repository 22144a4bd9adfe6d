"""Shirts: six sizes, a colour or three, the drawing on the chest."""

from shop.local.demo.art import Picture

from .model import GEOMETRY, HEDGEROW, NIGHT_LINE, SHORELINE, Photo, Product, Variant, drawing, text

SIZES = ("XS", "S", "M", "L", "XL", "XXL")
WEIGHTS = (150, 165, 180, 195, 215, 235)

FACTS = (
    "Cloth: 180 g/m² organic cotton jersey, combed, pre-shrunk",
    "Cut: straight and unisex; size M is 52 cm across the chest and 72 cm long",
    "Care: wash at 30 °C inside out, no tumble dryer, iron round the print and not over it",
)

CLOTH = {
    "Chalk": ("CHA", "#f4eee2"),
    "Ink": ("INK", "#1f2633"),
    "Fern": ("FER", "#56684a"),
    "Sage": ("SAG", "#d3d9c4"),
    "Brick": ("BRI", "#9c4534"),
    "Sand": ("SAN", "#e3d2b4"),
    "Plum": ("PLU", "#4a2a4c"),
    "Sky": ("SKY", "#bfd0da"),
}

Colour = tuple[str, str, str, str, str, str]
"""Name of the cloth, palette, scene, backdrop, counts by size, alt text."""


def _shirt(
    slug: str,
    code: str,
    title: str,
    collection: str,
    design: str,
    words: str,
    colours: tuple[Colour, ...],
    folded: str,
    *,
    tags: tuple[str, ...],
    was: int | None = None,
) -> Product:
    variants, photos = [], []
    for name, palette, scene, backdrop, counts, alt in colours:
        short, cloth = CLOTH[name]
        for size, weight, count in zip(SIZES, WEIGHTS, counts.split(), strict=True):
            variants.append(Variant(f"TS-{code}-{short}-{size}", (name, size), 3200, weight, int(count), was))
        art = drawing(design, palette, cloth)
        photos.append(Photo(Picture(f"{slug}-{short.lower()}", scene, (art,), backdrop, cloth), alt, name))
    if folded:
        name, palette, _, backdrop, _, _ = colours[0]
        cloth = CLOTH[name][1]
        picture = Picture(f"{slug}-folded", "shirt-folded", (drawing(design, palette, cloth),), backdrop, cloth)
        photos.insert(1, Photo(picture, folded, name))
    html = text(words, facts=FACTS)
    return Product(
        slug, title, collection, "T-shirt", ("shirts",), tags, html, ("Colour", "Size"), tuple(variants), tuple(photos)
    )


SHIRTS = (
    _shirt(
        "golden-angle-shirt",
        "GOLD",
        "Golden Angle Shirt",
        HEDGEROW,
        "sunflower",
        """
        Seven hundred and sixty seeds, each turned 137.5 degrees from the last. That is the whole recipe;
        sunflowers have used it for some thirty million years without a single complaint about the spacing.

        Count the spirals one way, then the other. You will get two neighbouring Fibonacci numbers and miss
        your stop.
        """,
        (
            (
                "Chalk",
                "ember",
                "shirt",
                "teal",
                "9 18 26 24 13 6",
                "Chalk-white T-shirt with a large orange sunflower, laid flat on teal",
            ),
            (
                "Fern",
                "ember",
                "shirt",
                "butter",
                "6 14 19 17 9 3",
                "Fern-green T-shirt with an orange sunflower, laid flat on a butter-coloured ground",
            ),
        ),
        "The chalk Golden Angle shirt folded, the sunflower's petals and dotted dark heart in the middle",
        tags=("plants", "bestseller"),
    ),
    _shirt(
        "thirty-five-nights-shirt",
        "MOON",
        "Thirty-Five Nights Shirt",
        NIGHT_LINE,
        "moons",
        """
        Thirty-five moons, from new to full and back to new, each with its own seas. Strictly speaking a
        month of moons needs only thirty. We like the light, so we let it stay a little longer.

        Worn by night nurses, bakers, one lighthouse electrician, and people with new babies.
        """,
        (
            (
                "Ink",
                "night",
                "shirt",
                "oat",
                "8 16 25 25 14 7",
                "Dark blue T-shirt with rows of golden moons in all phases, laid flat on oat",
            ),
            (
                "Plum",
                "night",
                "shirt",
                "lilac",
                "4 10 14 12 6 2",
                "Plum T-shirt with rows of golden moons in all phases, laid flat on lilac",
            ),
        ),
        "The dark blue Thirty-Five Nights shirt folded, moons waxing and waning in seven rows",
        tags=("night", "blue", "bestseller"),
    ),
    _shirt(
        "one-hedge-shirt",
        "HEDGE",
        "One Hedge Shirt",
        HEDGEROW,
        "herbarium",
        """
        The seven stems of our hedge, on cotton, at a size that bees notice. Good for gardening, and better
        for sitting in a garden that somebody else has done.

        The inks are water-based and the cotton is organic, so the shirt may end its days on the compost.
        Please give it a few years first.
        """,
        (
            (
                "Sage",
                "moss",
                "shirt",
                "clay",
                "7 15 22 20 11 5",
                "Sage T-shirt with pressed green stems and an orange flower head, laid flat",
            ),
            (
                "Sand",
                "ember",
                "shirt",
                "moss",
                "5 12 17 14 8 2",
                "Sand-coloured T-shirt with wine-red stems and leaves, laid flat on moss green",
            ),
            (
                "Chalk",
                "meadow",
                "shirt",
                "sky",
                "6 13 19 16 8 4",
                "Chalk-white T-shirt with stems in green and yellow, laid flat on pale blue",
            ),
        ),
        "",
        tags=("plants", "green"),
    ),
    _shirt(
        "coming-to-rest-shirt",
        "REST",
        "Coming to Rest Shirt",
        GEOMETRY,
        "pendulum",
        """
        Two pendulums swing round each other and slowly stop; a pen keeps the minutes. Nothing is drawn
        twice, because each swing is a hair shorter than the one before.

        The Victorians built brass machines to do this at parties. Ours has no brass, but it has also never
        gone through the drawing-room floor.
        """,
        (
            (
                "Ink",
                "ink",
                "shirt",
                "blush",
                "5 11 17 17 9 4",
                "Dark T-shirt with a fine looping line drawing in cream and grey, laid flat on blush",
            ),
            (
                "Chalk",
                "plum",
                "shirt",
                "lilac",
                "5 12 16 15 8 3",
                "Chalk-white T-shirt with a looping line drawing in plum and rose, laid flat on lilac",
            ),
        ),
        "",
        tags=("lines", "calm"),
    ),
    _shirt(
        "good-years-shirt",
        "RINGS",
        "Good Years, Bad Years Shirt",
        HEDGEROW,
        "rings",
        """
        The end of a log, with some fifty years in it. Wide rings were wet summers, narrow ones were dry,
        and the dent on one side is a branch that changed its mind.

        No tree was felled. The years were drawn at random, which our grandmother says is how they came to
        her as well.
        """,
        (
            (
                "Sand",
                "clay",
                "shirt",
                "sage",
                "6 13 18 18 10 5",
                "Sand-coloured T-shirt with the rings of a log in brown and rust, laid flat on sage",
            ),
            (
                "Brick",
                "clay",
                "shirt",
                "oat",
                "3 9 13 12 6 0",
                "Brick-red T-shirt with the rings of a log in cream and rust, laid flat on oat",
            ),
        ),
        "The sand Good Years, Bad Years shirt folded, fine rust and cream rings on the chest",
        tags=("plants", "brown"),
    ),
    _shirt(
        "two-stones-shirt",
        "RIPPLE",
        "Two Stones Shirt",
        SHORELINE,
        "ripples",
        """
        Two sets of rings, one over the other. Where they cross you see curves that nobody printed, and when
        you breathe they move. It makes you rather popular with toddlers.

        We print the slate first and the orange an hour later, so that the two never mix.
        """,
        (
            (
                "Chalk",
                "nordic",
                "shirt",
                "sky",
                "6 12 18 16 9 4",
                "Chalk-white T-shirt with overlapping slate and orange rings, laid flat on pale blue",
            ),
            (
                "Sky",
                "nordic",
                "shirt",
                "slate",
                "4 9 12 11 6 3",
                "Sky-blue T-shirt with overlapping dark and orange rings, laid flat on slate",
            ),
        ),
        "",
        tags=("lines", "sea"),
        was=3800,
    ),
    _shirt(
        "passing-through-shirt",
        "COMET",
        "Passing Through Shirt",
        NIGHT_LINE,
        "comet",
        """
        A comet with a combed tail: three hundred and thirty hairs, each slightly out of line with the next.
        It comes by every seventy-six years, looks at us, and leaves.

        The stars are set by chance, the hills by a sine wave, and the small pause you make when you look up
        is your own.
        """,
        (
            (
                "Ink",
                "dusk",
                "shirt",
                "lilac",
                "6 13 20 19 10 5",
                "Dark blue T-shirt with a comet over hills, its tail in peach and rose, laid flat on lilac",
            ),
        ),
        "The Passing Through shirt folded, the comet's tail fanning out over a starry evening",
        tags=("night",),
    ),
)
