"""Step 3 of paying: what the gateway said becomes fact, once, whoever heard it.

Four callers bring news of a charge: the request that made it, the shopper who comes back from their bank, a webhook,
and the scheduler. They may come together, repeat one another and arrive in any order, so all of them end here.

Lock order: the attempt's row, then its refunds, then what is below (the order, its stock). Whoever holds an order's row
without its attempt's (`begin_payment`, cancelling, expiring) never waits for an attempt, so no circle can close.
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from orders.contracts import SYSTEM, Actor, PaymentFact
from payments.events import PaymentFailed
from payments.gateways import ChargeResult, ChargeStatus
from payments.models import PaymentAttempt
from payments.queries import public_status
from payments.rules import AttemptStatus, advise, may_move, public_decline_code
from payments.service._desk import Desk, next_look
from payments.service._refund_rows import open_refund
from shop.kernel.outbox import publish

logger = structlog.get_logger(__name__)

_STATUS = {
    ChargeStatus.SUCCEEDED: AttemptStatus.SUCCEEDED,
    ChargeStatus.REQUIRES_ACTION: AttemptStatus.REQUIRES_ACTION,
    ChargeStatus.PROCESSING: AttemptStatus.PROCESSING,
    ChargeStatus.DECLINED: AttemptStatus.DECLINED,
    ChargeStatus.CANCELLED: AttemptStatus.CANCELLED,
}


def lock_attempt(attempt_id: UUID) -> PaymentAttempt:
    """Return the attempt's row, locked until the end of the transaction."""
    return PaymentAttempt.objects.select_for_update(no_key=True).get(pk=attempt_id)


def fact_of(attempt: PaymentAttempt, *, at: datetime) -> PaymentFact:
    """Return the attempt as the order remembers it."""
    declined = attempt.status == AttemptStatus.DECLINED
    code = attempt.decline_code or None
    return PaymentFact(
        id=attempt.pk,
        status=public_status(attempt.status),
        amount=attempt.captured if attempt.status == AttemptStatus.SUCCEEDED else attempt.amount,
        method=attempt.card,
        decline_code=public_decline_code(code) if declined else "",
        message=advise(code).message if declined else "",
        at=at,
        refunded=attempt.refunded,
    )


def record_charge(desk: Desk, attempt_id: UUID, result: ChargeResult, *, actor: Actor) -> None:
    """Write down where a charge stands. News that is old, or was heard before, changes nothing."""
    now = desk.clock.now()
    with transaction.atomic(durable=True):
        attempt = lock_attempt(attempt_id)
        if attempt.gateway_id and result.gateway_id and attempt.gateway_id != result.gateway_id:
            logger.error("payment.other_charge", payment_id=str(attempt_id), gateway_id=result.gateway_id)
            return
        status = _STATUS[result.status]
        if not may_move(AttemptStatus(attempt.status), status):
            return
        attempt.status = status
        attempt.gateway_id = result.gateway_id or attempt.gateway_id
        attempt.client_secret = result.client_secret or ""
        if result.card is not None:
            attempt.card_brand, attempt.card_last4 = result.card.brand, result.card.last4
        attempt.decline_code = result.decline_code or ""
        attempt.gateway_message = result.decline_message or ""
        attempt.captured_minor = result.amount_received.minor
        attempt.updated_at, attempt.look_at, attempt.looks = now, next_look(now, 0), 0
        attempt.save()
        _tell_order(desk, attempt, actor=actor, now=now)


def record_failure(desk: Desk, attempt_id: UUID, *, reason: str, actor: Actor) -> None:
    """Write down that nothing will come of it, for a reason that is not the shopper's."""
    now = desk.clock.now()
    with transaction.atomic(durable=True):
        attempt = lock_attempt(attempt_id)
        if not may_move(AttemptStatus(attempt.status), AttemptStatus.FAILED):
            return
        attempt.status, attempt.gateway_message, attempt.updated_at = AttemptStatus.FAILED, reason, now
        attempt.save(update_fields=["status", "gateway_message", "updated_at"])
        _tell_order(desk, attempt, actor=actor, now=now)


def record_silence(desk: Desk, attempt_id: UUID) -> None:
    """Let the order know that the gateway has not answered, so that its page can say so."""
    with transaction.atomic(durable=True):
        attempt = lock_attempt(attempt_id)
        if attempt.status == AttemptStatus.CREATED:
            desk.orders.record_payment(
                order_id=attempt.order_id,
                fact=fact_of(attempt, at=attempt.created_at),
                text="The payment service has not answered yet. We keep asking.",
                actor=SYSTEM,
            )


def _tell_order(desk: Desk, attempt: PaymentAttempt, *, actor: Actor, now: datetime) -> None:
    fact = fact_of(attempt, at=now)
    if attempt.status == AttemptStatus.SUCCEEDED:
        _pay_order(desk, attempt, fact, now=now)
        return
    texts = {
        AttemptStatus.DECLINED: f"{attempt.card} was declined. {fact.message}",
        AttemptStatus.REQUIRES_ACTION: f"{attempt.card}: the bank asks for a confirmation.",
        AttemptStatus.PROCESSING: f"{attempt.card}: the bank has not decided yet.",
        AttemptStatus.CANCELLED: f"{attempt.card}: the payment was given up; nothing was charged.",
        AttemptStatus.FAILED: f"The payment could not be made: {attempt.gateway_message}",
    }
    status = AttemptStatus(attempt.status)
    desk.orders.record_payment(
        order_id=attempt.order_id,
        fact=fact,
        text=texts[status],
        actor=actor,
        public=status is not AttemptStatus.FAILED,
    )
    if status is AttemptStatus.DECLINED:
        order = desk.orders.get_order(order_id=attempt.order_id)
        publish(
            PaymentFailed(
                order_id=order.id,
                user_id=order.user_id,
                number=order.number,
                payment_id=attempt.pk,
                amount=attempt.amount,
                decline_code=fact.decline_code,
                fix=tuple(fix.value for fix in advise(attempt.decline_code).fixes),
            ),
            now=now,
        )


def _pay_order(desk: Desk, attempt: PaymentAttempt, fact: PaymentFact, *, now: datetime) -> None:
    """The money is here. Either it pays the order, or the whole of it goes back; orders decides, and says why."""
    if desk.orders.mark_paid(order_id=attempt.order_id, fact=fact, now=now):
        return
    logger.warning("payment.goes_back", payment_id=str(attempt.pk))
    reason = "The order could not take this payment any more."
    open_refund(attempt, attempt.captured, reason=reason, actor=SYSTEM, now=now)
