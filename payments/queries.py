"""Reads: rows into contracts."""

from uuid import UUID

from payments.contracts import PaymentStatus, PaymentView, RefundLine, RefundStatus, RefundView
from payments.errors import PaymentNotFound
from payments.models import PaymentAttempt, Refund
from payments.rules import AttemptStatus, RefundState, advise, public_decline_code

_PUBLIC: dict[str, PaymentStatus] = {
    AttemptStatus.CREATED: "processing",
    AttemptStatus.PROCESSING: "processing",
    AttemptStatus.REQUIRES_ACTION: "requires_action",
    AttemptStatus.SUCCEEDED: "succeeded",
    AttemptStatus.DECLINED: "declined",
    AttemptStatus.CANCELLED: "cancelled",
    AttemptStatus.FAILED: "failed",
}

_REFUND: dict[str, RefundStatus] = {
    RefundState.PENDING: "pending",
    RefundState.SUCCEEDED: "succeeded",
    RefundState.FAILED: "failed",
}


def public_status(status: str) -> PaymentStatus:
    """Return the status as everybody outside payments knows it."""
    return _PUBLIC[status]


def read_refund(row: Refund) -> RefundView:
    """Return the contract of a refund's row."""
    return RefundView(
        id=row.pk,
        payment_id=row.attempt_id,
        amount=row.amount,
        status=_REFUND[row.status],
        reason=row.reason,
        lines=tuple(RefundLine(UUID(line["line_id"]), line["quantity"]) for line in row.lines),
        failure=row.failure,
        created_at=row.created_at,
    )


def read_payment(row: PaymentAttempt) -> PaymentView:
    """Return the contract of an attempt's row, with its refunds."""
    declined = row.status == AttemptStatus.DECLINED
    advice = advise(row.decline_code or None)
    return PaymentView(
        id=row.pk,
        order_id=row.order_id,
        gateway=row.gateway,
        status=public_status(row.status),
        amount=row.amount,
        captured=row.captured,
        refunded=row.refunded,
        refundable=row.refundable,
        method=row.card,
        client_secret=row.client_secret,
        decline_code=public_decline_code(row.decline_code or None) if declined else "",
        fix=tuple(fix.value for fix in advice.fixes) if declined else (),
        message=advice.message if declined else "",
        created_at=row.created_at,
        refunds=tuple(read_refund(refund) for refund in row.refunds.all()),
    )


def get_payment(payment_id: UUID) -> PaymentView:
    """Return one payment.

    Raises PaymentNotFound.
    """
    row = PaymentAttempt.objects.prefetch_related("refunds__attempt").filter(pk=payment_id).first()
    if row is None:
        raise PaymentNotFound("There is no payment with this id.")
    return read_payment(row)


def list_payments(order_id: UUID) -> tuple[PaymentView, ...]:
    """Return the attempts to pay an order, newest first."""
    rows = PaymentAttempt.objects.prefetch_related("refunds__attempt").filter(order_id=order_id)
    return tuple(read_payment(row) for row in rows)
