"""The outbox: publish in the transaction, wake after the commit, finish in the consumer's transaction.

The broker only wakes a consumer up. What has still to be done stands in the table `Delivery`, so a lost message, a
killed worker or a stopped Redis delays an event and never loses it; a second message finds nothing to do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max
from django.dispatch import Signal
from django.utils.module_loading import import_string

from shop.kernel.clock import Clock, system_clock
from shop.kernel.events import DomainEvent, rfc3339
from shop.kernel.models import Delivery, Event
from shop.kernel.observability import EVENTS_CONSUMED, EVENTS_PUBLISHED

logger = structlog.get_logger(__name__)

event_committed = Signal()
"""Sent after the commit with `event_id: UUID` and `consumers: tuple[str, ...]` (names of Celery tasks)."""

GRACE = timedelta(seconds=10)
"""How long the first wake-up has before the sweeper sends another."""
LEASE = timedelta(seconds=30)
MAX_PAUSE = timedelta(hours=1)
MAX_ATTEMPTS = 30
"""Failures before a delivery is set aside for people to look at: about a day of growing pauses."""
_POSITIONS_LOCK = 7_215_001


class OutsideTransaction(RuntimeError):
    """An event was published with no transaction open: it could be told without having happened."""


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """An event as consumers and the contract see it."""

    id: UUID
    type: str
    version: int
    occurred_at: datetime
    order_id: UUID
    user_id: UUID | None
    data: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the contract's payload."""
        return {
            "id": str(self.id),
            "type": self.type,
            "version": self.version,
            "timestamp": rfc3339(self.occurred_at),
            "order_id": str(self.order_id),
            "user_id": str(self.user_id) if self.user_id else None,
            "data": self.data,
        }


@lru_cache(maxsize=1)
def routes() -> Mapping[str, tuple[str, ...]]:
    """Return the route table: event type to the names of the tasks that consume it."""
    table: Mapping[str, tuple[str, ...]] = import_string(settings.EVENT_ROUTES)
    return table


def publish(event: DomainEvent, *, now: datetime) -> UUID:
    """Write the event and who is to hear of it; wake them after the commit. Returns the event's id.

    Raises OutsideTransaction when no transaction is open.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{event.type} was published outside a transaction.")
    row = Event.objects.create(
        type=event.type,
        version=event.version,
        occurred_at=now,
        order_id=event.order_id,
        user_id=event.user_id,
        data=event.data(),
    )
    consumers = routes().get(event.type, ())
    Delivery.objects.bulk_create(Delivery(event=row, consumer=consumer, due_at=now + GRACE) for consumer in consumers)
    transaction.on_commit(partial(_announce, row.id, event.type, consumers), robust=True)
    return row.id


def _announce(event_id: UUID, event_type: str, consumers: tuple[str, ...]) -> None:
    EVENTS_PUBLISHED.labels(event_type).inc()
    for receiver, outcome in event_committed.send_robust(sender=None, event_id=event_id, consumers=consumers):
        if isinstance(outcome, Exception):
            # The sweeper will send it; the shopper's request does not suffer from a broker that is down.
            logger.warning("outbox.wake_failed", event_id=str(event_id), receiver=repr(receiver), error=str(outcome))


def consume(
    event_id: UUID | str,
    *,
    consumer: str,
    handler: Callable[[PublishedEvent], object],
    clock: Clock = system_clock,
) -> bool:
    """Run `handler` for the event once: its effects and the mark "done" are one transaction.

    Returns False when there was nothing to do: done before, or another worker is at it. What the handler raises is
    recorded with a growing pause, then raised again.
    """
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("event")
                .filter(event_id=event_id, consumer=consumer)
                .exclude(state=Delivery.State.DONE)
                .first()
            )
            if delivery is None:
                return False
            row = delivery.event
            with structlog.contextvars.bound_contextvars(event_id=str(event_id), event_type=row.type):
                handler(
                    PublishedEvent(row.id, row.type, row.version, row.occurred_at, row.order_id, row.user_id, row.data)
                )
            Delivery.objects.filter(pk=delivery.pk).update(
                state=Delivery.State.DONE, done_at=clock.now(), attempts=F("attempts") + 1, last_error=""
            )
    except Exception as error:
        _record_failure(event_id, consumer, error, clock.now())
        EVENTS_CONSUMED.labels(consumer, "failed").inc()
        raise
    EVENTS_CONSUMED.labels(consumer, "done").inc()
    return True


def _record_failure(event_id: UUID | str, consumer: str, error: Exception, now: datetime) -> None:
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(event_id=event_id, consumer=consumer).first()
        if delivery is None or delivery.state == Delivery.State.DONE:
            return
        delivery.attempts += 1
        delivery.last_error = f"{type(error).__name__}: {error}"[:2000]
        delivery.due_at = now + min(timedelta(seconds=2 ** min(delivery.attempts, 12)), MAX_PAUSE)
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.state = Delivery.State.FAILED
        delivery.save(update_fields=["attempts", "last_error", "due_at", "state"])


def sweep(*, now: datetime, limit: int = 500) -> int:
    """Wake the consumers of what was left behind, each under a lease. Returns how many were woken."""
    with transaction.atomic():
        due = list(
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(state=Delivery.State.PENDING, due_at__lte=now)
            .order_by("due_at")[:limit]
        )
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in due]).update(due_at=now + LEASE)
    for delivery in due:
        event_committed.send(sender=None, event_id=delivery.event_id, consumers=(delivery.consumer,))
    return len(due)


def retry(delivery_id: int, *, now: datetime) -> None:
    """Make a delivery that was set aside due again."""
    Delivery.objects.filter(pk=delivery_id).exclude(state=Delivery.State.DONE).update(
        state=Delivery.State.PENDING, due_at=now, attempts=0
    )


def give_positions() -> int:
    """Give committed events their place in the queue that `events_after` reads. Returns how many got one."""
    with transaction.atomic(), connection.cursor() as cursor:
        # One at a time, and the numbers are committed before the next one starts: so they only grow.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSITIONS_LOCK])
        highest = Event.objects.aggregate(highest=Max("position"))["highest"] or 0
        cursor.execute(
            "UPDATE kernel_event SET position = %s + fresh.n FROM ("
            "  SELECT id, row_number() OVER (ORDER BY occurred_at, id) AS n"
            "  FROM kernel_event WHERE position IS NULL"
            ") AS fresh WHERE kernel_event.id = fresh.id",
            [highest],
        )
        return int(cursor.rowcount)


def events_after(event_id: UUID | None, *, limit: int) -> list[PublishedEvent] | None:
    """Return committed events after the one named, oldest first; None when there is no such event."""
    if Event.objects.filter(position__isnull=True).exists():
        give_positions()
    rows = Event.objects.filter(position__isnull=False).order_by("position")
    if event_id is not None:
        position = Event.objects.filter(pk=event_id).values_list("position", flat=True).first()
        if position is None:
            return None
        rows = rows.filter(position__gt=position)
    return [
        PublishedEvent(row.id, row.type, row.version, row.occurred_at, row.order_id, row.user_id, row.data)
        for row in rows[:limit]
    ]


def backlog(*, now: datetime) -> dict[str, int]:
    """Return how many deliveries wait, how many of them are late, and how many were set aside."""
    pending = Delivery.objects.filter(state=Delivery.State.PENDING)
    return {
        "pending": pending.count(),
        "late": pending.filter(due_at__lt=now - timedelta(minutes=1)).count(),
        "failed": Delivery.objects.filter(state=Delivery.State.FAILED).count(),
    }
