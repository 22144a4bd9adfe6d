"""The quote: lines, delivery and tax of a cart for one destination."""

from collections.abc import Sequence
from datetime import datetime

from cart import rules
from cart.contracts import CartView, Destination, Quote, QuoteLine, ShippingOption
from cart.errors import CartEmpty, ProductNotSold, ShippingMethodUnknown
from cart.models import Cart, ShippingMethod
from cart.queries import shipping_methods_to, tax_rate_in
from catalog.contracts import ShortLine
from catalog.errors import OutOfStock
from catalog.service import CatalogService
from shop.kernel.address import country_name, country_names
from shop.kernel.errors import FieldError, Invalid
from shop.kernel.money import Money


def shipping_options(view: CartView, *, country: str) -> tuple[ShippingOption, ...]:
    """This function will price each way of delivery to the country for what is in the cart."""
    country = country.upper()
    if country not in country_names():
        raise Invalid(
            "Name the country of delivery.",
            errors=[FieldError("/country", "unknown_country", "Use a two-letter ISO 3166 code, such as GB.")],
        )
    sold = [item for item in view.items if item.problem != "not_sold"]
    anything_to_ship = not sold or any(item.requires_shipping for item in sold)
    return tuple(
        ShippingOption(
            id=method.code,
            name=method.name,
            description=method.description,
            price=_price(method, subtotal=view.totals.subtotal, anything_to_ship=anything_to_ship),
            estimated_days=(method.days_min, method.days_max),
        )
        for method in shipping_methods_to(country, currency=view.currency)
    )


def quote_cart(cart: Cart, destination: Destination, *, catalog: CatalogService, now: datetime) -> Quote:
    """This function will quote the cart, refusing what could not be ordered."""
    lines = list(cart.lines.all())
    if not lines:
        raise CartEmpty("There is nothing in the cart.")
    offers = catalog.get_offers([line.variant_id for line in lines])
    wanted = [(offers[line.variant_id], line.quantity) for line in lines]
    if gone := [offer.product_title for offer, _ in wanted if not offer.purchasable]:
        raise ProductNotSold(f"No longer sold: {', '.join(gone)}. Take it out of the cart to order the rest.")
    short = [
        ShortLine(offer.variant_id, offer.sku, quantity, offer.available)
        for offer, quantity in wanted
        if rules.problem_of(offer, quantity)
    ]
    if short:
        raise OutOfStock(short)
    rate = tax_rate_in(destination.address.country, on=now.date())
    quoted = [rules.quote_line(offer, quantity=quantity, rate=rate) for offer, quantity in wanted]
    return _with_delivery(quoted, destination, rate=rate)


def quote_lines(lines: Sequence[QuoteLine], destination: Destination, *, now: datetime) -> Quote:
    """This function will quote lines whose prices are agreed for another destination."""
    if not lines:
        raise CartEmpty("There is nothing to quote.")
    rate = tax_rate_in(destination.address.country, on=now.date())
    return _with_delivery([rules.tax_again(line, rate=rate) for line in lines], destination, rate=rate)


def _with_delivery(lines: Sequence[QuoteLine], destination: Destination, *, rate: int) -> Quote:
    currency = lines[0].line_total.currency
    method = _find_method(destination, currency)
    shipping = _price(
        method,
        subtotal=Money.total((line.line_total for line in lines), currency),
        anything_to_ship=any(line.requires_shipping for line in lines),
    )
    return Quote(
        currency=currency,
        lines=tuple(lines),
        shipping_method=method.code,
        shipping_name=method.name,
        shipping_tax_rate=rate,
        totals=rules.add_up(lines, shipping=shipping, shipping_tax_rate=rate),
    )


def _find_method(destination: Destination, currency: str) -> ShippingMethod:
    country = destination.address.country
    methods = {method.code: method for method in shipping_methods_to(country, currency=currency)}
    if destination.shipping_method not in methods:
        there = ", ".join(methods) or "none"
        raise ShippingMethodUnknown(
            "This way of delivery can't be used.",
            errors=[
                FieldError(
                    "/shipping_method",
                    "shipping_method_unknown",
                    f"To {country_name(country)} there is: {there}.",
                )
            ],
        )
    return methods[destination.shipping_method]


def _price(method: ShippingMethod, *, subtotal: Money, anything_to_ship: bool) -> Money:
    free_from = None if method.free_from_minor is None else Money(method.free_from_minor, method.currency)
    return rules.delivery_price(
        price=Money(method.price_minor, method.currency),
        free_from=free_from,
        subtotal=subtotal,
        anything_to_ship=anything_to_ship,
    )
