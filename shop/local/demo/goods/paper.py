"""Paper to send, stick, wrap and hang."""

from shop.local.demo.art import Picture

from .model import GEOMETRY, NIGHT_LINE, SHORELINE, Drawing, Photo, Product, Variant, drawing, text

TIDE, MAP, STONES, CURRENT = (
    drawing("tide", "harbour"),
    drawing("contours", "seaglass"),
    drawing("raked", "clay"),
    drawing("current", "harbour"),
)
RINGS, CORAL = drawing("ripples", "nordic"), drawing("coral", "pine")
STARS, COMET, TOWN, MOONS = (
    drawing("stars", "night"),
    drawing("comet", "dusk"),
    drawing("stairs", "ember"),
    drawing("moons", "night"),
)
HILLS, FLOWER, TRACKS, PEBBLES, LOG = (
    drawing("hills", "ember"),
    drawing("sunflower", "ember"),
    drawing("truchet", "citrus"),
    drawing("pebbles", "citrus"),
    drawing("rings", "clay"),
)
FLOOR, SHEET, PATCH = drawing("terrazzo", "meadow"), drawing("facets", "plum"), drawing("quilt", "plum")


def _paper(
    slug: str,
    title: str,
    collection: str,
    kind: str,
    words: str,
    facts: tuple[str, ...],
    option: str,
    variants: tuple[Variant, ...],
    shots: tuple[tuple[str, tuple[Drawing, ...], str, str, str], ...],
    *,
    tags: tuple[str, ...],
) -> Product:
    photos = tuple(
        Photo(Picture(f"{slug}-{k}", scene, art, backdrop, accent=accent), alt)
        for k, (scene, art, backdrop, accent, alt) in enumerate(shots, 1)
    )
    return Product(
        slug,
        title,
        collection,
        kind,
        ("paper",),
        tags,
        text(words, facts=facts),
        (option,) if option else (),
        variants,
        photos,
    )


PAPER = (
    _paper(
        "shoreline-postcards",
        "Shoreline Postcards",
        SHORELINE,
        "Postcards",
        """
        Ten cards, five drawings, two of each: one to send, one to keep on the fridge because it came out
        better than expected. The sea, an island, some stones, a comet that lost its way, and hills for
        those who live inland.

        The backs are blank except for a line where the stamp goes. We trust you with the rest.
        """,
        (
            "Card: 350 g/m², uncoated, takes pencil, ink and tears",
            "Size: A6 (10.5 × 14.8 cm)",
            "Set: ten cards in a kraft envelope, with five small envelopes for shy messages",
        ),
        "Set",
        (
            Variant("PC-SHORE-10", ("Ten cards",), 1200, 95, 44),
            Variant("PC-SHORE-20", ("Twenty cards",), 2100, 185, 18),
        ),
        (
            (
                "cards",
                (HILLS, TIDE, COMET, STONES, MAP),
                "sage",
                "",
                "Five postcards and a kraft envelope thrown on a sage-green table",
            ),
            (
                "cards-row",
                (TIDE, STONES, CURRENT),
                "sky",
                "",
                "Three Shoreline postcards fanned out, the waves of Tide Table on top",
            ),
        ),
        tags=("sea", "gift", "bestseller"),
    ),
    _paper(
        "night-line-cards",
        "Night Line Greeting Cards",
        NIGHT_LINE,
        "Greeting cards",
        """
        Five folded cards for news that arrives late. A sky, a town, two sorts of moon and a comet; nothing
        inside, so that they will do for a birthday, an apology or both at once.

        Named after the last tram, which left our depot at twenty past midnight and was never once on time.
        """,
        (
            "Card: 300 g/m², folded, smooth outside and rough inside",
            "Size: 12 × 17 cm, with envelopes in ink blue",
            "Set: five cards, five envelopes, no plastic",
        ),
        "",
        (Variant("GC-NIGHT-5", (), 1400, 140, 27),),
        (
            (
                "cards-row",
                (STARS, COMET, TOWN),
                "lilac",
                "",
                "Three greeting cards fanned out, a navy and gold star chart on top",
            ),
            (
                "cards",
                (STARS, TOWN, COMET, MOONS, drawing("rain", "dusk")),
                "slate",
                "",
                "Five night-time greeting cards and an envelope on a slate-coloured table",
            ),
        ),
        tags=("night", "gift"),
    ),
    _paper(
        "depot-stickers",
        "Depot Stickers",
        GEOMETRY,
        "Stickers",
        """
        Seven stickers, cut out round or nearly square, for laptops, lunch boxes, cellos and the one
        cupboard door that never closed properly anyway.

        They hold outdoors for about three years. After that they fade politely, from the red end first, and
        can be peeled off in one piece by anybody with a fingernail and some patience.
        """,
        (
            "Material: matt vinyl, weatherproof, with a white edge",
            "Size: 6 to 8 cm across",
            "Set: seven stickers on one sheet, printed with solvent-free inks",
        ),
        "",
        (Variant("ST-DEPOT-7", (), 850, 35, 62),),
        (
            (
                "stickers",
                (FLOWER, STARS, PEBBLES, HILLS, RINGS, TRACKS, LOG),
                "slate",
                "",
                "Seven round and square stickers scattered on slate: a sunflower, stars, pebbles, hills, rings",
            ),
        ),
        tags=("gift", "small"),
    ),
    _paper(
        "station-floor-wrap",
        "Station Floor Gift Wrap",
        GEOMETRY,
        "Gift wrap",
        """
        Terrazzo by the sheet, and on the back, because a back is a terrible thing to waste, our tracks in
        navy and orange. Wrap one way round for relatives and the other for friends.

        The pattern has no direction and no repeat that you will notice, so badly cut corners don't show. We
        speak from experience, mostly on the 24th.
        """,
        (
            "Paper: 90 g/m², uncoated, printed on both sides, recyclable with ordinary paper",
            "Size: sheets of 50 × 70 cm, rolled, never folded",
            "String: three metres of red cotton twine with every roll",
        ),
        "Sheets",
        (
            Variant("GW-FLOOR-3", ("Three sheets",), 950, 120, 36),
            Variant("GW-FLOOR-8", ("Eight sheets",), 2000, 290, 14, 2200),
        ),
        (
            (
                "wrap",
                (FLOOR, TRACKS),
                "butter",
                "#c9472f",
                "A parcel in terrazzo paper tied with red string, two rolls of paper behind it",
            ),
        ),
        tags=("pattern", "gift"),
    ),
    _paper(
        "depot-calendar",
        "Wall Calendar 2027",
        NIGHT_LINE,
        "Calendar",
        """
        Twelve months, twelve drawings, and enough room under each day for the word dentist. Weekends are
        set a little lighter, since they always are in retrospect.

        It has the moon's phases, the weeks' numbers and no public holidays at all, because we send it to
        fourteen countries and could not face the correspondence.
        """,
        (
            "Paper: 200 g/m², matt, thirteen sheets, held by a black clip that you will keep for years",
            "Size: A3 (29.7 × 42 cm), upright",
            "Afterwards: cut along the line and each month leaves you a print to frame",
        ),
        "",
        (Variant("CA-2027", (), 2600, 620, 41),),
        (
            (
                "calendar",
                (TOWN,),
                "sky",
                "#cf4f52",
                "Wall calendar on a clip: a town of red and yellow blocks above the days of a month",
            ),
        ),
        tags=("gift", "calendar", "new"),
    ),
)
