"""Stock in statements over whole sets of rows: as many lines as there are, always the same number of round trips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shop.kernel.ids import new_id

_LEDGER = """INSERT INTO catalog_stockmovement
        (variant_id, kind, on_hand_delta, reserved_delta, reference, reason, actor, at)"""

# A reservation that was released may be made again; one that is held or used up stays as it is.
_HOLD = f"""
WITH held AS (
    INSERT INTO catalog_reservation (id, order_id, variant_id, quantity, returned, state, expires_at, created_at)
    SELECT w.id, %(order)s, w.variant_id, w.quantity, 0, 'held', %(expires_at)s, %(now)s
    FROM unnest(%(ids)s::uuid[], %(variants)s::uuid[], %(quantities)s::int[]) AS w(id, variant_id, quantity)
    ON CONFLICT (order_id, variant_id) DO UPDATE
    SET state = 'held', quantity = excluded.quantity, returned = 0, expires_at = excluded.expires_at
    WHERE catalog_reservation.state = 'released'
    RETURNING variant_id, quantity
), noted AS (
    {_LEDGER}
    SELECT variant_id, 'reserve', 0, quantity, %(order)s::text, '', '', %(now)s FROM held
)
SELECT variant_id, quantity FROM held
"""  # noqa: S608  every value is a parameter

_END = f"""
WITH ended AS (
    UPDATE catalog_reservation SET state = %(state)s, expires_at = NULL
    WHERE order_id = %(order)s AND state = 'held'
    RETURNING variant_id, quantity
), noted AS (
    {_LEDGER}
    SELECT variant_id, %(kind)s, quantity * %(on_hand)s, -quantity, %(order)s::text, %(reason)s, '', %(now)s
    FROM ended
)
SELECT variant_id, quantity FROM ended
"""  # noqa: S608

_NOTE = f"""
{_LEDGER}
SELECT m.variant_id, %(kind)s, m.on_hand, m.reserved, %(reference)s, %(reason)s, %(actor)s, %(now)s
FROM unnest(%(variants)s::uuid[], %(on_hand)s::int[], %(reserved)s::int[]) AS m(variant_id, on_hand, reserved)
"""  # noqa: S608

# Rows are locked in the order of their primary key, so that two orders with the same lines in opposite order wait for
# each other and never in a circle. Every number is read from the locked row, the newest version: `level` is still that
# of the statement's beginning when its CHECKs are tried, and would refuse a buyer who waited for units that came back.
_MOVE = """
WITH wanted AS (
    SELECT * FROM unnest(%(variants)s::uuid[], %(on_hand)s::int[], %(reserved)s::int[])
        AS w(variant_id, on_hand_delta, reserved_delta)
), locked AS (
    SELECT level.variant_id, level.on_hand, level.reserved, on_hand_delta, reserved_delta
    FROM catalog_stocklevel level JOIN wanted ON wanted.variant_id = level.variant_id
    ORDER BY level.variant_id FOR UPDATE OF level
), moved AS (
    UPDATE catalog_stocklevel level
    SET on_hand = locked.on_hand + locked.on_hand_delta, reserved = locked.reserved + locked.reserved_delta
    FROM locked
    WHERE level.variant_id = locked.variant_id
        AND locked.on_hand - locked.reserved >= locked.reserved_delta - locked.on_hand_delta
    RETURNING level.variant_id
)
SELECT wanted.variant_id, coalesce(variant.sku, ''), coalesce(locked.on_hand - locked.reserved, 0),
    moved.variant_id IS NOT NULL
FROM wanted
LEFT JOIN locked ON locked.variant_id = wanted.variant_id
LEFT JOIN moved ON moved.variant_id = wanted.variant_id
LEFT JOIN catalog_variant variant ON variant.id = wanted.variant_id
ORDER BY wanted.variant_id
"""


@dataclass(frozen=True, slots=True)
class Delta:
    """A change of a level."""

    on_hand: int = 0
    reserved: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one wanted change; `done` False where there was too little."""

    variant_id: UUID
    sku: str
    available_before: int
    done: bool


def hold(*, order_id: UUID, quantities: Mapping[UUID, int], expires_at: datetime, now: datetime) -> dict[UUID, int]:
    """Write reservations and their ledger lines; return those that are new and still to be taken from the levels."""
    return dict(
        _run(
            _HOLD,
            order=order_id,
            expires_at=expires_at,
            now=now,
            ids=[new_id() for _ in quantities],
            variants=list(quantities),
            quantities=list(quantities.values()),
        )
    )


def end(*, order_id: UUID, state: str, kind: str, on_hand: int, reason: str, now: datetime) -> dict[UUID, int]:
    """End what an order holds, with ledger lines; return what is still to be taken from the levels.

    `on_hand` is -1 where the units leave the shelf, 0 where they stay.
    """
    return dict(_run(_END, order=order_id, state=state, kind=kind, on_hand=on_hand, reason=reason, now=now))


def note(
    *, kind: str, deltas: Mapping[UUID, Delta], reference: str = "", reason: str, actor: str, now: datetime
) -> None:
    """Write ledger lines."""
    values: dict[str, Any] = {"kind": kind, "reference": reference, "reason": reason, "actor": actor, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {**values, **_columns(deltas)})


def move(deltas: Mapping[UUID, Delta]) -> list[Moved]:
    """Change levels; a change that there is too little for is left out, and says so."""
    return [Moved(*row) for row in _run(_MOVE, **_columns(deltas))]


def _columns(deltas: Mapping[UUID, Delta]) -> dict[str, list[Any]]:
    return {
        "variants": list(deltas),
        "on_hand": [delta.on_hand for delta in deltas.values()],
        "reserved": [delta.reserved for delta in deltas.values()],
    }


def _run(statement: str, **values: Any) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
