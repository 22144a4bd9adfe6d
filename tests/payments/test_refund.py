"""Sending money back: by amount, by lines, all of it; never more than was captured."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.contracts import ProductView
from orders.contracts import OrderView
from payments.contracts import PaymentView, RefundLine
from payments.errors import PaymentNotFound, RefundTooLarge
from payments.models import PaymentAttempt, Refund
from shop.kernel.errors import Invalid
from shop.kernel.ids import new_id
from shop.kernel.models import Event
from shop.kernel.money import Money
from tests.catalog.making import mug, save
from tests.orders.making import SHOPPER, STAFF
from tests.payments.making import Till, events, given_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return Till()


def paid(till: Till, *contents: tuple[ProductView, int]) -> tuple[OrderView, PaymentView]:
    order = till.order(*contents)
    return order, till.pay(order)


def back(till: Till, payment: PaymentView, **wish: Any):
    return till.payments.refund(payment_id=payment.id, reason="Broken", actor=STAFF, **wish)


def test_all_that_was_captured_goes_back(till: Till):
    order, payment = paid(till)

    refund = back(till, payment)

    assert (refund.status, refund.amount) == ("succeeded", order.totals.total)
    after = till.see(order)
    assert (after.status, after.refunded) == ("paid", order.totals.total)
    assert events(order) == ["order.created", "order.paid", "payment.refunded"]
    assert Event.objects.get(type="payment.refunded").data["reason"] == "Broken"
    assert given_back() == [order.totals.total.minor]


def test_a_part_goes_back_and_then_the_rest(till: Till):
    order, payment = paid(till)

    back(till, payment, amount=Money(1000, "EUR"))
    assert till.payments.get_payment(payment_id=payment.id).refunded == Money(1000, "EUR")
    rest = back(till, payment)

    assert rest.amount == order.totals.total - Money(1000, "EUR")
    with pytest.raises(RefundTooLarge):
        back(till, payment)
    assert sum(given_back()) == order.totals.total.minor


def test_more_than_is_left_is_refused_and_nothing_goes_back(till: Till):
    order, payment = paid(till)

    with pytest.raises(RefundTooLarge) as refused:
        back(till, payment, amount=order.totals.total + Money(1, "EUR"))

    assert refused.value.status == 409
    assert refused.value.extra["refundable"] == order.totals.total.as_json()
    assert (given_back(), Refund.objects.count()) == ([], 0)


@pytest.mark.parametrize("amount", [Money(0, "EUR"), Money(-500, "EUR"), Money(500, "USD")])
def test_nonsense_amounts_are_refused(till: Till, amount: Money):
    _, payment = paid(till)

    with pytest.raises(Invalid):
        back(till, payment, amount=amount)

    assert (given_back(), Refund.objects.count()) == ([], 0)


def test_a_payment_that_took_nothing_can_not_be_refunded(till: Till):
    refused = till.declined(till.order())

    with pytest.raises(RefundTooLarge):
        till.payments.refund(payment_id=refused.payment_id, reason="", actor=STAFF)

    assert Refund.objects.count() == 0


def test_an_unknown_payment_is_not_found(till: Till):
    with pytest.raises(PaymentNotFound):
        till.payments.refund(payment_id=new_id(), reason="", actor=STAFF)


def test_units_of_lines_go_back_at_what_they_cost(till: Till):
    plain, fancy = save(mug("plain", price=1000), mug("fancy", price=2500))
    order, payment = paid(till, (plain, 2), (fancy, 1))

    refund = back(till, payment, lines=[RefundLine(order.lines[0].id, 1), RefundLine(order.lines[1].id, 1)])

    assert refund.amount == Money(3500, "EUR")
    assert {line.quantity for line in refund.lines} == {1}


def test_the_same_unit_is_not_refunded_twice(till: Till):
    order, payment = paid(till)
    line = RefundLine(order.lines[0].id, 2)
    back(till, payment, lines=[line])

    with pytest.raises(RefundTooLarge):
        back(till, payment, lines=[RefundLine(line.line_id, 1)])

    assert len(given_back()) == 1


@pytest.mark.parametrize("quantity", [0, -1, 3, 10**9])
def test_more_units_than_were_bought_or_fewer_than_one_are_refused(till: Till, quantity: int):
    order, payment = paid(till)

    with pytest.raises((Invalid, RefundTooLarge)):
        back(till, payment, lines=[RefundLine(order.lines[0].id, quantity)])

    assert (given_back(), Refund.objects.count()) == ([], 0)


def test_lines_of_another_order_or_named_twice_are_refused(till: Till):
    order, payment = paid(till)
    mine = RefundLine(order.lines[0].id, 1)

    for lines in ([RefundLine(new_id(), 1)], [mine, mine]):
        with pytest.raises(Invalid):
            back(till, payment, lines=lines)

    assert Refund.objects.count() == 0


def test_an_amount_and_lines_together_are_refused(till: Till):
    order, payment = paid(till)

    with pytest.raises(Invalid):
        back(till, payment, amount=Money(100, "EUR"), lines=[RefundLine(order.lines[0].id, 1)])


def test_the_same_request_again_is_the_same_refund(till: Till):
    _, payment = paid(till)

    first = back(till, payment, amount=Money(100, "EUR"), request_key="abc")
    again = back(till, payment, amount=Money(100, "EUR"), request_key="abc")

    assert again.id == first.id
    assert given_back() == [100]


def test_a_cancelled_order_gets_all_of_its_money_back(till: Till):
    order, payment = paid(till)
    back(till, payment, amount=Money(100, "EUR"))
    till.orders.cancel_order(order_id=order.id, actor=SHOPPER, reason="")

    opened = till.payments.refund_cancelled_order(order_id=order.id)
    again = till.payments.refund_cancelled_order(order_id=order.id)
    till.payments.settle_open()

    assert (opened, again) == (1, 0)
    assert sum(given_back()) == order.totals.total.minor
    assert till.see(order).refunded == order.totals.total


def test_an_order_that_is_alive_keeps_its_money(till: Till):
    order, _ = paid(till)

    assert till.payments.refund_cancelled_order(order_id=order.id) == 0
    assert Refund.objects.count() == 0


def test_the_database_itself_refuses_more_refunds_than_was_captured(till: Till):
    _, payment = paid(till)

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentAttempt.objects.filter(pk=payment.id).update(refund_reserved_minor=10**6)
