"""The payments of the API: who may, what it answers, and what it does with nonsense."""

import json
from typing import Any

import pytest
from django.test import Client

from orders.contracts import OrderView
from orders.service import OrderService
from payments.models import PaymentAttempt, Refund
from shop.kernel.ids import new_id
from shop.users.keys import create_api_key
from tests.cart.making import a_customer
from tests.orders.making import an_order
from tests.payments.making import SILENCE, charges, given_back

pytestmark = pytest.mark.django_db


def send(path: str, body: Any, *, token: str = "", key: str = "", idempotency: str = "", client: Client | None = None):
    headers = {"Order-Token": token, "Authorization": f"Bearer {key}" if key else "", "Idempotency-Key": idempotency}
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    return (client or Client()).post(
        f"/api/v1{path}",
        raw,
        content_type="application/json",
        headers={name: value for name, value in headers.items() if value},
    )


def pay(order: OrderView, card: str = "pm_card_visa", **who: Any):
    who = who or {"token": order.access_token}
    return send("/payments", {"order_id": str(order.id), "payment_method": card}, **who)


def status(order: OrderView) -> str:
    return OrderService().get_order(order_id=order.id).status


def test_a_guest_pays_with_the_token_of_the_order():
    order = an_order()

    answer = pay(order)

    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["order_id"]) == ("succeeded", str(order.id))
    assert body["amount"] == order.totals.total.as_json()
    assert (body["next_action"], body["client_secret"]) == (None, "")
    assert answer["Location"].endswith(f"/api/v1/payments/{body['id']}")
    assert status(order) == "paid"


def test_a_decline_says_what_to_change():
    order = an_order()

    answer = pay(order, "pm_card_avsFail")

    assert (answer.status_code, answer["Content-Type"]) == (402, "application/problem+json")
    body = answer.json()
    assert body["code"] == "payment_declined"
    assert (body["decline_code"], body["fix"]) == ("incorrect_zip", ["address"])
    seen = Client().get(f"/api/v1/payments/{body['payment_id']}", headers={"Order-Token": order.access_token})
    assert seen.json()["status"] == "declined"
    assert status(order) == "pending_payment"


@pytest.mark.parametrize(
    ("card", "code", "fix"),
    [
        ("pm_card_chargeDeclined", "generic_decline", ["card_number"]),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds", ["card_number"]),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", ["expiry"]),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", ["card_number"]),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", []),
        ("pm_card_nameMismatch", "incorrect_name", ["name"]),
        ("pm_card_notSupported", "card_not_supported", ["card_type"]),
    ],
)
def test_each_test_card_declines_as_the_contract_says(card: str, code: str, fix: list[str]):
    body = pay(an_order(), card).json()

    assert (body["status"], body["decline_code"], body["fix"]) == (402, code, fix)


def test_a_card_that_asks_the_bank_leads_to_its_page_and_back():
    order = an_order()

    body = pay(order, "pm_card_threeDSecure2Required").json()

    assert (body["status"], body["next_action"]["type"]) == ("requires_action", "redirect_to_url")
    assert body["client_secret"]
    browser = Client()
    page = browser.get(body["next_action"]["url"])
    assert "is it you?" in page.content.decode()
    answer = browser.post(body["next_action"]["url"], {"answer": "approve"}, follow=True)
    assert answer.status_code == 200
    seen = Client().get(f"/api/v1/payments/{body['id']}", headers={"Order-Token": order.access_token}).json()
    assert (seen["status"], seen["client_secret"]) == ("succeeded", "")
    assert status(order) == "paid"


def test_an_order_that_is_paid_already_is_409():
    order = an_order()
    pay(order)

    answer = pay(order, "pm_card_mastercard")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_paid")
    assert charges() == 1


def test_an_unknown_payment_method_is_422():
    order = an_order()

    answer = pay(order, "pm_nonsense")

    assert (answer.status_code, answer.json()["code"]) == (422, "payment_method_invalid")
    assert (charges(), status(order)) == (0, "pending_payment")


def test_somebody_elses_order_is_404():
    alice, bob = a_customer(), a_customer("bob@example.com")
    order = an_order(user_id=alice.id)
    as_bob = Client()
    as_bob.force_login(bob)
    reader = create_api_key(name="reader", scopes=["orders:read"])

    for who in ({"token": "wrong"}, {"client": as_bob}, {"key": reader}, {"client": Client()}):
        assert pay(order, **who).status_code == 404

    assert (charges(), PaymentAttempt.objects.count()) == (0, 0)


