"""The table of states."""

import pytest
from hypothesis import given, strategies as st

from orders.models import Order
from orders.rules import SETTLED, SHIPPABLE, TRANSITIONS, Status, full_title, may_move, status_after_shipping

ALLOWED = {
    ("pending_payment", "paid"),
    ("pending_payment", "cancelled"),
    ("pending_payment", "expired"),
    ("paid", "partially_shipped"),
    ("paid", "shipped"),
    ("paid", "delivered"),
    ("paid", "cancelled"),
    ("partially_shipped", "shipped"),
    ("shipped", "delivered"),
    ("expired", "paid"),
}


@pytest.mark.parametrize("old", [status.value for status in Status])
@pytest.mark.parametrize("new", [status.value for status in Status])
def test_only_the_moves_of_the_table_are_allowed(old, new):
    assert may_move(old, new) == ((old, new) in ALLOWED)


def test_every_state_has_its_row_in_the_table_and_its_name_in_the_model():
    assert set(TRANSITIONS) == set(Status)
    assert set(Order.Status.values) == {status.value for status in Status}


def test_a_cancelled_order_and_a_delivered_one_go_nowhere():
    assert not TRANSITIONS[Status.CANCELLED] | TRANSITIONS[Status.DELIVERED]


def test_only_what_is_paid_can_be_shipped():
    assert SHIPPABLE <= SETTLED


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), st.booleans()), min_size=1))
def test_an_order_is_shipped_when_no_thing_of_it_is_left(lines):
    lines = [(quantity, min(shipped, quantity), is_thing) for quantity, shipped, is_thing in lines]
    left = sum(quantity - shipped for quantity, shipped, is_thing in lines if is_thing)
    assert status_after_shipping(lines) == (Status.PARTIALLY_SHIPPED if left else Status.SHIPPED)


def test_a_line_is_named_with_its_variant():
    assert full_title("Shirt", "Blue / M") == "Shirt, Blue / M"
    assert full_title("Mug", "") == "Mug"
