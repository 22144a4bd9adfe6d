"""Stripe's webhooks, through the endpoint: forged, twice, late, out of order, before our own answer."""

import time
from typing import Any

import pytest
from django.test import Client

from orders.contracts import OrderView
from orders.service import OrderService
from payments.errors import OutcomeUnknown, PaymentDeclined
from payments.models import PaymentAttempt, Refund, WebhookInbox
from payments.service import PaymentService
from shop.kernel.models import Event
from tests.orders.making import SHOPPER, STAFF, an_order
from tests.payments.fake_stripe import FakeStripe, Fault
from tests.payments.making import events

pytestmark = pytest.mark.django_db
URL = "/api/v1/webhooks/stripe"


def post(fake: FakeStripe, event: dict[str, Any], **signing: Any):
    body, signature = fake.sign(event, **signing)
    return Client().post(URL, body, content_type="application/json", headers={"Stripe-Signature": signature})


def pay(order: OrderView, card: str = "pm_card_visa"):
    return PaymentService().pay(order_id=order.id, payment_method=card, actor=SHOPPER)


def see(order: OrderView) -> OrderView:
    return OrderService().get_order(order_id=order.id)


def unanswered(fake: FakeStripe, order: OrderView) -> None:
    """Stripe charges the card, and its answer is lost."""
    fake.plan(Fault.DROP_AFTER, path="/v1/payment_intents", times=2)
    with pytest.raises(OutcomeUnknown):
        pay(order)
    fake._plan.clear()


def test_stripe_takes_the_money_of_an_order(stripe_shop: FakeStripe):
    order = an_order()

    assert pay(order).status == "succeeded"

    assert see(order).status == "paid"
    (call,) = stripe_shop.calls("POST", "/v1/payment_intents")
    assert call.idempotency_key == PaymentAttempt.objects.get().idempotency_key
    assert call.params["metadata"]["order_number"] == order.number


def test_an_event_finishes_a_payment_whose_answer_was_lost(stripe_shop: FakeStripe):
    order = an_order()
    unanswered(stripe_shop, order)
    assert PaymentAttempt.objects.get().gateway_id == ""

    answer = post(stripe_shop, stripe_shop.books.events[-1])

    assert (answer.status_code, answer.json()) == (200, {"received": True})
    assert see(order).status == "paid"
    assert len(stripe_shop.books.intents) == 1


def test_an_event_may_come_before_our_own_answer(stripe_shop: FakeStripe):
    order = an_order()
    answers = []
    create = stripe_shop.books.create_intent

    def slowly(params):
        # Stripe's own order of things: the event is out before the answer has arrived.
        intent = create(params)
        answers.append(stripe_shop.books.events[-1])
        return intent

    stripe_shop.books.create_intent = slowly
    service = PaymentService()
    gateway = service._desk.gateway
    charge = gateway.charge

    def charge_and_hear_the_event_first(request):
        result = charge(request)
        assert post(stripe_shop, answers[0]).status_code == 200
        assert see(order).status == "paid"
        return result

    gateway.charge = charge_and_hear_the_event_first
    try:
        payment = service.pay(order_id=order.id, payment_method="pm_card_visa", actor=SHOPPER)
    finally:
        del gateway.charge

    assert payment.status == "succeeded"
    assert events(order) == ["order.created", "order.paid"]


def test_a_repeated_event_is_200_and_changes_nothing(stripe_shop: FakeStripe):
    order = an_order()
    unanswered(stripe_shop, order)
    event = stripe_shop.books.events[-1]
    post(stripe_shop, event)
    before = (see(order).version, Event.objects.count(), len(stripe_shop.requests))

    answer = post(stripe_shop, event)

    assert answer.status_code == 200
    assert (see(order).version, Event.objects.count(), len(stripe_shop.requests)) == before
    assert WebhookInbox.objects.count() == 1


def test_events_out_of_order_do_not_undo_what_is_known(stripe_shop: FakeStripe):
    order = an_order()
    payment = pay(order, "pm_card_threeDSecure2Required")
    stripe_shop.books.authenticate(payment.client_secret, succeed=True)
    asked, succeeded = stripe_shop.books.events

    for event in (succeeded, asked):
        assert post(stripe_shop, event).status_code == 200

    assert see(order).status == "paid"
    assert events(order) == ["order.created", "order.paid"]


