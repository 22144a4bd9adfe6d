"""What payments tells: an attempt begins, it stands here or there, there is money."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum

from catalog.contracts import StockLine
from catalog.errors import OutOfStock
from catalog.service import CatalogService
from orders import queries, rules
from orders.contracts import SYSTEM, Actor, OrderView, PaymentFact
from orders.errors import OrderAlreadyPaid, OrderNotPayable
from orders.events import OrderPaid
from orders.models import Order, OrderEntry, OrderLine, OrderPayment
from orders.service._facts import event_lines
from orders.service._record import lock_order, note
from shop.kernel.outbox import publish

GATEWAY = Actor("gateway")


def begin_payment(order_id: UUID, *, catalog: CatalogService, now: datetime) -> OrderView:
    """This function will lock the order, see that it can be paid, and start its time anew."""
    order = lock_order(order_id)
    if order.status in rules.SETTLED:
        raise OrderAlreadyPaid(f"Order {order.number} is paid already.")
    if order.status != rules.Status.PENDING_PAYMENT or order.reserved_until is None:
        raise OrderNotPayable(f"Order {order.number} is {order.get_status_display()}. Please place a new order.")
    until = max(order.reserved_until, now + timedelta(minutes=settings.RESERVATION_MINUTES))
    order.change(now=now, reserved_until=until)
    catalog.extend_reservation(order_id=order.pk, expires_at=until)
    return queries.view_order(order)


def record_payment(order_id: UUID, fact: PaymentFact, *, text: str, actor: Actor, public: bool, now: datetime) -> None:
    """This function will remember where the attempt stands."""
    order = lock_order(order_id)
    _remember(order, fact, now=now)
    if text:
        data = {"payment_id": str(fact.id), "status": fact.status}
        note(order, "payment", text, actor=actor, now=now, public=public, data=data)


def mark_paid(order_id: UUID, fact: PaymentFact, *, catalog: CatalogService, now: datetime) -> bool:
    """This function will remember the money, whatever else; then make the order paid by it, or say that it can't."""
    order = lock_order(order_id)
    _remember(order, fact, now=now)
    if order.payment_id == fact.id:
        return True
    if refusal := _why_not(order, fact) or _why_no_stock(order, catalog, now):
        data = {"payment_id": str(fact.id)}
        text = f"{fact.amount.format()} arrived by {fact.method or 'card'} and goes back: {refusal}"
        note(order, "payment_refused", text, actor=GATEWAY, now=now, data=data)
        return False
    order.move(rules.Status.PAID, now=now, paid_at=now, payment_id=fact.id, reserved_until=None)
    note(
        order,
        "paid",
        f"Paid {fact.amount.format()}{f' with {fact.method}' if fact.method else ''}.",
        actor=GATEWAY,
        now=now,
        data={"payment_id": str(fact.id)},
    )
    _publish_paid(order, order.lines.all(), now=now)
    return True


def mark_free_paid(order: Order, lines: Iterable[OrderLine], *, now: datetime) -> OrderEntry:
    """This function will make an order paid that costs nothing; its caller, which has it locked, then secures its
    stock.
    """
    order.move(rules.Status.PAID, now=now, paid_at=now, reserved_until=None)
    entry = note(order, "paid", "Nothing to pay.", actor=SYSTEM, now=now)
    _publish_paid(order, lines, now=now)
    return entry


def _publish_paid(order: Order, lines: Iterable[OrderLine], *, now: datetime) -> None:
    publish(
        OrderPaid(
            order_id=order.pk,
            user_id=order.user_id,
            number=order.number,
            total=order.money(order.total_minor),
            lines=event_lines(lines),
        ),
        now=now,
    )


def _why_not(order: Order, fact: PaymentFact) -> str:
    if order.status in rules.SETTLED:
        return "the order is paid already."
    if not rules.may_move(order.status, rules.Status.PAID):
        return f"the order is {order.get_status_display()}."
    if fact.amount != order.money(order.total_minor):
        return f"the total is {order.money(order.total_minor).format()}."
    return ""


def _why_no_stock(order: Order, catalog: CatalogService, now: datetime) -> str:
    """What the order held may have been freed since: then it stands in line again, like a new one."""
    if catalog.secure_reservation(order_id=order.pk):
        return ""
    lines = [StockLine(line.variant_id, line.quantity) for line in order.lines.all()]
    try:
        with transaction.atomic():
            catalog.reserve(
                order_id=order.pk,
                lines=lines,
                expires_at=now + timedelta(minutes=settings.RESERVATION_MINUTES),
                now=now,
            )
    except OutOfStock as error:
        return f"it came too late. {error.detail}"
    return "" if catalog.secure_reservation(order_id=order.pk) else "its stock could not be kept."


def _remember(order: Order, fact: PaymentFact, *, now: datetime) -> None:
    """Write the attempt as it stands, and add up what all of them brought and gave back."""
    row = OrderPayment(
        id=fact.id,
        order=order,
        status=fact.status,
        amount_minor=fact.amount.minor,
        refunded_minor=fact.refunded.minor,
        method=fact.method,
        decline_code=fact.decline_code,
        message=fact.message,
        at=fact.at,
    )
    columns = ["status", "amount_minor", "refunded_minor", "method", "decline_code", "message", "at"]
    OrderPayment.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=columns)
    sums = order.payments.aggregate(
        paid=Sum("amount_minor", filter=Q(status="succeeded"), default=0), refunded=Sum("refunded_minor", default=0)
    )
    order.change(now=now, paid_minor=sums["paid"], refunded_minor=sums["refunded"])