def test_the_owner_and_a_key_with_orders_write_may_pay():
    alice = a_customer()
    as_alice = Client()
    as_alice.force_login(alice)
    writer = create_api_key(name="till", scopes=["orders:write"])

    assert pay(an_order(user_id=alice.id), client=as_alice).status_code == 201
    assert pay(an_order(user_id=alice.id), key=writer).status_code == 201


def test_another_sites_form_can_not_pay_with_a_customers_session():
    alice = a_customer()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    order = an_order(user_id=alice.id)

    assert pay(order, client=strict).status_code == 403
    assert charges() == 0


def test_a_payment_is_read_by_those_who_may_see_its_order():
    order = an_order()
    path = f"/api/v1/payments/{pay(order).json()['id']}"
    reader = create_api_key(name="reader", scopes=["orders:read"])

    assert Client().get(path).status_code == 404
    assert Client().get(path, headers={"Order-Token": "wrong"}).status_code == 404
    assert Client().get(f"/api/v1/payments/{new_id()}").status_code == 404
    assert Client().get("/api/v1/payments/nonsense").status_code == 404
    assert Client().get(path, headers={"Authorization": f"Bearer {reader}"}).status_code == 200
    answer = Client().get(path, headers={"Order-Token": order.access_token})
    again = Client().get(path, headers={"Order-Token": order.access_token, "If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_same_key_is_one_charge_and_one_answer():
    order = an_order()

    first = pay(order, token=order.access_token, idempotency="abc")
    again = pay(order, token=order.access_token, idempotency="abc")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert charges() == 1


def test_the_same_key_with_another_card_is_422():
    order = an_order()
    pay(order, "pm_card_chargeDeclined", token=order.access_token, idempotency="abc")

    answer = pay(order, token=order.access_token, idempotency="abc")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert charges() == 0


def test_a_replayed_decline_is_the_same_decline():
    order = an_order()

    first = pay(order, "pm_card_chargeDeclined", token=order.access_token, idempotency="abc")
    again = pay(order, "pm_card_chargeDeclined", token=order.access_token, idempotency="abc")

    assert (first.status_code, again.status_code) == (402, 402)
    assert again.json() == first.json()
    assert PaymentAttempt.objects.count() == 1


def test_without_an_answer_of_the_gateway_it_is_503_and_the_same_key_goes_on(monkeypatch):
    from payments.gateways import SandboxGateway

    order = an_order()
    charge = SandboxGateway.charge

    def cut(self, request):
        charge(self, request)
        raise SILENCE

    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "charge", cut)
        answer = pay(order, token=order.access_token, idempotency="abc")
    assert (answer.status_code, answer.json()["code"]) == (503, "gateway_unavailable")
    payment_id = answer.json()["payment_id"]

    again = pay(order, token=order.access_token, idempotency="abc")

    assert (again.status_code, again.json()["id"]) == (201, payment_id)
    assert (charges(), PaymentAttempt.objects.count()) == (1, 1)


NONSENSE: list[Any] = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff",
    b'{"order_id": NaN}',
    {},
    {"order_id": None, "payment_method": None},
    {"order_id": 5, "payment_method": 5},
    {"order_id": "x" * 100_000, "payment_method": "pm_card_visa"},
    {"order_id": "\u0000", "payment_method": "pm_card_visa"},
    {"order_id": "nonsense", "payment_method": "pm_card_visa"},
    {"order_id": str(new_id()), "payment_method": "pm_card_visa"},
    {"order_id": str(new_id()), "payment_method": "", "amount": "1.00"},
    {"order_id": {"$ne": ""}, "payment_method": ["pm_card_visa"]},
]


@pytest.mark.parametrize("body", NONSENSE)
def test_nonsense_is_4xx_and_charges_nothing(body: Any):
    answer = send("/payments", body)

    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
    assert (charges(), PaymentAttempt.objects.count()) == (0, 0)


@pytest.mark.parametrize("card", ["", " ", "x" * 201, 4242424242424242, None, True, ["pm_card_visa"]])
def test_a_payment_method_that_is_none_is_422(card: Any):
    order = an_order()

    assert pay(order, card).status_code == 422
    assert (charges(), status(order)) == (0, "pending_payment")


