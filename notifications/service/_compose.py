"""The words and the look of mails. Templates are in templates/mail: <kind>.subject.txt, <kind>.txt, <kind>.html."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from notifications.contracts import Mail
from orders.contracts import OrderLineView, OrderView
from shop.kernel.money import Money
from shop.kernel.outbox import PublishedEvent

# Styles move into the elements, where every mail program honours them; what adapts to narrow screens and to the dark
# stays in the head. Nothing is ever fetched.
_INLINER = css_inline.CSSInliner(
    keep_at_rules=True, remove_inlined_selectors=False, load_remote_stylesheets=False, apply_width_attributes=False
)
_BLANK_LINES = re.compile(r"\n{3,}")
_LABELS = (("password/reset/key", "Choose a new password"), ("password/reset", "Choose a new password"))


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail about an event: the kind names its templates, the name is for the timeline."""

    kind: str
    name: str
    facts: Callable[[PublishedEvent, OrderView], dict[str, Any]]
    is_about_parcels: bool = False
    """Nobody is told of the arrival of what was never sent."""


@dataclass(frozen=True, slots=True)
class Item:
    """So many units of a line, with the picture's full address."""

    line: OrderLineView
    quantity: int
    image_url: str


def about(letter: Letter, event: PublishedEvent, order: OrderView) -> Mail:
    """This function will write the mail that tells the shopper of an event."""
    context = {
        "order": order,
        "order_url": order_url(order),
        "first_name": _first_name(order),
        "payment_method": _paid_with(order),
        "items": _items(order),
        **letter.facts(event, order),
    }
    return render(letter.kind, order.email, context)


def render(kind: str, recipient: str, context: Mapping[str, Any]) -> Mail:
    """This function will fill a kind's templates in."""
    full = {"shop_name": settings.SHOP_NAME, "site_url": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"mail/{kind}.subject.txt", full).split())
    text = _BLANK_LINES.sub("\n\n", render_to_string(f"mail/{kind}.txt", full)).strip() + "\n"
    html = _INLINER.inline(render_to_string(f"mail/{kind}.html", {**full, "subject": subject}))
    return Mail(kind=kind, recipient=recipient, subject=subject, html=html, text=text)


def render_account(subject: str, text: str) -> str:
    """This function will dress the plain text of an account's mail: a link that stands alone becomes a button."""
    paragraphs = [
        {"url": part, "label": _label(part), "text": ""}
        if re.fullmatch(r"https?://\S+", part)
        else {"url": "", "label": "", "text": part}
        for part in (part.strip() for part in re.split(r"\n\s*\n", text))
        if part
    ]
    context = {"shop_name": settings.SHOP_NAME, "site_url": settings.SITE_URL}
    html = render_to_string("mail/account.html", {**context, "subject": subject, "paragraphs": paragraphs})
    return str(_INLINER.inline(html))


def order_url(order: OrderView) -> str:
    """This function will return the link that opens the order for whoever holds it."""
    return f"{settings.SITE_URL}{reverse('order', args=[order.id])}?token={order.access_token}"


def _label(url: str) -> str:
    return next((label for part, label in _LABELS if part in url), "Continue")


def _first_name(order: OrderView) -> str:
    name = order.shipping_address.name.split()
    return name[0] if len(name) > 1 and name[0].isalpha() else ""


def _paid_with(order: OrderView) -> str:
    return next((payment.method for payment in order.payments if payment.id == order.payment_id), "")


def _items(order: OrderView, quantities: Mapping[str, int] | None = None) -> list[Item]:
    def wanted(line: OrderLineView) -> int:
        return line.quantity if quantities is None else quantities.get(str(line.id), 0)

    return [Item(line, wanted(line), _absolute(line.image_url)) for line in order.lines if wanted(line)]


def _absolute(url: str) -> str:
    return urljoin(f"{settings.SITE_URL}/", url) if url else ""


def _nothing_more(event: PublishedEvent, order: OrderView) -> dict[str, Any]:
    return {}


def _shipment(event: PublishedEvent, order: OrderView) -> dict[str, Any]:
    data = event.data
    return {
        "carrier": data["carrier"],
        "tracking_number": data["tracking_number"],
        "tracking_url": data["tracking_url"],
        "complete": data["complete"],
        "is_last_of_several": data["complete"] and not _holds_all(data["lines"], order.lines),
        "items": _items(order, {line["line_id"]: line["quantity"] for line in data["lines"]}),
    }


def _holds_all(parcel: Iterable[Mapping[str, Any]], lines: Iterable[OrderLineView]) -> bool:
    inside = {UUID(line["line_id"]): line["quantity"] for line in parcel}
    return all(inside.get(line.id, 0) == line.quantity for line in lines if line.requires_shipping)


def _cancellation(event: PublishedEvent, order: OrderView) -> dict[str, Any]:
    return {"was_paid": event.data["was_paid"] and bool(order.totals.total)}


def _refund(event: PublishedEvent, order: OrderView) -> dict[str, Any]:
    told = event.data["amount"]
    amount = Money.parse(Decimal(told["amount"]), told["currency"])
    methods = {str(payment.id): payment.method for payment in order.payments}
    return {
        "amount": amount,
        "whole": amount == order.totals.total,
        "payment_method": methods.get(event.data["payment_id"]) or _paid_with(order),
    }


LETTERS: Mapping[str, Letter] = {
    "order.paid": Letter("receipt", "Receipt", _nothing_more),
    "order.shipped": Letter("shipped", "Tracking mail", _shipment),
    "order.delivered": Letter("delivered", "Arrival mail", _nothing_more, is_about_parcels=True),
    "order.cancelled": Letter("cancelled", "Cancellation mail", _cancellation),
    "order.expired": Letter("expired", "Mail about the expiry", lambda *_: {"shop_url": f"{settings.SITE_URL}/"}),
    "payment.refunded": Letter("refunded", "Refund mail", _refund),
}
"""Event type → letter. Nobody is written to before an order is paid, nor about a declined card: the page said so."""
