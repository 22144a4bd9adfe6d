"""What a shopper may still change before the order is paid, and what that does to the total."""

from dataclasses import replace
from datetime import datetime

from cart.contracts import Destination, Quote, QuoteLine
from cart.service import CartService
from catalog.service import CatalogService
from orders import queries, rules
from orders.contracts import Actor, ChangeDetails, OrderView
from orders.errors import OrderNotChangeable, PriceChanged
from orders.models import Order, OrderLine
from orders.service._check import Checks
from orders.service._facts import quote_changed
from orders.service._pay import mark_free_paid
from orders.service._place_order import quote_columns
from orders.service._record import note
from shop.kernel.address import Address


def change_details(
    order: Order,
    change: ChangeDetails,
    *,
    actor: Actor,
    cart: CartService,
    catalog: CatalogService,
    now: datetime,
) -> OrderView:
    """This function will change what is given in an order that the caller has locked. The lock makes it wait for a
    payment that is being begun; money that is under way for the old total is known by its amount when it arrives.
    With nothing left to pay, the order is paid.
    """
    if order.status != rules.Status.PENDING_PAYMENT:
        raise OrderNotChangeable(f"Order {order.number} is {order.get_status_display()}.")
    email, shipping, billing = _wanted(order, change)
    method = change.shipping_method or order.shipping_method
    changes = _in_words(order, email=email, shipping=shipping, billing=billing, method=method)
    values = {
        "email": email,
        "shipping_address": shipping.as_json(),
        "billing_address": billing.as_json(),
    }
    if _needs_quote(order, shipping, method):
        quote = _quote(order, shipping, method, cart)
        if change.expected_total is not None and change.expected_total != quote.totals.total:
            new, expected = quote.totals.total.format(), change.expected_total.format()
            raise PriceChanged(
                f"The total would be {new}, not {expected}. Nothing was changed.", quote=quote_changed(quote)
            )
        changes += _write_taxes(order, quote)
        values |= quote_columns(quote)
    if changes:
        order.change(now=now, **values)
        note(order, "changed", f"Changed: {'; '.join(changes)}.", actor=actor, now=now)
        if not order.total_minor:
            mark_free_paid(order, order.lines.all(), now=now)
            catalog.secure_reservation(order_id=order.pk)
    return queries.view_order(order)


def _wanted(order: Order, change: ChangeDetails) -> tuple[str, Address, Address]:
    """A name alone is the person's, in both addresses; an address given whole brings its own."""
    old_shipping = Address.from_json(order.shipping_address)
    old_billing = Address.from_json(order.billing_address)
    shipping = change.shipping_address or _named(old_shipping, change.name)
    if change.billing_address is not None:
        billing = change.billing_address
    elif old_billing == old_shipping:
        billing = _named(shipping, change.name)
    else:
        billing = _named(old_billing, change.name)
    checks = Checks()
    email = checks.email(change.email) if change.email is not None else order.email
    shipping = checks.address(shipping, "/shipping_address")
    billing = checks.address(billing, "/billing_address")
    checks.refuse("The order can't be changed like this.")
    return email, shipping, billing


def _named(address: Address, name: str | None) -> Address:
    return address if name is None else replace(address, name=name)


def _in_words(order: Order, *, email: str, shipping: Address, billing: Address, method: str) -> list[str]:
    pairs = (
        ("e-mail", order.email, email),
        ("delivery address", order.shipping_address, shipping.as_json()),
        ("billing address", order.billing_address, billing.as_json()),
        ("delivery", order.shipping_method, method),
    )
    return [name for name, old, new in pairs if old != new]


def _needs_quote(order: Order, shipping: Address, method: str) -> bool:
    """Tax and delivery hang on these alone; a corrected street must not make an order dearer."""
    old = Address.from_json(order.shipping_address)
    there = (shipping.country, shipping.region, shipping.postal_code)
    return method != order.shipping_method or there != (old.country, old.region, old.postal_code)


def _quote(order: Order, shipping: Address, method: str, cart: CartService) -> Quote:
    lines = [
        QuoteLine(
            variant_id=line.variant_id,
            product_id=line.product_id,
            product_slug=line.product_slug,
            sku=line.sku,
            title=line.title,
            variant_title=line.variant_title,
            options=line.options,
            image_url=line.image_url,
            quantity=line.quantity,
            unit_price=order.money(line.unit_price_minor),
            line_total=order.money(line.line_total_minor),
            tax_rate=line.tax_rate,
            tax=order.money(line.tax_minor),
            weight_grams=line.weight_grams,
            requires_shipping=line.requires_shipping,
        )
        for line in order.lines.all()
    ]
    return cart.quote_lines(lines=lines, destination=Destination(shipping, method))


def _write_taxes(order: Order, quote: Quote) -> list[str]:
    rows = list(order.lines.all())
    for row, line in zip(rows, quote.lines, strict=True):
        row.tax_rate, row.tax_minor = line.tax_rate, line.tax.minor
    OrderLine.objects.bulk_update(rows, ["tax_rate", "tax_minor"])
    old, new = order.money(order.total_minor), quote.totals.total
    return [f"total {new.format()} instead of {old.format()}"] if old != new else []
