"""The arithmetic of a quote. The only calculator: cart page, checkout, order and a change of it all come here.

Prices include tax, so tax is a part of each price: gross * rate / (100 % + rate), rounded half up, once for each
line and once for the delivery. Sums are sums of rounded lines, so what is printed below a column adds up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from cart.contracts import QuoteLine, Totals
from catalog.contracts import Offer
from shop.kernel.money import Money

HUNDRED_PERCENT = 10_000
"""Rates are in basis points: 2300 is 23 %."""

Problem = Literal["", "short", "sold_out", "not_sold"]


def tax_within(gross: Money, rate: int) -> Money:
    """This function will return the part of a gross amount that is tax at `rate` basis points."""
    return gross.portion(rate, HUNDRED_PERCENT + rate)


def problem_of(offer: Offer, quantity: int) -> Problem:
    """This function will say why the quantity can't be bought as it stands; empty when it can."""
    if not offer.purchasable:
        return "not_sold"
    if offer.available <= 0:
        return "sold_out"
    return "short" if offer.available < quantity else ""


def quote_line(offer: Offer, *, quantity: int, rate: int) -> QuoteLine:
    """This function will freeze an offer at its price of now, taxed at `rate` basis points."""
    line_total = offer.price * quantity
    return QuoteLine(
        variant_id=offer.variant_id,
        product_id=offer.product_id,
        product_slug=offer.product_slug,
        sku=offer.sku,
        title=offer.product_title,
        variant_title=offer.variant_title,
        options=dict(offer.options),
        image_url=offer.image.url if offer.image else "",
        quantity=quantity,
        unit_price=offer.price,
        line_total=line_total,
        tax_rate=rate,
        tax=tax_within(line_total, rate),
        weight_grams=offer.weight_grams,
        requires_shipping=offer.requires_shipping,
    )


def tax_again(line: QuoteLine, *, rate: int) -> QuoteLine:
    """This function will keep the line's price and work out the tax in it at another rate."""
    return replace(line, tax_rate=rate, tax=tax_within(line.line_total, rate))


def delivery_price(*, price: Money, free_from: Money | None, subtotal: Money, anything_to_ship: bool) -> Money:
    """This function will return what the delivery costs: nothing from `free_from` on, or with nothing to ship."""
    if not anything_to_ship or (free_from is not None and subtotal >= free_from):
        return Money.zero(price.currency)
    return price


def add_up(lines: Sequence[QuoteLine], *, shipping: Money, shipping_tax_rate: int) -> Totals:
    """This function will add lines and delivery up; `shipping` also names the currency of an empty cart."""
    currency = shipping.currency
    subtotal = Money.total((line.line_total for line in lines), currency)
    discount = Money.zero(currency)
    tax = Money.total((line.tax for line in lines), currency) + tax_within(shipping, shipping_tax_rate)
    return Totals(
        subtotal=subtotal, discount=discount, shipping=shipping, tax=tax, total=subtotal - discount + shipping
    )


def goes_to(country: str, *, named: Iterable[str], served_by_name: bool) -> bool:
    """This function will say whether a way of delivery goes to the country.

    `named` are its own countries. One that names none is for the rest of the world: it goes wherever no other
    way goes by name (`served_by_name` says whether one does).
    """
    countries = frozenset(named)
    return country in countries if countries else not served_by_name
