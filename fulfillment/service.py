"""Parcels: what has to be packed, what is on its way, what has arrived.

fulfillment owns shipments. It does not own stock (catalog does; it is consumed here, once, when an order is paid) nor
the order's state (orders does; it is told here what was shipped). payments is never seen from here, and it publishes
no events: orders announce what was shipped and delivered. Callers: its own admin, API and tasks.

Lock order, in every transaction: the order's parcels (an advisory lock), the order's row where it is changed, the
rows of parcels, and the stock last.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from catalog.service import CatalogService
from fulfillment.contracts import Dispatch, ShipmentLine, ShipmentView
from fulfillment.errors import DispatchInvalid, ShipmentAlreadySent, ShipmentNotDispatched, ShipmentNotFound
from fulfillment.gateways.carriers import known_carrier, tracking_link
from fulfillment.models import Shipment, lock_parcels_of
from fulfillment.rules import Status, check_lines, sources
from orders.contracts import Actor, OrderView, ShipmentFact, ShippedLine
from orders.errors import NothingToShip
from orders.service import OrderService
from shop.kernel.clock import Clock, system_clock
from shop.kernel.ids import new_id

_TO_PACK = frozenset({"paid", "partially_shipped"})


class FulfillmentService:
    """The use cases of fulfillment."""

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._orders = OrderService(clock=clock)
        self._catalog = CatalogService(clock=clock)

    def open_shipment(self, *, order_id: UUID) -> ShipmentView | None:
        """This method will take the paid order's units off the shelf and put its parcel on the list to pack.

        None when there is nothing to pack: the order is not paid (any more), or its parcels were dispatched before, or
        nothing of it is sent; then it is complete.
        Any number of calls have the effect of one. Raises OrderNotFound.
        """
        now = self._clock.now()
        with transaction.atomic():
            lock_parcels_of(order_id)
            existing = list(Shipment.objects.filter(order_id=order_id))
            order = self._orders.get_order(order_id=order_id)
            if existing or order.status not in _TO_PACK:
                still_open = [shipment for shipment in existing if shipment.status == Status.OPEN]
                return still_open[0].view() if still_open else None
            # An order that is cancelled from here on is no worry: its event waits for our lock and then finds this
            # parcel; its stock comes back whether we have consumed it by then or not.
            shipment = _open_for(order, now)
            if shipment is None:
                self._orders.mark_complete(order_id=order_id)
            self._catalog.consume(order_id=order_id, now=now)
            return shipment.view() if shipment else None

    def dispatch(self, dispatch: Dispatch, *, actor: Actor) -> ShipmentView:
        """This method will send a parcel: the lines named, or all that is left when none are.

        The parcel that waits to be packed becomes this one; what is left of the order waits in a new one. Stock that
        was not consumed yet, because the dispatch overtook the news of the payment, is consumed here.

        Raises OrderNotFound, DispatchInvalid for lines that make no sense, ShipmentAlreadySent when the parcel meant is
        not the open one, NothingToShip for more units than are left, for lines of another order, and for an order that
        is not paid or was cancelled.
        """
        errors = check_lines(dispatch.lines)
        if errors:
            raise DispatchInvalid("The parcel's lines need attention.", errors=errors)
        now = self._clock.now()
        with transaction.atomic():
            lock_parcels_of(dispatch.order_id)
            shipment = Shipment.objects.filter(order_id=dispatch.order_id, status__in=sources(Status.SHIPPED)).first()
            if dispatch.shipment_id is not None and (shipment is None or shipment.pk != dispatch.shipment_id):
                raise ShipmentAlreadySent("This parcel has left already. Go back to the order to see what is left.")
            lines = dispatch.lines or _all_that_is_left(self._orders.get_order(order_id=dispatch.order_id))
            if not lines:
                raise NothingToShip("Nothing of this order is left to be shipped.")
            shipment = shipment or Shipment(id=new_id(), order_id=dispatch.order_id, created_at=now)
            shipment.status = Status.SHIPPED
            shipment.shipped_at = now
            shipment.carrier = known_carrier(dispatch.carrier)
            shipment.tracking_number = " ".join(dispatch.tracking_number.split())
            shipment.tracking_url = tracking_link(shipment.carrier, shipment.tracking_number)
            # Orders decide whether these units may go; they lock the order's row, so this comes before our rows.
            order = self._orders.mark_shipped(
                order_id=dispatch.order_id, shipment=_fact(shipment, lines, now), actor=actor
            )
            shipment.save()
            shipment.pack(lines)
            _open_for(order, now)
            self._catalog.consume(order_id=dispatch.order_id, now=now)
            return shipment.view()

    def mark_delivered(self, *, shipment_id: UUID, actor: Actor) -> ShipmentView:
        """This method will note that a parcel has arrived; said twice, it is noted once.

        Raises ShipmentNotFound, ShipmentNotDispatched.
        """
        now = self._clock.now()
        with transaction.atomic():
            order_id = Shipment.objects.filter(pk=shipment_id).values_list("order_id", flat=True).first()
            if order_id is None:
                raise ShipmentNotFound("There is no parcel with this id.")
            lock_parcels_of(order_id)
            shipment = Shipment.objects.get(pk=shipment_id)
            if shipment.status == Status.DELIVERED:
                return shipment.view()
            if shipment.status != Status.SHIPPED:
                raise ShipmentNotDispatched(f"This parcel is {shipment.get_status_display()}; it can't have arrived.")
            self._orders.mark_delivered(order_id=order_id, shipment_id=shipment_id, at=now, actor=actor)
            Shipment.objects.filter(pk=shipment_id).move(Status.DELIVERED, delivered_at=now)
            shipment.refresh_from_db()
            return shipment.view()

    def cancel_open(self, *, order_id: UUID) -> int:
        """This method will take a cancelled order's parcel off the list to pack, and return how many there were.

        The stock is not touched: orders gave it back when the order was cancelled.
        """
        with transaction.atomic():
            lock_parcels_of(order_id)
            return Shipment.objects.filter(order_id=order_id).move(Status.CANCELLED)

    def list_shipments(self, *, order_id: UUID) -> tuple[ShipmentView, ...]:
        """This method will return the order's parcels, oldest first."""
        rows = Shipment.objects.filter(order_id=order_id).prefetch_related("lines").order_by("id")
        return tuple(row.view() for row in rows)


def _all_that_is_left(order: OrderView) -> tuple[ShipmentLine, ...]:
    things = (line for line in order.lines if line.requires_shipping and line.open_quantity)
    return tuple(ShipmentLine(line.id, line.open_quantity) for line in things)


def _open_for(order: OrderView, now: datetime) -> Shipment | None:
    lines = _all_that_is_left(order)
    if not lines:
        return None
    shipment = Shipment.objects.create(order_id=order.id, created_at=now)
    shipment.pack(lines)
    return shipment


def _fact(shipment: Shipment, lines: tuple[ShipmentLine, ...], now: datetime) -> ShipmentFact:
    return ShipmentFact(
        id=shipment.pk,
        lines=tuple(ShippedLine(line.line_id, line.quantity) for line in lines),
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
        shipped_at=now,
    )
