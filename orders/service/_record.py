"""Finding an order with its lock, and adding to its timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from orders.contracts import Actor
from orders.errors import OrderNotFound
from orders.models import Order, OrderEntry


def lock_order(order_id: UUID) -> Order:
    """This function will return the order with its row locked until the transaction ends. Raises OrderNotFound.

    The lock lets others refer to the order meanwhile (FOR NO KEY UPDATE): an insert elsewhere need not wait.
    """
    order = Order.objects.select_for_update(no_key=True).filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound("There is no such order.")
    return order


def note(
    order: Order,
    kind: str,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    public: bool = True,
    data: Mapping[str, Any] | None = None,
) -> OrderEntry:
    """This function will add a line to the timeline."""
    return OrderEntry.objects.create(
        order=order,
        at=now,
        kind=kind,
        text=text,
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.id,
        public=public,
        data=dict(data or {}),
    )


def record(
    order_id: UUID, *, kind: str, text: str, actor: Actor, public: bool, data: Mapping[str, Any], now: datetime
) -> None:
    """This function will add a line for an app above, as a change of the order."""
    order = lock_order(order_id)
    note(order, kind, text, actor=actor, now=now, public=public, data=data)
    order.change(now=now)
