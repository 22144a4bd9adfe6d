"""Who can sign in to the demo shop. The passwords are printed on the terminal and are for the demo only: the loader
makes these accounts only where the environment says TROLLEY_DEMO=1.
"""

from typing import NamedTuple


class Account(NamedTuple):
    """A way in, as the terminal shows it."""

    role: str
    email: str
    password: str


ACCOUNTS = [
    Account("owner", "owner@trolley.example", "trolley-owner"),
    Account("catalog", "catalog@trolley.example", "trolley-catalog"),
    Account("orders", "orders@trolley.example", "trolley-orders"),
    Account("support", "support@trolley.example", "trolley-support"),
    Account("customer", "nell.ashworth@post.example", "trolley-nell"),
    Account("customer", "jonas.brandt@post.example", "trolley-jonas"),
]

NAMES = {
    "owner@trolley.example": "Ines Vidal",
    "catalog@trolley.example": "Tom Okafor",
    "orders@trolley.example": "Greta Lindholm",
    "support@trolley.example": "Sami Haddad",
    "nell.ashworth@post.example": "Nell Ashworth",
    "jonas.brandt@post.example": "Jonas Brandt",
}
