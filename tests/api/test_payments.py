"""Payments and refunds, line by line of the contract."""

from uuid import uuid4

import pytest

from tests.api.client import refused
from tests.api.database import nothing_changes
from tests.api.shop import money
from tests.payments.making import charges, given_back


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_mastercard", "pm_card_amex"])
def test_a_good_card_pays_the_order(shop, card):
    order = shop.order()

    answer = shop.pay(order, card)

    payment = answer.json()
    assert (answer.status_code, payment["status"]) == (201, "succeeded")
    assert (payment["order_id"], payment["amount"]) == (order["id"], order["totals"]["total"])
    assert answer["Location"].endswith(f"/api/v1/payments/{payment['id']}")
    assert shop.holder(order).get(f"/payments/{payment['id']}").json() == payment


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error"),
    ],
)
def test_a_declined_card_says_why_and_leaves_the_order_payable(shop, card, code):
    order = shop.order()

    body = refused(shop.pay(order, card), 402, "payment_declined")

    assert body["decline_code"] == code
    assert set(body["fix"]) <= {"name", "address", "card_number", "expiry", "card_type"}
    assert shop.see(order)["status"] == "pending_payment"
    assert shop.holder(order).get(f"/payments/{body['payment_id']}").json()["status"] == "declined"
    assert shop.pay(order).status_code == 201


def test_a_card_that_asks_for_authentication_gives_a_client_secret(shop):
    order = shop.order()

    answer = shop.pay(order, "pm_card_threeDSecure2Required")

    assert (answer.status_code, answer.json()["status"]) == (201, "requires_action")
    assert answer.json()["client_secret"]
    assert shop.see(order)["status"] == "pending_payment"


def test_an_order_is_paid_once(shop):
    order, _ = shop.paid()
    with nothing_changes():
        refused(shop.pay(order, "pm_card_mastercard"), 409, "already_paid")
    assert charges() == 1


def test_nobody_else_pays_an_order_or_sees_how_it_was_paid(shop):
    order, payment = shop.paid(1)
    open_order = shop.order(1)
    body = {"order_id": open_order["id"], "payment_method": "pm_card_visa"}
    customer, reader, writer = shop.customer(), shop.key("orders:read", "payments:refund"), shop.key("catalog:write")
    with nothing_changes():
        for stranger in (shop.guest, shop.holder(order), customer, reader):
            refused(stranger.post("/payments", body), 404, "order_not_found")
        for stranger in (shop.guest, shop.holder(open_order), customer, writer):
            refused(stranger.get(f"/payments/{payment['id']}"), 404, "payment_not_found")
    refused(shop.staff.get(f"/payments/{uuid4()}"), 404, "payment_not_found")


def test_a_key_that_writes_orders_pays_them(shop):
    order = shop.order()
    answer = shop.key("orders:write").post("/payments", {"order_id": order["id"], "payment_method": "pm_card_visa"})
    assert answer.status_code == 201


def test_a_payment_is_refunded_in_part_by_amount_by_lines_and_then_the_rest(shop):
    order, payment = shop.paid(2)
    till, path = shop.key("payments:refund"), f"/payments/{payment['id']}/refunds"

    part = till.post(path, {"amount": money("5.00"), "reason": "A chip"})
    assert (part.status_code, part.json()["amount"], part.json()["status"]) == (201, money("5.00"), "succeeded")
    line = till.post(path, {"lines": [{"line_id": order["lines"][0]["id"], "quantity": 1}]})
    assert (line.status_code, line.json()["amount"]) == (201, money("14.90"))
    rest = till.post(path, {})
    assert rest.status_code == 201

    assert sum(given_back()) == int(payment["amount"]["amount"].replace(".", ""))
    seen = shop.holder(order).get(f"/payments/{payment['id']}").json()
    assert seen["refunded"] == payment["amount"]
    assert len(seen["refunds"]) == 3
    events = [event["data"] for event in shop.events(order) if event["type"] == "payment.refunded"]
    assert events[0] == {
        "number": order["number"],
        "payment_id": payment["id"],
        "refund_id": part.json()["id"],
        "amount": money("5.00"),
        "reason": "A chip",
    }
    with nothing_changes():
        refused(till.post(path, {"amount": money("0.01")}), 409, "refund_too_large")


@pytest.mark.parametrize(
    "body",
    [
        {"amount": money("0.00")},
        {"amount": money("-5.00")},
        {"amount": {"amount": "5.00", "currency": "USD"}},
        {"lines": []},
        {"lines": [{"line_id": str(uuid4()), "quantity": 1}]},
    ],
)
def test_a_refund_that_makes_no_sense_gives_nothing_back(shop, body):
    _, payment = shop.paid()
    till = shop.key("payments:refund")
    with nothing_changes():
        answer = till.post(f"/payments/{payment['id']}/refunds", body)
    assert answer.status_code in {409, 422}
    assert given_back() == []


def test_more_than_was_paid_is_not_given_back(shop):
    order, payment = shop.paid(1)
    till, path = shop.key("payments:refund"), f"/payments/{payment['id']}/refunds"
    with nothing_changes():
        refused(till.post(path, {"amount": money("1000.00")}), 409, "refund_too_large")
        too_many = {"lines": [{"line_id": order["lines"][0]["id"], "quantity": 2}]}
        refused(till.post(path, too_many), 409, "refund_too_large")


def test_a_webhook_without_a_good_signature_is_400(shop):
    body = b'{"id": "evt_1", "type": "payment_intent.succeeded"}'
    with nothing_changes():
        for signature in ("", "nonsense", "t=1,v1=abc", "t=99999999999,v1=" + "0" * 64, "\xff"):
            answer = shop.guest.post("/webhooks/stripe", body, Stripe_Signature=signature)
            refused(answer, 400, "webhook_signature_invalid")
