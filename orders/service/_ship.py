"""What fulfillment tells: a parcel left, a parcel arrived."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from orders import queries, rules
from orders.contracts import SYSTEM, Actor, OrderView, ShipmentFact
from orders.errors import NothingToShip, ShipmentNotFound
from orders.events import EventLine, OrderDelivered, OrderShipped
from orders.models import Order, OrderLine, OrderShipment
from orders.rules import full_title
from orders.service._record import lock_order, note
from shop.kernel.outbox import publish


def mark_shipped(order_id: UUID, shipment: ShipmentFact, *, actor: Actor, now: datetime) -> OrderView:
    """This function will count the parcel's units under the order's lock, so that no unit leaves twice."""
    order = lock_order(order_id)
    if order.shipments.filter(pk=shipment.id).exists():
        return queries.view_order(order)
    if order.status not in rules.SHIPPABLE:
        raise NothingToShip(f"Order {order.number} is {order.get_status_display()}.")
    lines = list(order.lines.all())
    shipped = _count_units(order, lines, shipment)
    OrderLine.objects.bulk_update(lines, ["shipped_quantity"])
    OrderShipment.objects.create(
        id=shipment.id,
        order=order,
        lines=[{"line_id": str(line.line_id), "quantity": line.quantity} for line in shipment.lines],
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
        shipped_at=shipment.shipped_at,
    )
    status = rules.status_after_shipping(
        (line.quantity, line.shipped_quantity, line.requires_shipping) for line in lines
    )
    if status == order.status:
        order.change(now=now)
    else:
        order.move(status, now=now)
    _tell_shipped(order, shipment, shipped, actor=actor, now=now, complete=status == rules.Status.SHIPPED)
    return queries.view_order(order)


def _count_units(order: Order, lines: list[OrderLine], shipment: ShipmentFact) -> tuple[EventLine, ...]:
    wanted: Counter[UUID] = Counter()
    for part in shipment.lines:
        if part.quantity < 1:
            raise NothingToShip("A parcel holds at least one unit of each line that it names.")
        wanted[part.line_id] += part.quantity
    by_id = {line.pk: line for line in lines}
    if not wanted or wanted.keys() - by_id.keys():
        raise NothingToShip(f"A parcel of order {order.number} holds lines of that order.")
    for line_id, quantity in wanted.items():
        line = by_id[line_id]
        left = line.quantity - line.shipped_quantity
        if quantity > left:
            raise NothingToShip(f"Of {line.sku} there are {left} left to ship, not {quantity}.")
        line.shipped_quantity += quantity
    return tuple(
        EventLine(line.pk, line.sku, full_title(line.title, line.variant_title), wanted[line.pk])
        for line in lines
        if line.pk in wanted
    )


def _tell_shipped(
    order: Order,
    shipment: ShipmentFact,
    lines: tuple[EventLine, ...],
    *,
    actor: Actor,
    now: datetime,
    complete: bool,
) -> None:
    what = ", ".join(f"{line.quantity} × {line.title}" for line in lines)
    how = " ".join(part for part in (shipment.carrier, shipment.tracking_number) if part)
    text = f"Shipped{'' if complete else ' in part'}: {what}{f' ({how})' if how else ''}."
    note(order, "shipped", text, actor=actor, now=now, data={"shipment_id": str(shipment.id)})
    publish(
        OrderShipped(
            order_id=order.pk,
            user_id=order.user_id,
            number=order.number,
            total=order.money(order.total_minor),
            shipment_id=shipment.id,
            carrier=shipment.carrier,
            tracking_number=shipment.tracking_number,
            tracking_url=shipment.tracking_url,
            lines=lines,
            complete=complete,
        ),
        now=now,
    )


def mark_delivered(order_id: UUID, shipment_id: UUID, *, at: datetime, actor: Actor, now: datetime) -> OrderView:
    """This function will note the parcel's arrival, and the order's with the last of its parcels."""
    order = lock_order(order_id)
    arrived = order.shipments.filter(pk=shipment_id, delivered_at=None).update(delivered_at=at)
    if not arrived:
        if not order.shipments.filter(pk=shipment_id).exists():
            raise ShipmentNotFound(f"Order {order.number} has no such parcel.")
        return queries.view_order(order)
    note(order, "arrived", "A parcel was delivered.", actor=actor, now=now, data={"shipment_id": str(shipment_id)})
    complete = not order.shipments.filter(delivered_at=None).exists()
    if not complete or order.status != rules.Status.SHIPPED:
        order.change(now=now)
        return queries.view_order(order)
    _deliver(order, now=now)
    return queries.view_order(order)


def mark_complete(order_id: UUID, *, now: datetime) -> bool:
    """This function will end a paid order of which nothing is sent: no parcel will ever tell that it has arrived."""
    order = lock_order(order_id)
    if order.status != rules.Status.PAID or order.lines.filter(requires_shipping=True).exists():
        return False
    note(order, "complete", "Complete: nothing of this order needs a parcel.", actor=SYSTEM, now=now)
    _deliver(order, now=now)
    return True


def _deliver(order: Order, *, now: datetime) -> None:
    order.move(rules.Status.DELIVERED, now=now)
    publish(
        OrderDelivered(
            order_id=order.pk,
            user_id=order.user_id,
            number=order.number,
            total=order.money(order.total_minor),
        ),
        now=now,
    )
