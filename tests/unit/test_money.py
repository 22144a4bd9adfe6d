from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shop.kernel.money import CurrencyMismatch, Money, digits

amounts = st.integers(min_value=-(10**12), max_value=10**12)
weights = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("19.90", "EUR", 1990), ("19.9", "EUR", 1990), ("500", "JPY", 500), ("1.234", "KWD", 1234), ("-3", "EUR", -300)],
)
def test_amounts_are_read_with_the_digits_of_their_currency(text, currency, minor):
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["19.901", "NaN", "Infinity", "1e400", "", "ten", "1,50", "9" * 40])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError):
        Money.parse(text, "EUR")


def test_a_currency_that_does_not_exist_is_refused():
    with pytest.raises(ValueError):
        Money.parse("1", "XXY")


@pytest.mark.parametrize(("currency", "count"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_digits_are_those_of_the_currency(currency, count):
    assert digits(currency) == count


@given(amounts, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_the_written_amount_reads_as_the_same_money(minor, currency):
    assert Money.parse(Money(minor, currency).amount, currency) == Money(minor, currency)


@given(amounts, weights)
def test_parts_add_up_to_the_whole_and_none_is_off_by_a_unit(minor, parts):
    whole = Money(minor, "EUR")
    split = whole.split(parts)
    assert Money.total(split, "EUR") == whole
    for part, weight in zip(split, parts, strict=True):
        assert abs(Decimal(part.minor) - Decimal(minor) * weight / sum(parts)) < 1


@pytest.mark.parametrize("parts", [[], [0, 0], [1, -1]])
def test_weights_that_weigh_nothing_are_refused(parts):
    with pytest.raises(ValueError):
        Money(100, "EUR").split(parts)


@pytest.mark.parametrize(("minor", "expected"), [(5, 3), (-5, -3), (4, 2), (1, 1)])
def test_a_portion_is_rounded_half_away_from_zero(minor, expected):
    assert Money(minor, "EUR").portion(1, 2) == Money(expected, "EUR")


def test_amounts_of_two_currencies_are_never_put_together():
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        _ = Money(1, "EUR") < Money(1, "USD")


@pytest.mark.parametrize("minor", [1.5, "1", True, None])
def test_money_counts_whole_units_only(minor):
    with pytest.raises(TypeError):
        Money(minor, "EUR")


def test_money_is_written_as_the_contract_says():
    assert Money(1990, "EUR").as_json() == {"amount": "19.90", "currency": "EUR"}
    assert Money(500, "JPY").as_json() == {"amount": "500", "currency": "JPY"}
