"""How an order moves, and what may be done with it in which state. No row, no clock."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Status(StrEnum):
    """Where an order stands."""

    PENDING_PAYMENT = "pending_payment"
    PAID = "paid"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.PENDING_PAYMENT: frozenset({Status.PAID, Status.CANCELLED, Status.EXPIRED}),
    # Straight to delivered goes an order of which nothing is sent.
    Status.PAID: frozenset({Status.PARTIALLY_SHIPPED, Status.SHIPPED, Status.DELIVERED, Status.CANCELLED}),
    Status.PARTIALLY_SHIPPED: frozenset({Status.SHIPPED}),
    Status.SHIPPED: frozenset({Status.DELIVERED}),
    Status.DELIVERED: frozenset(),
    # Somebody's will: money that arrives afterwards goes back.
    Status.CANCELLED: frozenset(),
    # Only the clock's doing: money that arrives afterwards still buys the goods, if they are there.
    Status.EXPIRED: frozenset({Status.PAID}),
}

SETTLED = frozenset({Status.PAID, Status.PARTIALLY_SHIPPED, Status.SHIPPED, Status.DELIVERED})
"""Paid for, and not called off."""

SHIPPABLE = frozenset({Status.PAID, Status.PARTIALLY_SHIPPED})


def may_move(old: str, new: str) -> bool:
    """This function will say whether an order may go from `old` to `new`; staying is not a move."""
    return Status(new) in TRANSITIONS[Status(old)]


def status_after_shipping(lines: Iterable[tuple[int, int, bool]]) -> Status:
    """This function will return where an order stands with so much of it shipped.

    Each line is (quantity, shipped, requires shipping). What is not a thing needs no parcel and is not waited for.
    """
    still_open = any(shipped < quantity for quantity, shipped, is_thing in lines if is_thing)
    return Status.PARTIALLY_SHIPPED if still_open else Status.SHIPPED


def full_title(title: str, variant_title: str) -> str:
    """This function will name a line in one string: "Linen shirt, Blue / M"."""
    return f"{title}, {variant_title}" if variant_title else title
