"""The sandbox: a bank of our own making that behaves as Stripe's test mode does, where no keys are set.

Its books are rows of this database, written in transactions of their own, so that a rollback in the shop
can't undo what "the bank" has done, just as with a real one. It sends no webhooks: the shop asks.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from payments.errors import (
    ChargeUnknown,
    GatewayKeyReused,
    GatewayRejected,
    PaymentMethodInvalid,
    WebhookSignatureInvalid,
)
from payments.gateways.protocol import (
    CardSummary,
    ChargeRequest,
    ChargeResult,
    ChargeStatus,
    ClientConfig,
    GatewayAddress,
    GatewayEvent,
    RefundRequest,
    RefundResult,
    RefundStatus,
    TestCard,
)
from payments.gateways.sandbox_cards import SANDBOX_CARDS, Mend, SandboxCard
from payments.models import SandboxAnswer, SandboxIntent, SandboxRefund
from shop.kernel.clock import Clock, system_clock
from shop.kernel.ids import new_id
from shop.kernel.money import Money

AUTHENTICATION_FAILED = "payment_intent_authentication_failure"
_Status = SandboxIntent.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxChallenge:
    """What the page of the imaginary bank shows when it asks the cardholder to confirm."""

    gateway_id: str
    attempt_id: str
    order_number: str
    amount: Money
    card: CardSummary
    open: bool


class SandboxGateway:
    """`PaymentGateway` without a network; see `payments.gateways.sandbox_cards` for what each card does."""

    name = "sandbox"

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self._clock = clock

    def charge(self, request: ChargeRequest) -> ChargeResult:
        card = SANDBOX_CARDS.get(request.payment_method)
        if card is None:
            raise PaymentMethodInvalid("This is a sandbox, which takes its own test cards only, such as pm_card_visa.")
        if request.amount.minor <= 0:
            raise GatewayRejected("The amount of a charge is more than zero.")
        answer = _once(request.idempotency_key, "charge", asdict(request), lambda: self._charge(request, card))
        return _read_charge(_intent_of(answer), answer.status)

    def retrieve(self, gateway_id: str) -> ChargeResult:
        with transaction.atomic(durable=True):
            return _read_charge(_get_intent(gateway_id))

    def find_charge(self, *, attempt_id: str, created_after: datetime, created_before: datetime) -> ChargeResult | None:
        with transaction.atomic(durable=True):
            intent = SandboxIntent.objects.filter(
                attempt_id=attempt_id, created_at__range=(created_after, created_before)
            ).first()
        return _read_charge(intent) if intent else None

    def cancel(self, gateway_id: str, *, idempotency_key: str) -> ChargeResult:
        answer = _once(idempotency_key, "cancel", gateway_id, lambda: self._cancel(gateway_id))
        return _read_charge(_intent_of(answer), answer.status)

    def refund(self, request: RefundRequest) -> RefundResult:
        answer = _once(request.idempotency_key, "refund", asdict(request), lambda: self._refund(request))
        return _read_refund(_refund_of(answer))

    def retrieve_refund(self, gateway_refund_id: str) -> RefundResult:
        with transaction.atomic(durable=True):
            refund = SandboxRefund.objects.select_related("intent").filter(pk=gateway_refund_id).first()
        if refund is None:
            raise ChargeUnknown("The sandbox knows no such refund.")
        return _read_refund(refund)

    def parse_webhook(self, body: bytes, signature: str | None, *, now: datetime) -> GatewayEvent:
        raise WebhookSignatureInvalid("The sandbox sends no webhooks, so this one is not from it.")

    def client_config(self) -> ClientConfig:
        cards = tuple(TestCard(card.number, card.does) for card in SANDBOX_CARDS.values())
        return ClientConfig(kind="sandbox", script="js/pay-sandbox.js", test_cards=cards)

    def challenge(self, client_secret: str) -> SandboxChallenge:
        """This method will return what the bank's page shows. Raises ChargeUnknown."""
        with transaction.atomic(durable=True):
            intent = _get_intent(client_secret, by="client_secret")
        return SandboxChallenge(
            gateway_id=intent.id,
            attempt_id=intent.attempt_id,
            order_number=intent.order_number,
            amount=Money(intent.amount, intent.currency),
            card=SANDBOX_CARDS[intent.payment_method].summary,
            open=intent.status == _Status.REQUIRES_ACTION,
        )

    def authenticate(self, client_secret: str, *, approve: bool) -> ChargeResult:
        """This method will take the cardholder's answer. Once answered, it stands. Raises ChargeUnknown."""
        with transaction.atomic(durable=True):
            intent = _get_intent(client_secret, by="client_secret", lock=True)
            if intent.status == _Status.REQUIRES_ACTION:
                intent.status = _Status.SUCCEEDED if approve else _Status.DECLINED
                intent.decline_code = "" if approve else AUTHENTICATION_FAILED
                intent.save(update_fields=["status", "decline_code"])
        return _read_charge(intent)

    def _charge(self, request: ChargeRequest, card: SandboxCard) -> SandboxAnswer:
        intent_id = f"pi_sandbox_{new_id().hex}"
        intent = SandboxIntent(
            id=intent_id,
            client_secret=f"{intent_id}_secret_{secrets.token_urlsafe(18)}",
            amount=request.amount.minor,
            currency=request.amount.currency,
            payment_method=request.payment_method,
            order_id=request.order_id,
            order_number=request.order_number,
            attempt_id=request.attempt_id,
            billing_name=_plain(request.billing.name),
            billing_address=_address(request.billing),
            created_at=self._clock.now(),
        )
        if card.asks_for_authentication:
            intent.status = _Status.REQUIRES_ACTION
        elif card.decline_code and not _mended(intent, card):
            intent.status, intent.decline_code = _Status.DECLINED, card.decline_code
        else:
            intent.status = _Status.SUCCEEDED
        intent.save(force_insert=True)
        return SandboxAnswer(intent=intent, status=intent.status)

    def _cancel(self, gateway_id: str) -> SandboxAnswer:
        intent = _get_intent(gateway_id, lock=True)
        if intent.status != _Status.SUCCEEDED:
            intent.status = _Status.CANCELLED
            intent.save(update_fields=["status"])
        return SandboxAnswer(intent=intent, status=intent.status)

    def _refund(self, request: RefundRequest) -> SandboxAnswer:
        intent = _get_intent(request.gateway_id, lock=True)
        if intent.status != _Status.SUCCEEDED:
            raise GatewayRejected("This charge has taken no money that could go back.")
        gone = intent.refunds.aggregate(total=Sum("amount"))["total"] or 0
        left = Money(intent.amount - gone, intent.currency)
        if request.amount.currency != intent.currency or not 0 < request.amount.minor <= left.minor:
            raise GatewayRejected(f"At most {left} can be refunded.")
        refund = SandboxRefund.objects.create(
            id=f"re_sandbox_{new_id().hex}",
            intent=intent,
            amount=request.amount.minor,
            refund_id=request.refund_id,
            created_at=self._clock.now(),
        )
        return SandboxAnswer(refund=refund)


