"""What was left open: by a gateway that did not answer, a process that died, a shopper who went away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import models

from orders.contracts import SYSTEM
from payments.gateways import KEY_LIFETIME
from payments.models import PaymentAttempt, Refund, WebhookInbox
from payments.rules import OPEN_ATTEMPTS, AttemptStatus, RefundState
from payments.service._ask import settle
from payments.service._desk import Desk, next_look
from payments.service._pay import give_up
from payments.service._refund import send_refund
from payments.service._webhook import handle
from shop.kernel.errors import DomainError

logger = structlog.get_logger(__name__)

_AT_ONCE = 50


def settle_open(desk: Desk) -> int:
    """Look at all that is due. See `PaymentService.settle_open`."""
    now = desk.clock.now()
    attempts = PaymentAttempt.objects.filter(status__in=OPEN_ATTEMPTS, gateway=desk.gateway.name, look_at__lte=now)
    # A refund whose key the gateway may have forgotten, and of which we know no id, could be made twice: it is left
    # to people, who see it as pending in the admin.
    refunds = Refund.objects.filter(
        status=RefundState.PENDING, attempt__gateway=desk.gateway.name, look_at__lte=now
    ).exclude(gateway_refund_id="", created_at__lt=now - KEY_LIFETIME)
    inbox = WebhookInbox.objects.filter(handled_at__isnull=True, gateway=desk.gateway.name, look_at__lte=now)
    return (
        _each(desk, attempts, lambda row: _settle_attempt(desk, row))
        + _each(desk, refunds, lambda row: send_refund(desk, row.pk, actor=SYSTEM))
        + _each(desk, inbox, lambda row: handle(desk, row))
    )


def _each(desk: Desk, due: "models.QuerySet[Any]", act: Callable[[Any], None]) -> int:
    """Take each row by moving its next look, so that two schedulers don't ask the same; then act on it."""
    done = 0
    for row in due.order_by("look_at")[:_AT_ONCE]:
        mine = type(row).objects.filter(pk=row.pk, look_at=row.look_at, looks=row.looks)
        if not mine.update(look_at=next_look(desk.clock.now(), row.looks), looks=row.looks + 1):
            continue
        try:
            act(row)
            done += 1
        except DomainError as error:
            logger.warning("payments.still_open", row=type(row).__name__, id=str(row.pk), code=error.code)
        except Exception:
            # One that nobody foresaw must not keep the others from being settled.
            logger.exception("payments.settling_failed", row=type(row).__name__, id=str(row.pk))
    return done


def _settle_attempt(desk: Desk, attempt: PaymentAttempt) -> None:
    settle(desk, attempt.pk, actor=SYSTEM)
    attempt.refresh_from_db()
    if attempt.status == AttemptStatus.REQUIRES_ACTION and _is_abandoned(desk, attempt):
        give_up(desk, attempt, actor=SYSTEM)


def _is_abandoned(desk: Desk, attempt: PaymentAttempt) -> bool:
    """The shopper had as long as the order keeps its stock; or there is nothing left to pay."""
    if desk.clock.now() - attempt.created_at >= timedelta(minutes=settings.RESERVATION_MINUTES):
        return True
    return not desk.orders.get_order(order_id=attempt.order_id).is_payable
