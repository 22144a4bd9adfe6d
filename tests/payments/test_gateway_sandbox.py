"""The sandbox: its test cards, the loops that a shopper can try, and books that a rollback can't touch."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection, transaction

from payments.errors import ChargeUnknown, GatewayRejected, PaymentMethodInvalid
from payments.gateways import ChargeRequest, ChargeStatus, SandboxGateway, StripeGateway, get_gateway
from payments.gateways.sandbox_cards import SANDBOX_CARDS
from payments.models import SandboxAnswer, SandboxIntent, SandboxRefund
from payments.rules import Fix, advise
from shop.kernel.money import Money
from tests.payments.banks import charge_request, refund_request


@pytest.fixture
def sandbox() -> SandboxGateway:
    return SandboxGateway()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "decline_code"),
    [
        ("pm_card_visa", None),
        ("pm_card_mastercard", None),
        ("pm_card_amex", None),
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error"),
        ("pm_card_avsFail", "incorrect_zip"),
        ("pm_card_nameMismatch", "incorrect_name"),
        ("pm_card_notSupported", "card_not_supported"),
    ],
)
def test_each_test_card_does_what_it_is_for(sandbox: SandboxGateway, token: str, decline_code: str | None) -> None:
    charge = sandbox.charge(charge_request(payment_method=token))

    assert charge.decline_code == decline_code
    assert charge.status is (ChargeStatus.DECLINED if decline_code else ChargeStatus.SUCCEEDED)


def test_together_the_test_cards_ask_for_every_fix_there_is() -> None:
    asked_for = {fix for card in SANDBOX_CARDS.values() if card.decline_code for fix in advise(card.decline_code).fixes}

    assert asked_for == set(Fix)


def test_the_card_form_knows_a_number_for_each_test_card_and_no_other_card() -> None:
    script = (settings.BASE_DIR / "static/js/pay-sandbox.js").read_text()
    numbers = dict(re.findall(r'"(\d{15,16})": "(pm_\w+)"', script))

    assert numbers == {card.number: token for token, card in SANDBOX_CARDS.items()}
    assert all(passes_luhn(number) for number in numbers)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "pm_card_discover", "pm_1Abc", "4242424242424242"])
def test_any_other_payment_method_is_refused_and_leaves_no_trace(sandbox: SandboxGateway, token: str) -> None:
    with pytest.raises(PaymentMethodInvalid):
        sandbox.charge(charge_request(payment_method=token))

    assert SandboxIntent.objects.count() == SandboxAnswer.objects.count() == 0


def other_name(request: ChargeRequest) -> ChargeRequest:
    return replace(request, billing=replace(request.billing, name="Alice B. Byrne"))


def other_address(request: ChargeRequest) -> ChargeRequest:
    return replace(request, billing=replace(request.billing, postal_code="H91 ZZ99"))


def same_but_for_typing(request: ChargeRequest) -> ChargeRequest:
    typed = replace(request.billing, name=" alice  BYRNE", line1="12 quay street ")
    return replace(request, billing=typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "change", "pays"),
    [
        ("pm_card_avsFail", other_address, True),
        ("pm_card_avsFail", other_name, False),
        ("pm_card_avsFail", same_but_for_typing, False),
        ("pm_card_nameMismatch", other_name, True),
        ("pm_card_nameMismatch", other_address, False),
        ("pm_card_nameMismatch", same_but_for_typing, False),
        ("pm_card_chargeDeclined", other_address, False),
    ],
)
def test_a_card_that_wants_a_correction_pays_after_just_that_correction(
    sandbox: SandboxGateway, token: str, change: Callable[[ChargeRequest], ChargeRequest], pays: bool
) -> None:
    first = charge_request(payment_method=token)
    assert sandbox.charge(first).status is ChargeStatus.DECLINED

    second = sandbox.charge(change(replace(first, idempotency_key="second", attempt_id="second")))

    assert second.status is (ChargeStatus.SUCCEEDED if pays else ChargeStatus.DECLINED)


@pytest.mark.django_db
def test_a_correction_on_one_order_says_nothing_about_another(sandbox: SandboxGateway) -> None:
    sandbox.charge(charge_request(payment_method="pm_card_avsFail"))

    other = sandbox.charge(other_address(charge_request(payment_method="pm_card_avsFail")))

    assert other.status is ChargeStatus.DECLINED


@pytest.mark.django_db
def test_the_banks_page_shows_what_is_to_be_confirmed(sandbox: SandboxGateway) -> None:
    request = charge_request(payment_method="pm_card_threeDSecure2Required")
    charge = sandbox.charge(request)
    secret = charge.client_secret or ""

    challenge = sandbox.challenge(secret)
    assert (challenge.amount, challenge.order_number) == (Money(1990, "EUR"), "T-1001")
    assert (challenge.attempt_id, challenge.card.last4) == (request.attempt_id, "3220")
    assert challenge.open

    sandbox.authenticate(secret, approve=True)
    assert not sandbox.challenge(secret).open


@pytest.mark.django_db
def test_an_answer_given_to_the_bank_stands(sandbox: SandboxGateway) -> None:
    charge = sandbox.charge(charge_request(payment_method="pm_card_threeDSecure2Required"))
    secret = charge.client_secret or ""

    assert sandbox.authenticate(secret, approve=False).status is ChargeStatus.DECLINED
    assert sandbox.authenticate(secret, approve=True).status is ChargeStatus.DECLINED


@pytest.mark.django_db
def test_a_cancelled_charge_can_no_longer_be_approved(sandbox: SandboxGateway) -> None:
    charge = sandbox.charge(charge_request(payment_method="pm_card_threeDSecure2Required"))
    sandbox.cancel(charge.gateway_id or "", idempotency_key="cancel")

    late = sandbox.authenticate(charge.client_secret or "", approve=True)

    assert late.status is ChargeStatus.CANCELLED
    assert late.amount_received == Money.zero("EUR")


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", "pi_sandbox_guess_secret_guess"])
def test_a_guessed_secret_opens_nothing(sandbox: SandboxGateway, secret: str) -> None:
    sandbox.charge(charge_request(payment_method="pm_card_threeDSecure2Required"))

    with pytest.raises(ChargeUnknown):
        sandbox.challenge(secret)
    with pytest.raises(ChargeUnknown):
        sandbox.authenticate(secret, approve=True)

    assert SandboxIntent.objects.get().status == ChargeStatus.REQUIRES_ACTION


@pytest.mark.django_db
def test_a_refund_in_another_currency_is_refused(sandbox: SandboxGateway) -> None:
    charge = sandbox.charge(charge_request())

    with pytest.raises(GatewayRejected):
        sandbox.refund(refund_request(charge.gateway_id, amount=Money(1990, "USD")))

    assert SandboxRefund.objects.count() == 0


@pytest.mark.django_db
def test_a_refused_request_does_not_use_up_its_key(sandbox: SandboxGateway) -> None:
    charge = sandbox.charge(charge_request())
    request = refund_request(charge.gateway_id, 5000)
    with pytest.raises(GatewayRejected):
        sandbox.refund(request)

    assert sandbox.refund(replace(request, amount=Money(1990, "EUR"))).amount == Money(1990, "EUR")


@pytest.mark.django_db
def test_the_sandbox_is_not_called_while_a_transaction_is_open(sandbox: SandboxGateway) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        sandbox.charge(charge_request())

    assert SandboxIntent.objects.count() == 0


def at_once(count: int, act: Callable[[int], str]) -> list[str]:
    def one(number: int) -> str:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_many_calls_with_one_key_at_once_make_one_charge(sandbox: SandboxGateway) -> None:
    request = charge_request()

    charges = at_once(8, lambda _: sandbox.charge(request).gateway_id or "")

    assert len(set(charges)) == 1
    assert SandboxIntent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_refunds_at_once_never_exceed_what_was_paid(sandbox: SandboxGateway) -> None:
    charge = sandbox.charge(charge_request())

    def refund(_: int) -> str:
        try:
            return sandbox.refund(refund_request(charge.gateway_id, 500)).status
        except GatewayRejected as error:
            return error.code

    answers = at_once(8, refund)

    assert sorted(answers) == ["payment_rejected"] * 5 + ["succeeded"] * 3
    assert sum(SandboxRefund.objects.values_list("amount", flat=True)) == 1500


def test_without_keys_the_gateway_is_the_sandbox(settings) -> None:  # type: ignore[no-untyped-def]
    settings.STRIPE_SECRET_KEY = ""

    assert isinstance(get_gateway(), SandboxGateway)


def test_with_keys_the_gateway_is_stripe_and_stays_the_same_object(settings) -> None:  # type: ignore[no-untyped-def]
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    settings.STRIPE_PUBLISHABLE_KEY = "pk_test_x"

    gateway = get_gateway()

    assert isinstance(gateway, StripeGateway)
    assert gateway is get_gateway()
    assert gateway.client_config().publishable_key == "pk_test_x"
    assert "sk_test_x" not in repr(gateway.client_config())


def test_the_card_page_of_the_sandbox_needs_no_other_host(sandbox: SandboxGateway) -> None:
    config = sandbox.client_config()

    assert (config.kind, config.remote_scripts, dict(config.csp)) == ("sandbox", (), {})
    assert ("4000000000000002", "is declined") in [(card.number, card.does) for card in config.test_cards]


def passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
