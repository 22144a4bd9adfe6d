"""Tells the demo's orders: each step by the service that a page would call, at the time when it happened."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from cart.service import CartService
from fulfillment.contracts import Dispatch, ShipmentLine
from fulfillment.service import FulfillmentService
from orders.contracts import Actor, OrderQuery, OrderSummary, OrderView, PlaceOrder
from orders.service import OrderService
from payments.errors import PaymentDeclined
from payments.service import PaymentService
from shop.kernel.clock import FixedClock, system_clock
from shop.local.demo.accounts import ACCOUNTS, NAMES
from shop.local.demo.history import STORIES, Cancel, Deliver, Pay, Ship, Step, Story
from shop.users.service import UserService

_TO_PACK = ("paid", "partially_shipped")


def tell_stories(progress: Callable[[], None], stories: Sequence[Story] = STORIES) -> int:
    """Place the orders that are not there and take each as far as its story goes; return how many were placed.

    An order is known again by its e-mail address and its turn among the orders of that address.
    """
    now, customers = system_clock.now(), _customers()
    known = _orders_by_email()
    turns: dict[str, int] = {}
    placed = 0
    for story in stories:
        turn = turns.get(story.email, 0)
        turns[story.email] = turn + 1
        earlier = known.get(story.email, [])
        if turn < len(earlier):
            order_id = earlier[turn]
        else:
            order_id = _place(story, now - story.ago, customers.get(story.email))
            placed += 1
        _go_on(order_id, story, OrderService().get_order(order_id=order_id).placed_at)
        progress()
    return placed


def _customers() -> Mapping[str, UUID]:
    """Return the ids of the demo's customers; the accounts are there already and stay unchanged."""
    return {
        row.email: UserService().create_account(email=row.email, password=row.password, name=NAMES[row.email])
        for row in ACCOUNTS
        if row.role == "customer"
    }


def _orders_by_email() -> dict[str, list[UUID]]:
    """Return the ids of all orders by e-mail address, oldest first."""
    rows: list[OrderSummary] = []
    query = OrderQuery(limit=100)
    while True:
        page = OrderService().list_orders(query)
        rows += page.results
        if not page.next_cursor:
            break
        query = OrderQuery(limit=100, cursor=page.next_cursor)
    found: dict[str, list[UUID]] = {}
    for row in sorted(rows, key=lambda row: row.placed_at):
        found.setdefault(row.email, []).append(row.id)
    return found


def _place(story: Story, at: datetime, user_id: UUID | None) -> UUID:
    clock = FixedClock(at)
    carts = CartService(clock=clock)
    cart = carts.create_cart(user_id=user_id)
    for sku, quantity in story.lines:
        carts.add_item(cart_id=cart.id, user_id=user_id, sku=sku, quantity=quantity)
    ways = carts.shipping_options(
        cart_id=cart.id, user_id=user_id, country=story.address.country, postal_code=story.address.postal_code
    )
    command = PlaceOrder(
        cart_id=cart.id,
        email=story.email,
        shipping_address=story.address,
        shipping_method=ways[0].id,
        user_id=user_id,
    )
    return OrderService(clock=clock).place_order(command, actor=_shopper(story)).order.id


def _go_on(order_id: UUID, story: Story, placed_at: datetime) -> None:
    attempts = parcels = 0
    for step in story.steps:
        order = OrderService().get_order(order_id=order_id)
        clock = FixedClock(placed_at + step.after)
        match step:
            case Pay():
                attempts += 1
                if order.is_payable and len(order.payments) < attempts:
                    _pay(order_id, step, story, clock)
            case Ship():
                parcels += 1
                if order.status in _TO_PACK and len(order.shipments) < parcels:
                    FulfillmentService(clock=clock).dispatch(_parcel(order, step), actor=_staff())
            case Deliver() | Cancel():
                _end(order, step, clock)


def _pay(order_id: UUID, step: Pay, story: Story, clock: FixedClock) -> None:
    try:
        PaymentService(clock=clock).pay(order_id=order_id, payment_method=step.method, actor=_shopper(story))
    except PaymentDeclined:
        return  # as the story wants it: the order waits for another card
    FulfillmentService(clock=clock).open_shipment(order_id=order_id)


def _parcel(order: OrderView, step: Ship) -> Dispatch:
    line_ids = {line.sku: line.id for line in order.lines}
    lines = tuple(ShipmentLine(line_ids[sku], quantity) for sku, quantity in step.units)
    return Dispatch(order_id=order.id, lines=lines, carrier=step.carrier, tracking_number=step.number)


def _end(order: OrderView, step: Step, clock: FixedClock) -> None:
    if isinstance(step, Deliver):
        for parcel in order.shipments:
            if parcel.delivered_at is None:
                FulfillmentService(clock=clock).mark_delivered(shipment_id=parcel.id, actor=_staff())
    elif isinstance(step, Cancel) and order.can_be_cancelled:
        # Parcel and refund follow from the event, as for any cancelled order.
        OrderService(clock=clock).cancel_order(order_id=order.id, actor=_staff(), reason=step.reason)


def _shopper(story: Story) -> Actor:
    return Actor("shopper", story.address.name)


def _staff() -> Actor:
    return Actor("staff", NAMES["orders@trolley.example"])
