"""Stock: reserve, secure, release, consume, return, count."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from catalog import queries
from catalog.contracts import ShortLine, StockDiscrepancy, StockLine, StockView
from catalog.errors import OutOfStock, StockBelowReserved, StockChanged, VariantNotFound
from catalog.models import Reservation, StockLevel, StockMovement, stock_sql
from catalog.models.stock_sql import Delta, Moved
from catalog.rules import MAX_UNITS, is_storable, sum_lines
from catalog.service._cache import forget_after_commit
from shop.kernel.clock import Clock, system_clock
from shop.kernel.errors import FieldError, Invalid

State = Reservation.State
Kind = StockMovement.Kind


class StockKeeping:
    """The part of the service that counts."""

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self.clock = clock

    def reserve(self, *, order_id: UUID, lines: Sequence[StockLine], expires_at: datetime, now: datetime) -> None:
        """Promise units to an order. Called inside the caller's transaction, last before its commit.

        Two statements, however many lines; the second locks the levels, so nothing should follow it. Called again for
        the same order it changes nothing; what was released is reserved anew. There is no savepoint of its own: who
        wants to go on after OutOfStock opens one around the call.

        Raises OutOfStock, naming every short line; then nothing is reserved.
        """
        with transaction.atomic(savepoint=False):
            fresh = stock_sql.hold(order_id=order_id, quantities=sum_lines(lines), expires_at=expires_at, now=now)
            if not fresh:
                return
            moved = _move({variant_id: Delta(reserved=fresh[variant_id]) for variant_id in sorted(fresh)})
            short = tuple(
                ShortLine(row.variant_id, row.sku, fresh[row.variant_id], max(0, row.available_before))
                for row in moved
                if not row.done
            )
            if short:
                raise OutOfStock(short)

    def extend_reservation(self, *, order_id: UUID, expires_at: datetime) -> None:
        """Let an order keep its stock until then, if that is later. Secured stock stays secured."""
        held = Reservation.objects.filter(order_id=order_id, state=State.HELD, expires_at__isnull=False)
        held.update(expires_at=Greatest(F("expires_at"), expires_at))

    def secure_reservation(self, *, order_id: UUID) -> bool:
        """Let a paid order keep its stock for good; return False where nothing is held for it."""
        held = Reservation.objects.filter(order_id=order_id, state=State.HELD)
        return held.update(expires_at=None) > 0

    @transaction.atomic
    def release(self, *, order_id: UUID, now: datetime, reason: str = "") -> None:
        """Give back what an order holds. Once, or any number of times."""
        self._end(order_id, State.RELEASED, Kind.RELEASE, 0, reason, now)

    @transaction.atomic
    def consume(self, *, order_id: UUID, now: datetime) -> bool:
        """Take what an order holds off the shelf; return False where nothing is held (any more)."""
        return self._end(order_id, State.CONSUMED, Kind.CONSUME, -1, "", now)

    @transaction.atomic
    def return_stock(
        self, *, order_id: UUID, now: datetime, lines: Sequence[StockLine] | None = None, reason: str
    ) -> None:
        """Take back what an order holds or has used up: all of it, or the units of `lines`.

        Never more than the order has: asked again for all, it changes nothing.
        """
        wanted = None if lines is None else sum_lines(lines)
        if wanted is None:
            self._end(order_id, State.RELEASED, Kind.RELEASE, 0, reason, now)
        rows = Reservation.objects.select_for_update().filter(order_id=order_id).exclude(state=State.RELEASED)
        back = {"reserved": dict[UUID, Delta](), "on_hand": dict[UUID, Delta]()}
        changed = []
        for row in rows.order_by("variant_id"):
            left = row.quantity - row.returned
            count = left if wanted is None else min(left, wanted.get(row.variant_id, 0))
            if not count:
                continue
            changed.append(row)
            if row.state == State.HELD:
                back["reserved"][row.variant_id] = Delta(reserved=-count)
                row.quantity -= 0 if count == left else count
            else:
                back["on_hand"][row.variant_id] = Delta(on_hand=count)
                row.returned += count
            row.state = State.RELEASED if count == left else row.state
        if not changed:
            return
        Reservation.objects.bulk_update(changed, ["quantity", "returned", "state"])
        for kind, name in ((Kind.RELEASE, "reserved"), (Kind.RETURN, "on_hand")):
            if back[name]:
                stock_sql.note(kind=kind, deltas=back[name], reference=str(order_id), reason=reason, actor="", now=now)
        _move(dict(sorted((back["reserved"] | back["on_hand"]).items())))

    def get_stock(self, sku: str) -> StockView:
        """Return a variant's stock. Raises VariantNotFound."""
        return queries.get_stock(sku)

    @transaction.atomic
    def set_stock(
        self, *, sku: str, on_hand: int, expected_on_hand: int | None = None, reason: str, actor: str
    ) -> StockView:
        """Set how many units are there, as counted, with a line in the ledger.

        Raises VariantNotFound, StockChanged when `expected_on_hand` is not what is there, StockBelowReserved when
        more are promised, Invalid for a number that is none.
        """
        if not 0 <= on_hand <= MAX_UNITS:
            detail = f"From 0 to {MAX_UNITS} units."
            raise Invalid(detail, errors=[FieldError("/on_hand", "out_of_range", detail)])
        rows = StockLevel.objects.select_for_update(of=("self",)).filter(variant__sku=sku)
        level = rows.first() if is_storable(sku) else None
        if level is None:
            raise VariantNotFound("There is no variant with this SKU.")
        if expected_on_hand is not None and expected_on_hand != level.on_hand:
            raise StockChanged(
                f"There are {level.on_hand} on hand, not {expected_on_hand}.",
                on_hand=level.on_hand,
                reserved=level.reserved,
            )
        count({level.variant_id: on_hand}, reason=reason, actor=actor, now=self.clock.now())
        return StockView(sku, on_hand, level.reserved)

    def check_stock(self) -> tuple[StockDiscrepancy, ...]:
        """Return the levels that their ledger or the orders' reservations do not explain: none, if all is well."""
        return queries.list_discrepancies()

    def _end(self, order_id: UUID, state: str, kind: str, on_hand: int, reason: str, now: datetime) -> bool:
        ended = stock_sql.end(order_id=order_id, state=state, kind=kind, on_hand=on_hand, reason=reason, now=now)
        if ended:
            _move({key: Delta(on_hand * ended[key], -ended[key]) for key in sorted(ended)})
        return bool(ended)