def test_a_decline_that_we_know_of_already_is_not_told_again(stripe_shop: FakeStripe):
    order = an_order()
    with pytest.raises(PaymentDeclined):
        pay(order, "pm_card_chargeDeclined")

    answer = post(stripe_shop, stripe_shop.books.events[-1])

    assert answer.status_code == 200
    assert events(order) == ["order.created", "payment.failed"]


@pytest.mark.parametrize("signing", [{"secret": "whsec_of_somebody_else"}, {"at": 1_700_000_000}])
def test_a_forged_or_old_signature_is_400_and_changes_nothing(stripe_shop: FakeStripe, signing: dict[str, Any]):
    order = an_order()
    unanswered(stripe_shop, order)

    answer = post(stripe_shop, stripe_shop.books.events[-1], **signing)

    assert answer.status_code == 400
    assert answer.json()["code"] == "webhook_signature_invalid"
    assert see(order).status == "pending_payment"
    assert WebhookInbox.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"id": 1}', b"\xff\xfe", b"{}" * 1000])
def test_nonsense_without_a_signature_is_400(stripe_shop: FakeStripe, body: bytes):
    assert Client().post(URL, body, content_type="application/json").status_code == 400
    assert WebhookInbox.objects.count() == 0


def test_nonsense_with_a_good_signature_is_400_too(stripe_shop: FakeStripe):
    assert post(stripe_shop, {"object": "event"}).status_code == 400
    assert WebhookInbox.objects.count() == 0


def test_the_sandbox_takes_no_webhooks(db):
    answer = Client().post(URL, b"{}", content_type="application/json", headers={"Stripe-Signature": "t=1,v1=0"})

    assert (answer.status_code, WebhookInbox.objects.count()) == (400, 0)


def test_an_event_of_another_kind_is_kept_and_left_alone(stripe_shop: FakeStripe):
    event = {
        "id": "evt_other",
        "object": "event",
        "type": "customer.created",
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": {"id": "cus_1", "object": "customer"}},
    }

    assert post(stripe_shop, event).status_code == 200

    kept = WebhookInbox.objects.get()
    assert (kept.type, kept.outcome) == ("customer.created", "not followed")
    assert kept.handled_at is not None


@pytest.mark.parametrize("attempt_id", [None, "", "not an id", "01a203ac-d911-721c-b51a-de79ace56c44"])
def test_an_event_of_a_charge_that_is_not_ours_is_kept(stripe_shop: FakeStripe, attempt_id: str | None):
    order = an_order()
    pay(order)
    event = dict(stripe_shop.books.events[-1])
    metadata = {} if attempt_id is None else {"attempt_id": attempt_id}
    event["data"] = {"object": {**event["data"]["object"], "id": "pi_unknown", "metadata": metadata}}

    assert post(stripe_shop, event).status_code == 200
    assert WebhookInbox.objects.get().outcome == "no payment of ours"


def test_an_event_that_names_our_attempt_with_a_charge_of_somebody_else_pays_nothing(stripe_shop: FakeStripe):
    cheap, dear = an_order(), an_order()
    pay(cheap)
    unanswered(stripe_shop, dear)
    waiting = PaymentAttempt.objects.get(order_id=dear.id)
    event = dict(stripe_shop.books.events[0])
    event["id"] = "evt_mixed"
    event["data"] = {"object": {**event["data"]["object"], "metadata": {"attempt_id": str(waiting.pk)}}}
    PaymentAttempt.objects.filter(order_id=cheap.id).update(gateway_id="")

    assert post(stripe_shop, event).status_code == 200

    assert see(dear).status == "pending_payment"


def test_an_event_that_can_not_be_looked_at_now_is_looked_at_later(stripe_shop: FakeStripe):
    order = an_order()
    unanswered(stripe_shop, order)
    stripe_shop.plan(Fault.ERROR_500_BEFORE, path="/v1/payment_intents/", times=2)

    answer = post(stripe_shop, stripe_shop.books.events[-1])
    assert answer.status_code == 200
    assert WebhookInbox.objects.get().handled_at is None
    WebhookInbox.objects.update(look_at=order.placed_at)
    PaymentService().settle_open()

    assert WebhookInbox.objects.get().outcome == "charge succeeded"
    assert see(order).status == "paid"


