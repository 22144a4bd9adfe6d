"""How a parcel moves, and what goes into it. No row, no clock."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from fulfillment.contracts import ShipmentLine
from shop.kernel.errors import FieldError

MAX_LINES = 500
MAX_QUANTITY = 1_000_000


class Status(StrEnum):
    """Where a parcel stands."""

    OPEN = "open"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.SHIPPED, Status.CANCELLED}),
    Status.SHIPPED: frozenset({Status.DELIVERED}),
    Status.DELIVERED: frozenset(),
    Status.CANCELLED: frozenset(),
}


def sources(new: Status) -> list[str]:
    """This function will return the states from which a parcel may go to `new`."""
    return [old.value for old, allowed in TRANSITIONS.items() if new in allowed]


def check_lines(lines: Sequence[ShipmentLine]) -> tuple[FieldError, ...]:
    """This function will say what is wrong with the lines of a parcel, apart from what the order has left."""
    errors = []
    if len(lines) > MAX_LINES:
        errors.append(FieldError("/lines", "too_many", f"A parcel has at most {MAX_LINES} lines."))
    seen: set[UUID] = set()
    for index, line in enumerate(lines[:MAX_LINES]):
        if not 1 <= line.quantity <= MAX_QUANTITY:
            detail = f"Send at least 1 and at most {MAX_QUANTITY} units."
            errors.append(FieldError(f"/lines/{index}/quantity", "out_of_range", detail))
        if line.line_id in seen:
            detail = "Name each line once, with all of its units."
            errors.append(FieldError(f"/lines/{index}/line_id", "repeated", detail))
        seen.add(line.line_id)
    return tuple(errors)
