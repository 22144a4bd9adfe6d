"""Stripe's adapter when things go wrong, and what it sends: the real SDK against a server with a plan of
faults.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from django.db import connection, transaction

from payments.errors import (
    GatewayKeyReused,
    GatewayMisconfigured,
    GatewayRejected,
    GatewayUnavailable,
    PaymentMethodInvalid,
)
from payments.gateways import ChargeStatus, RefundStatus, StripeGateway
from payments.gateways.stripe import API_VERSION
from shop.kernel.money import Money
from tests.payments.banks import ALICE, charge_request, refund_request, stripe_at
from tests.payments.fake_stripe import FakeStripe, Fault

pytestmark = pytest.mark.django_db

INTENTS = "/v1/payment_intents"


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    with FakeStripe() as server:
        yield server


@pytest.fixture
def gateway(fake: FakeStripe) -> StripeGateway:
    return stripe_at(fake, timeout=2)


def succeeded(fake: FakeStripe) -> int:
    return sum(intent["status"] == "succeeded" for intent in fake.books.intents.values())


@pytest.mark.parametrize(
    "fault", [Fault.HANG_BEFORE, Fault.DROP_BEFORE, Fault.ERROR_500_BEFORE, Fault.GATEWAY_ERROR_PAGE]
)
def test_a_fault_before_stripe_acts_is_an_unknown_outcome_and_the_same_key_charges_once(
    fake: FakeStripe, gateway: StripeGateway, fault: Fault
) -> None:
    fake.plan(fault)
    request = charge_request()

    with pytest.raises(GatewayUnavailable):
        gateway.charge(request)
    assert succeeded(fake) == 0

    assert gateway.charge(request).status is ChargeStatus.SUCCEEDED
    assert succeeded(fake) == 1


@pytest.mark.parametrize("fault", [Fault.HANG_AFTER, Fault.DROP_AFTER])
def test_an_answer_lost_after_stripe_acted_is_told_again_for_the_same_key(
    fake: FakeStripe, gateway: StripeGateway, fault: Fault
) -> None:
    fake.plan(fault)
    request = charge_request()

    with pytest.raises(GatewayUnavailable):
        gateway.charge(request)
    assert succeeded(fake) == 1

    assert gateway.charge(request).status is ChargeStatus.SUCCEEDED
    assert succeeded(fake) == 1


def test_another_key_after_a_lost_answer_would_charge_twice(fake: FakeStripe, gateway: StripeGateway) -> None:
    """The control: without the persisted key the race is real."""
    fake.plan(Fault.DROP_AFTER)
    request = charge_request()
    with pytest.raises(GatewayUnavailable):
        gateway.charge(request)

    gateway.charge(replace(request, idempotency_key="another-key"))

    assert succeeded(fake) == 2


def test_a_charge_behind_a_500_that_stripe_keeps_repeating_is_found_by_its_attempt(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    fake.plan(Fault.ERROR_500_AFTER)
    request = charge_request()
    for _ in range(2):
        with pytest.raises(GatewayUnavailable):
            gateway.charge(request)

    now = datetime.now(UTC)
    found = gateway.find_charge(
        attempt_id=request.attempt_id, created_after=now - timedelta(minutes=1), created_before=now
    )

    assert found is not None
    assert found.status is ChargeStatus.SUCCEEDED
    assert succeeded(fake) == 1


def test_looking_for_a_charge_turns_every_page_and_stays_in_its_window(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    wanted = charge_request()
    charge = gateway.charge(wanted)
    template = fake.books.intents[charge.gateway_id or ""]
    for number in range(150):
        other = {**template, "id": f"pi_other_{number}", "metadata": {"attempt_id": f"other-{number}"}}
        fake.books.intents[other["id"]] = other
    now = datetime.now(UTC)

    recent = gateway.find_charge(
        attempt_id=wanted.attempt_id, created_after=now - timedelta(minutes=1), created_before=now
    )
    earlier = gateway.find_charge(
        attempt_id=wanted.attempt_id,
        created_after=now - timedelta(hours=2),
        created_before=now - timedelta(hours=1),
    )

    assert recent == charge
    assert earlier is None
    assert len(fake.calls("GET", INTENTS)) == 3


def test_too_many_requests_is_an_unknown_outcome(fake: FakeStripe, gateway: StripeGateway) -> None:
    fake.plan(Fault.RATE_LIMIT_429)

    with pytest.raises(GatewayUnavailable):
        gateway.charge(charge_request())

    assert fake.books.intents == {}


def test_the_sdk_itself_tries_once_more_with_the_same_key(fake: FakeStripe) -> None:
    fake.plan(Fault.DROP_AFTER)
    gateway = stripe_at(fake, network_retries=1)

    assert gateway.charge(charge_request()).status is ChargeStatus.SUCCEEDED

    first, second = fake.calls("POST", INTENTS)
    assert first.idempotency_key == second.idempotency_key
    assert succeeded(fake) == 1


def test_the_same_key_while_the_first_is_under_way_is_an_unknown_outcome(fake: FakeStripe) -> None:
    gateway = stripe_at(fake)
    fake.plan(Fault.SLOW, seconds=0.6)
    request = charge_request()
    both = threading.Barrier(2)

    def pay() -> str:
        both.wait()
        try:
            return gateway.charge(request).status
        except GatewayUnavailable as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(future.result() for future in [pool.submit(pay), pool.submit(pay)])

    assert answers == ["payment_gateway_unavailable", "succeeded"]
    assert succeeded(fake) == 1


def test_a_slow_answer_in_time_is_an_answer(fake: FakeStripe) -> None:
    fake.plan(Fault.SLOW, seconds=0.3)

    assert stripe_at(fake, timeout=2).charge(charge_request()).status is ChargeStatus.SUCCEEDED


def test_a_key_of_another_request_is_raised_loudly(
    fake: FakeStripe, gateway: StripeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    request = charge_request()
    gateway.charge(request)

    with pytest.raises(GatewayKeyReused):
        gateway.charge(replace(request, amount=Money(5, "EUR")))

    assert [record.levelname for record in caplog.records if "payment_key_reused" in record.message] == ["ERROR"]
    assert succeeded(fake) == 1


def test_a_wrong_secret_key_is_our_misconfiguration_and_never_named_to_the_caller(fake: FakeStripe) -> None:
    gateway = StripeGateway(secret_key="sk_test_wrong", api_base=fake.url, network_retries=0)

    with pytest.raises(GatewayMisconfigured) as refused:
        gateway.charge(charge_request())

    assert "sk_test" not in refused.value.detail
    assert fake.books.intents == {}


def test_nobody_listening_is_an_unknown_outcome() -> None:
    gateway = StripeGateway(secret_key="sk_test_x", api_base="http://127.0.0.1:9", network_retries=0)

    with pytest.raises(GatewayUnavailable):
        gateway.charge(charge_request())


def test_an_unknown_payment_method_names_the_shoppers_problem(fake: FakeStripe, gateway: StripeGateway) -> None:
    with pytest.raises(PaymentMethodInvalid) as refused:
        gateway.charge(charge_request(payment_method="pm_typo"))

    assert (refused.value.code, refused.value.status) == ("payment_method_invalid", 422)
    assert fake.books.intents == {}


def test_an_amount_below_stripes_minimum_is_refused_and_not_blamed_on_the_card(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRejected) as refused:
        gateway.charge(charge_request(amount=Money(10, "EUR")))

    assert refused.value.code == "payment_rejected"


def test_a_charge_sends_what_stripe_needs_and_nothing_else(fake: FakeStripe, gateway: StripeGateway) -> None:
    request = charge_request(shipping=ALICE, return_url="https://shop.example/pay/1")

    gateway.charge(request)

    (sent,) = fake.calls("POST", INTENTS)
    assert sent.idempotency_key == request.idempotency_key
    assert sent.stripe_version == API_VERSION
    assert sent.params == {
        "amount": "1990",
        "currency": "eur",
        "payment_method": "pm_card_visa",
        "allowed_payment_method_types": ["card"],
        "confirm": "true",
        "capture_method": "automatic",
        "metadata": {
            "order_id": request.order_id,
            "order_number": "T-1001",
            "attempt_id": request.attempt_id,
        },
        "expand": ["payment_method"],
        "shipping": {
            "name": "Alice Byrne",
            "address": {
                "line1": "12 Quay Street",
                "line2": "",
                "city": "Galway",
                "state": "",
                "postal_code": "H91 XY22",
                "country": "IE",
            },
        },
        "return_url": "https://shop.example/pay/1",
        "use_stripe_sdk": "true",
    }


def test_without_a_page_nothing_is_said_of_a_page(fake: FakeStripe, gateway: StripeGateway) -> None:
    gateway.charge(charge_request())

    (sent,) = fake.calls("POST", INTENTS)
    assert sent.params.keys().isdisjoint({"return_url", "use_stripe_sdk", "shipping"})


def test_a_refund_sends_its_own_key_and_id(fake: FakeStripe, gateway: StripeGateway) -> None:
    charge = gateway.charge(charge_request())
    request = refund_request(charge.gateway_id, 500)

    gateway.refund(request)

    (sent,) = fake.calls("POST", "/v1/refunds")
    assert sent.idempotency_key == request.idempotency_key
    assert sent.params == {
        "payment_intent": charge.gateway_id,
        "amount": "500",
        "metadata": {"refund_id": request.refund_id},
    }


def test_a_refund_can_wait_and_then_succeed(fake: FakeStripe, gateway: StripeGateway) -> None:
    charge = gateway.charge(charge_request(payment_method="pm_card_pendingRefund"))
    refund = gateway.refund(refund_request(charge.gateway_id))
    assert refund.status is RefundStatus.PENDING

    fake.books.settle_refund(refund.gateway_refund_id, status="succeeded")

    assert gateway.retrieve_refund(refund.gateway_refund_id).status is RefundStatus.SUCCEEDED


def test_a_refund_that_succeeded_can_still_fail_later(fake: FakeStripe, gateway: StripeGateway) -> None:
    charge = gateway.charge(charge_request(payment_method="pm_card_refundFail"))
    refund = gateway.refund(refund_request(charge.gateway_id))
    assert refund.status is RefundStatus.SUCCEEDED

    fake.books.settle_refund(refund.gateway_refund_id, status="failed", failure_reason="expired_or_canceled_card")

    late = gateway.retrieve_refund(refund.gateway_refund_id)
    assert (late.status, late.failure_reason) == (RefundStatus.FAILED, "expired_or_canceled_card")


def test_a_stolen_card_keeps_its_code_for_staff(gateway: StripeGateway) -> None:
    charge = gateway.charge(charge_request(payment_method="pm_card_visa_chargeDeclinedStolenCard"))

    assert charge.decline_code == "stolen_card"


def test_stripe_is_not_called_while_a_transaction_is_open(fake: FakeStripe, gateway: StripeGateway) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        gateway.charge(charge_request())

    assert fake.requests == []


def test_the_pinned_api_version_is_the_one_of_the_sdks_types() -> None:
    assert stripe.api_version == API_VERSION
