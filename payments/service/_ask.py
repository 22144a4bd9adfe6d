"""Step 2 of paying: the gateway is asked, outside any transaction; and asked again when it had not answered."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from orders.contracts import Actor
from payments.errors import (
    ChargeUnknown,
    GatewayKeyReused,
    GatewayMisconfigured,
    GatewayRejected,
    GatewayUnavailable,
    OutcomeUnknown,
)
from payments.gateways import KEY_LIFETIME, ChargeRequest, ChargeResult, GatewayAddress
from payments.models import PaymentAttempt
from payments.rules import RefundState
from payments.service._desk import Desk
from payments.service._record import record_charge, record_failure, record_silence
from payments.service._refund import send_refund
from shop.kernel.money import Money

logger = structlog.get_logger(__name__)

_CLOCKS_MAY_DIFFER = timedelta(minutes=10)
_NOT_CHARGED = "Nothing was charged."
_NEVER_ARRIVED = f"The request never reached the payment service. {_NOT_CHARGED}"


def pack(request: ChargeRequest) -> dict[str, Any]:
    """Return the request as JSON, to be asked again word for word."""
    return {**asdict(request), "amount": request.amount.as_json()}


def unpack(data: dict[str, Any]) -> ChargeRequest:
    """Return the request that `pack` wrote."""
    shipping = data["shipping"]
    return ChargeRequest(
        **{
            **data,
            "amount": Money.parse(data["amount"]["amount"], data["amount"]["currency"]),
            "billing": GatewayAddress(**data["billing"]),
            "shipping": GatewayAddress(**shipping) if shipping else None,
        }
    )


def settle(desk: Desk, attempt_id: UUID, *, actor: Actor, first: bool = False) -> None:
    """Ask where the charge of an open attempt stands, record it, and send back at once what has to go back.

    `first`: the gateway was never asked before, so that a refusal of any kind means that nothing was charged. An
    attempt that no gateway of ours answers for is closed; money that comes of it all the same is still recorded.

    Raises OutcomeUnknown, GatewayRejected, GatewayMisconfigured.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    if not attempt.is_open:
        return
    if attempt.gateway != desk.gateway.name:
        record_failure(desk, attempt_id, reason=_gone(attempt.gateway), actor=actor)
        return
    try:
        result = _ask(desk, attempt, first=first)
    except GatewayUnavailable as error:
        if first:
            record_silence(desk, attempt_id)
        raise OutcomeUnknown(attempt_id) from error
    except ChargeUnknown as error:
        # Made in an account that is not ours any more, say. Nobody will ever answer for it here.
        record_failure(desk, attempt_id, reason=error.detail, actor=actor)
        return
    except GatewayRejected as error:
        # Refused for our credentials, a repeat says nothing about the first call. A charge that has an id exists.
        if first or not (attempt.gateway_id or isinstance(error, GatewayMisconfigured)):
            record_failure(desk, attempt_id, reason=f"{error.detail} {_NOT_CHARGED}", actor=actor)
        raise
    if result is None:
        record_failure(desk, attempt_id, reason=_NEVER_ARRIVED, actor=actor)
        return
    conclude(desk, attempt_id, result, actor=actor)


def conclude(desk: Desk, attempt_id: UUID, result: ChargeResult, *, actor: Actor) -> None:
    """Record where a charge stands; a payment that nothing can be done with goes back at once, by itself."""
    record_charge(desk, attempt_id, result, actor=actor)
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    for refund in attempt.refunds.filter(status=RefundState.PENDING, looks=0, actor_kind="system"):
        try:
            send_refund(desk, refund.pk, actor=actor)
        except (GatewayUnavailable, GatewayRejected):
            logger.warning("refund.later", refund_id=str(refund.pk), exc_info=True)


def _gone(gateway: str) -> str:
    return f"It was begun at the gateway “{gateway}”, which this shop has left. Look there whether it was charged."


def _ask(desk: Desk, attempt: PaymentAttempt, *, first: bool) -> ChargeResult | None:
    if attempt.gateway_id:
        return desk.gateway.retrieve(attempt.gateway_id)
    is_key_known = desk.clock.now() - attempt.created_at < KEY_LIFETIME
    if is_key_known and (first or _is_wanted(desk, attempt)):
        try:
            return desk.gateway.charge(unpack(attempt.request))
        except GatewayKeyReused:
            logger.exception("payment.key_reused", payment_id=str(attempt.pk))
    # The key has been forgotten, or can't be used: calling again could charge a second time. Or the order can't take
    # the money any more: calling again could charge a card only to give it back. Look instead.
    return desk.gateway.find_charge(
        attempt_id=str(attempt.pk),
        created_after=attempt.created_at - _CLOCKS_MAY_DIFFER,
        created_before=attempt.created_at + KEY_LIFETIME + _CLOCKS_MAY_DIFFER,
    )


def _is_wanted(desk: Desk, attempt: PaymentAttempt) -> bool:
    """Whether the order still waits for just this amount; it may have been called off, run out of time or changed."""
    order = desk.orders.get_order(order_id=attempt.order_id)
    return order.is_payable and order.totals.total == attempt.amount
