"""A cart becomes an order: once."""

from datetime import datetime
from uuid import UUID

from cart.contracts import Destination, TakenCart
from cart.service._open import lock_cart
from cart.service._quote import quote_cart
from catalog.service import CatalogService


def take_for_order(
    cart_id: UUID,
    user_id: UUID | None,
    *,
    order_id: UUID,
    destination: Destination,
    catalog: CatalogService,
    now: datetime,
) -> TakenCart:
    """This function will quote and mark the cart under its lock: a second checkout waits here, and then finds the
    order of the first.
    """
    cart = lock_cart(cart_id, user_id)
    if cart.order_id is not None:
        return TakenCart(cart.pk, cart.user_id, None, cart.order_id)
    quote = quote_cart(cart, destination, catalog=catalog, now=now)
    # A guest's cart ordered by somebody who is signed in becomes theirs, and opens for nobody else from then on.
    cart.user_id = cart.user_id or user_id
    cart.order_id = order_id
    cart.updated_at = now
    cart.save(update_fields=["user_id", "order_id", "updated_at"])
    return TakenCart(cart.pk, cart.user_id, quote, None)
