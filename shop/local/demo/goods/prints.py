"""Prints: twelve works."""

from .model import GEOMETRY, HEDGEROW, NIGHT_LINE, SHORELINE, drawing
from .printing import printed

PRINTS = (
    printed(
        "tide-table",
        "TIDE",
        "Tide Table",
        SHORELINE,
        drawing("tide", "harbour"),
        """
        Seventeen rows of waves, and no two of the same length. The nearest row is the tallest because it is
        nearest; the furthest is barely a crease, which is how a calm sea looks from a deckchair.

        We gave the machine one instruction about the sun: it may set, but it must not be dramatic about it.
        """,
        (
            "Framed print of blue waves in rows under a half-set red sun, above a wooden sideboard",
            "The unframed sheet of Tide Table on a table: pale crests drawn as fine double lines",
        ),
        "24 9 31 12 14 5",
        tags=("sea", "blue", "bestseller"),
        backdrop="sky",
        second="sky",
    ),
    printed(
        "seven-ridges",
        "RIDGE",
        "Seven Ridges",
        HEDGEROW,
        drawing("hills", "ember"),
        """
        Seven skylines, one behind the other, each built from six waves that nobody will ever count. The
        mist is there because we like mist, and because it keeps the ridges from arguing.

        Look closely at the two nearest and you will find firs. There is no path. You are meant to stay
        where you are and watch.
        """,
        ("Framed print of misty red and violet hills under a pale sun, hung above a vase and a pile of books",),
        "18 7 22 8 11 4",
        tags=("hills", "red", "bestseller"),
        backdrop="blush",
    ),
    printed(
        "soundings",
        "SOUND",
        "Soundings",
        SHORELINE,
        drawing("contours", "seaglass"),
        """
        The chart of an archipelago that does not exist, cut in ten sheets of paper that were never cut.
        Every level throws a shadow on the one below, so the eye insists that it could put a finger in the
        lagoon.

        The orange summit is 400 metres high, or four millimetres. We have not decided on a scale.
        """,
        (
            "Framed print of a cut-paper map in sea greens, leaning on a white sideboard beside a vase",
            "The unframed sheet of Soundings: layered green and cream contours with soft shadows between them",
        ),
        "12 6 16 7 9 3",
        tags=("sea", "green", "map"),
        backdrop="sage",
        second="teal",
        scene="leaning",
    ),
    printed(
        "sky-of-nowhere",
        "SKY",
        "Sky of Nowhere",
        NIGHT_LINE,
        drawing("stars", "night"),
        """
        A star chart with everything a star chart needs: hours round the rim, a milky way, constellations
        joined up with fine lines. The only thing it lacks is a place from which you could see it.

        You may name the constellations yourself. The one at the bottom right has been called the Kettle,
        the Handbag and, by a visiting astronomer, a disgrace.
        """,
        (
            "Framed star chart in navy and gold, a ring of hours round a starry disc, leaning on a sideboard",
            "The unframed sheet of Sky of Nowhere: joined stars, fine graticule lines and a row of small moons",
        ),
        "20 8 26 10 12 2",
        tags=("night", "blue", "map", "bestseller"),
        backdrop="sky",
        second="slate",
        scene="leaning",
        wood="black",
    ),
    printed(
        "one-hedge",
        "HEDGE",
        "One Hedge",
        HEDGEROW,
        drawing("herbarium", "moss"),
        """
        Seven stems from the same imaginary hedge, pressed flat before they could wilt. Fern, umbel, two
        lance leaves that are nearly twins, seed heads, and one round-leaved thing that turns up in every
        garden uninvited.

        Botanists will tell you that none of them exist. Gardeners will tell you that they have got all
        seven and can't get rid of them.
        """,
        (
            "Framed botanical print of seven green stems on cream paper, above a sideboard",
            "The unframed sheet of One Hedge: fern fronds, round leaves and an orange flower head",
        ),
        "15 6 19 9 8 4",
        tags=("plants", "green"),
        backdrop="butter",
        second="sage",
    ),
    printed(
        "points-and-crossings",
        "POINTS",
        "Points and Crossings",
        GEOMETRY,
        drawing("truchet", "citrus"),
        """
        Three sizes of tile, each with two curves, dropped any way up. The curves always meet: that is a
        small theorem, and also how tram tracks should work.

        Our studio is in an old tram depot, where the points have been rusted to the left since 1961. This
        is the network we would have liked to be connected to.
        """,
        ("Framed print of interlocking curved tracks in navy, cream and orange on a pale wall",),
        "22 8 25 9 10 5",
        tags=("geometry", "orange"),
        backdrop="butter",
        wood="black",
    ),
    printed(
        "undertow",
        "UNDER",
        "Undertow",
        SHORELINE,
        drawing("current", "harbour"),
        """
        Each ribbon starts at a point picked blindly and goes where the current takes it, until it would
        touch another. Then it stops. There are several hundred of them and they have not collided once,
        which is more than can be said for us on the stairs.

        Warm where the water is shallow, blue where it is not.
        """,
        ("Framed print of flowing ribbons in navy, orange and sand, above a sideboard with a bowl",),
        "17 7 21 8 9 3",
        tags=("sea", "lines"),
        backdrop="oat",
    ),
    printed(
        "balcony-evening",
        "BALC",
        "Balcony, Evening",
        NIGHT_LINE,
        drawing("stairs", "ember"),
        """
        A town seen from somewhere slightly above it, at the hour when people come home and forget to draw
        the curtains. The heights follow two slow waves and a little chance; the lights follow chance alone.

        One window in three is lit. We checked, because a customer asked, and she was right to: in the first
        edition everybody was out.
        """,
        ("Framed print of a town of red, violet and yellow blocks with lit windows, above a sideboard",),
        "11 5 13 6 7 2",
        tags=("town", "red"),
        backdrop="lilac",
        wood="walnut",
        before=600,
    ),
    printed(
        "five-stones",
        "STONE",
        "Five Stones",
        SHORELINE,
        drawing("raked", "clay"),
        """
        Sand, raked by something with more patience than we have. The lines part for each stone, close
        behind it, and carry on as though nothing had happened. There is a lesson in this and we have left
        it out.

        It is the quietest thing we make. It does well in rooms where somebody has to concentrate, and in
        bathrooms.
        """,
        ("Framed print of fine raked lines parting for five dark stones, leaning on a pale shelf",),
        "13 6 17 8 8 4",
        tags=("sand", "calm"),
        backdrop="clay",
        scene="leaning",
    ),
    printed(
        "two-stones",
        "RIPPLE",
        "Two Stones",
        SHORELINE,
        drawing("ripples", "nordic"),
        """
        Drop one stone in a pond and you get rings. Drop a second and you get rings, rings, and a third
        pattern that neither stone knows about. Printers call it moiré and spend their working lives
        avoiding it.

        Two plates, slate and orange, printed over each other slightly out of true. Stand back, then walk
        towards it: it moves first.
        """,
        (
            "Framed print of two overlapping sets of fine rings, one slate and one orange, on a light wall",
            "The unframed sheet of Two Stones: where the rings overlap, a third pattern of curves appears",
        ),
        "14 6 18 7 9 3",
        tags=("lines", "orange", "calm"),
        backdrop="sky",
        second="oat",
        wood="white",
    ),
    printed(
        "fed-and-starved",
        "CORAL",
        "Fed and Starved",
        SHORELINE,
        drawing("coral", "pine"),
        """
        Two rules: feed what is near, starve what is a little further off. Apply them sixteen times to plain
        noise and you get a labyrinth. Leopards, corals and some fish work this way, and none of them took
        the credit.

        There is no way in and no way out, but every corridor leads somewhere. Children solve it faster than
        adults, who want to know the rules.
        """,
        ("Black-framed print of a green coral labyrinth on dark ground, above a bowl and a green vase",),
        "10 5 12 6 7 3",
        tags=("sea", "green", "pattern"),
        backdrop="sage",
        wood="black",
    ),
    printed(
        "slow-unrest",
        "UNREST",
        "Slow Unrest",
        GEOMETRY,
        drawing("unrest", "bone"),
        """
        Squares inside squares, in good order at the top. Row by row we let go a little: a degree here, a
        millimetre there. By the bottom row nobody is where they should be, and everybody looks happier.

        A respectful nod to the people who taught plotters to draw in the sixties and waited a night for
        each sheet. Ours took eleven seconds and a cup of tea.
        """,
        (
            "Framed print of black and red nested squares growing untidy towards the bottom, on a pale wall",
            "The unframed sheet of Slow Unrest: tilted, overlapping squares in the lowest rows",
        ),
        "9 4 11 5 0 0",
        tags=("geometry", "lines", "black"),
        backdrop="oat",
        second="oat",
        wood="black",
    ),
)
