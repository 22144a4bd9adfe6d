"""Bags and linen: totes and tea towels."""

from shop.local.demo.art import Picture

from .model import GEOMETRY, HEDGEROW, SHORELINE, Photo, Product, Variant, drawing, text

TOTE = (
    "Cloth: 340 g/m² organic cotton canvas, seams bound inside",
    "Size: 38 × 42 cm, handles of 68 cm that go over a winter coat",
    "Care: wash at 30 °C, pull into shape while damp; it carries 15 kg and doesn't boast about it",
)
TOWEL = (
    "Cloth: half linen, half cotton, 220 g/m², hemmed, with a loop in one corner",
    "Size: 50 × 70 cm",
    "Care: wash at 60 °C; it dries glasses properly from the third wash on",
)

Side = tuple[str, str, str, str, str, str, int, str]
"""Option value, code, palette, cloth, scene, backdrop, count, alt text."""


def _cloth(
    slug: str,
    code: str,
    title: str,
    collection: str,
    design: str,
    words: str,
    facts: tuple[str, ...],
    sides: tuple[Side, ...],
    *,
    price: int,
    weight: int,
    kind: str,
    tags: tuple[str, ...],
    was: int | None = None,
    close: str = "",
) -> Product:
    variants = tuple(Variant(f"{code}-{side[1]}", (side[0],), price, weight, side[6], was) for side in sides)
    photos = [
        Photo(
            Picture(f"{slug}-{short.lower()}", scene, (drawing(design, palette, cloth),), backdrop, cloth), alt, value
        )
        for value, short, palette, cloth, scene, backdrop, _, alt in sides
    ]
    if close:
        value, _, palette, cloth, _, backdrop, _, _ = sides[0]
        art = drawing(design, palette, cloth)
        photos.insert(1, Photo(Picture(f"{slug}-close", "tote-close", (art,), backdrop, cloth), close, value))
    return Product(
        slug, title, collection, kind, ("cloth",), tags, text(words, facts=facts), ("Colour",), variants, tuple(photos)
    )


CLOTH = (
    _cloth(
        "undertow-tote",
        "TB-UNDER",
        "Undertow Tote",
        SHORELINE,
        "current",
        """
        Several hundred ribbons that never touch, on a bag in which everything does. The pocket inside is
        for keys, so that they stop drawing on your telephone.

        Named for the pull it has on books. We have measured it: one walk past a second-hand shop, on
        average three and a half.
        """,
        TOTE,
        (
            (
                "Natural",
                "NAT",
                "harbour",
                "#efe6d3",
                "tote",
                "blush",
                29,
                "Natural canvas tote with flowing navy, orange and sand ribbons, hung on a wooden peg",
            ),
            (
                "Slate",
                "SLA",
                "apricot",
                "#5d6b78",
                "tote",
                "oat",
                13,
                "Slate-coloured tote with flowing ribbons in apricot and rust, hung on a wooden peg",
            ),
        ),
        price=2400,
        weight=230,
        kind="Tote bag",
        tags=("sea", "lines", "bestseller"),
    ),
    _cloth(
        "good-years-tote",
        "TB-RINGS",
        "Good Years Tote",
        HEDGEROW,
        "rings",
        """
        Half a century of rings on a bag that should manage a good part of one. The canvas is stiff at first
        and gets friendlier, which is the right way round.

        If you look for your own birth year, count inwards from the bark. If you run out of rings,
        congratulations.
        """,
        TOTE,
        (
            (
                "Natural",
                "NAT",
                "clay",
                "#efe6d3",
                "tote",
                "sage",
                22,
                "Natural canvas tote with the rings of a log in rust and cream, hung on a wooden peg",
            ),
        ),
        price=2400,
        weight=230,
        kind="Tote bag",
        tags=("plants", "brown"),
        close="Close-up of the Good Years tote: single canvas threads, printed rings and a red label on the seam",
    ),
    _cloth(
        "points-and-crossings-tote",
        "TB-POINTS",
        "Points and Crossings Tote",
        GEOMETRY,
        "truchet",
        """
        The network of the print, at the scale of a shopping bag. Put your finger on any track and follow
        it: you will come back, or leave by the side seam.

        This one sells out whenever a tram enthusiast tells another. We sew more when the canvas comes,
        usually within three weeks.
        """,
        TOTE,
        (
            (
                "Natural",
                "NAT",
                "citrus",
                "#f3ead6",
                "tote",
                "teal",
                0,
                "Natural canvas tote with curved tracks in navy and orange, hung on a wooden peg",
            ),
            (
                "Ochre",
                "OCH",
                "ochre",
                "#dca543",
                "tote",
                "slate",
                0,
                "Ochre tote with curved tracks in dark brown and cream, hung on a wooden peg",
            ),
        ),
        price=2400,
        weight=230,
        kind="Tote bag",
        tags=("geometry", "orange"),
    ),
    _cloth(
        "one-hedge-tea-towel",
        "TT-HEDGE",
        "One Hedge Tea Towel",
        HEDGEROW,
        "herbarium",
        """
        The hedge again, this time where it can be of some use. Linen for the shine, cotton for the thirst,
        and a drawing that forgives beetroot.

        People frame them. We would rather you didn't: a tea towel that has never dried a glass is a
        handkerchief with ambitions.
        """,
        TOWEL,
        (
            (
                "Chalk",
                "CHA",
                "ember",
                "#f7f1e5",
                "towel",
                "sage",
                33,
                "Chalk tea towel with wine-red stems and leaves, hung over a brass rail",
            ),
            (
                "Moss",
                "MOS",
                "pine",
                "#2c4a40",
                "towel",
                "butter",
                16,
                "Dark green tea towel with pale stems and golden flower heads, hung over a brass rail",
            ),
        ),
        price=1700,
        weight=95,
        kind="Tea towel",
        tags=("plants", "kitchen", "gift"),
    ),
    _cloth(
        "spare-room-tea-towel",
        "TT-QUILT",
        "Spare Room Tea Towel",
        GEOMETRY,
        "quilt",
        """
        Patchwork for people who will never sew one. The blocks take turns and the stitch lines are printed,
        though one of us checked with a fingernail even so.

        It hides coffee, berries and the state of the oven glove. Comes rolled and tied, and goes rather
        well with the mug of the same name.
        """,
        TOWEL,
        (
            (
                "Heather",
                "HEA",
                "plum",
                "#f7edee",
                "towel",
                "lilac",
                24,
                "Tea towel with patchwork triangles in plum, rose and teal, hung over a brass rail",
            ),
            (
                "Harbour",
                "HAR",
                "harbour",
                "#f4ecdf",
                "towel",
                "sky",
                3,
                "Tea towel with patchwork triangles in navy, blue and sand, hung over a brass rail",
            ),
        ),
        price=1700,
        weight=95,
        kind="Tea towel",
        tags=("pattern", "kitchen"),
        was=2100,
    ),
)
