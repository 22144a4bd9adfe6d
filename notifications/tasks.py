"""Reactions of notifications to events, and the sending of what they wrote down."""

from uuid import UUID

from celery import shared_task

from notifications.service import NotificationService
from shop.kernel.outbox import PublishedEvent, consume


def _consume(event_id: str, consumer: str) -> None:
    def handle(event: PublishedEvent) -> None:
        NotificationService().announce(event)

    consume(event_id, consumer=consumer, handler=handle)


@shared_task(name="notifications.on_order_created")
def on_order_created(event_id: str) -> None:
    _consume(event_id, "notifications.on_order_created")


@shared_task(name="notifications.on_order_paid")
def on_order_paid(event_id: str) -> None:
    _consume(event_id, "notifications.on_order_paid")


@shared_task(name="notifications.on_order_shipped")
def on_order_shipped(event_id: str) -> None:
    _consume(event_id, "notifications.on_order_shipped")


@shared_task(name="notifications.on_order_delivered")
def on_order_delivered(event_id: str) -> None:
    _consume(event_id, "notifications.on_order_delivered")


@shared_task(name="notifications.on_order_cancelled")
def on_order_cancelled(event_id: str) -> None:
    _consume(event_id, "notifications.on_order_cancelled")


@shared_task(name="notifications.on_order_expired")
def on_order_expired(event_id: str) -> None:
    _consume(event_id, "notifications.on_order_expired")


@shared_task(name="notifications.on_payment_failed")
def on_payment_failed(event_id: str) -> None:
    _consume(event_id, "notifications.on_payment_failed")


@shared_task(name="notifications.on_payment_refunded")
def on_payment_refunded(event_id: str) -> None:
    _consume(event_id, "notifications.on_payment_refunded")


@shared_task(name="notifications.deliver_message")
def deliver_message(message_id: str) -> None:
    """Send one mail; what fails is taken up again by `send_waiting`."""
    NotificationService().deliver_message(message_id=UUID(message_id))


@shared_task(name="notifications.deliver_webhook")
def deliver_webhook(delivery_id: str) -> None:
    """Post one webhook; what fails is taken up again by `send_waiting`."""
    NotificationService().deliver_webhook(delivery_id=UUID(delivery_id))


@shared_task(name="notifications.send_waiting")
def send_waiting() -> None:
    """Send what is due: left behind by a crash or a dead broker, or waiting for its next attempt."""
    NotificationService().send_waiting()
