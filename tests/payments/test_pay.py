"""Paying an order, on the sandbox's gateway."""

import pytest

from orders.contracts import ChangeDetails
from orders.errors import OrderAlreadyPaid, OrderNotFound, OrderNotPayable
from payments.errors import GatewayMisconfigured, PaymentInProgress, PaymentMethodInvalid
from payments.models import PaymentAttempt
from payments.service import PaymentService
from shop.kernel.ids import new_id
from shop.kernel.models import Event
from tests.orders.making import SHOPPER
from tests.payments.making import Till, charges, events, given_back, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return Till()


def test_a_good_card_pays_the_order(till: Till):
    order = till.order()

    payment = till.pay(order)

    assert payment.status == "succeeded"
    assert payment.captured == payment.amount == order.totals.total
    assert payment.method == "Visa ending in 4242"
    paid = till.see(order)
    assert (paid.status, paid.paid, paid.reserved_until) == ("paid", order.totals.total, None)
    assert [fact.status for fact in paid.payments] == ["succeeded"]
    assert events(order) == ["order.created", "order.paid"]
    assert charges() == 1


def test_the_attempt_is_written_down_before_the_gateway_is_called(till: Till):
    order = till.order()
    seen = []
    charge = till.wire.gateway.charge

    def looking(request):
        seen.append(PaymentAttempt.objects.get(idempotency_key=request.idempotency_key).status)
        return charge(request)

    till.wire.gateway.charge = looking
    till.pay(order)

    assert seen == ["created"]


def test_a_declined_card_leaves_the_order_payable_and_its_stock_reserved(till: Till):
    order = till.order()

    refused = till.declined(order, "pm_card_chargeDeclinedExpiredCard")

    assert (refused.status, refused.code) == (402, "payment_declined")
    assert refused.extra["decline_code"] == "expired_card"
    assert refused.extra["fix"] == ["expiry"]
    payment = till.payments.get_payment(payment_id=refused.payment_id)
    assert (payment.status, payment.message) == ("declined", refused.detail)
    waiting = till.see(order)
    assert (waiting.status, waiting.paid.minor) == ("pending_payment", 0)
    assert waiting.payments[0].decline_code == "expired_card"
    assert stock() == (5, 2)
    assert events(order) == ["order.created", "payment.failed"]
    failed = Event.objects.get(type="payment.failed").data
    assert (failed["decline_code"], failed["fix"]) == ("expired_card", ["expiry"])


def test_after_a_decline_another_card_pays(till: Till):
    order = till.order()
    till.declined(order)
    till.later(minutes=1)

    assert till.pay(order).status == "succeeded"
    assert till.see(order).status == "paid"
    assert charges() == 1


def test_a_second_payment_of_a_paid_order_is_refused(till: Till):
    order = till.order()
    till.pay(order)

    with pytest.raises(OrderAlreadyPaid):
        till.pay(order, "pm_card_mastercard")

    assert (charges(), PaymentAttempt.objects.count()) == (1, 1)


def test_a_cancelled_order_is_not_charged(till: Till):
    order = till.order()
    till.orders.cancel_order(order_id=order.id, actor=SHOPPER, reason="")

    with pytest.raises(OrderNotPayable):
        till.pay(order)

    assert (charges(), PaymentAttempt.objects.count()) == (0, 0)


def test_an_order_that_is_not_there_is_not_charged(till: Till):
    with pytest.raises(OrderNotFound):
        till.payments.pay(order_id=new_id(), payment_method="pm_card_visa", actor=SHOPPER)

    assert charges() == 0


def test_an_unknown_payment_method_is_refused_and_the_order_can_be_paid_again(till: Till):
    order = till.order()

    with pytest.raises(PaymentMethodInvalid):
        till.pay(order, "pm_nonsense")

    assert PaymentAttempt.objects.get().status == "failed"
    assert events(order) == ["order.created"]
    assert till.pay(order).status == "succeeded"


def test_refused_credentials_charge_nothing_and_leave_nothing_open(till: Till):
    order = till.order()
    till.wire.before["charge"] = GatewayMisconfigured("The key is wrong.")

    with pytest.raises(GatewayMisconfigured):
        till.pay(order)

    assert PaymentAttempt.objects.get().status == "failed"
    assert till.pay(order).status == "succeeded"


