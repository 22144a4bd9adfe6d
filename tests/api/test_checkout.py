"""Checkout, line by line of the contract."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from orders.models import Order
from shop.kernel.clock import system_clock
from tests.api.client import Api, refused
from tests.api.database import nothing_changes
from tests.api.shop import HOME, LONDON, money
from tests.cart.making import a_customer
from tests.catalog.making import mug, save


def test_a_cart_becomes_an_order_with_all_that_the_contract_promises(shop):
    cart = shop.cart(2)

    answer = shop.checkout(cart)

    assert answer.status_code == 201
    order = answer.json()
    assert answer["Location"].endswith(f"/api/v1/orders/{order['id']}")
    assert answer["Cache-Control"] == "no-store"
    assert order["status"] == "pending_payment"
    assert order["number"]
    assert len(order["access_token"]) >= 40
    assert order["totals"].keys() == {"subtotal", "discount", "shipping", "tax", "total"}
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [("MUG", 2)]
    assert {key: order["shipping_address"][key] for key in HOME} == HOME
    assert order["billing_address"] == order["shipping_address"]
    left = datetime.fromisoformat(order["reserved_until"]) - system_clock.now()
    assert timedelta(minutes=25) < left < timedelta(minutes=31)
    assert shop.stock()["reserved"] == 2


def test_the_token_is_given_at_checkout_and_nowhere_else(shop):
    order = shop.order()

    assert "access_token" not in shop.holder(order).get(f"/orders/{order['id']}").json()
    assert "access_token" not in shop.see(order)


def test_the_same_cart_again_is_the_same_order(shop):
    cart = shop.cart(2)
    first = shop.checkout(cart)

    with nothing_changes():
        again = shop.checkout(cart)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]


def test_not_enough_stock_names_each_line_and_orders_nothing(shop):
    cart = shop.cart(4)
    cart = shop.guest.post(f"/carts/{cart['id']}/items", {"sku": "SHIRT-S-RED", "quantity": 9}).json()
    shop.staff.put("/stock/MUG", {"on_hand": 3})
    shop.staff.put("/stock/SHIRT-S-RED", {"on_hand": 0})

    with nothing_changes():
        body = refused(shop.checkout(cart), 409, "out_of_stock")

    short = {line["sku"]: (line["requested"], line["available"]) for line in body["lines"]}
    assert short == {"MUG": (4, 3), "SHIRT-S-RED": (9, 0)}
    assert all(line["variant_id"] for line in body["lines"])


def test_another_total_than_expected_is_409_with_the_new_quote(shop):
    cart = shop.cart(2)
    before = shop.guest.get(f"/carts/{cart['id']}").json()["totals"]["total"]
    save(mug(price=1590))

    with nothing_changes():
        body = refused(shop.checkout(cart, expected_total=before), 409, "price_changed")

    now = body["quote"]["totals"]["total"]
    assert body["quote"]["totals"]["subtotal"] == money("31.80")
    order = shop.checkout(cart, expected_total=now)
    assert (order.status_code, order.json()["totals"]["total"]) == (201, now)


def test_an_expected_total_in_another_currency_is_another_total(shop):
    cart = shop.cart(2)
    with nothing_changes():
        refused(shop.checkout(cart, expected_total={"amount": "36.70", "currency": "USD"}), 409, "price_changed")


def test_an_empty_cart_is_422(shop):
    cart = shop.cart(0)
    with nothing_changes():
        refused(shop.checkout(cart), 422, "cart_empty")


def test_a_cart_that_does_not_exist_is_404(shop):
    with nothing_changes():
        refused(shop.checkout({"id": str(uuid4())}), 404, "cart_not_found")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": "anna"}, "/email"),
        ({"email": "anna@example"}, "/email"),
        ({"email": ""}, "/email"),
        ({"shipping_method": "teleport"}, "/shipping_method"),
        ({"shipping_address": {**HOME, "postal_code": "12"}}, "/shipping_address/postal_code"),
        ({"shipping_address": {**HOME, "country": "XX"}}, "/shipping_address/country"),
        ({"shipping_address": {**HOME, "country": "Ireland"}}, "/shipping_address/country"),
        ({"shipping_address": {**HOME, "name": ""}}, "/shipping_address/name"),
        ({"shipping_address": {**HOME, "line1": "  "}}, "/shipping_address/line1"),
        ({"shipping_address": {**HOME, "city": ""}}, "/shipping_address/city"),
        ({"shipping_address": {**LONDON, "postal_code": "D02 AF30"}}, "/shipping_address/postal_code"),
        ({"billing_address": {**HOME, "name": "x" * 201}}, "/billing_address/name"),
        ({"billing_address": {**HOME, "line1": "a\x1b[0mb"}}, "/billing_address/line1"),
        ({"expected_total": {"amount": "x", "currency": "EUR"}}, "/expected_total"),
        ({"expected_total": {"amount": "1.999", "currency": "EUR"}}, "/expected_total"),
        ({"expected_total": {"amount": "1e99", "currency": "EUR"}}, "/expected_total"),
        ({"expected_total": {"amount": "1e1", "currency": "EUR"}}, "/expected_total"),
        ({"expected_total": {"amount": "1_0.00", "currency": "EUR"}}, "/expected_total"),
        ({"expected_total": {"amount": " 10.00", "currency": "EUR"}}, "/expected_total"),
        ({"expected_total": {"amount": "٣٠.٠٠", "currency": "EUR"}}, "/expected_total"),
        ({"expected_total": {"amount": "10.00", "currency": "eur"}}, "/expected_total"),
        ({"expected_total": {"amount": "1.00", "currency": "QQQ"}}, "/expected_total"),
        ({"expected_total": {"amount": 1.5, "currency": "EUR"}}, "/expected_total"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_ordered(shop, change, pointer):
    cart = shop.cart(1)
    with nothing_changes():
        answer = shop.checkout(cart, **change)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_country_decides_what_an_address_needs(shop):
    assert shop.checkout(shop.cart(1), shipping_address=LONDON, shipping_method="europe").status_code == 201
    hong_kong = {"name": "Ka Lee", "line1": "1 Queen's Road", "city": "Central", "region": "Hong Kong", "country": "HK"}
    answer = shop.checkout(shop.cart(1), shipping_address=hong_kong)
    # No postcodes there: whether we deliver to it is another question than whether the address is whole.
    assert "/shipping_address/postal_code" not in [e["pointer"] for e in answer.json().get("errors", ())]


def test_a_signed_in_customer_s_order_is_theirs(shop):
    alice = shop.customer()

    order = shop.order(1, by=alice)

    assert order["user_id"]
    assert alice.get(f"/orders/{order['id']}").status_code == 200
    refused(shop.customer("bob@example.com").get(f"/orders/{order['id']}"), 404, "order_not_found")
    assert shop.events(order)[0]["user_id"] == order["user_id"]


def test_a_browser_session_writes_only_with_its_csrf_token(shop):

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(a_customer())
    with nothing_changes():
        refused(Api(browser=browser).post("/carts", {}), 403, "permission_denied")


def test_prices_are_frozen_in_the_order(shop):
    order = shop.order(2)
    save(mug(price=9900))

    assert shop.see(order)["totals"] == order["totals"]
    assert Order.objects.count() == 1
