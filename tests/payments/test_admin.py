"""Payments in the admin: found, read, refunded; never typed over."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from orders.contracts import OrderView
from payments.models import PaymentAttempt, Refund
from payments.service import PaymentService
from shop.kernel.ids import new_id
from shop.users.models import User
from tests.orders.making import SHOPPER, an_order
from tests.payments.making import given_back

pytestmark = pytest.mark.django_db


def staff(group: str) -> Client:
    user = User.objects.create_user(f"{group}@example.com", "correct horse battery", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def paid() -> OrderView:
    order = an_order()
    PaymentService().pay(order_id=order.id, payment_method="pm_card_visa", actor=SHOPPER)
    return order


def form(order: OrderView, **changes: Any) -> dict[str, Any]:
    values = {
        "payment": str(PaymentAttempt.objects.get(order_id=order.id).pk),
        "by": "amount",
        "amount": "5.00",
        "reason": "Broken on arrival",
        "confirm": "on",
        "token": str(new_id()),
    }
    return {**values, **changes}


def test_payments_are_found_by_order_number_and_by_the_gateways_id(paid: OrderView):
    client, attempt = staff("support"), PaymentAttempt.objects.get()

    for text in (paid.number, attempt.gateway_id, "anna@example.com"):
        page = client.get("/admin/payments/paymentattempt/", {"q": text}).content.decode()
        assert paid.number in page
        assert "Visa ending in 4242" in page
    assert paid.number not in client.get("/admin/payments/paymentattempt/", {"q": "T-0"}).content.decode()


@pytest.mark.parametrize("group", ["support", "orders", "owner"])
def test_a_payment_can_be_read_and_not_changed(paid: OrderView, group: str):
    client, attempt = staff(group), PaymentAttempt.objects.get()
    page = f"/admin/payments/paymentattempt/{attempt.pk}/change/"

    assert client.get(page).status_code == 200
    assert client.post(page, {"status": "declined", "captured_minor": "0"}).status_code == 403
    assert client.post(f"/admin/payments/paymentattempt/{attempt.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/payments/paymentattempt/add/").status_code == 403
    assert PaymentAttempt.objects.get().status == "succeeded"


def test_the_webhook_inbox_can_be_read():
    assert staff("support").get("/admin/payments/webhookinbox/").status_code == 200


def test_the_refund_page_is_filled_in_with_what_is_left(paid: OrderView):
    page = staff("orders").get(f"/admin/payments/paymentattempt/refund/{paid.id}/")

    assert page.status_code == 200
    assert f'value="{paid.totals.total.amount}"' in page.content.decode()


def test_an_amount_is_refunded(paid: OrderView):
    client = staff("orders")

    answer = client.post(f"/admin/payments/paymentattempt/refund/{paid.id}/", form(paid))

    assert answer["Location"] == f"/admin/orders/order/{paid.id}/change/"
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.reason, refund.actor_name) == (500, "Broken on arrival", "orders@example.com")
    assert given_back() == [500]


def test_units_are_refunded(paid: OrderView):
    line = paid.lines[0]
    client = staff("owner")

    client.post(
        f"/admin/payments/paymentattempt/refund/{paid.id}/",
        form(paid, by="lines", **{f"quantity-{line.id}": "1"}),
    )

    assert given_back() == [line.unit_price.minor]


def test_a_double_click_refunds_once(paid: OrderView):
    client, sent = staff("orders"), form(paid)

    for _ in range(2):
        client.post(f"/admin/payments/paymentattempt/refund/{paid.id}/", sent)

    assert given_back() == [500]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "10000.00"},
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": "5.001"},
        {"amount": "NaN"},
        {"amount": ""},
        {"by": "lines"},
        {"by": "nonsense"},
        {"reason": ""},
        {"reason": "x" * 501},
        {"confirm": ""},
        {"payment": str(new_id())},
        {"token": "nonsense"},
    ],
)
def test_a_wrong_form_is_shown_again_and_sends_nothing_back(paid: OrderView, changes: dict[str, str]):
    page = staff("orders").post(f"/admin/payments/paymentattempt/refund/{paid.id}/", form(paid, **changes))

    assert page.status_code == 200
    assert "errornote" in page.content.decode()
    assert (given_back(), Refund.objects.count()) == ([], 0)


@pytest.mark.parametrize("group", ["support", "catalog"])
def test_others_may_not_refund(paid: OrderView, group: str):
    client = staff(group)

    assert client.get(f"/admin/payments/paymentattempt/refund/{paid.id}/").status_code == 403
    assert client.post(f"/admin/payments/paymentattempt/refund/{paid.id}/", form(paid)).status_code == 403
    assert given_back() == []


def test_an_order_with_nothing_left_says_so():
    page = staff("orders").get(f"/admin/payments/paymentattempt/refund/{an_order().id}/")

    assert "Nothing is left to be refunded" in page.content.decode()


def test_an_order_that_is_not_there_is_404():
    assert staff("orders").get(f"/admin/payments/paymentattempt/refund/{new_id()}/").status_code == 404
