"""The arithmetic of a quote, over all amounts and rates."""

from uuid import uuid4

import pytest
from hypothesis import given, strategies as st

from cart import rules
from catalog.contracts import Offer
from shop.kernel.money import Money

rates = st.sampled_from([0, 500, 810, 1900, 2000, 2300, 2550, 2700, 10_000])
amounts = st.integers(0, 10**9)


def an_offer(price: int = 1000, *, available: int = 5, purchasable: bool = True) -> Offer:
    return Offer(
        variant_id=uuid4(),
        product_id=uuid4(),
        product_slug="mug",
        sku="MUG",
        product_title="Mug",
        variant_title="",
        options={},
        price=Money(price, "EUR"),
        available=available,
        purchasable=purchasable,
        image=None,
        weight_grams=300,
        requires_shipping=True,
    )


@pytest.mark.parametrize(
    ("gross", "rate", "tax"),
    [(12300, 2300, 2300), (100, 2300, 19), (1, 2700, 0), (1990, 810, 149), (1990, 2550, 404), (3, 2000, 1), (5, 0, 0)],
)
def test_tax_is_the_part_of_the_gross_amount_that_is_tax(gross, rate, tax):
    assert rules.tax_within(Money(gross, "EUR"), rate) == Money(tax, "EUR")


@given(amounts, rates)
def test_tax_is_rounded_by_at_most_half_a_minor_unit(gross, rate):
    tax = rules.tax_within(Money(gross, "EUR"), rate).minor
    assert 0 <= tax <= gross
    assert abs(2 * tax * (10_000 + rate) - 2 * gross * rate) <= 10_000 + rate


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 99)), max_size=20), st.integers(0, 10**5), rates)
def test_what_stands_below_a_column_is_the_sum_of_the_column(lines, shipping, rate):
    quoted = [rules.quote_line(an_offer(price), quantity=count, rate=rate) for price, count in lines]
    totals = rules.add_up(quoted, shipping=Money(shipping, "EUR"), shipping_tax_rate=rate)
    assert totals.subtotal.minor == sum(price * count for price, count in lines)
    assert totals.total == totals.subtotal - totals.discount + totals.shipping
    assert totals.tax == Money.total((line.tax for line in quoted), "EUR") + rules.tax_within(totals.shipping, rate)
    assert totals.tax <= totals.total


@given(st.integers(0, 10**6), st.integers(1, 99), rates, rates)
def test_another_country_changes_the_tax_in_a_line_and_not_its_price(price, count, here, there):
    line = rules.quote_line(an_offer(price), quantity=count, rate=here)
    moved = rules.tax_again(line, rate=there)
    assert (moved.unit_price, moved.line_total) == (line.unit_price, line.line_total)
    assert rules.tax_again(moved, rate=here) == line


@pytest.mark.parametrize(
    ("available", "purchasable", "quantity", "problem"),
    [
        (5, True, 5, ""),
        (5, True, 6, "short"),
        (0, True, 1, "sold_out"),
        (5, False, 1, "not_sold"),
        (0, False, 1, "not_sold"),
    ],
)
def test_a_line_says_why_it_can_not_be_bought(available, purchasable, quantity, problem):
    assert rules.problem_of(an_offer(available=available, purchasable=purchasable), quantity) == problem


@pytest.mark.parametrize(
    ("subtotal", "free_from", "anything_to_ship", "price"),
    [(5999, 6000, True, 490), (6000, 6000, True, 0), (99999, None, True, 490), (0, None, False, 0), (0, 0, True, 0)],
)
def test_delivery_is_free_from_a_value_on_and_where_nothing_is_shipped(subtotal, free_from, anything_to_ship, price):
    found = rules.delivery_price(
        price=Money(490, "EUR"),
        free_from=None if free_from is None else Money(free_from, "EUR"),
        subtotal=Money(subtotal, "EUR"),
        anything_to_ship=anything_to_ship,
    )
    assert found == Money(price, "EUR")


def test_a_way_of_delivery_without_countries_goes_where_no_other_goes():
    assert rules.goes_to("IE", named=["IE"], served_by_name=True)
    assert not rules.goes_to("US", named=["IE"], served_by_name=False)
    assert rules.goes_to("US", named=[], served_by_name=False)
    assert not rules.goes_to("IE", named=[], served_by_name=True)
