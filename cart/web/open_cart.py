"""From a browser to its cart."""

from django.http import HttpRequest

from cart.contracts import CartView
from cart.errors import CartNotFound
from cart.service import CartService
from shop.http.shopper import carried_cart_id, shopper_id


def find_cart(request: HttpRequest) -> CartView | None:
    """Return the cart that can be filled: the one the browser carries, else the customer's own; None where neither is.

    A cart that became an order is done with.
    """
    cart_id, user_id = carried_cart_id(request), shopper_id(request)
    if cart_id is not None:
        try:
            found = CartService().get_cart(cart_id=cart_id, user_id=user_id)
        except CartNotFound:
            pass
        else:
            if found.order_id is None:
                return found
    return CartService().find_cart_of(user_id=user_id) if user_id else None


def open_cart(request: HttpRequest) -> CartView:
    """Return the cart that can be filled, a new one where there was none."""
    return find_cart(request) or CartService().create_cart(user_id=shopper_id(request))
