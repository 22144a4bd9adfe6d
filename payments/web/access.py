"""Who may see a payment's pages: whoever may see its order, or holds the secret that the bank hands back."""

import hmac
from uuid import UUID

from django.http import HttpRequest

from orders.contracts import Actor, OrderView
from orders.errors import OrderNotFound
from orders.service import OrderService
from payments.contracts import PaymentView
from shop.http.pages import order_tokens
from shop.http.shopper import shopper_id

SHOPPER = Actor("shopper")
SECRET = "payment_intent_client_secret"  # noqa: S105  the name that Stripe gives it in the address


def open_order(request: HttpRequest, order_id: UUID) -> OrderView:
    """Return the order to who may see it. Raises OrderNotFound."""
    token = order_tokens(request).get(str(order_id))
    return OrderService().get_order_for(order_id=order_id, user_id=shopper_id(request), access_token=token)


def find_order(request: HttpRequest, order_id: UUID) -> OrderView | None:
    """Return the order to who may see it, or None."""
    try:
        return open_order(request, order_id)
    except OrderNotFound:
        return None


def knows_secret(request: HttpRequest, payment: PaymentView) -> bool:
    """Say whether the address carries the payment's client secret; there is none once the payment has ended."""
    sent = request.GET.get(SECRET, "")
    return bool(payment.client_secret) and hmac.compare_digest(sent.encode(), payment.client_secret.encode())