def count(on_hand: Mapping[UUID, int], *, reason: str, actor: str, now: datetime) -> dict[UUID, tuple[int, int]]:
    """Set levels as counted, in the caller's transaction; return (before, after) of those that differ.

    Raises StockBelowReserved, naming the first variant of which more is promised.
    """
    rows = StockLevel.objects.select_for_update(of=("self",)).filter(variant__in=on_hand)
    changed = {}
    for level in rows.select_related("variant").order_by("variant_id"):
        wanted = on_hand[level.variant_id]
        if wanted < level.reserved:
            raise StockBelowReserved(
                f"{level.reserved} of {level.variant.sku} are promised to orders: {wanted} can't be on hand.",
                sku=level.variant.sku,
                on_hand=level.on_hand,
                reserved=level.reserved,
            )
        if wanted != level.on_hand:
            changed[level.variant_id] = (level.on_hand, wanted)
    if changed:
        deltas = {key: Delta(on_hand=after - before) for key, (before, after) in changed.items()}
        stock_sql.note(kind=Kind.SET, deltas=deltas, reason=reason[:500], actor=actor[:200], now=now)
        _move(deltas)
    return changed


def _move(deltas: Mapping[UUID, Delta]) -> list[Moved]:
    moved = stock_sql.move(deltas)
    for row in moved:
        delta = deltas[row.variant_id]
        after = row.available_before + delta.on_hand - delta.reserved
        if row.done and (row.available_before > 0) != (after > 0):
            forget_after_commit()
            break
    return moved
