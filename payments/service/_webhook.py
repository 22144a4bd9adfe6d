"""The gateway's events: verified, kept once, and taken as a hint where to look, whatever their order."""

from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from orders.contracts import Actor
from payments.errors import ChargeUnknown, GatewayUnavailable
from payments.gateways import ChargeResult, GatewayEvent, GatewayEventType, RefundResult
from payments.models import PaymentAttempt, Refund, WebhookInbox
from payments.service._ask import conclude
from payments.service._desk import Desk, next_look
from payments.service._refund import adopt_refund, record_refund
from shop.kernel.errors import NotFound
from shop.kernel.events import to_json
from shop.kernel.ids import parse_id

logger = structlog.get_logger(__name__)

_GATEWAY = Actor("gateway")
_UNKNOWN = "no payment of ours"


def receive(desk: Desk, *, body: bytes, signature: str | None) -> str:
    """Verify an event, keep it once, and act on it. See `PaymentService.receive_webhook`."""
    now = desk.clock.now()
    event = desk.gateway.parse_webhook(body, signature, now=now)
    with transaction.atomic(durable=True):
        row, _ = WebhookInbox.objects.get_or_create(
            gateway=desk.gateway.name,
            event_id=event.id,
            defaults={
                "type": event.raw_type,
                "livemode": event.livemode,
                "sent_at": event.created_at,
                "received_at": now,
                "event": _facts(event),
                "look_at": next_look(now, 0),
            },
        )
    if row.handled_at is None:
        handle(desk, row)
    return row.outcome


def handle(desk: Desk, row: WebhookInbox) -> None:
    """Look where the event points, and record what is there. Without an answer it stays, for the scheduler."""
    try:
        outcome = _act(desk, row)
    except GatewayUnavailable:
        logger.warning("webhook.later", event_id=row.event_id)
        row.outcome = "to be looked at again"
        return
    _finish(desk, row, outcome)


def _finish(desk: Desk, row: WebhookInbox, outcome: str) -> bool:
    """Mark the event handled; False when somebody else has done so."""
    row.outcome, row.handled_at = outcome, desk.clock.now()
    unhandled = WebhookInbox.objects.filter(pk=row.pk, handled_at__isnull=True)
    return bool(unhandled.update(outcome=outcome, handled_at=row.handled_at))


def _act(desk: Desk, row: WebhookInbox) -> str:
    facts = row.event
    kind = GatewayEventType(facts["kind"])
    if kind is GatewayEventType.OTHER:
        return "not followed"
    if kind is GatewayEventType.REFUND_UPDATED:
        return _follow_refund(desk, facts)
    attempt = _find_attempt(desk, facts["gateway_id"], facts["attempt_id"])
    if attempt is None:
        return _UNKNOWN
    if kind is GatewayEventType.CHARGE_UPDATED:
        return _follow_charge(desk, attempt, facts)
    return _note_dispute(desk, row, attempt, facts)


def _follow_charge(desk: Desk, attempt: PaymentAttempt, facts: dict[str, Any]) -> str:
    charge = _find_charge(desk, facts["gateway_id"])
    if charge is None or charge.attempt_id != str(attempt.pk):
        return _UNKNOWN
    conclude(desk, attempt.pk, charge, actor=_GATEWAY)
    return f"charge {charge.status}"


def _find_charge(desk: Desk, gateway_id: str) -> ChargeResult | None:
    try:
        return desk.gateway.retrieve(gateway_id)
    except ChargeUnknown:
        return None


def _follow_refund(desk: Desk, facts: dict[str, Any]) -> str:
    try:
        result = desk.gateway.retrieve_refund(facts["gateway_refund_id"])
    except ChargeUnknown:
        return _UNKNOWN
    row = _find_refund(desk, result)
    if row is not None:
        record_refund(desk, row.attempt_id, row.pk, result, actor=_GATEWAY)
        return f"refund {result.status}"
    # It was made at the gateway itself. Events come in any order, so that its charge may be news as well.
    charge = _find_charge(desk, result.gateway_id) if result.gateway_id else None
    if charge is None:
        return _UNKNOWN
    attempt = _find_attempt(desk, charge.gateway_id, charge.attempt_id)
    if attempt is None or charge.attempt_id != str(attempt.pk):
        return _UNKNOWN
    conclude(desk, attempt.pk, charge, actor=_GATEWAY)
    adopt_refund(desk, attempt.pk, result)
    return f"refund {result.status}"


def _find_refund(desk: Desk, result: RefundResult) -> Refund | None:
    rows = Refund.objects.filter(attempt__gateway=desk.gateway.name, attempt__gateway_id=result.gateway_id)
    row = rows.filter(gateway_refund_id=result.gateway_refund_id).first()
    if row is None and result.refund_id:
        row = rows.filter(pk__in=_ids_in(result.refund_id)).first()
    return row


def _note_dispute(desk: Desk, row: WebhookInbox, attempt: PaymentAttempt, facts: dict[str, Any]) -> str:
    dispute = facts["dispute"]
    outcome = f"dispute {dispute['status']}"
    with transaction.atomic(durable=True):
        if _finish(desk, row, outcome):
            desk.orders.record(
                order_id=attempt.order_id,
                kind="payment_disputed",
                text=f"The cardholder disputes the payment ({dispute['reason']}): {dispute['status']}.",
                actor=_GATEWAY,
                public=False,
                data=dispute,
            )
    return outcome


def _find_attempt(desk: Desk, gateway_id: str | None, attempt_id: str | None) -> PaymentAttempt | None:
    """Find whose charge it is: by the gateway's id, or, when it is faster than our own answer, by the attempt's."""
    attempts = PaymentAttempt.objects.filter(gateway=desk.gateway.name)
    found = attempts.filter(gateway_id=gateway_id).first() if gateway_id else None
    if found is None and attempt_id:
        found = attempts.filter(pk__in=_ids_in(attempt_id), gateway_id="").first()
    return found


def _ids_in(text: str) -> list[UUID]:
    """Read an id of ours from the gateway's notes, where anybody with access to it may have written anything."""
    try:
        return [parse_id(text)]
    except NotFound:
        return []


def _facts(event: GatewayEvent) -> dict[str, Any]:
    return {
        "kind": event.type.value,
        "gateway_id": event.gateway_id,
        "gateway_refund_id": event.gateway_refund_id,
        "attempt_id": event.attempt_id,
        "dispute": to_json(event.dispute),
    }
