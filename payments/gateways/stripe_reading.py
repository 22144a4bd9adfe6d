"""Reads Stripe's objects into the protocol's results."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from payments.gateways.protocol import (
    CardSummary,
    ChargeResult,
    ChargeStatus,
    GatewayDispute,
    GatewayEvent,
    GatewayEventType,
    RefundResult,
    RefundStatus,
)
from payments.gateways.stripe_money import from_stripe
from shop.kernel.money import Money

_CHARGE_STATUS: Mapping[str, ChargeStatus] = {
    "succeeded": ChargeStatus.SUCCEEDED,
    "processing": ChargeStatus.PROCESSING,
    "requires_action": ChargeStatus.REQUIRES_ACTION,
    "requires_payment_method": ChargeStatus.DECLINED,
    "canceled": ChargeStatus.CANCELLED,
    # Made but never confirmed: our one call does both, so the confirmation is still on its way.
    "requires_confirmation": ChargeStatus.PROCESSING,
}

_REFUND_STATUS: Mapping[str | None, RefundStatus] = {
    "succeeded": RefundStatus.SUCCEEDED,
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}

_EVENT_TYPES: Mapping[str, GatewayEventType] = {
    "payment_intent.succeeded": GatewayEventType.CHARGE_UPDATED,
    "payment_intent.payment_failed": GatewayEventType.CHARGE_UPDATED,
    "payment_intent.processing": GatewayEventType.CHARGE_UPDATED,
    "payment_intent.requires_action": GatewayEventType.CHARGE_UPDATED,
    "payment_intent.canceled": GatewayEventType.CHARGE_UPDATED,
    "refund.created": GatewayEventType.REFUND_UPDATED,
    "refund.updated": GatewayEventType.REFUND_UPDATED,
    "refund.failed": GatewayEventType.REFUND_UPDATED,
    "charge.dispute.created": GatewayEventType.DISPUTE_OPENED,
    "charge.dispute.updated": GatewayEventType.DISPUTE_UPDATED,
    "charge.dispute.funds_withdrawn": GatewayEventType.DISPUTE_UPDATED,
    "charge.dispute.funds_reinstated": GatewayEventType.DISPUTE_UPDATED,
    "charge.dispute.closed": GatewayEventType.DISPUTE_CLOSED,
}


def read_charge(intent: stripe.PaymentIntent) -> ChargeResult:
    """This function will say what a PaymentIntent means to the shop."""
    status = _CHARGE_STATUS[intent.status]
    error = getattr(intent, "last_payment_error", None) if status is ChargeStatus.DECLINED else None
    received = getattr(intent, "amount_received", intent.amount) if status is ChargeStatus.SUCCEEDED else 0
    return ChargeResult(
        gateway_id=intent.id,
        status=status,
        amount=from_stripe(intent.amount, intent.currency),
        amount_received=from_stripe(received, intent.currency),
        client_secret=intent.client_secret if status is ChargeStatus.REQUIRES_ACTION else None,
        decline_code=_decline_code(error),
        decline_message=getattr(error, "message", None),
        card=_read_card(intent.payment_method) or _read_card(getattr(error, "payment_method", None)),
        attempt_id=_metadata(intent, "attempt_id"),
    )


def read_decline(error: stripe.CardError, *, asked: Money, attempt_id: str) -> ChargeResult:
    """This function will turn the error of a declined card into a result."""
    body: Any = error.error
    intent = getattr(body, "payment_intent", None)
    return ChargeResult(
        gateway_id=intent.id if intent is not None else None,
        status=ChargeStatus.DECLINED,
        amount=asked,
        amount_received=Money.zero(asked.currency),
        decline_code=_decline_code(body) or "generic_decline",
        decline_message=error.user_message,
        card=_read_card(getattr(body, "payment_method", None)),
        attempt_id=attempt_id,
    )


def read_refund(refund: stripe.Refund) -> RefundResult:
    """This function will say what a Refund means to the shop."""
    return RefundResult(
        gateway_refund_id=refund.id,
        gateway_id=_id(refund.payment_intent) or "",
        status=_REFUND_STATUS[refund.status],
        amount=from_stripe(refund.amount, refund.currency),
        failure_reason=getattr(refund, "failure_reason", None),
        refund_id=_metadata(refund, "refund_id"),
    )


def read_event(event: stripe.Event) -> GatewayEvent:
    """This function will say what a verified event is about. An object of a kind we don't follow is OTHER."""
    kind = _EVENT_TYPES.get(event.type, GatewayEventType.OTHER)
    subject: Any = event.data.object
    facts: dict[str, Any] = {}
    if kind is GatewayEventType.CHARGE_UPDATED:
        facts = {"gateway_id": subject.id, "attempt_id": _metadata(subject, "attempt_id")}
    elif kind is GatewayEventType.REFUND_UPDATED:
        facts = {"gateway_id": _id(subject.payment_intent), "gateway_refund_id": subject.id}
    elif kind is not GatewayEventType.OTHER:
        dispute = GatewayDispute(
            dispute_id=subject.id,
            amount=from_stripe(subject.amount, subject.currency),
            reason=subject.reason,
            status=subject.status,
        )
        facts = {"gateway_id": _id(subject.payment_intent), "dispute": dispute}
    return GatewayEvent(
        id=event.id,
        type=kind,
        raw_type=event.type,
        created_at=datetime.fromtimestamp(event.created, UTC),
        livemode=event.livemode,
        account=getattr(event, "account", None),
        **facts,
    )


def _decline_code(error: Any) -> str | None:
    return getattr(error, "decline_code", None) or getattr(error, "code", None)


def _read_card(payment_method: Any) -> CardSummary | None:
    card = getattr(payment_method, "card", None)
    return CardSummary(brand=card.brand, last4=card.last4) if card is not None else None


def _metadata(thing: Any, key: str) -> str | None:
    metadata = getattr(thing, "metadata", None)
    return metadata[key] if metadata is not None and key in metadata else None


def _id(reference: Any) -> str | None:
    """Stripe names another object by its id, or carries it whole when it was expanded."""
    if reference is None or isinstance(reference, str):
        return reference
    return str(reference.id)
