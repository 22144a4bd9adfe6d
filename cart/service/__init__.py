"""Carts: what shoppers want, and what it would cost.

Owns carts with their lines, the ways of delivery, tax rates, and every price before there is an order: the quote.
Does not own products and stock (catalog, below), nor anything once it is agreed (orders, above). Called by pages,
the API and orders.

The lock is the cart's row: whoever changes lines holds it, so changes of one cart follow one another. Nothing here
locks stock. That a line can be had is checked when it is put in, so that a shopper learns early; it is promised
only when the order is placed.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cart.contracts import CartView, Destination, Quote, QuoteLine, ShippingOption, TakenCart
from cart.models import Cart
from cart.service import _quote
from cart.service._change_lines import add_item, change_quantity, remove_item
from cart.service._drop_abandoned import drop_abandoned
from cart.service._join_carts import join_carts
from cart.service._open import open_cart, open_cart_of
from cart.service._take_for_order import take_for_order
from cart.service._view import view_cart
from catalog.service import CatalogService
from shop.kernel.clock import Clock, system_clock

__all__ = ["CartService"]


class CartService:
    """The use cases of a cart.

    `user_id` is always who is signed in: a customer's cart opens for them alone, a guest's by its id. To anybody
    else a cart is not there (CartNotFound).
    """

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._catalog = CatalogService(clock=clock)

    def create_cart(self, *, user_id: UUID | None = None) -> CartView:
        """Make an empty cart in the shop's currency."""
        now = self._clock.now()
        cart = Cart.objects.create(user_id=user_id, currency=settings.SHOP_CURRENCY, created_at=now, updated_at=now)
        return view_cart(cart, catalog=self._catalog, now=now)

    def get_cart(self, *, cart_id: UUID, user_id: UUID | None = None) -> CartView:
        """Return the cart, priced anew; its lines say what has become dearer, scarce or is no longer sold.

        Raises CartNotFound.
        """
        cart = open_cart(cart_id, user_id)
        return view_cart(cart, catalog=self._catalog, now=self._clock.now())

    def find_cart_of(self, *, user_id: UUID) -> CartView | None:
        """Return the cart that the customer used last and has not ordered, or None."""
        cart = open_cart_of(user_id)
        return view_cart(cart, catalog=self._catalog, now=self._clock.now()) if cart else None

    def add_item(
        self,
        *,
        cart_id: UUID,
        quantity: int,
        user_id: UUID | None = None,
        variant_id: UUID | None = None,
        sku: str | None = None,
        product_id: UUID | None = None,
    ) -> CartView:
        """Put units in, named by variant, by SKU, or by a product that has one variant; a variant that is in
        already gets more units.

        Raises CartNotFound, CartAlreadyOrdered, VariantNotFound, ProductNotFound, VariantRequired, ProductNotSold,
        QuantityInvalid, CartFull, and OutOfStock when the line would ask for more than there is.
        """
        with transaction.atomic():
            return add_item(
                cart_id,
                user_id,
                quantity=quantity,
                named=(variant_id, sku, product_id),
                catalog=self._catalog,
                now=self._clock.now(),
            )

    def change_quantity(self, *, cart_id: UUID, item_id: UUID, quantity: int, user_id: UUID | None = None) -> CartView:
        """Set how many units a line has.

        Raises CartNotFound, ItemNotFound, CartAlreadyOrdered, ProductNotSold, QuantityInvalid, OutOfStock.
        """
        with transaction.atomic():
            return change_quantity(
                cart_id, user_id, item_id=item_id, quantity=quantity, catalog=self._catalog, now=self._clock.now()
            )

    def remove_item(self, *, cart_id: UUID, item_id: UUID, user_id: UUID | None = None) -> CartView:
        """Take a line out.

        Raises CartNotFound, ItemNotFound (also when it was taken out before), CartAlreadyOrdered.
        """
        with transaction.atomic():
            return remove_item(cart_id, user_id, item_id=item_id, catalog=self._catalog, now=self._clock.now())

    def shipping_options(
        self, *, cart_id: UUID, country: str, postal_code: str = "", user_id: UUID | None = None
    ) -> tuple[ShippingOption, ...]:
        """Return the ways of delivery to a place with their prices for this cart; none go there: an empty tuple.

        Raises CartNotFound, and Invalid for what is no country.
        """
        view = self.get_cart(cart_id=cart_id, user_id=user_id)
        return _quote.shipping_options(view, country=country)

    def get_quote(self, *, cart_id: UUID, destination: Destination, user_id: UUID | None = None) -> Quote:
        """Return what the cart would cost, delivered there in that way.

        Raises CartNotFound, CartEmpty, ShippingMethodUnknown, ProductNotSold, OutOfStock.
        """
        cart = open_cart(cart_id, user_id)
        return _quote.quote_cart(cart, destination, catalog=self._catalog, now=self._clock.now())

    def quote_lines(self, *, lines: Sequence[QuoteLine], destination: Destination) -> Quote:
        """Return what lines agreed before would cost, delivered elsewhere or in another way: their prices stay,
        delivery and tax are worked out anew.

        Raises ShippingMethodUnknown.
        """
        return _quote.quote_lines(lines, destination, now=self._clock.now())

    def take_for_order(
        self, *, cart_id: UUID, order_id: UUID, destination: Destination, user_id: UUID | None = None
    ) -> TakenCart:
        """Quote the cart and mark it as taken by the order, in the caller's transaction, which keeps the cart
        locked to its end. A cart that was taken before comes back with the order that took it, and no quote.

        Raises CartNotFound, CartEmpty, ShippingMethodUnknown, ProductNotSold, OutOfStock.
        """
        return take_for_order(
            cart_id,
            user_id,
            order_id=order_id,
            destination=destination,
            catalog=self._catalog,
            now=self._clock.now(),
        )

    def join_carts(self, *, cart_id: UUID | None, user_id: UUID) -> CartView | None:
        """Give a guest's cart to the customer who has just signed in; where they have a cart with something in it,
        the lines go in there. Returns the customer's cart, or None where there is none.
        """
        with transaction.atomic():
            cart = join_carts(cart_id, user_id, now=self._clock.now())
        return view_cart(cart, catalog=self._catalog, now=self._clock.now()) if cart else None

    def drop_abandoned(self, *, older_than: timedelta) -> int:
        """Delete carts that nobody has touched for so long, ordered ones too: the order is their record. Returns
        how many.
        """
        return drop_abandoned(before=self._clock.now() - older_than)
