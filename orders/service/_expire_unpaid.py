"""Orders that were not paid in time."""

from uuid import UUID

import structlog
from django.db import transaction

from catalog.service import CatalogService
from orders import rules
from orders.contracts import SYSTEM
from orders.events import OrderExpired
from orders.models import Order
from orders.service._record import note
from shop.kernel.clock import Clock
from shop.kernel.outbox import publish

logger = structlog.get_logger(__name__)

BATCH = 500


def expire_unpaid(*, catalog: CatalogService, clock: Clock) -> int:
    """This function will end each overdue order in a transaction of its own, so that one can't hold up the rest."""
    overdue = Order.objects.filter(status=rules.Status.PENDING_PAYMENT, reserved_until__lt=clock.now())
    ids = list(overdue.order_by("reserved_until").values_list("pk", flat=True)[:BATCH])
    return sum(_try_to_expire(order_id, catalog=catalog, clock=clock) for order_id in ids)


def _try_to_expire(order_id: UUID, *, catalog: CatalogService, clock: Clock) -> bool:
    try:
        return _expire(order_id, catalog=catalog, clock=clock)
    except Exception:
        # The oldest comes first in every round: a fault that nobody foresaw must not keep all others from expiring.
        logger.exception("orders.expiry_failed", order_id=str(order_id))
        return False


def _expire(order_id: UUID, *, catalog: CatalogService, clock: Clock) -> bool:
    now = clock.now()
    with transaction.atomic():
        # Locked by a payment that has just begun or by a change: it has its time anew, or the next round finds it.
        still_overdue = Order.objects.select_for_update(no_key=True, skip_locked=True).filter(
            pk=order_id, status=rules.Status.PENDING_PAYMENT, reserved_until__lt=now
        )
        order = still_overdue.first()
        if order is None:
            return False
        order.move(rules.Status.EXPIRED, now=now, reserved_until=None)
        note(order, "expired", "The order was not paid in time; its items are free again.", actor=SYSTEM, now=now)
        publish(
            OrderExpired(
                order_id=order.pk,
                user_id=order.user_id,
                number=order.number,
                total=order.money(order.total_minor),
            ),
            now=now,
        )
        catalog.release(order_id=order.pk, now=now)
    return True
