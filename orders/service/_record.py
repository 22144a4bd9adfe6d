"""Finding an order with its lock, and adding to its timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from orders.contracts import Actor, version_of
from orders.errors import OrderNotFound
from orders.models import Order, OrderEntry
from shop.kernel.errors import Stale


def lock_order(order_id: UUID, *, expected_version: str | None = None) -> Order:
    """This function will return the order with its row locked until the transaction ends.

    Raises OrderNotFound, and Stale when it is not at the version that the caller saw.

    The lock lets others refer to the order meanwhile (FOR NO KEY UPDATE): an insert elsewhere need not wait.
    """
    order = Order.objects.select_for_update(no_key=True).filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound("There is no such order.")
    if expected_version is not None and version_of(order.updated_at) != expected_version:
        raise Stale("The order has changed since you read it. Read it again, then repeat your change.")
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
