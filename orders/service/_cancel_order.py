"""Calling an order off."""

from datetime import datetime

from catalog.service import CatalogService
from orders import queries, rules
from orders.contracts import Actor, OrderView
from orders.errors import OrderNotCancellable
from orders.events import OrderCancelled
from orders.models import Order
from orders.service._record import note
from shop.kernel.outbox import publish


def cancel_order(order: Order, *, actor: Actor, reason: str, catalog: CatalogService, now: datetime) -> OrderView:
    """This function will end an order that the caller has locked, tell of it, and last return its stock."""
    if not rules.may_move(order.status, rules.Status.CANCELLED):
        raise OrderNotCancellable(f"Order {order.number} is {order.get_status_display()}.")
    was_paid = order.status == rules.Status.PAID
    order.move(rules.Status.CANCELLED, now=now, cancelled_at=now, reserved_until=None)
    because = f" Reason: {reason}" if reason else ""
    note(order, "cancelled", f"The order was cancelled.{because}", actor=actor, now=now, data={"reason": reason})
    publish(
        OrderCancelled(
            order_id=order.pk,
            user_id=order.user_id,
            number=order.number,
            total=order.money(order.total_minor),
            reason=reason,
            was_paid=was_paid,
        ),
        now=now,
    )
    catalog.return_stock(order_id=order.pk, now=now, reason=f"Order {order.number} was cancelled")
    return queries.view_order(order)
