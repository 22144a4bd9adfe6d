"""Putting in, changing and taking out: one change of a cart at a time, by the lock of its row."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from cart.contracts import CartView
from cart.errors import CartFull, ItemNotFound, ProductNotSold, QuantityInvalid, VariantRequired
from cart.models import QUANTITY_CEILING, Cart, CartLine
from cart.service._open import lock_changeable
from cart.service._view import view_cart
from catalog.contracts import Offer, ShortLine
from catalog.errors import OutOfStock, ProductNotFound
from catalog.service import CatalogService
from shop.kernel.errors import FieldError, Invalid

Named = tuple[UUID | None, str | None, UUID | None]
"""variant_id, sku, product_id: one of them."""


def add_item(
    cart_id: UUID, user_id: UUID | None, *, quantity: int, named: Named, catalog: CatalogService, now: datetime
) -> CartView:
    """This function will raise the variant's quantity in the cart, from zero where it is not in yet."""
    _check_quantity(quantity)
    offer = _find_offer(named, catalog)
    cart = lock_changeable(cart_id, user_id)
    line = cart.lines.filter(variant_id=offer.variant_id).first()
    if line is None and cart.lines.count() >= settings.MAX_CART_LINES:
        raise CartFull(f"A cart holds {settings.MAX_CART_LINES} different things; place this order first.")
    wanted = quantity + (line.quantity if line else 0)
    _check_can_be_had(offer, wanted)
    if line is None:
        CartLine.objects.create(
            cart=cart,
            variant_id=offer.variant_id,
            quantity=wanted,
            added_price_minor=offer.price.minor,
            added_at=now,
        )
    else:
        _set_quantity(line, wanted, offer)
    return _touched(cart, catalog, now)


def change_quantity(
    cart_id: UUID, user_id: UUID | None, *, item_id: UUID, quantity: int, catalog: CatalogService, now: datetime
) -> CartView:
    """This function will set a line's quantity."""
    _check_quantity(quantity)
    cart = lock_changeable(cart_id, user_id)
    line = _line_of(cart, item_id)
    offer = catalog.get_offers([line.variant_id])[line.variant_id]
    _check_can_be_had(offer, quantity)
    _set_quantity(line, quantity, offer)
    return _touched(cart, catalog, now)


def remove_item(
    cart_id: UUID, user_id: UUID | None, *, item_id: UUID, catalog: CatalogService, now: datetime
) -> CartView:
    """This function will take a line out."""
    cart = lock_changeable(cart_id, user_id)
    _line_of(cart, item_id).delete()
    return _touched(cart, catalog, now)


def _find_offer(named: Named, catalog: CatalogService) -> Offer:
    variant_id, sku, product_id = named
    if sum(name is not None for name in named) != 1:
        raise Invalid(
            "Name one thing to put in the cart.",
            errors=[FieldError("/variant_id", "required", "Give one of variant_id, sku and product_id.")],
        )
    if product_id is None:
        return catalog.find_offer(variant_id=variant_id, sku=sku)
    offers = catalog.list_product_offers(product_id)
    if not offers:
        raise ProductNotFound("There is no such product on sale.")
    if len(offers) > 1:
        raise VariantRequired(
            "This product comes in several variants; choose one.",
            errors=[FieldError("/variant_id", "required", "Name the variant.")],
        )
    return offers[0]


def _line_of(cart: Cart, item_id: UUID) -> CartLine:
    line = cart.lines.filter(pk=item_id).first()
    if line is None:
        raise ItemNotFound("There is no such line in this cart.")
    return line


def _check_quantity(quantity: int) -> None:
    most = min(settings.MAX_LINE_QUANTITY, QUANTITY_CEILING)
    if not 1 <= quantity <= most:
        raise QuantityInvalid(
            f"A line of a cart has 1 to {most} units.",
            errors=[FieldError("/quantity", "out_of_range", f"Use a number from 1 to {most}.")],
        )


def _check_can_be_had(offer: Offer, wanted: int) -> None:
    if not offer.purchasable:
        raise ProductNotSold(f"{offer.product_title} is no longer sold.")
    if offer.available < wanted:
        raise OutOfStock([ShortLine(offer.variant_id, offer.sku, wanted, offer.available)])
    _check_quantity(wanted)


def _set_quantity(line: CartLine, quantity: int, offer: Offer) -> None:
    line.quantity = quantity
    line.added_price_minor = offer.price.minor
    line.save(update_fields=["quantity", "added_price_minor"])


def _touched(cart: Cart, catalog: CatalogService, now: datetime) -> CartView:
    cart.updated_at = now
    cart.save(update_fields=["updated_at"])
    return view_cart(cart, catalog=catalog, now=now)
