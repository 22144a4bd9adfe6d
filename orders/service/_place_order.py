"""A cart becomes an order: one transaction, short, and the hot rows of stock last."""

import secrets
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cart.contracts import Destination, Quote, QuoteLine
from cart.service import CartService
from catalog.contracts import StockLine
from catalog.service import CatalogService
from orders import queries
from orders.contracts import Actor, PlacedOrder, PlaceOrder
from orders.errors import PriceChanged
from orders.events import OrderCreated
from orders.models import Order, OrderLine
from orders.service._check import Checks
from orders.service._facts import event_lines, quote_changed
from orders.service._pay import mark_free_paid
from orders.service._record import note
from shop.kernel.address import Address
from shop.kernel.ids import new_id
from shop.kernel.money import Money
from shop.kernel.outbox import publish


def place_order(
    command: PlaceOrder, *, actor: Actor, cart: CartService, catalog: CatalogService, now: datetime
) -> PlacedOrder:
    """This function will take the cart, write the order, tell of it, and reserve its stock as the last thing.
    Where there is nothing to pay, nobody would ever tell that it is paid: then it is so at once.
    """
    checks = Checks()
    email = checks.email(command.email)
    shipping = checks.address(command.shipping_address, "/shipping_address")
    billing = checks.address(command.billing_address, "/billing_address") if command.billing_address else shipping
    checks.refuse("The order can't be placed like this.")
    destination = Destination(shipping, command.shipping_method)
    order_id = new_id()
    with transaction.atomic():
        taken = cart.take_for_order(
            cart_id=command.cart_id, order_id=order_id, destination=destination, user_id=command.user_id
        )
        if taken.quote is None:
            before = Order.objects.get(cart_id=taken.cart_id)
            return PlacedOrder(queries.view_order(before), created=False)
        _refuse_another_total(taken.quote, command.expected_total)
        order = _write_order(
            order_id, command.cart_id, taken.user_id, email, shipping, billing, quote=taken.quote, now=now
        )
        lines = _write_lines(order, taken.quote)
        entries = [note(order, "placed", "The order was placed.", actor=actor, now=now)]
        publish(
            OrderCreated(
                order_id=order.pk,
                user_id=order.user_id,
                number=order.number,
                total=order.money(order.total_minor),
                lines=event_lines(lines),
            ),
            now=now,
        )
        is_free = not order.total_minor
        if is_free:
            entries.append(mark_free_paid(order, lines, now=now))
        catalog.reserve(
            order_id=order.pk,
            lines=[StockLine(line.variant_id, line.quantity) for line in lines],
            expires_at=now + timedelta(minutes=settings.RESERVATION_MINUTES),
            now=now,
        )
        if is_free:
            catalog.secure_reservation(order_id=order.pk)
    view = queries.view_order(order, lines=lines, payments=(), shipments=(), entries=entries)
    return PlacedOrder(view, created=True)


def _refuse_another_total(quote: Quote, expected: Money | None) -> None:
    if expected is not None and expected != quote.totals.total:
        raise PriceChanged(
            f"The total is now {quote.totals.total.format()}, not {expected.format()}. Nothing was ordered.",
            quote=quote_changed(quote),
        )


def _write_order(
    order_id: UUID,
    cart_id: UUID,
    user_id: UUID | None,
    email: str,
    shipping: Address,
    billing: Address,
    *,
    quote: Quote,
    now: datetime,
) -> Order:
    return Order.objects.create(
        id=order_id,
        email=email,
        user_id=user_id,
        cart_id=cart_id,
        shipping_address=shipping.as_json(),
        billing_address=billing.as_json(),
        access_token=secrets.token_urlsafe(32),
        reserved_until=now + timedelta(minutes=settings.RESERVATION_MINUTES),
        placed_at=now,
        updated_at=now,
        **quote_columns(quote),
    )


def quote_columns(quote: Quote) -> dict[str, Any]:
    """This function will return the columns of an order that a quote fills."""
    totals = quote.totals
    return {
        "currency": quote.currency,
        "subtotal_minor": totals.subtotal.minor,
        "discount_minor": totals.discount.minor,
        "shipping_minor": totals.shipping.minor,
        "tax_minor": totals.tax.minor,
        "total_minor": totals.total.minor,
        "shipping_method": quote.shipping_method,
        "shipping_name": quote.shipping_name,
        "shipping_tax_rate": quote.shipping_tax_rate,
    }


_MONEY = {"unit_price", "line_total", "tax"}
_SNAPSHOT = tuple(field.name for field in fields(QuoteLine) if field.name not in _MONEY)


def _write_lines(order: Order, quote: Quote) -> list[OrderLine]:
    return OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            unit_price_minor=line.unit_price.minor,
            line_total_minor=line.line_total.minor,
            tax_minor=line.tax.minor,
            **{name: getattr(line, name) for name in _SNAPSHOT},
        )
        for position, line in enumerate(quote.lines)
    )
