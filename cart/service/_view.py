"""The cart as shoppers see it: priced now."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from cart import rules
from cart.contracts import CartLineView, CartView
from cart.models import Cart, CartLine
from cart.queries import tax_rate_in
from catalog.contracts import Offer
from catalog.service import CatalogService
from shop.kernel.money import Money


def view_cart(cart: Cart, *, catalog: CatalogService, now: datetime) -> CartView:
    """This function will price the cart anew.

    Before there is an address, tax is that of the shop's own country, and delivery is not in the total.
    """
    lines = list(cart.lines.all())
    offers: dict[UUID, Offer] = catalog.get_offers([line.variant_id for line in lines]) if lines else {}
    rate = tax_rate_in(settings.SHOP_COUNTRY, on=now.date()) if lines else 0
    items = tuple(_view_line(line, offers[line.variant_id]) for line in lines)
    sold = [
        rules.quote_line(offers[item.variant_id], quantity=item.quantity, rate=rate)
        for item in items
        if item.problem != "not_sold"
    ]
    totals = rules.add_up(sold, shipping=Money.zero(cart.currency), shipping_tax_rate=rate)
    return CartView(cart.pk, cart.user_id, cart.currency, items, totals, cart.order_id)


def _view_line(line: CartLine, offer: Offer) -> CartLineView:
    added_price = Money(line.added_price_minor, offer.price.currency)
    return CartLineView(
        id=line.pk,
        variant_id=line.variant_id,
        product_id=offer.product_id,
        product_slug=offer.product_slug,
        sku=offer.sku,
        title=offer.product_title,
        variant_title=offer.variant_title,
        options=dict(offer.options),
        image=offer.image,
        quantity=line.quantity,
        unit_price=offer.price,
        line_total=offer.price * line.quantity,
        price_changed_from=added_price if added_price != offer.price else None,
        available=offer.available,
        problem=rules.problem_of(offer, line.quantity),
        requires_shipping=offer.requires_shipping,
    )
