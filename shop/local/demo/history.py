"""What has happened in the demo shop lately: who ordered what, and what became of it."""

from dataclasses import dataclass, field
from datetime import timedelta

from shop.kernel.address import Address

NELL, JONAS = "nell.ashworth@post.example", "jonas.brandt@post.example"

ADDRESS_BOOKS: dict[str, tuple[Address, ...]] = {
    NELL: (
        Address(
            name="Nell Ashworth", line1="14 Saddler Row", city="Hebden Bridge", postal_code="HX7 8AD", country="GB"
        ),
        Address(
            name="Nell Ashworth",
            company="Calder Bindery",
            line1="Unit 3, Fulling Mill",
            city="Halifax",
            postal_code="HX1 2NE",
            country="GB",
        ),
    ),
    JONAS: (Address(name="Jonas Brandt", line1="Kastanienweg 27", city="Leipzig", postal_code="04229", country="DE"),),
}


@dataclass(frozen=True)
class Pay:
    """Pay with a card; one that is declined leaves the order as it is."""

    after: timedelta = timedelta(minutes=3)
    method: str = "pm_card_visa"


@dataclass(frozen=True)
class Ship:
    """Hand a parcel to a carrier: so many units of these SKUs, or all that is left."""

    after: timedelta
    carrier: str
    number: str
    units: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Deliver:
    """All parcels have arrived."""

    after: timedelta


@dataclass(frozen=True)
class Cancel:
    """Call it off; what was paid goes back."""

    after: timedelta
    reason: str


Step = Pay | Ship | Deliver | Cancel


@dataclass(frozen=True)
class Story:
    """One order. `ago` is when it was placed, the steps follow so long after that."""

    email: str
    address: Address
    ago: timedelta
    lines: tuple[tuple[str, int], ...]
    steps: tuple[Step, ...] = field(default=())


def _days(days: float) -> timedelta:
    return timedelta(days=days)


# Oldest first: the orders get their numbers in this order.
STORIES = (
    Story(
        NELL, ADDRESS_BOOKS[NELL][0], _days(41.3),
        (("PR-TIDE-A3-FR", 1), ("MG-TIDE-SEA", 2)),
        (Pay(), Ship(_days(1.1), "Royal Mail", "RM512884039GB"), Deliver(_days(4.2))),
    ),
    Story(
        JONAS, ADDRESS_BOOKS[JONAS][0], _days(33.6),
        (("TS-GOLD-CHA-L", 1), ("TS-MOON-INK-L", 1), ("ST-DEPOT-7", 1)),
        (Pay(method="pm_card_mastercard"), Ship(_days(0.8), "DHL", "00340434161094027318"), Deliver(_days(2.9))),
    ),
    Story(
        "camille.rousselet@post.example",
        Address(
            name="Camille Rousselet",
            line1="8 rue des Teinturiers", city="Avignon", postal_code="84000", country="FR",
        ),
        _days(27.2),
        (("PR-HEDGE-A2", 1), ("TT-HEDGE-CHA", 2)),
        (Pay(), Ship(_days(1.4), "Chronopost", "XY318842077FR"), Deliver(_days(5.0))),
    ),
    Story(
        "giulia.ferrante@post.example",
        Address(
            name="Giulia Ferrante",
            line1="Via dei Fornai 11", city="Bologna", postal_code="40121", region="BO", country="IT",
        ),
        _days(21.5),
        (("MG-BEACH-HARB", 1), ("NB-WEAVE-LIN", 1)),
        (Pay(), Cancel(_days(0.4), "Ordered twice by mistake")),
    ),
    Story(
        "ruth.delgado@post.example",
        Address(
            name="Ruth Delgado",
            line1="412 Alder Street", line2="Apt 5", city="Portland", region="OR", postal_code="97205", country="US",
        ),
        _days(16.4),
        (("PR-SKY-A4", 1), ("GC-NIGHT-5", 2)),
        (Pay(method="pm_card_amex"), Ship(_days(1.0), "DHL", "00340434161094031155"), Deliver(_days(9.7))),
    ),
    Story(
        "marek.nowicki@post.example",
        Address(
            name="Marek Nowicki",
            line1="ul. Lipowa 9/4", city="Kraków", postal_code="30-702", country="PL",
        ),
        _days(9.1),
        (("NB-BLOCK-DOT", 2), ("PC-SHORE-10", 1)),
        (
            Pay(method="pm_card_chargeDeclinedInsufficientFunds"),
            Pay(after=timedelta(minutes=9), method="pm_card_mastercard"),
            Ship(_days(1.2), "InPost", "630082044217730116003347"),
        ),
    ),
    Story(
        NELL, ADDRESS_BOOKS[NELL][1], _days(6.8),
        (("GW-FLOOR-3", 3), ("CA-2027", 1), ("NB-NIGHT-PLA", 1)),
        (Pay(), Ship(_days(1.0), "Royal Mail", "RM512901744GB")),
    ),
    Story(
        "sofie.dekker@post.example",
        Address(
            name="Sofie Dekker",
            line1="Kattenburgerstraat 52", city="Amsterdam", postal_code="1018 JB", country="NL",
        ),
        _days(5.2),
        (("PR-RIDGE-A2-FR", 1), ("TB-UNDER-NAT", 2), ("MG-HEDGE-OAT", 2)),
        (Pay(), Ship(_days(1.3), "PostNL", "3SDEVC2940178", (("TB-UNDER-NAT", 2), ("MG-HEDGE-OAT", 2)))),
    ),
    Story(
        JONAS, ADDRESS_BOOKS[JONAS][0], _days(3.9),
        (("PR-POINTS-A3", 1), ("MG-FLOOR-CHALK", 1)),
        (Pay(method="pm_card_mastercard"), Ship(_days(1.1), "DHL", "00340434161094044820")),
    ),
    Story(
        "anders.solberg@post.example",
        Address(
            name="Anders Solberg",
            line1="Fjellveien 31", city="Bergen", postal_code="5019", country="NO",
        ),
        _days(2.2),
        (("PR-SOUND-A3-FR", 1), ("NB-SOUND-DOT", 1)),
        (Pay(),),
    ),
    Story(
        "aoife.brennan@post.example",
        Address(
            name="Aoife Brennan",
            line1="7 Quay Street", city="Galway", region="Co. Galway", postal_code="H91 HR58", country="IE",
        ),
        _days(1.1),
        (("TS-HEDGE-SAG-M", 1), ("TT-QUILT-HEA", 2)),
        (Pay(method="pm_card_chargeDeclinedExpiredCard"), Pay(after=timedelta(minutes=6))),
    ),
    Story(
        "lukas.steiner@post.example",
        Address(name="Lukas Steiner", line1="Neubaugasse 40", city="Wien", postal_code="1070", country="AT"),
        timedelta(hours=5),
        (("MG-RAIN-MIST", 2), ("ST-DEPOT-7", 2)),
        (Pay(),),
    ),
    Story(
        NELL, ADDRESS_BOOKS[NELL][0], timedelta(minutes=12),
        (("TS-COMET-INK-S", 1),),
        (Pay(method="pm_card_chargeDeclinedIncorrectCvc"),),
    ),
    Story(
        "ines.carvalho@post.example",
        Address(
            name="Inês Carvalho",
            line1="Rua da Bica 16", city="Lisboa", postal_code="1200-054", country="PT",
        ),
        timedelta(minutes=4),
        (("PR-UNDER-A4", 1), ("PC-SHORE-20", 1)),
    ),
)  # fmt: skip
