"""Signing in with things in the cart: the guest's cart becomes the customer's, or goes into the one they have."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from cart.service import CartService
from shop.http.shopper import carried_cart_id, carry_cart


@receiver(user_logged_in, dispatch_uid="cart.join_carts")
def join_carts(request: HttpRequest, user: Any, response: HttpResponse | None = None, **_: Any) -> None:
    """Join the carts. The browser carries the customer's cart from now on."""
    cart = CartService().join_carts(cart_id=carried_cart_id(request), user_id=user.pk)
    if response is not None:
        carry_cart(response, cart.id if cart else None, cart.count if cart else 0)
