"""A process dies, or a gateway falls silent, between the steps of paying: it is finished later, and charged once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orders.contracts import ChangeDetails
from payments.errors import GatewayMisconfigured, GatewayRejected, OutcomeUnknown, PaymentInProgress
from payments.models import PaymentAttempt, Refund
from tests.orders.making import SHOPPER, STAFF
from tests.payments.making import SILENCE, Cut, Till, charges, dies, events, given_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return Till()


def test_a_crash_before_the_gateway_heard_is_finished_by_the_scheduler(till: Till):
    order = till.order()
    till.wire.before["charge"] = Cut()
    with dies():
        till.pay(order)
    assert (charges(), PaymentAttempt.objects.get().status) == (0, "created")

    till.later(minutes=2)
    till.payments.settle_open()

    assert till.see(order).status == "paid"
    assert charges() == 1


def test_a_crash_after_the_gateway_charged_is_finished_without_a_second_charge(till: Till):
    order = till.order()
    till.wire.after["charge"] = Cut()
    with dies():
        till.pay(order)
    assert (charges(), till.see(order).status) == (1, "pending_payment")

    till.later(minutes=2)
    till.payments.settle_open()

    assert till.see(order).status == "paid"
    assert events(order) == ["order.created", "order.paid"]
    assert charges() == 1


def test_a_crash_while_recording_loses_nothing(till: Till, monkeypatch):
    order = till.order()

    def torn(*args, **kwargs):
        raise Cut

    with monkeypatch.context() as patch, dies():
        patch.setattr(type(till.orders), "mark_paid", torn)
        till.pay(order)
    assert (charges(), PaymentAttempt.objects.get().captured_minor) == (1, 0)

    till.later(minutes=2)
    till.payments.settle_open()

    assert till.see(order).status == "paid"
    assert charges() == 1


def test_the_same_request_after_a_crash_goes_on_with_the_same_attempt(till: Till):
    order = till.order()
    till.wire.after["charge"] = Cut()
    with dies():
        till.pay(order, request_key="abc")

    payment = till.pay(order, request_key="abc")

    assert payment.status == "succeeded"
    assert (charges(), PaymentAttempt.objects.count()) == (1, 1)


def test_another_request_after_a_crash_waits_for_the_outcome(till: Till):
    order = till.order()
    till.wire.after["charge"] = Cut()
    with dies():
        till.pay(order)

    with pytest.raises(PaymentInProgress):
        till.pay(order)

    assert (charges(), PaymentAttempt.objects.count()) == (1, 1)


@pytest.mark.parametrize("silent", ["before", "after"])
def test_a_silent_gateway_leaves_the_attempt_open_until_it_answers(till: Till, silent: str):
    order = till.order()
    getattr(till.wire, silent)["charge"] = SILENCE

    with pytest.raises(OutcomeUnknown) as unknown:
        till.pay(order)

    assert (unknown.value.status, unknown.value.code) == (503, "gateway_unavailable")
    payment = till.payments.get_payment(payment_id=unknown.value.payment_id)
    assert payment.status == "processing"
    waiting = till.see(order)
    assert ([fact.status for fact in waiting.payments], waiting.paid.minor) == (["processing"], 0)
    till.later(minutes=2)
    till.payments.settle_open()
    assert [fact.status for fact in till.see(order).payments] == ["succeeded"]
    assert till.see(order).status == "paid"
    assert charges() == 1


def test_what_was_asked_is_asked_again_word_for_word_whatever_the_order_says_now(till: Till):
    order = till.order()
    till.wire.after["charge"] = SILENCE
    with pytest.raises(OutcomeUnknown):
        till.pay(order)
    moved = replace(order.billing_address, name="Somebody Else")
    till.orders.change_details(order_id=order.id, change=ChangeDetails(billing_address=moved), actor=SHOPPER)

    till.later(minutes=2)
    till.payments.settle_open()

    assert till.see(order).status == "paid"
    assert charges() == 1


@pytest.mark.parametrize("meanwhile", ["cancelled", "expired", "dearer"])
def test_a_card_is_not_charged_late_for_an_order_that_can_not_take_the_money(till: Till, meanwhile: str):
    order = till.order()
    till.wire.before["charge"] = Cut()
    with dies():
        till.pay(order)
    if meanwhile == "cancelled":
        till.orders.cancel_order(order_id=order.id, actor=SHOPPER, reason="")
    elif meanwhile == "dearer":
        express = ChangeDetails(shipping_method="express")
        till.orders.change_details(order_id=order.id, change=express, actor=SHOPPER)
    till.later(hours=2 if meanwhile == "expired" else 0.05)
    till.orders.expire_unpaid()

    till.payments.settle_open()

    assert PaymentAttempt.objects.get().status == "failed"
    assert (charges(), given_back()) == (0, [])


def test_a_charge_that_was_made_for_an_order_cancelled_meanwhile_is_found_and_goes_back(till: Till):
    order = till.order()
    till.wire.after["charge"] = Cut()
    with dies():
        till.pay(order)
    till.orders.cancel_order(order_id=order.id, actor=SHOPPER, reason="")

    till.later(minutes=2)
    till.payments.settle_open()

    assert (charges(), given_back()) == (1, [order.totals.total.minor])
    assert till.see(order).status == "cancelled"


def test_it_is_asked_more_and_more_rarely(till: Till):
    order = till.order()
    till.wire.before["charge"] = SILENCE
    with pytest.raises(OutcomeUnknown):
        till.pay(order)
    till.later(minutes=2)

    for _ in range(3):
        till.wire.before["charge"] = SILENCE
        till.payments.settle_open()

    assert till.wire.calls.count("charge") == 2
    assert PaymentAttempt.objects.get().look_at == till.clock.now() + timedelta(seconds=20)


def test_a_key_that_the_gateway_may_have_forgotten_is_not_used_again(till: Till):
    order = till.order()
    till.wire.after["charge"] = SILENCE
    with pytest.raises(OutcomeUnknown):
        till.pay(order)
    till.later(hours=30)

    till.payments.settle_open()

    assert till.wire.calls.count("charge") == 1
    assert PaymentAttempt.objects.get().status == "succeeded"
    assert charges() == 1


def test_an_attempt_that_never_arrived_is_closed_when_its_key_is_too_old(till: Till):
    order = till.order()
    till.wire.before["charge"] = SILENCE
    with pytest.raises(OutcomeUnknown):
        till.pay(order)
    till.later(hours=30)

    till.payments.settle_open()

    assert PaymentAttempt.objects.get().status == "failed"
    assert charges() == 0


def test_refused_credentials_say_nothing_about_an_earlier_call(till: Till):
    order = till.order()
    till.wire.after["charge"] = SILENCE
    with pytest.raises(OutcomeUnknown):
        till.pay(order)
    till.later(minutes=2)
    till.wire.before["charge"] = GatewayMisconfigured("The key is wrong.")
    till.payments.settle_open()
    assert PaymentAttempt.objects.get().status == "created"

    till.later(minutes=2)
    till.payments.settle_open()

    assert till.see(order).status == "paid"
    assert charges() == 1


def test_the_answer_of_another_charge_is_not_taken_for_this_attempts(till: Till):
    order = till.order()
    charge = till.wire.gateway.charge

    def another(request):
        PaymentAttempt.objects.update(gateway_id="pi_of_this_attempt", status="processing")
        return charge(request)

    till.wire.gateway.charge = another
    payment = till.pay(order)

    assert payment.status == "processing"
    assert PaymentAttempt.objects.get().gateway_id == "pi_of_this_attempt"
    assert till.see(order).status == "pending_payment"


def test_a_charge_that_the_gateway_forgot_is_closed_and_not_asked_about_for_ever(till: Till):
    order = till.order()
    payment = till.pay(order, "pm_card_threeDSecure2Required")
    PaymentAttempt.objects.update(gateway_id="pi_forgotten")
    till.later(minutes=2)

    assert till.payments.settle_open() == 1

    assert till.payments.get_payment(payment_id=payment.id).status == "failed"
    till.later(hours=1)
    assert till.payments.settle_open() == 0
    assert till.see(order).timeline[-1].text.endswith("The sandbox knows no such charge.")


def test_an_abandoned_authentication_is_given_up_at_the_gateway(till: Till):
    order = till.order()
    payment = till.pay(order, "pm_card_threeDSecure2Required")
    till.later(minutes=10)
    till.payments.settle_open()
    assert till.payments.get_payment(payment_id=payment.id).status == "requires_action"

    till.later(minutes=25)
    till.payments.settle_open()

    assert till.payments.get_payment(payment_id=payment.id).status == "cancelled"
    assert charges("cancelled") == 1


def test_one_broken_attempt_does_not_keep_the_others_open(till: Till):
    first, second = till.order(), till.order()
    for order in (first, second):
        till.wire.after["charge"] = SILENCE
        with pytest.raises(OutcomeUnknown):
            till.pay(order)
        till.later(seconds=1)
    till.later(minutes=2)
    till.wire.before["charge"] = RuntimeError("nobody foresaw this")

    till.payments.settle_open()

    assert (till.see(first).status, till.see(second).status) == ("pending_payment", "paid")


@pytest.mark.parametrize("silent", ["before", "after"])
def test_a_refund_without_an_answer_is_sent_again_and_goes_back_once(till: Till, silent: str):
    order = till.order()
    payment = till.pay(order)
    getattr(till.wire, silent)["refund"] = SILENCE

    refund = till.payments.refund(payment_id=payment.id, reason="", actor=STAFF)
    assert refund.status == "pending"
    till.later(minutes=1)
    till.payments.settle_open()

    assert Refund.objects.get().status == "succeeded"
    assert given_back() == [order.totals.total.minor]
    assert till.see(order).refunded == order.totals.total


def test_a_crash_after_a_refund_was_sent_is_finished_without_a_second_one(till: Till):
    order = till.order()
    payment = till.pay(order)
    till.wire.after["refund"] = Cut()
    with dies():
        till.payments.refund(payment_id=payment.id, reason="", actor=STAFF)

    till.later(minutes=1)
    till.payments.settle_open()

    assert given_back() == [order.totals.total.minor]
    assert events(order) == ["order.created", "order.paid", "payment.refunded"]


def test_a_refund_whose_key_may_be_forgotten_is_left_to_people(till: Till):
    payment = till.pay(till.order())
    till.wire.after["refund"] = SILENCE
    till.payments.refund(payment_id=payment.id, reason="", actor=STAFF)
    till.later(hours=30)

    till.payments.settle_open()

    assert till.wire.calls.count("refund") == 1
    assert Refund.objects.get().status == "pending"


def test_money_that_has_to_go_back_goes_later_when_the_gateway_is_silent(till: Till):
    from tests.orders.making import SHOPPER

    order = till.order()
    waits = till.pay(order, "pm_card_threeDSecure2Required")
    till.orders.cancel_order(order_id=order.id, actor=SHOPPER, reason="")
    till.wire.gateway.authenticate(waits.client_secret, approve=True)
    till.wire.before["refund"] = SILENCE
    till.payments.refresh(payment_id=waits.id, actor=SHOPPER)
    assert given_back() == []

    till.later(minutes=2)
    till.payments.settle_open()

    assert given_back() == [order.totals.total.minor]


def test_a_refund_that_the_gateway_refuses_is_free_to_be_made_again(till: Till):
    payment = till.pay(till.order())
    till.wire.before["refund"] = GatewayRejected("The account is closed.")

    with pytest.raises(GatewayRejected):
        till.payments.refund(payment_id=payment.id, reason="", actor=STAFF)

    assert Refund.objects.get().failure == "The account is closed."
    again = till.payments.get_payment(payment_id=payment.id)
    assert again.refundable == again.captured
    assert till.payments.refund(payment_id=payment.id, reason="", actor=STAFF).status == "succeeded"
