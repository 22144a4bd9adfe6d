"""Orders: what was agreed, its states, its timeline.

Owns the order with its frozen quote, the table of its states, and the memory of what payments and fulfillment told.
Does not own prices (cart), stock (catalog), money (payments) or parcels (fulfillment). Called by pages, the API,
the admin, and by payments, fulfillment and notifications.

Locks: the cart's row, then the order's, then stock, which is hot and therefore last. A new order's row is nobody
else's yet. A caller whose own transaction touches both an order and stock calls orders first.
"""

import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cart.service import CartService
from catalog.service import CatalogService
from orders import queries
from orders.contracts import (
    Actor,
    ChangeDetails,
    OrderPage,
    OrderQuery,
    OrderView,
    PaymentFact,
    PlacedOrder,
    PlaceOrder,
    ShipmentFact,
)
from orders.errors import OrderNotFound
from orders.service._cancel_order import cancel_order
from orders.service._change_details import change_details
from orders.service._expire_unpaid import expire_unpaid
from orders.service._pay import begin_payment, mark_paid, record_payment
from orders.service._place_order import place_order
from orders.service._record import lock_order, record
from orders.service._ship import mark_complete, mark_delivered, mark_shipped
from shop.kernel.clock import Clock, system_clock

__all__ = ["OrderService"]


class OrderService:
    """The use cases of an order, from the cart's last moment to the parcel's arrival."""

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._cart = CartService(clock=clock)
        self._catalog = CatalogService(clock=clock)

    def place_order(self, command: PlaceOrder, *, actor: Actor) -> PlacedOrder:
        """Turn a cart into an order, reserve its stock, publish OrderCreated. A cart that became an order before
        gives that order again; an order that costs nothing is paid at once (OrderPaid).

        Raises Invalid naming the fields, CartNotFound, CartEmpty, ShippingMethodUnknown, ProductNotSold, OutOfStock,
        PriceChanged.
        """
        return place_order(command, actor=actor, cart=self._cart, catalog=self._catalog, now=self._clock.now())

    def get_order(self, *, order_id: UUID) -> OrderView:
        """Return an order, whoever's it is: for staff, keys and the apps above. Raises OrderNotFound."""
        view = queries.find_view(order_id)
        if view is None:
            raise OrderNotFound("There is no such order.")
        return view

    def get_order_for(
        self, *, order_id: UUID, user_id: UUID | None = None, access_token: str | None = None
    ) -> OrderView:
        """Return an order to who may see it: the customer whose it is, or a bearer of its token.

        Raises OrderNotFound when it is not there or neither fits; the two can't be told apart.
        """
        view = self.get_order(order_id=order_id)
        if user_id is not None and view.user_id == user_id:
            return view
        if access_token and hmac.compare_digest(view.access_token.encode(), access_token.encode()):
            return view
        raise OrderNotFound("There is no such order.")

    def list_orders(self, query: OrderQuery) -> OrderPage:
        """List orders page by page. Raises ParameterInvalid, CursorInvalid.

        A reader of changes (`updated_after`) asks again from a minute before the last change that it saw: a change
        is dated when its transaction begins, and is seen when it ends.
        """
        return queries.list_orders(query)

    def change_details(
        self, *, order_id: UUID, change: ChangeDetails, actor: Actor, expected_version: str | None = None
    ) -> OrderView:
        """Change name, addresses, e-mail or delivery of an unpaid order, and quote it anew where that matters.
        With nothing left to pay it is paid (OrderPaid).

        Raises OrderNotFound, OrderNotChangeable, Invalid naming the fields, ShippingMethodUnknown, PriceChanged, and
        Stale when the order is not as the caller saw it (`expected_version`).
        """
        with transaction.atomic():
            order = lock_order(order_id, expected_version=expected_version)
            return change_details(
                order, change, actor=actor, cart=self._cart, catalog=self._catalog, now=self._clock.now()
            )

    def cancel_order(
        self, *, order_id: UUID, actor: Actor, reason: str, expected_version: str | None = None
    ) -> OrderView:
        """Call an order off before any of it is shipped, give its stock back, publish OrderCancelled, upon which
        payments refunds what was paid.

        Raises OrderNotFound, OrderNotCancellable, and Stale as above.
        """
        with transaction.atomic():
            order = lock_order(order_id, expected_version=expected_version)
            return cancel_order(order, actor=actor, reason=reason, catalog=self._catalog, now=self._clock.now())

    def begin_payment(self, *, order_id: UUID, now: datetime) -> OrderView:
        """Say what is to be paid, and keep the stock for as long as an attempt may take. Locks the order until the
        caller's transaction ends.

        Raises OrderNotFound, OrderAlreadyPaid, OrderNotPayable.
        """
        with transaction.atomic():
            return begin_payment(order_id, catalog=self._catalog, now=now)

    def record_payment(
        self, *, order_id: UUID, fact: PaymentFact, text: str, actor: Actor, public: bool = True
    ) -> None:
        """Remember where an attempt to pay stands, with a line in the timeline where `text` is not empty.

        Raises OrderNotFound.
        """
        with transaction.atomic():
            record_payment(order_id, fact, text=text, actor=actor, public=public, now=self._clock.now())

    def mark_paid(self, *, order_id: UUID, fact: PaymentFact, now: datetime) -> bool:
        """Remember the money, and make the order paid by it: secures the stock, publishes OrderPaid.

        Returns False when the money is to go back: another attempt has paid, the order was called off, its stock is
        gone since it expired, or the amount is not its total. The same attempt told twice is True twice.
        Raises OrderNotFound.
        """
        with transaction.atomic():
            return mark_paid(order_id, fact, catalog=self._catalog, now=now)

    def mark_shipped(self, *, order_id: UUID, shipment: ShipmentFact, actor: Actor) -> OrderView:
        """Remember a parcel and count its units as shipped; publishes OrderShipped. The same parcel told twice
        changes nothing.

        Raises OrderNotFound, and NothingToShip when the order or its lines don't allow it.
        """
        with transaction.atomic():
            return mark_shipped(order_id, shipment, actor=actor, now=self._clock.now())

    def mark_delivered(self, *, order_id: UUID, shipment_id: UUID, at: datetime, actor: Actor) -> OrderView:
        """Remember that a parcel has arrived; with the last one the order is delivered (OrderDelivered). A parcel
        that has arrived before changes nothing.

        Raises OrderNotFound, ShipmentNotFound.
        """
        with transaction.atomic():
            return mark_delivered(order_id, shipment_id, at=at, actor=actor, now=self._clock.now())

    def mark_complete(self, *, order_id: UUID) -> bool:
        """Take a paid order of which nothing is sent as delivered (OrderDelivered); False, and no change, for any
        other. Raises OrderNotFound.
        """
        with transaction.atomic():
            return mark_complete(order_id, now=self._clock.now())

    def record(
        self,
        *,
        order_id: UUID,
        kind: str,
        text: str,
        actor: Actor,
        public: bool = False,
        data: dict[str, object] | None = None,
    ) -> None:
        """Add to the timeline what an app above did with the order. Raises OrderNotFound."""
        with transaction.atomic():
            record(order_id, kind=kind, text=text, actor=actor, public=public, data=data or {}, now=self._clock.now())

    def expire_unpaid(self) -> int:
        """End the orders whose time to be paid is over, and free their stock; publishes OrderExpired for each.
        Returns how many.
        """
        return expire_unpaid(catalog=self._catalog, clock=self._clock)
