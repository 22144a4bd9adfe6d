"""Who listens to what: the one table that joins events to the tasks of the apps above."""

from typing import Any
from uuid import UUID

from celery import current_app
from django.dispatch import receiver

from shop.kernel.outbox import event_committed

ROUTES: dict[str, tuple[str, ...]] = {
    "order.created": ("notifications.on_order_created",),
    "order.paid": ("fulfillment.on_order_paid", "notifications.on_order_paid"),
    "order.shipped": ("notifications.on_order_shipped",),
    "order.delivered": ("notifications.on_order_delivered",),
    "order.cancelled": (
        "payments.on_order_cancelled",
        "fulfillment.on_order_cancelled",
        "notifications.on_order_cancelled",
    ),
    "order.expired": ("notifications.on_order_expired",),
    "payment.failed": ("notifications.on_payment_failed",),
    "payment.refunded": ("notifications.on_payment_refunded",),
}


@receiver(event_committed)
def wake_consumers(event_id: UUID, consumers: tuple[str, ...], **_: Any) -> None:
    """Send each consumer's task. Whatever can't be sent now is sent by the sweeper."""
    for consumer in consumers:
        current_app.send_task(consumer, args=[str(event_id)])
