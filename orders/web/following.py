"""Following an order: where it stands, as a shopper understands it."""

from dataclasses import dataclass

from orders.contracts import OrderView

_PLACE = {
    "pending_payment": 0,
    "paid": 1,
    "partially_shipped": 2,
    "shipped": 2,
    "delivered": 3,
}
_HEADINGS = {
    "pending_payment": "Waiting for your payment",
    "paid": "Paid, and being packed",
    "partially_shipped": "Part of it is on its way",
    "shipped": "On its way",
    "delivered": "Delivered",
    "cancelled": "Cancelled",
    "expired": "Expired before it was paid",
}
_WITHOUT_PARCEL = {"paid": "Paid", "delivered": "Complete"}
_OPEN = {"created", "processing", "requires_action"}


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the stages that every order goes through."""

    name: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Following:
    """What the order page says at its head. `stages` is empty for an order that has ended early."""

    heading: str
    stages: tuple[Stage, ...]
    is_settling: bool
    """A payment is under way: the page looks again by itself."""
    was_declined: str
    """What the last attempt was told, while the order is still to be paid."""


def follow(order: OrderView) -> Following:
    """Return where the order stands."""
    place = _PLACE.get(order.status)
    heading = _HEADINGS[order.status]
    names: tuple[str, ...] = ("Ordered", "Paid", "Shipped", "Delivered")
    if not order.needs_parcel:
        heading, names = _WITHOUT_PARCEL.get(order.status, heading), ("Ordered", "Paid", "Complete")
        place = min(place, len(names) - 1) if place is not None else None
    stages = tuple(Stage(name, n <= place, n == place) for n, name in enumerate(names)) if place is not None else ()
    last = max(order.payments, key=lambda payment: payment.at, default=None)
    waits_on = last if order.is_payable else None
    return Following(
        heading=heading,
        stages=stages,
        is_settling=waits_on is not None and waits_on.status in _OPEN,
        was_declined=waits_on.message if waits_on and waits_on.status in {"declined", "failed"} else "",
    )
