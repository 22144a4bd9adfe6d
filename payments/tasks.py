"""What payments do by themselves: react to cancelled orders, and finish what was left open."""

from celery import shared_task

from payments.service import PaymentService
from shop.kernel.outbox import consume


@shared_task(name="payments.on_order_cancelled")
def on_order_cancelled(event_id: str) -> None:
    """Give back what was captured for the order, and send it at once."""
    service = PaymentService()
    opened = consume(
        event_id,
        consumer="payments.on_order_cancelled",
        handler=lambda event: service.refund_cancelled_order(order_id=event.order_id),
    )
    if opened:
        service.settle_open()


@shared_task(name="payments.settle_open")
def settle_open() -> int:
    """Ask about every attempt and refund whose outcome is not known yet."""
    return PaymentService().settle_open()
