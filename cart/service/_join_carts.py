"""Signing in with things in the cart."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from cart.models import Cart
from cart.service._open import open_cart_of


def join_carts(cart_id: UUID | None, user_id: UUID, *, now: datetime) -> Cart | None:
    """This function will make the guest's cart the customer's, or pour it into the one they have.

    A cart that became an order, or is another customer's, is left alone.
    """
    own = open_cart_of(user_id)
    ids = {pk for pk in (cart_id, own.pk if own else None) if pk is not None}
    # By primary key, so that two tabs signing in at once can't each wait for the other.
    locked = {
        cart.pk: cart
        for cart in Cart.objects.select_for_update(no_key=True).filter(pk__in=ids, order_id=None).order_by("pk")
    }
    own = locked.get(own.pk) if own else None
    guest = locked.get(cart_id) if cart_id else None
    if guest is None or guest.user_id is not None:
        return own
    if own is None:
        guest.user_id = user_id
        guest.updated_at = now
        guest.save(update_fields=["user_id", "updated_at"])
        return guest
    _pour(guest, into=own)
    own.updated_at = now
    own.save(update_fields=["updated_at"])
    guest.delete()
    return own


def _pour(guest: Cart, *, into: Cart) -> None:
    """Lines beyond what a cart holds stay behind; a quantity stops at the most that a line may have."""
    lines = {line.variant_id: line for line in into.lines.all()}
    for extra in guest.lines.all():
        line = lines.get(extra.variant_id)
        if line is not None:
            line.quantity = min(line.quantity + extra.quantity, settings.MAX_LINE_QUANTITY)
            line.save(update_fields=["quantity"])
        elif len(lines) < settings.MAX_CART_LINES:
            extra.cart = into
            extra.save(update_fields=["cart"])
            lines[extra.variant_id] = extra