def test_a_refund_that_fails_days_later_is_free_to_be_made_again(stripe_shop: FakeStripe):
    order = an_order()
    payment = pay(order)
    refund = PaymentService().refund(payment_id=payment.id, reason="", actor=STAFF)
    assert see(order).refunded == order.totals.total
    gateway_refund_id = Refund.objects.get().gateway_refund_id
    stripe_shop.books.settle_refund(gateway_refund_id, status="failed", failure_reason="lost_or_stolen_card")

    post(stripe_shop, stripe_shop.books.events[-1])

    row = Refund.objects.get(pk=refund.id)
    assert (row.status, row.failure) == ("failed", "lost_or_stolen_card")
    assert see(order).refunded.minor == 0
    assert PaymentService().get_payment(payment_id=payment.id).refundable == order.totals.total


def test_a_pending_refund_is_done_when_stripe_says_so(stripe_shop: FakeStripe):
    order = an_order()
    payment = pay(order, "pm_card_pendingRefund")
    refund = PaymentService().refund(payment_id=payment.id, reason="", actor=STAFF)
    assert (refund.status, see(order).refunded.minor) == ("pending", 0)
    stripe_shop.books.settle_refund(Refund.objects.get().gateway_refund_id, status="succeeded")

    post(stripe_shop, stripe_shop.books.events[-1])

    assert see(order).refunded == order.totals.total


def test_a_refund_made_at_stripe_itself_is_written_down_once(stripe_shop: FakeStripe):
    order = an_order()
    payment = pay(order)
    intent_id = PaymentAttempt.objects.get().gateway_id
    stripe_shop.books.create_refund({"payment_intent": intent_id, "amount": 500})
    event = stripe_shop.books.events[-1]

    post(stripe_shop, event)
    post(stripe_shop, {**event, "id": "evt_again", "type": "refund.updated"})

    assert see(order).refunded.minor == 500
    after = PaymentService().get_payment(payment_id=payment.id)
    assert after.refundable.minor == order.totals.total.minor - 500
    assert len(after.refunds) == 1


@pytest.mark.parametrize("was_answered", [True, False])
def test_a_refund_made_at_stripe_may_be_told_before_its_charge(stripe_shop: FakeStripe, was_answered: bool):
    order = an_order()
    if was_answered:
        stripe_shop.books.authenticate(pay(order, "pm_card_threeDSecure2Required").client_secret, succeed=True)
    else:
        unanswered(stripe_shop, order)
    paid = stripe_shop.books.events[-1]
    (intent_id,) = stripe_shop.books.intents
    stripe_shop.books.create_refund({"payment_intent": intent_id, "amount": 500})

    post(stripe_shop, stripe_shop.books.events[-1])
    post(stripe_shop, paid)

    assert (see(order).status, see(order).refunded.minor) == ("paid", 500)
    assert PaymentAttempt.objects.get().refundable.minor == order.totals.total.minor - 500


def test_a_dispute_is_noted_for_staff_once(stripe_shop: FakeStripe):
    order = an_order()
    pay(order)
    stripe_shop.books.dispute(PaymentAttempt.objects.get().gateway_id)
    event = stripe_shop.books.events[-1]

    for _ in range(2):
        assert post(stripe_shop, event).status_code == 200

    notes = [entry for entry in see(order).timeline if entry.kind == "payment_disputed"]
    assert len(notes) == 1
    assert not notes[0].public


def test_every_event_twice_and_backwards_is_one_charge_and_one_story(stripe_shop: FakeStripe):
    order = an_order()
    waits = pay(order, "pm_card_threeDSecure2Required")
    stripe_shop.books.authenticate(waits.client_secret, succeed=True)
    PaymentService().refresh(payment_id=waits.id, actor=SHOPPER)
    PaymentService().refund(payment_id=waits.id, reason="", actor=STAFF)

    for event in [*reversed(stripe_shop.books.events), *stripe_shop.books.events]:
        assert post(stripe_shop, event).status_code == 200

    assert events(order) == ["order.created", "order.paid", "payment.refunded"]
    assert see(order).refunded == order.totals.total
    assert len(stripe_shop.books.refunds) == 1
