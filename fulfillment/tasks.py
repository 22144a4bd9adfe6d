"""Reactions of fulfillment to what happened to an order."""

from celery import shared_task

from fulfillment.service import FulfillmentService
from shop.kernel.outbox import PublishedEvent, consume


@shared_task(name="fulfillment.on_order_paid")
def on_order_paid(event_id: str) -> None:
    """Consume the stock and open the parcel."""

    def handle(event: PublishedEvent) -> None:
        FulfillmentService().open_shipment(order_id=event.order_id)

    consume(event_id, consumer="fulfillment.on_order_paid", handler=handle)


@shared_task(name="fulfillment.on_order_cancelled")
def on_order_cancelled(event_id: str) -> None:
    """Take the parcel off the list to pack."""

    def handle(event: PublishedEvent) -> None:
        FulfillmentService().cancel_open(order_id=event.order_id)

    consume(event_id, consumer="fulfillment.on_order_cancelled", handler=handle)
