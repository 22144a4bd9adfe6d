"""One contract for every gateway: the sandbox, Stripe's adapter on FakeStripe, and Stripe's adapter on
localstripe.

Where localstripe is not able to play along, the test says why, and the run shows it as skipped for that
reason.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from payments.errors import ChargeUnknown, GatewayKeyReused, GatewayRejected, PaymentMethodInvalid
from payments.gateways import ChargeStatus, RefundStatus
from shop.kernel.ids import new_id
from shop.kernel.money import Money
from tests.payments.banks import (
    Bank,
    FakeStripeBank,
    LocalstripeBank,
    SandboxBank,
    StripeTestModeBank,
    charge_request,
    localstripe,
    refund_request,
)
from tests.payments.fake_stripe import FakeStripe

pytestmark = pytest.mark.django_db

NO_IDEMPOTENCY = "localstripe has no idempotency keys"
NO_DECLINED_INTENT = "localstripe's decline does not name its payment intent"


@pytest.fixture(scope="session")
def localstripe_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log: Path = tmp_path_factory.mktemp("localstripe") / "log"
    with localstripe(log) as url:
        yield url


@pytest.fixture
def bank(request: pytest.FixtureRequest) -> Iterator[Bank]:
    if request.param == "sandbox":
        yield SandboxBank()
    elif request.param == "stripe_live":
        yield StripeTestModeBank(os.environ.get("STRIPE_TEST_SECRET_KEY", ""))
    elif request.param == "localstripe":
        yield LocalstripeBank(request.getfixturevalue("localstripe_url"))
    else:
        with FakeStripe() as fake:
            yield FakeStripeBank(fake)


def every_bank(*, localstripe_cannot: str = "") -> Any:
    """Every bank, or all but localstripe for a reason."""
    live = pytest.param("stripe_live", marks=pytest.mark.stripe_live)
    marks = [pytest.mark.skip(reason=localstripe_cannot)] if localstripe_cannot else []
    banks = ["sandbox", "fake_stripe", pytest.param("localstripe", marks=marks), live]
    return pytest.mark.parametrize("bank", banks, indirect=True)


@every_bank()
def test_a_good_card_pays_the_whole_amount(bank: Bank) -> None:
    request = charge_request(payment_method=bank.tokens["good"])

    charge = bank.gateway.charge(request)

    assert charge.status is ChargeStatus.SUCCEEDED
    assert charge.amount == charge.amount_received == Money(1990, "EUR")
    assert charge.attempt_id == request.attempt_id
    assert charge.card is not None
    assert (charge.card.brand, charge.card.last4) == ("visa", "4242")
    assert charge.client_secret is charge.decline_code is None


@every_bank()
def test_a_charge_can_be_asked_for_afterwards(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request())

    assert bank.gateway.retrieve(charge.gateway_id or "") == charge


@every_bank()
def test_a_charge_that_nobody_made_is_unknown(bank: Bank) -> None:
    with pytest.raises(ChargeUnknown):
        bank.gateway.retrieve("pi_of_nobody")


@every_bank()
def test_a_declined_card_is_a_result_and_takes_no_money(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request(payment_method=bank.tokens["declined"]))

    assert charge.status is ChargeStatus.DECLINED
    assert charge.decline_code == bank.decline_codes["declined"]
    assert charge.decline_message
    assert charge.amount == Money(1990, "EUR")
    assert charge.amount_received == Money.zero("EUR")
    assert charge.client_secret is None


@pytest.mark.parametrize("kind", ["insufficient_funds", "expired", "cvc", "processing_error"])
@every_bank(localstripe_cannot="localstripe has one kind of decline")
def test_each_kind_of_decline_keeps_its_code(bank: Bank, kind: str) -> None:
    charge = bank.gateway.charge(charge_request(payment_method=bank.tokens[kind]))

    assert charge.decline_code == bank.decline_codes[kind]
    assert bank.gateway.retrieve(charge.gateway_id or "") == charge


@every_bank(localstripe_cannot=NO_DECLINED_INTENT)
def test_a_declined_charge_can_be_cancelled_so_that_nobody_confirms_it_again(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request(payment_method=bank.tokens["declined"]))

    cancelled = bank.gateway.cancel(charge.gateway_id or "", idempotency_key=f"cancel-{charge.gateway_id}")

    assert cancelled.status is ChargeStatus.CANCELLED


@every_bank(localstripe_cannot="localstripe does not say that the payment method is what it can't find")
def test_an_unknown_payment_method_is_refused(bank: Bank) -> None:
    with pytest.raises(PaymentMethodInvalid):
        bank.gateway.charge(charge_request(payment_method="pm_of_nobody"))


@every_bank()
def test_an_amount_of_nothing_is_refused(bank: Bank) -> None:
    with pytest.raises(GatewayRejected):
        bank.gateway.charge(charge_request(amount=Money.zero("EUR")))


@every_bank(localstripe_cannot=NO_IDEMPOTENCY)
def test_the_same_key_charges_once_and_is_told_the_same(bank: Bank) -> None:
    request = charge_request()

    first, second = bank.gateway.charge(request), bank.gateway.charge(request)

    assert first == second
    assert first.status is ChargeStatus.SUCCEEDED


@every_bank(localstripe_cannot=NO_IDEMPOTENCY)
def test_the_same_key_replays_a_decline(bank: Bank) -> None:
    request = charge_request(payment_method=bank.tokens["declined"])

    assert bank.gateway.charge(request) == bank.gateway.charge(request)


@every_bank(localstripe_cannot=NO_IDEMPOTENCY)
def test_a_replay_is_as_old_as_the_first_answer_and_retrieve_tells_the_truth(bank: Bank) -> None:
    request = charge_request(payment_method=bank.tokens["authenticate"])
    charge = bank.gateway.charge(request)
    bank.cardholder_answers(charge, approve=True)

    assert bank.gateway.charge(request) == charge
    assert charge.status is ChargeStatus.REQUIRES_ACTION
    assert bank.gateway.retrieve(charge.gateway_id or "").status is ChargeStatus.SUCCEEDED


@every_bank(localstripe_cannot=NO_IDEMPOTENCY)
def test_the_same_key_with_another_amount_is_a_bug_and_charges_nothing(bank: Bank) -> None:
    request = charge_request()
    first = bank.gateway.charge(request)
    other = charge_request(idempotency_key=request.idempotency_key, amount=Money(2990, "EUR"))

    with pytest.raises(GatewayKeyReused):
        bank.gateway.charge(other)

    assert find(bank, other.attempt_id) is None
    assert bank.gateway.retrieve(first.gateway_id or "") == first


@every_bank()
def test_a_card_that_wants_authentication_pays_once_the_cardholder_approves(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request(payment_method=bank.tokens["authenticate"]))
    assert charge.status is ChargeStatus.REQUIRES_ACTION
    assert charge.client_secret
    assert charge.amount_received == Money.zero("EUR")

    bank.cardholder_answers(charge, approve=True)

    settled = bank.gateway.retrieve(charge.gateway_id or "")
    assert settled.status is ChargeStatus.SUCCEEDED
    assert settled.amount_received == Money(1990, "EUR")
    assert settled.client_secret is None


@every_bank()
def test_a_card_that_fails_authentication_is_declined(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request(payment_method=bank.tokens["authenticate"]))

    bank.cardholder_answers(charge, approve=False)

    settled = bank.gateway.retrieve(charge.gateway_id or "")
    assert settled.status is ChargeStatus.DECLINED
    assert settled.decline_code == "payment_intent_authentication_failure"
    assert settled.amount_received == Money.zero("EUR")


@every_bank()
def test_a_charge_that_waits_for_the_cardholder_can_be_cancelled(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request(payment_method=bank.tokens["authenticate"]))

    cancelled = bank.gateway.cancel(charge.gateway_id or "", idempotency_key=f"cancel-{charge.gateway_id}")

    assert cancelled.status is ChargeStatus.CANCELLED
    assert bank.gateway.retrieve(charge.gateway_id or "").status is ChargeStatus.CANCELLED


@every_bank()
def test_cancelling_twice_says_that_it_is_cancelled(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request(payment_method=bank.tokens["authenticate"]))
    bank.gateway.cancel(charge.gateway_id or "", idempotency_key=f"first-{charge.gateway_id}")

    again = bank.gateway.cancel(charge.gateway_id or "", idempotency_key=f"second-{charge.gateway_id}")

    assert again.status is ChargeStatus.CANCELLED


@every_bank()
def test_cancelling_too_late_says_that_the_money_is_there(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request())

    late = bank.gateway.cancel(charge.gateway_id or "", idempotency_key=f"cancel-{charge.gateway_id}")

    assert late.status is ChargeStatus.SUCCEEDED
    assert late.amount_received == Money(1990, "EUR")


@every_bank()
def test_cancelling_what_nobody_made_is_unknown(bank: Bank) -> None:
    with pytest.raises(ChargeUnknown):
        bank.gateway.cancel("pi_of_nobody", idempotency_key=f"cancel-{new_id()}")


@every_bank(localstripe_cannot="localstripe can't list charges by the time of their making")
def test_a_charge_whose_answer_was_lost_is_found_by_its_attempt(bank: Bank) -> None:
    requests = [charge_request() for _ in range(3)]
    charges = [bank.gateway.charge(request) for request in requests]

    assert [find(bank, request.attempt_id) for request in requests] == charges
    assert find(bank, "an-attempt-that-never-arrived") is None


@every_bank()
def test_all_of_a_charge_is_refunded(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request())
    request = refund_request(charge.gateway_id)

    refund = bank.gateway.refund(request)

    assert refund.status is RefundStatus.SUCCEEDED
    assert (refund.gateway_id, refund.refund_id) == (charge.gateway_id, request.refund_id)
    assert refund.amount == Money(1990, "EUR")
    assert bank.gateway.retrieve_refund(refund.gateway_refund_id) == refund


@every_bank(localstripe_cannot="localstripe refunds more than was paid")
def test_parts_are_refunded_until_nothing_is_left(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request())

    parts = [bank.gateway.refund(refund_request(charge.gateway_id, minor)) for minor in (990, 400, 600)]

    assert [part.status for part in parts] == [RefundStatus.SUCCEEDED] * 3
    with pytest.raises(GatewayRejected):
        bank.gateway.refund(refund_request(charge.gateway_id, 50))


@every_bank(localstripe_cannot="localstripe refunds more than was paid")
def test_more_than_was_paid_is_not_refunded(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request())

    with pytest.raises(GatewayRejected):
        bank.gateway.refund(refund_request(charge.gateway_id, 1991))

    whole = bank.gateway.refund(refund_request(charge.gateway_id, 1990))
    assert whole.status is RefundStatus.SUCCEEDED


@every_bank(localstripe_cannot=NO_IDEMPOTENCY)
def test_the_same_key_refunds_once(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request())
    request = refund_request(charge.gateway_id, 1000)

    assert bank.gateway.refund(request) == bank.gateway.refund(request)

    rest = bank.gateway.refund(refund_request(charge.gateway_id, 990))
    assert rest.status is RefundStatus.SUCCEEDED


@every_bank(localstripe_cannot=NO_IDEMPOTENCY)
def test_a_key_of_a_charge_is_no_key_for_its_refund(bank: Bank) -> None:
    request = charge_request()
    charge = bank.gateway.charge(request)

    with pytest.raises(GatewayKeyReused):
        bank.gateway.refund(refund_request(charge.gateway_id, idempotency_key=request.idempotency_key))


@every_bank(localstripe_cannot=NO_DECLINED_INTENT)
def test_what_was_never_paid_is_not_refunded(bank: Bank) -> None:
    charge = bank.gateway.charge(charge_request(payment_method=bank.tokens["declined"]))

    with pytest.raises(GatewayRejected):
        bank.gateway.refund(refund_request(charge.gateway_id))


@every_bank()
def test_a_refund_that_nobody_made_is_unknown(bank: Bank) -> None:
    with pytest.raises(ChargeUnknown):
        bank.gateway.retrieve_refund("re_of_nobody")


def find(bank: Bank, attempt_id: str) -> Any:
    now = datetime.now(UTC)
    return bank.gateway.find_charge(attempt_id=attempt_id, created_after=now - timedelta(minutes=5), created_before=now)
