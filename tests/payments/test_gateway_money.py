"""Amounts on their way to Stripe and back: its digits are not always those of the currency."""

import pytest
from hypothesis import given, strategies as st

from payments.errors import GatewayRejected
from payments.gateways.stripe_money import from_stripe, stripe_exponent, to_stripe
from shop.kernel.money import Money


@pytest.mark.parametrize(
    ("money", "sent"),
    [
        (Money(1990, "EUR"), 1990),
        (Money(500, "JPY"), 500),
        (Money(5000, "KRW"), 5000),
        (Money(5120, "KWD"), 5120),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(1045, "HUF"), 1045),
        (Money(1045, "TWD"), 1045),
        # CLDR gives these no digits, and Stripe two.
        (Money(7, "ALL"), 700),
        (Money(7, "RSD"), 700),
    ],
)
def test_an_amount_is_sent_as_stripe_counts_it_and_read_back_the_same(money: Money, sent: int) -> None:
    assert to_stripe(money) == sent
    assert from_stripe(sent, money.currency.lower()) == money


@pytest.mark.parametrize("money", [Money(5124, "KWD"), Money(1, "BHD"), Money(999, "TND")])
def test_a_third_digit_that_stripe_can_not_take_is_refused_and_not_rounded(money: Money) -> None:
    with pytest.raises(GatewayRejected):
        to_stripe(money)


@pytest.mark.parametrize(("currency", "exponent"), [("EUR", 2), ("JPY", 0), ("VND", 0), ("KWD", 3), ("ISK", 2)])
def test_stripe_has_its_own_list_of_digits(currency: str, exponent: int) -> None:
    assert stripe_exponent(currency) == exponent


@given(
    minor=st.integers(min_value=1, max_value=10**12),
    currency=st.sampled_from(["EUR", "USD", "GBP", "JPY", "CLP", "KRW", "ISK", "UGX", "HUF", "TWD", "MGA", "RSD"]),
)
def test_every_amount_comes_back_as_it_went(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert from_stripe(to_stripe(money), currency.lower()) == money


@given(tens=st.integers(min_value=1, max_value=10**11), currency=st.sampled_from(["BHD", "JOD", "KWD", "OMR", "TND"]))
def test_every_third_digit_of_zero_comes_back_as_it_went(tens: int, currency: str) -> None:
    money = Money(tens * 10, currency)

    assert from_stripe(to_stripe(money), currency.lower()) == money
