"""Refunds: set aside first, then asked of the gateway, then recorded. Never more than was captured."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from django.db import transaction

from orders.contracts import SYSTEM, Actor
from payments.contracts import RefundLine, RefundView
from payments.errors import (
    GatewayMisconfigured,
    GatewayRejected,
    GatewayUnavailable,
    PaymentNotFound,
    RefundTooLarge,
)
from payments.events import PaymentRefunded
from payments.gateways import RefundRequest, RefundResult, RefundStatus
from payments.models import PaymentAttempt, Refund
from payments.queries import read_refund
from payments.rules import RefundState, refund_may_move
from payments.service._desk import Desk, next_look
from payments.service._line_amounts import amount_of_lines, count_units
from payments.service._record import fact_of, lock_attempt
from payments.service._refund_rows import open_refund
from shop.kernel.errors import FieldError, Invalid
from shop.kernel.money import Money
from shop.kernel.outbox import publish

logger = structlog.get_logger(__name__)

_STATE = {
    RefundStatus.SUCCEEDED: RefundState.SUCCEEDED,
    RefundStatus.PENDING: RefundState.PENDING,
    RefundStatus.FAILED: RefundState.FAILED,
}


def refund(
    desk: Desk,
    *,
    payment_id: UUID,
    amount: Money | None,
    lines: Sequence[RefundLine],
    reason: str,
    actor: Actor,
    request_key: str,
) -> RefundView:
    """Refund an amount, or units of lines; neither: all that is left. See `PaymentService.refund`."""
    refund_id = _open(desk, payment_id, amount=amount, lines=lines, reason=reason, actor=actor, request_key=request_key)
    try:
        send_refund(desk, refund_id, actor=actor)
    except GatewayUnavailable:
        # Written down and due: the scheduler asks again with the same key.
        logger.warning("refund.unanswered", refund_id=str(refund_id))
    return read_refund(Refund.objects.select_related("attempt").get(pk=refund_id))


def _open(
    desk: Desk,
    payment_id: UUID,
    *,
    amount: Money | None,
    lines: Sequence[RefundLine],
    reason: str,
    actor: Actor,
    request_key: str,
) -> UUID:
    if amount is not None and lines:
        detail = "Say either an amount or lines."
        raise Invalid(detail, errors=[FieldError("/amount", "ambiguous", detail)])
    now = desk.clock.now()
    with transaction.atomic(durable=True):
        attempt = PaymentAttempt.objects.select_for_update(no_key=True).filter(pk=payment_id).first()
        if attempt is None:
            raise PaymentNotFound("There is no payment with this id.")
        if attempt.gateway != desk.gateway.name:
            raise GatewayMisconfigured(f"This payment was taken by {attempt.gateway}, which is not set up now.")
        before = attempt.refunds.filter(request_key=request_key).first() if request_key else None
        if before is not None:
            return before.pk
        if lines:
            amount = _amount_of(desk, attempt, lines)
        if amount is not None and amount.minor < 1:
            detail = "A refund is more than nothing."
            raise Invalid(detail, errors=[FieldError("/amount", "min_value", detail)])
        amount = attempt.refundable if amount is None else amount
        if amount.currency != attempt.currency:
            detail = f"This payment was made in {attempt.currency}."
            raise Invalid(detail, errors=[FieldError("/amount/currency", "other_currency", detail)])
        return open_refund(
            attempt, amount, reason=reason, actor=actor, now=now, lines=lines, request_key=request_key
        ).pk


def _amount_of(desk: Desk, attempt: PaymentAttempt, lines: Sequence[RefundLine]) -> Money:
    order = desk.orders.get_order(order_id=attempt.order_id)
    earlier = Refund.objects.filter(attempt__order_id=order.id).exclude(status=RefundState.FAILED)
    units = count_units(earlier.values_list("lines", flat=True))
    return amount_of_lines(order.lines, order.totals.subtotal - order.totals.discount, lines, units)


def send_refund(desk: Desk, refund_id: UUID, *, actor: Actor) -> None:
    """Ask the gateway, outside any transaction, and record its answer.

    Raises GatewayUnavailable (the outcome is unknown: ask again), GatewayRejected (recorded: nothing went back).
    """
    row = Refund.objects.select_related("attempt").get(pk=refund_id)
    if row.status != RefundState.PENDING:
        return
    try:
        if row.gateway_refund_id:
            result = desk.gateway.retrieve_refund(row.gateway_refund_id)
        else:
            result = desk.gateway.refund(
                RefundRequest(
                    gateway_id=row.attempt.gateway_id,
                    amount=row.amount,
                    idempotency_key=row.idempotency_key,
                    refund_id=str(row.pk),
                )
            )
    except GatewayMisconfigured:
        # Our credentials are at fault, not the refund; an earlier call may have been carried out.
        logger.exception("refund.misconfigured", refund_id=str(refund_id))
        return
    except GatewayRejected as error:
        _record(desk, row.attempt_id, refund_id, RefundState.FAILED, failure=error.detail, actor=actor)
        raise
    record_refund(desk, row.attempt_id, refund_id, result, actor=actor)


def record_refund(desk: Desk, attempt_id: UUID, refund_id: UUID, result: RefundResult, *, actor: Actor) -> None:
    """Write down where a refund stands. News that is old, or was heard before, changes nothing."""
    _record(
        desk,
        attempt_id,
        refund_id,
        _STATE[result.status],
        failure=result.failure_reason or "",
        gateway_refund_id=result.gateway_refund_id,
        actor=actor,
    )


def _record(
    desk: Desk,
    attempt_id: UUID,
    refund_id: UUID,
    state: RefundState,
    *,
    failure: str,
    actor: Actor,
    gateway_refund_id: str = "",
) -> None:
    now = desk.clock.now()
    with transaction.atomic(durable=True):
        attempt = lock_attempt(attempt_id)
        row = Refund.objects.select_related("attempt").get(pk=refund_id)
        old = RefundState(row.status)
        row.gateway_refund_id = gateway_refund_id or row.gateway_refund_id
        moves = refund_may_move(old, state)
        if moves:
            row.status, row.failure = state, failure
            row.look_at, row.looks = next_look(now, 0), 0
        row.updated_at = now
        row.save()
        if not moves:
            return
        if state is RefundState.SUCCEEDED:
            attempt.refunded_minor += row.amount_minor
        else:
            # The money did not go, or came back: it can be refunded again.
            attempt.refund_reserved_minor -= row.amount_minor
            attempt.refunded_minor -= row.amount_minor if old is RefundState.SUCCEEDED else 0
        attempt.save(update_fields=["refunded_minor", "refund_reserved_minor"])
        _tell_order(desk, attempt, row, actor)
        if state is RefundState.SUCCEEDED:
            order = desk.orders.get_order(order_id=attempt.order_id)
            publish(
                PaymentRefunded(
                    order_id=order.id,
                    user_id=order.user_id,
                    number=order.number,
                    payment_id=attempt.pk,
                    refund_id=row.pk,
                    amount=row.amount,
                    reason=row.reason,
                ),
                now=now,
            )


def _tell_order(desk: Desk, attempt: PaymentAttempt, row: Refund, actor: Actor) -> None:
    succeeded = row.status == RefundState.SUCCEEDED
    text = f"{row.amount.format()} went back to {attempt.card}."
    if not succeeded:
        text = f"The refund of {row.amount.format()} failed: {row.failure or 'the bank gave no reason'}"
    fact = fact_of(attempt, at=attempt.updated_at)
    desk.orders.record_payment(order_id=attempt.order_id, fact=fact, text=text, actor=actor, public=succeeded)


def refund_cancelled_order(desk: Desk, order_id: UUID) -> int:
    """Open a refund of everything captured for a cancelled order; they are sent by the next settling.

    An order that is alive (a payment arrived late, and it was paid all the same) keeps its money. Returns how many.
    """
    now, opened = desk.clock.now(), 0
    with transaction.atomic():
        attempts = PaymentAttempt.objects.select_for_update(no_key=True).filter(order_id=order_id).order_by("pk")
        rows = list(attempts)
        # Read under the attempts' locks: whoever might mark the order paid waits for us, or is seen by us.
        if desk.orders.get_order(order_id=order_id).status != "cancelled":
            return 0
        for attempt in rows:
            if attempt.refundable:
                open_refund(attempt, attempt.refundable, reason="The order was cancelled.", actor=SYSTEM, now=now)
                opened += 1
    return opened


def adopt_refund(desk: Desk, attempt_id: UUID, result: RefundResult) -> None:
    """Write down a refund that was made at the gateway itself, so that nobody refunds the same money here."""
    now = desk.clock.now()
    with transaction.atomic(durable=True):
        attempt = lock_attempt(attempt_id)
        if Refund.objects.filter(gateway_refund_id=result.gateway_refund_id).exists():
            return
        try:
            row = open_refund(
                attempt, result.amount, reason="Refunded at the payment service.", actor=Actor("gateway"), now=now
            )
        except RefundTooLarge:
            logger.exception("refund.not_accounted_for", gateway_refund_id=result.gateway_refund_id)
            return
        Refund.objects.filter(pk=row.pk).update(gateway_refund_id=result.gateway_refund_id)
    record_refund(desk, attempt_id, row.pk, result, actor=Actor("gateway"))
