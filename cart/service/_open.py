"""Finding a cart, for reading or with its lock."""

from uuid import UUID

from cart.errors import CartAlreadyOrdered, CartNotFound
from cart.models import Cart


def open_cart(cart_id: UUID, user_id: UUID | None) -> Cart:
    """This function will return the cart for reading. Raises CartNotFound."""
    return _only_for(user_id, Cart.objects.filter(pk=cart_id).first())


def lock_cart(cart_id: UUID, user_id: UUID | None) -> Cart:
    """This function will return the cart with its row locked until the transaction ends. Raises CartNotFound."""
    return _only_for(user_id, Cart.objects.select_for_update(no_key=True).filter(pk=cart_id).first())


def lock_changeable(cart_id: UUID, user_id: UUID | None) -> Cart:
    """This function will lock a cart that may still be changed. Raises CartNotFound, CartAlreadyOrdered."""
    cart = lock_cart(cart_id, user_id)
    if cart.order_id is not None:
        raise CartAlreadyOrdered("This cart has become an order. Start a new one for more.")
    return cart


def open_cart_of(user_id: UUID) -> Cart | None:
    """This function will return the customer's cart that was used last and is not ordered."""
    return Cart.objects.filter(user_id=user_id, order_id=None).order_by("-updated_at").first()


def _only_for(user_id: UUID | None, cart: Cart | None) -> Cart:
    if cart is None or not cart.opens_for(user_id):
        raise CartNotFound("There is no such cart.")
    return cart
