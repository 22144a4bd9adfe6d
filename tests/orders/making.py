"""Orders for tests, made through the service as everyone makes them."""

from typing import Any
from uuid import UUID

from cart.contracts import CartView
from catalog.contracts import ProductView
from orders.contracts import Actor, OrderView, PaymentFact, PlaceOrder, ShipmentFact, ShippedLine
from orders.service import OrderService
from shop.kernel.clock import Clock, system_clock
from shop.kernel.ids import new_id
from shop.kernel.money import Money
from tests.cart.making import HOME, a_cart
from tests.catalog.making import mug, save

SHOPPER = Actor("shopper")
STAFF = Actor("staff", "Olga")


def to_place(cart: CartView, **changes: Any) -> PlaceOrder:
    """The command that places the cart's order."""
    values: dict[str, Any] = {
        "cart_id": cart.id,
        "email": "anna@example.com",
        "shipping_address": HOME,
        "shipping_method": "standard",
    }
    return PlaceOrder(**values | changes)


def an_order(
    *contents: tuple[ProductView, int], clock: Clock = system_clock, user_id: UUID | None = None, **changes: Any
) -> OrderView:
    """An order that waits for its payment: two mugs, unless contents are given."""
    cart = a_cart(*(contents or ((save(mug())[0], 2),)), user_id=user_id)
    command = to_place(cart, user_id=user_id, **changes)
    return OrderService(clock=clock).place_order(command, actor=SHOPPER).order


def a_payment(order: OrderView, **changes: Any) -> PaymentFact:
    """A payment of the whole order that has succeeded."""
    values: dict[str, Any] = {
        "id": new_id(),
        "status": "succeeded",
        "amount": order.totals.total,
        "method": "Visa ending in 4242",
        "decline_code": "",
        "message": "",
        "at": order.placed_at,
        "refunded": Money.zero(order.currency),
    }
    return PaymentFact(**values | changes)


def a_paid_order(*contents: tuple[ProductView, int], **changes: Any) -> OrderView:
    """An order that is paid."""
    order = an_order(*contents, **changes)
    assert OrderService().mark_paid(order_id=order.id, fact=a_payment(order), now=order.placed_at)
    return OrderService().get_order(order_id=order.id)


def a_parcel(order: OrderView, *quantities: int) -> ShipmentFact:
    """A parcel with so many units of each line; without numbers, with all that is left."""
    wanted = quantities or tuple(line.open_quantity for line in order.lines)
    return ShipmentFact(
        id=new_id(),
        lines=tuple(
            ShippedLine(line.id, quantity) for line, quantity in zip(order.lines, wanted, strict=True) if quantity
        ),
        carrier="DHL",
        tracking_number="123456",
        tracking_url="https://dhl.example/123456",
        shipped_at=order.placed_at,
    )
