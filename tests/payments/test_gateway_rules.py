"""What a shopper is told after a decline, and how an attempt may move."""

import pytest

from payments.rules import (
    ATTEMPT_TRANSITIONS,
    OPEN_ATTEMPTS,
    AttemptStatus,
    Fix,
    advise,
    may_move,
    public_decline_code,
)

# Stripe's documented codes for card payments (docs.stripe.com/declines/codes), in its order.
STRIPE_CODES = [
    "authentication_required",
    "approve_with_id",
    "call_issuer",
    "card_not_supported",
    "card_velocity_exceeded",
    "currency_not_supported",
    "do_not_honor",
    "do_not_try_again",
    "duplicate_transaction",
    "expired_card",
    "fraudulent",
    "generic_decline",
    "incorrect_address",
    "incorrect_cvc",
    "incorrect_number",
    "incorrect_pin",
    "incorrect_zip",
    "insufficient_funds",
    "invalid_account",
    "invalid_amount",
    "invalid_cvc",
    "invalid_expiry_month",
    "invalid_expiry_year",
    "invalid_number",
    "invalid_pin",
    "issuer_not_available",
    "lost_card",
    "merchant_blacklist",
    "mobile_device_authentication_required",
    "new_account_information_available",
    "no_action_taken",
    "not_permitted",
    "offline_pin_required",
    "online_or_offline_pin_required",
    "pickup_card",
    "pin_try_exceeded",
    "processing_error",
    "reenter_transaction",
    "restricted_card",
    "revocation_of_all_authorizations",
    "revocation_of_authorization",
    "security_violation",
    "service_not_allowed",
    "stolen_card",
    "stop_payment_order",
    "testmode_decline",
    "transaction_not_allowed",
    "try_again_later",
    "withdrawal_count_limit_exceeded",
]

SECRET_CODES = ["fraudulent", "lost_card", "stolen_card", "pickup_card", "merchant_blacklist", "security_violation"]

GENERIC = advise("generic_decline")


@pytest.mark.parametrize(
    ("code", "fixes"),
    [
        ("incorrect_name", [Fix.NAME]),
        ("incorrect_zip", [Fix.ADDRESS]),
        ("incorrect_address", [Fix.ADDRESS]),
        ("incorrect_number", [Fix.CARD_NUMBER]),
        ("incorrect_cvc", [Fix.CARD_NUMBER]),
        ("insufficient_funds", [Fix.CARD_NUMBER]),
        ("generic_decline", [Fix.CARD_NUMBER]),
        ("expired_card", [Fix.EXPIRY]),
        ("invalid_expiry_year", [Fix.EXPIRY]),
        ("card_not_supported", [Fix.CARD_TYPE]),
        ("currency_not_supported", [Fix.CARD_TYPE]),
        ("new_account_information_available", [Fix.CARD_NUMBER, Fix.EXPIRY]),
        ("processing_error", []),
        ("try_again_later", []),
    ],
)
def test_a_decline_says_what_to_change(code: str, fixes: list[Fix]) -> None:
    assert list(advise(code).fixes) == fixes


@pytest.mark.parametrize("code", STRIPE_CODES)
def test_every_code_that_stripe_documents_has_a_kind_sentence_without_jargon(code: str) -> None:
    message = advise(code).message

    assert code not in message
    assert "_" not in message
    assert message.endswith(".")
    assert "please" in message.lower()


@pytest.mark.parametrize("code", SECRET_CODES)
def test_what_a_bank_suspects_is_never_told(code: str) -> None:
    assert advise(code) == GENERIC
    assert public_decline_code(code) == "generic_decline"


@pytest.mark.parametrize("code", ["insufficient_funds", "incorrect_cvc", "card_not_supported"])
def test_any_other_code_leaves_the_shop_as_it_is(code: str) -> None:
    assert public_decline_code(code) == code


def test_no_code_at_all_is_a_decline_without_a_reason() -> None:
    assert advise(None) == advise("") == advise("a_code_of_next_year") == GENERIC


def test_an_open_attempt_can_end_in_every_way() -> None:
    endings = set(AttemptStatus) - OPEN_ATTEMPTS

    for status in OPEN_ATTEMPTS:
        assert endings <= ATTEMPT_TRANSITIONS[status]


def test_an_attempt_never_goes_back_to_its_beginning_and_never_leaves_success() -> None:
    for old in AttemptStatus:
        assert not may_move(old, AttemptStatus.CREATED)
        assert not may_move(AttemptStatus.SUCCEEDED, old)


@pytest.mark.parametrize("ended", [AttemptStatus.DECLINED, AttemptStatus.CANCELLED, AttemptStatus.FAILED])
def test_an_ended_attempt_moves_only_when_money_turns_up_after_all(ended: AttemptStatus) -> None:
    assert [new for new in AttemptStatus if may_move(ended, new)] == [AttemptStatus.SUCCEEDED]