def test_the_same_request_again_is_the_same_attempt(till: Till):
    order = till.order()

    first = till.pay(order, request_key="abc")
    again = till.pay(order, request_key="abc")

    assert again == first
    assert (charges(), till.wire.calls.count("charge")) == (1, 1)


def test_the_same_declined_request_again_is_declined_again_without_asking(till: Till):
    order = till.order()

    first = till.declined(order, request_key="abc")
    again = till.declined(order, request_key="abc")

    assert again.payment_id == first.payment_id
    assert till.wire.calls.count("charge") == 1
    assert events(order) == ["order.created", "payment.failed"]


def test_while_an_attempt_is_open_another_is_refused(till: Till):
    order = till.order()
    inner: list[str] = []
    charge = till.wire.gateway.charge

    def meanwhile(request):
        with pytest.raises(PaymentInProgress) as refused:
            PaymentService(clock=till.clock).pay(order_id=order.id, payment_method="pm_card_visa", actor=SHOPPER)
        inner.append(refused.value.code)
        return charge(request)

    till.wire.gateway.charge = meanwhile
    till.pay(order)

    assert inner == ["payment_in_progress"]
    assert charges() == 1


def test_the_bank_may_ask_first_and_the_shopper_approves(till: Till):
    order = till.order()

    payment = till.pay(order, "pm_card_threeDSecure2Required")
    assert payment.status == "requires_action"
    assert payment.client_secret
    assert till.see(order).status == "pending_payment"
    till.wire.gateway.authenticate(payment.client_secret, approve=True)
    payment = till.payments.refresh(payment_id=payment.id, actor=SHOPPER)

    assert (payment.status, payment.client_secret) == ("succeeded", "")
    assert till.see(order).status == "paid"
    assert events(order) == ["order.created", "order.paid"]


def test_the_bank_may_ask_first_and_the_shopper_refuses(till: Till):
    order = till.order()
    payment = till.pay(order, "pm_card_threeDSecure2Required")
    till.wire.gateway.authenticate(payment.client_secret, approve=False)

    payment = till.payments.refresh(payment_id=payment.id, actor=SHOPPER)

    assert payment.status == "declined"
    assert till.see(order).status == "pending_payment"
    assert events(order) == ["order.created", "payment.failed"]
    assert till.pay(order).status == "succeeded"


def test_another_card_takes_the_place_of_an_abandoned_authentication(till: Till):
    order = till.order()
    abandoned = till.pay(order, "pm_card_threeDSecure2Required")

    payment = till.pay(order)

    assert payment.status == "succeeded"
    assert till.payments.get_payment(payment_id=abandoned.id).status == "cancelled"
    assert (charges(), charges("cancelled")) == (1, 1)


@pytest.mark.parametrize("state", ["created", "processing", "requires_action"])
def test_an_attempt_at_a_gateway_that_the_shop_has_left_stands_in_nobodys_way(till: Till, state: str):
    order = till.order()
    left = till.pay(order, "pm_card_threeDSecure2Required", request_key="abc")
    PaymentAttempt.objects.filter(pk=left.id).update(gateway="stripe", status=state)
    calls = list(till.wire.calls)

    payment = till.pay(order)

    assert payment.status == "succeeded"
    assert till.payments.get_payment(payment_id=left.id).status == "failed"
    assert till.wire.calls == [*calls, "charge"], "this gateway is not asked about another's charge"
    entry = next(entry for entry in till.see(order).timeline if "stripe" in entry.text)
    assert not entry.public
    assert "Nothing was charged" not in entry.text


def test_looking_at_an_attempt_of_a_gateway_that_the_shop_has_left_closes_it(till: Till):
    order = till.order()
    left = till.pay(order, "pm_card_threeDSecure2Required")
    PaymentAttempt.objects.filter(pk=left.id).update(gateway="stripe", status="processing")

    assert till.payments.refresh(payment_id=left.id, actor=SHOPPER).status == "failed"
    assert till.see(order).status == "pending_payment"


