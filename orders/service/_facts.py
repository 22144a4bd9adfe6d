"""What an order tells others: the lines of an event, a quote that has changed."""

from collections.abc import Iterable
from typing import Any

from cart.contracts import Quote
from orders.events import EventLine
from orders.models import OrderLine
from orders.rules import full_title
from shop.kernel.events import to_json


def event_lines(lines: Iterable[OrderLine]) -> tuple[EventLine, ...]:
    """This function will return an order's lines as an event carries them."""
    return tuple(
        EventLine(line.pk, line.sku, full_title(line.title, line.variant_title), line.quantity) for line in lines
    )


def quote_changed(quote: Quote) -> dict[str, Any]:
    """This function will return a quote in the contract's JSON: lines, delivery and totals as an order has them."""
    shape: dict[str, Any] = to_json(quote)
    return shape