def test_unknown_fields_are_refused():
    order = an_order()
    body = {"order_id": str(order.id), "payment_method": "pm_card_visa", "amount": "0.01"}

    answer = send("/payments", body, token=order.access_token)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/amount"
    assert charges() == 0


def test_other_methods_are_405():
    assert Client().get("/api/v1/payments").status_code == 405
    assert Client().put("/api/v1/payments", "{}", content_type="application/json").status_code == 405


# --- refunds


@pytest.fixture
def refunder() -> str:
    return create_api_key(name="office", scopes=["payments:refund"])


def paid() -> tuple[OrderView, str]:
    order = an_order()
    return order, f"/payments/{pay(order).json()['id']}/refunds"


def test_a_part_is_refunded_by_amount(refunder: str):
    _, path = paid()

    answer = send(path, {"amount": {"amount": "5.00", "currency": "EUR"}, "reason": "Late"}, key=refunder)

    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["amount"], body["reason"]) == (
        "succeeded",
        {"amount": "5.00", "currency": "EUR"},
        "Late",
    )
    assert given_back() == [500]


def test_units_are_refunded_by_lines(refunder: str):
    order, path = paid()

    answer = send(path, {"lines": [{"line_id": str(order.lines[0].id), "quantity": 1}]}, key=refunder)

    assert answer.status_code == 201
    assert answer.json()["lines"] == [{"line_id": str(order.lines[0].id), "quantity": 1}]
    assert given_back() == [order.lines[0].unit_price.minor]


def test_an_empty_body_refunds_all_that_is_left_and_the_same_key_refunds_once(refunder: str):
    order, path = paid()

    first = send(path, {}, key=refunder, idempotency="abc")
    again = send(path, {}, key=refunder, idempotency="abc")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert given_back() == [order.totals.total.minor]


def test_too_much_is_409_and_nothing_goes_back(refunder: str):
    _, path = paid()

    answer = send(path, {"amount": {"amount": "1000.00", "currency": "EUR"}}, key=refunder)

    assert (answer.status_code, answer.json()["code"]) == (409, "refund_too_large")
    assert given_back() == []


def test_refunds_need_the_scope():
    order, path = paid()
    other = create_api_key(name="other", scopes=["orders:write"])

    assert send(path, {}).status_code == 401
    assert send(path, {}, token=order.access_token).status_code == 401
    assert send(path, {}, key=other).status_code == 403
    assert Refund.objects.count() == 0


BAD_REFUNDS: list[Any] = [
    b"{",
    b"[]",
    {"amount": "5.00"},
    {"amount": {"amount": "5.00"}},
    {"amount": {"amount": 5, "currency": "EUR"}},
    {"amount": {"amount": "5.001", "currency": "EUR"}},
    {"amount": {"amount": "-5.00", "currency": "EUR"}},
    {"amount": {"amount": "0.00", "currency": "EUR"}},
    {"amount": {"amount": "5.00", "currency": "USD"}},
    {"amount": {"amount": "NaN", "currency": "EUR"}},
    {"amount": {"amount": "1e400", "currency": "EUR"}},
    {"lines": []},
    {"lines": {}},
    {"lines": [{"line_id": str(new_id()), "quantity": 1}]},
    {"lines": [{"line_id": "nonsense", "quantity": 1}]},
    {"lines": [{"line_id": str(new_id()), "quantity": 0}]},
    {"lines": [{"line_id": str(new_id()), "quantity": -1}]},
    {"lines": [{"line_id": str(new_id()), "quantity": 10**30}]},
    {"lines": [{"line_id": str(new_id()), "quantity": 1.5}]},
    {"reason": 5},
    {"reason": "x" * 501},
    {"colour": "red"},
]


@pytest.mark.parametrize("body", BAD_REFUNDS)
def test_nonsense_refunds_are_4xx_and_send_nothing_back(body: Any, refunder: str):
    _, path = paid()

    answer = send(path, body, key=refunder)

    assert 400 <= answer.status_code < 500
    assert (given_back(), Refund.objects.count()) == ([], 0)


def test_a_refund_of_nothing_known_is_404(refunder: str):
    assert send(f"/payments/{new_id()}/refunds", {}, key=refunder).status_code == 404
