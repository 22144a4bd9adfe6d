"""The rows of refunds: money set aside before the gateway is asked, and what it said afterwards.

A refund's row is changed under its attempt's lock (see `_record`), so refunds of one payment take turns.
"""

from collections.abc import Sequence
from datetime import datetime

from orders.contracts import Actor
from payments.contracts import RefundLine
from payments.errors import RefundTooLarge
from payments.models import PaymentAttempt, Refund
from shop.kernel.ids import new_id
from shop.kernel.money import Money


def open_refund(
    attempt: PaymentAttempt,
    amount: Money,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    lines: Sequence[RefundLine] = (),
    request_key: str = "",
) -> Refund:
    """Set the money aside and write the refund down, due at once. Called in a transaction that holds the attempt.

    Raises RefundTooLarge when less than that is left.
    """
    if amount.minor <= 0 or not attempt.reserve_refund(amount):
        raise RefundTooLarge(
            f"Of this payment {attempt.refundable.format()} can still be refunded.",
            refundable=attempt.refundable.as_json(),
        )
    refund_id = new_id()
    return Refund.objects.create(
        id=refund_id,
        attempt=attempt,
        amount_minor=amount.minor,
        reason=reason,
        lines=[{"line_id": str(line.line_id), "quantity": line.quantity} for line in lines],
        actor_kind=actor.kind,
        actor_name=actor.name,
        idempotency_key=f"refund-{refund_id}",
        request_key=request_key,
        created_at=now,
        updated_at=now,
        look_at=now,
    )