def test_an_abandoned_authentication_that_the_gateway_forgot_stands_in_nobodys_way(till: Till):
    order = till.order()
    forgotten = till.pay(order, "pm_card_threeDSecure2Required")
    PaymentAttempt.objects.filter(pk=forgotten.id).update(gateway_id="pi_forgotten")

    assert till.pay(order).status == "succeeded"
    assert till.payments.get_payment(payment_id=forgotten.id).status == "failed"


def test_an_authentication_that_succeeded_meanwhile_is_not_charged_again(till: Till):
    order = till.order()
    first = till.pay(order, "pm_card_threeDSecure2Required")
    till.wire.gateway.authenticate(first.client_secret, approve=True)

    with pytest.raises(OrderAlreadyPaid):
        till.pay(order)

    assert till.see(order).status == "paid"
    assert charges() == 1


def test_a_payment_of_an_order_whose_stock_is_gone_goes_back_by_itself(till: Till):
    order = till.order()
    waits = till.pay(order, "pm_card_threeDSecure2Required")
    till.later(hours=2)
    till.orders.expire_unpaid()
    sold_out = Till(clock=till.clock)
    _buy_what_is_left(sold_out)
    till.wire.gateway.authenticate(waits.client_secret, approve=True)

    payment = till.payments.refresh(payment_id=waits.id, actor=SHOPPER)

    assert payment.status == "succeeded"
    assert payment.refunded == payment.captured == order.totals.total
    assert given_back() == [order.totals.total.minor]
    after = till.see(order)
    assert (after.status, after.refunded) == ("expired", order.totals.total)
    assert events(order) == ["order.created", "order.expired", "payment.refunded"]


def _buy_what_is_left(till: Till) -> None:
    from catalog.service import CatalogService

    CatalogService().set_stock(sku="MUG", on_hand=1, reason="count", actor="test")


def test_an_expired_order_whose_stock_is_there_is_paid_all_the_same(till: Till):
    order = till.order()
    waits = till.pay(order, "pm_card_threeDSecure2Required")
    till.later(hours=2)
    till.orders.expire_unpaid()
    till.wire.gateway.authenticate(waits.client_secret, approve=True)

    till.payments.refresh(payment_id=waits.id, actor=SHOPPER)

    assert till.see(order).status == "paid"
    assert given_back() == []


def test_money_for_a_cancelled_order_goes_back_by_itself(till: Till):
    order = till.order()
    waits = till.pay(order, "pm_card_threeDSecure2Required")
    till.orders.cancel_order(order_id=order.id, actor=SHOPPER, reason="")
    till.wire.gateway.authenticate(waits.client_secret, approve=True)

    payment = till.payments.refresh(payment_id=waits.id, actor=SHOPPER)

    assert payment.refunded == order.totals.total
    assert till.see(order).status == "cancelled"
    assert given_back() == [order.totals.total.minor]


def test_a_payment_of_another_total_goes_back_and_the_order_can_be_paid_anew(till: Till):
    order = till.order()
    waits = till.pay(order, "pm_card_threeDSecure2Required")
    change = ChangeDetails(shipping_method="express")
    changed = till.orders.change_details(order_id=order.id, change=change, actor=SHOPPER)
    assert changed.totals.total != order.totals.total
    till.wire.gateway.authenticate(waits.client_secret, approve=True)

    till.payments.refresh(payment_id=waits.id, actor=SHOPPER)

    assert given_back() == [order.totals.total.minor]
    assert till.see(order).status == "pending_payment"
    assert till.pay(order).captured == changed.totals.total
    assert till.see(order).status == "paid"


def test_the_name_on_the_card_can_be_changed_alone(till: Till):
    order = till.order()
    refused = till.declined(order, "pm_card_nameMismatch")
    assert refused.extra["fix"] == ["name"]
    till.later(seconds=5)

    assert till.pay(order, "pm_card_nameMismatch", card_name="A. M. Byrne").status == "succeeded"


def test_a_decline_that_hints_at_theft_is_told_as_one_without_a_reason(till: Till):
    order = till.order()
    refused = till.declined(order)
    PaymentAttempt.objects.filter(pk=refused.payment_id).update(decline_code="stolen_card")

    payment = till.payments.get_payment(payment_id=refused.payment_id)

    assert payment.decline_code == "generic_decline"
    assert "stolen" not in payment.message
