"""Paying: 1. the attempt is written down; 2. the gateway is called; 3. what it said becomes fact."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from orders.contracts import Actor, OrderView
from payments.contracts import PaymentView
from payments.errors import ChargeUnknown, GatewayRejected, NothingToPay, PaymentDeclined, PaymentInProgress
from payments.gateways import ChargeRequest, GatewayAddress
from payments.models import PaymentAttempt
from payments.queries import get_payment
from payments.rules import OPEN_ATTEMPTS, AttemptStatus
from payments.service._ask import conclude, pack, settle
from payments.service._desk import FIRST_LOOK, Desk
from payments.service._record import record_failure
from shop.kernel.address import Address
from shop.kernel.ids import new_id


def pay(
    desk: Desk,
    *,
    order_id: UUID,
    payment_method: str,
    card_name: str,
    actor: Actor,
    request_key: str,
    return_url: str,
) -> PaymentView:
    """Pay an order with a card. See `PaymentService.pay`."""
    _give_way(desk, order_id, request_key, actor)

    def ask(order: OrderView, attempt_id: UUID) -> ChargeRequest:
        return _request(order, attempt_id, payment_method, card_name, return_url)

    attempt_id, is_new = _open_attempt(desk, order_id, request_key, ask)
    settle(desk, attempt_id, actor=actor, first=is_new)
    payment = get_payment(attempt_id)
    if payment.status == "declined":
        raise PaymentDeclined(
            payment.message, payment_id=payment.id, decline_code=payment.decline_code, fix=payment.fix
        )
    if payment.status == "failed":
        raise GatewayRejected("The payment could not be made. Nothing was charged; please enter the card again.")
    return payment


def _give_way(desk: Desk, order_id: UUID, request_key: str, actor: Actor) -> None:
    """Give up an attempt that waits for the shopper's bank: they have come back with a card instead. And close one that
    was begun at a gateway which the shop has left since: nobody here can finish it.

    The gateway has the last word. If the money went through meanwhile, the order is paid, and the new attempt will be
    refused for that.
    """
    attempts = PaymentAttempt.objects.filter(order_id=order_id, status__in=OPEN_ATTEMPTS)
    for attempt in attempts.exclude(gateway=desk.gateway.name):
        settle(desk, attempt.pk, actor=actor)
    waiting = attempts.filter(status=AttemptStatus.REQUIRES_ACTION, gateway=desk.gateway.name)
    if request_key:
        waiting = waiting.exclude(request_key=request_key)
    for attempt in waiting:
        give_up(desk, attempt, actor=actor)


def give_up(desk: Desk, attempt: PaymentAttempt, *, actor: Actor) -> None:
    """Cancel an attempt's charge at the gateway, and record what it says then; the money may be there after all.

    One that the gateway does not know is closed.
    """
    try:
        result = desk.gateway.cancel(attempt.gateway_id, idempotency_key=f"cancel-{attempt.pk}")
    except ChargeUnknown as error:
        record_failure(desk, attempt.pk, reason=error.detail, actor=actor)
        return
    except GatewayRejected as error:
        raise PaymentInProgress("Your bank is deciding about a payment of this order.") from error
    conclude(desk, attempt.pk, result, actor=actor)


def _open_attempt(
    desk: Desk, order_id: UUID, request_key: str, ask: Callable[[OrderView, UUID], ChargeRequest]
) -> tuple[UUID, bool]:
    """Write the attempt down, with its key, before anybody is called. Returns its id, and whether it is new.

    The order's row is locked by `begin_payment`, so two requests take turns here; the unique constraint on open
    attempts stands beneath.
    """
    now = desk.clock.now()
    attempts = PaymentAttempt.objects.filter(order_id=order_id)
    with transaction.atomic(durable=True):
        begun = attempts.filter(request_key=request_key).first() if request_key else None
        if begun is not None:
            return begun.pk, False
        order = desk.orders.begin_payment(order_id=order_id, now=now)
        # Asked again: the one we waited for at the lock may have been this very request.
        begun = attempts.filter(request_key=request_key).first() if request_key else None
        if begun is not None:
            return begun.pk, False
        if attempts.filter(status__in=OPEN_ATTEMPTS).exists():
            raise PaymentInProgress("A payment of this order is under way. Wait a moment for its outcome.")
        if not order.totals.total:
            raise NothingToPay("This order costs nothing.")
        attempt_id = new_id()
        request = ask(order, attempt_id)
        PaymentAttempt.objects.create(
            id=attempt_id,
            order_id=order_id,
            gateway=desk.gateway.name,
            idempotency_key=request.idempotency_key,
            request_key=request_key,
            request=pack(request),
            currency=order.totals.total.currency,
            amount_minor=order.totals.total.minor,
            created_at=now,
            updated_at=now,
            look_at=now + FIRST_LOOK,
        )
    return attempt_id, True


def _request(order: OrderView, attempt_id: UUID, payment_method: str, card_name: str, return_url: str) -> ChargeRequest:
    billing = order.billing_address
    return ChargeRequest(
        amount=order.totals.total,
        payment_method=payment_method,
        idempotency_key=f"charge-{attempt_id}",
        order_id=str(order.id),
        order_number=order.number,
        attempt_id=str(attempt_id),
        email=order.email,
        billing=_address(replace(billing, name=card_name or billing.name)),
        shipping=_address(order.shipping_address),
        # The attempt's id is born here, so the page that goes on after the bank is named by its pattern.
        return_url=return_url.replace("{payment_id}", str(attempt_id)) or None,
    )


def _address(address: Address) -> GatewayAddress:
    return GatewayAddress(
        name=address.name,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
        country=address.country,
    )