def _once(key: str, operation: str, request: object, act: Callable[[], SandboxAnswer]) -> SandboxAnswer:
    """Act once for each key. A second call with the key waits on its row, and then reads the first one's
    answer.

    A refusal rolls the key back with everything else, as Stripe does not keep what it never started.
    """
    fingerprint = hashlib.sha256(json.dumps([operation, request], sort_keys=True).encode()).hexdigest()
    with transaction.atomic(durable=True):
        answer, is_new = SandboxAnswer.objects.select_related("intent", "refund__intent").get_or_create(
            key=key, defaults={"fingerprint": fingerprint}
        )
        if is_new:
            answer = act()
            answer.key, answer.fingerprint = key, fingerprint
            answer.save(force_update=True)
    if answer.fingerprint != fingerprint:
        raise GatewayKeyReused("An idempotency key was sent again with another request.")
    return answer


def _get_intent(value: str, *, by: str = "id", lock: bool = False) -> SandboxIntent:
    rows = SandboxIntent.objects.select_for_update() if lock else SandboxIntent.objects.all()
    intent = rows.filter(**{by: value}).first()
    if intent is None:
        raise ChargeUnknown("The sandbox knows no such charge.")
    return intent


def _mended(intent: SandboxIntent, card: SandboxCard) -> bool:
    if card.mend is None:
        return False
    before = (
        SandboxIntent.objects.filter(
            order_id=intent.order_id, payment_method=intent.payment_method, status=_Status.DECLINED
        )
        .order_by("-created_at", "-id")
        .first()
    )
    if before is None:
        return False
    if card.mend is Mend.NAME:
        return before.billing_name != intent.billing_name
    return before.billing_address != intent.billing_address


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _address(of: GatewayAddress) -> str:
    parts = (of.line1, of.line2, of.city, of.region, of.postal_code, of.country)
    return "\n".join(_plain(part) for part in parts)


def _intent_of(answer: SandboxAnswer) -> SandboxIntent:
    assert answer.intent is not None
    return answer.intent


def _refund_of(answer: SandboxAnswer) -> SandboxRefund:
    assert answer.refund is not None
    return answer.refund


def _read_charge(intent: SandboxIntent, status: str = "") -> ChargeResult:
    """`status` is that of an earlier answer, told again; without it, that of now."""
    stands = ChargeStatus(status or intent.status)
    amount = Money(intent.amount, intent.currency)
    declined = stands is ChargeStatus.DECLINED
    return ChargeResult(
        gateway_id=intent.id,
        status=stands,
        amount=amount,
        amount_received=amount if stands is ChargeStatus.SUCCEEDED else Money.zero(intent.currency),
        client_secret=intent.client_secret if stands is ChargeStatus.REQUIRES_ACTION else None,
        decline_code=intent.decline_code if declined else None,
        decline_message=f"The sandbox declined it: {intent.decline_code}." if declined else None,
        card=SANDBOX_CARDS[intent.payment_method].summary,
        attempt_id=intent.attempt_id,
    )


def _read_refund(refund: SandboxRefund) -> RefundResult:
    return RefundResult(
        gateway_refund_id=refund.id,
        gateway_id=refund.intent_id,
        status=RefundStatus.SUCCEEDED,
        amount=Money(refund.amount, refund.intent.currency),
        refund_id=refund.refund_id,
    )
