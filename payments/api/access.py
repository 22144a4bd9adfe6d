"""Who may pay an order, and see how it was paid."""

from uuid import UUID

from rest_framework.request import Request

from orders.contracts import Actor, OrderView
from orders.errors import OrderNotFound
from orders.service import OrderService
from payments.contracts import PaymentView
from payments.errors import PaymentNotFound
from payments.service import PaymentService
from shop.http.auth import holds
from shop.users.keys import KeyHolder


def open_order(request: Request, order_id: UUID, *, scope: str) -> OrderView:
    """Return the order for its owner, whoever has its token, or a key with `scope`.

    Raises OrderNotFound for everybody else.
    """
    if holds(request, scope):
        return OrderService().get_order(order_id=order_id)
    user_id = request.user.pk if request.user.is_authenticated else None
    return OrderService().get_order_for(
        order_id=order_id, user_id=user_id, access_token=request.headers.get("Order-Token")
    )


def open_payment(request: Request, payment_id: UUID) -> PaymentView:
    """Return the payment to whoever may see its order.

    Raises PaymentNotFound for everybody else.
    """
    payment = PaymentService().get_payment(payment_id=payment_id)
    try:
        open_order(request, payment.order_id, scope="orders:read")
    except OrderNotFound:
        raise PaymentNotFound("There is no payment with this id.") from None
    return payment


def actor_of(request: Request) -> Actor:
    """Return who calls, for the order's timeline."""
    if isinstance(request.auth, KeyHolder):
        return Actor("api", request.auth.name, request.auth.id)
    return Actor("shopper")
