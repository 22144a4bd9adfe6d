"""The endpoints of orders, as the contract has them."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from rest_framework.test import APIClient

from cart.models import Cart
from catalog.service import CatalogService
from orders.contracts import SYSTEM
from orders.models import Order
from orders.service import OrderService
from shop.kernel.models import Event
from shop.users.keys import create_api_key
from tests.cart.making import HOME, a_cart, a_customer
from tests.catalog.making import mug, save
from tests.orders.making import STAFF, a_paid_order, a_parcel, an_order

pytestmark = pytest.mark.django_db
EUR = {"currency": "EUR"}


@pytest.fixture
def api():
    return APIClient(enforce_csrf_checks=True)


def with_key(*scopes):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_api_key(name='robot', scopes=scopes)}")
    return client


def with_token(order):
    client = APIClient()
    client.credentials(HTTP_ORDER_TOKEN=order.access_token)
    return client


def signed_in(user):
    client = APIClient()
    client.force_login(user)
    return client


def body_for(cart, **changes):
    return {
        "cart_id": str(cart.id),
        "email": "anna@example.com",
        "shipping_address": HOME.as_json(),
        "shipping_method": "standard",
    } | changes


def problem(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code
    return answer.json()


def assert_nothing_was_ordered():
    assert not Order.objects.exists()
    assert not Event.objects.exists()
    assert not Cart.objects.exclude(order_id=None).exists()


def test_a_cart_becomes_an_order_that_waits_for_payment(api):
    cart = a_cart((save(mug())[0], 2))
    answer = api.post("/api/v1/checkout", body_for(cart, expected_total={"amount": "34.70", **EUR}))
    order = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api/v1/orders/{order['id']}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert order["status"] == "pending_payment"
    assert order["number"].startswith("T-")
    assert order["totals"]["total"] == {"amount": "34.70", **EUR}
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [("MUG", 2)]
    assert order["reserved_until"].endswith("Z")
    assert CatalogService().get_stock("MUG").reserved == 2


def test_an_order_that_costs_nothing_comes_back_paid(api):
    cart = a_cart((save(mug(price=0, variant={"requires_shipping": False}))[0], 1))
    answer = api.post("/api/v1/checkout", body_for(cart, expected_total={"amount": "0.00", **EUR}))
    order = answer.json()
    assert (answer.status_code, order["status"], order["reserved_until"]) == (201, "paid", None)
    assert order["totals"]["total"] == {"amount": "0.00", **EUR}


def test_the_same_cart_again_returns_the_same_order_with_its_token(api):
    cart = a_cart((save(mug())[0], 2))
    first, second = (api.post("/api/v1/checkout", body_for(cart)) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert Order.objects.count() == 1


def test_an_idempotency_key_replays_the_first_answer(api):
    cart = a_cart((save(mug())[0], 2))
    first, second = (
        api.post("/api/v1/checkout", body_for(cart), headers={"Idempotency-Key": "once"}) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.json() == first.json()


def test_the_token_is_given_at_checkout_and_nowhere_else(api):
    cart = a_cart((save(mug())[0], 2))
    order = api.post("/api/v1/checkout", body_for(cart)).json()
    token = order.pop("access_token")
    api.credentials(HTTP_ORDER_TOKEN=token)
    read = api.get(f"/api/v1/orders/{order['id']}")
    assert read.json() == order
    assert token not in read.content.decode()
    assert token not in with_key("orders:read").get("/api/v1/orders").content.decode()


def test_not_enough_stock_names_each_line(api):
    one, two = save(mug("one"), mug("two"))
    cart = a_cart((one, 3), (two, 2))
    save(mug("one", on_hand=1))
    body = problem(api.post("/api/v1/checkout", body_for(cart)), 409, "out_of_stock")
    assert [(line["sku"], line["requested"], line["available"]) for line in body["lines"]] == [("ONE", 3, 1)]
    assert_nothing_was_ordered()


def test_another_total_comes_with_the_new_quote(api):
    cart = a_cart((save(mug())[0], 2))
    answer = api.post("/api/v1/checkout", body_for(cart, expected_total={"amount": "30.00", **EUR}))
    quote = problem(answer, 409, "price_changed")["quote"]
    assert quote["totals"]["total"] == {"amount": "34.70", **EUR}
    assert quote["lines"][0]["line_total"] == {"amount": "29.80", **EUR}
    assert_nothing_was_ordered()


def test_an_empty_cart_and_one_that_is_not_there_are_refused(api):
    problem(api.post("/api/v1/checkout", body_for(a_cart())), 422, "cart_empty")
    problem(api.post("/api/v1/checkout", body_for(replace(a_cart(), id=uuid4()))), 404, "cart_not_found")
    assert_nothing_was_ordered()


def test_another_customers_cart_is_not_ordered():
    alice, bob = a_customer("alice@example.com"), a_customer("bob@example.com")
    cart = a_cart((save(mug())[0], 2), user_id=alice.pk)
    for client in (APIClient(), signed_in(bob), with_key("orders:write")):
        problem(client.post("/api/v1/checkout", body_for(cart)), 404, "cart_not_found")
    assert_nothing_was_ordered()
    assert signed_in(alice).post("/api/v1/checkout", body_for(cart)).json()["user_id"] == str(alice.pk)


BAD = [
    ({"email": "anna"}, "/email"),
    ({"email": 5}, "/email"),
    ({"email": None}, "/email"),
    ({"email": "a" * 300 + "@example.com"}, "/email"),
    ({"shipping_address": None}, "/shipping_address"),
    ({"shipping_address": "Main Street"}, "/shipping_address"),
    ({"shipping_address": HOME.as_json() | {"postal_code": "nonsense"}}, "/shipping_address/postal_code"),
    ({"shipping_address": HOME.as_json() | {"country": "XX"}}, "/shipping_address/country"),
    ({"shipping_address": HOME.as_json() | {"country": 353}}, "/shipping_address/country"),
    ({"shipping_address": HOME.as_json() | {"name": ""}}, "/shipping_address/name"),
    ({"shipping_address": HOME.as_json() | {"line1": "x" * 201}}, "/shipping_address/line1"),
    ({"shipping_address": HOME.as_json() | {"planet": "Earth"}}, "/shipping_address/planet"),
    ({"shipping_address": HOME.as_json() | {"line2": "a\x07b"}}, "/shipping_address/line2"),
    ({"billing_address": HOME.as_json() | {"city": ""}}, "/billing_address/city"),
    ({"shipping_method": "rocket"}, "/shipping_method"),
    ({"shipping_method": ["standard"]}, "/shipping_method"),
    ({"shipping_method": ""}, "/shipping_method"),
    ({"expected_total": "34.70"}, "/expected_total"),
    ({"expected_total": {"amount": "34.705", **EUR}}, "/expected_total"),
    ({"expected_total": {"amount": 34.7, **EUR}}, "/expected_total"),
    ({"expected_total": {"amount": "1e999", **EUR}}, "/expected_total"),
    ({"expected_total": {"amount": "34.70", "currency": "XXL"}}, "/expected_total"),
    ({"cart_id": "nonsense"}, "/cart_id"),
    ({"cart_id": None}, "/cart_id"),
    ({"total": {"amount": "0.01", **EUR}}, "/total"),
    ({"user_id": str(uuid4())}, "/user_id"),
    ({"status": "paid"}, "/status"),
]


@pytest.mark.parametrize(("change", "pointer"), BAD)
def test_a_bad_checkout_is_refused_by_its_field_and_orders_nothing(api, change, pointer):
    cart = a_cart((save(mug())[0], 2))
    answer = api.post("/api/v1/checkout", body_for(cart, **change))
    assert answer.status_code == 422, answer.content
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert_nothing_was_ordered()


@pytest.mark.parametrize(
    "raw", [b"{", b"", b"[]", b'"x"', b"\x00", b'{"cart_id": 1e400}', b'{"a": 1, "a": 2}', b"[" * 5000]
)
def test_a_broken_body_orders_nothing(api, raw):
    answer = api.generic("POST", "/api/v1/checkout", raw, content_type="application/json")
    assert answer.status_code in {400, 422}, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert_nothing_was_ordered()


texts = st.text(max_size=20) | st.integers() | st.none() | st.lists(st.text(max_size=3), max_size=2)


@given(
    st.dictionaries(
        st.sampled_from(["email", "shipping_method", "billing_address", "expected_total", "x"]), texts, min_size=1
    ),
    st.dictionaries(st.sampled_from(["name", "line1", "city", "postal_code", "country", "x"]), texts, min_size=1),
)
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_breaks_checkout(api, top, address):
    if not Cart.objects.exists():
        a_cart((save(mug(on_hand=99))[0], 1))
    cart = Cart.objects.first()
    answer = api.post("/api/v1/checkout", body_for(cart, shipping_address=HOME.as_json() | address) | top)
    assert answer.status_code in {200, 201, 400, 422}, answer.content
    assert Order.objects.count() == (answer.status_code < 300 or Order.objects.exists())


def test_an_order_opens_for_its_owner_its_token_and_keys_and_is_not_there_for_others():
    alice, bob = a_customer("alice@example.com"), a_customer("bob@example.com")
    staff = a_customer("staff@example.com")
    type(staff).objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True)
    product = save(mug(on_hand=9))[0]
    hers, another = an_order((product, 1), user_id=alice.pk), an_order((product, 1))
    address = f"/api/v1/orders/{hers.id}"
    for client in (signed_in(alice), with_token(hers), with_key("orders:read"), with_key("orders:write")):
        assert client.get(address).json()["id"] == str(hers.id)
    strangers = (APIClient(), signed_in(bob), signed_in(staff), with_token(another), with_key("catalog:write"))
    for client in strangers:
        for answer in (
            client.get(address),
            client.patch(address, {"email": "evil@example.com"}),
            client.post(f"{address}/cancel"),
        ):
            problem(answer, 404, "order_not_found")
    reader = with_key("orders:read")
    problem(reader.patch(address, {"email": "evil@example.com"}), 404, "order_not_found")
    assert OrderService().get_order(order_id=hers.id) == hers


@pytest.mark.parametrize("order_id", ["nonsense", "01a203ac-d911-721c-b51a-de79ace56c44", "%00", "1"])
def test_an_order_that_is_not_there_is_not_found(order_id):
    client = with_key("orders:read", "orders:write")
    assert client.get(f"/api/v1/orders/{order_id}").status_code == 404
    assert client.post(f"/api/v1/orders/{order_id}/cancel").status_code == 404


def test_a_wrong_key_is_401():
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Bearer trk_wrong_key")
    problem(client.get(f"/api/v1/orders/{an_order().id}"), 401, "authentication_failed")


def test_shoppers_see_the_public_part_of_the_timeline_and_keys_all_of_it():
    order = an_order()
    OrderService().record(order_id=order.id, kind="note", text="Smells of fraud", actor=STAFF)
    address = f"/api/v1/orders/{order.id}"
    assert [entry["kind"] for entry in with_token(order).get(address).json()["timeline"]] == ["placed"]
    assert [entry["kind"] for entry in with_key("orders:read").get(address).json()["timeline"]] == ["placed", "note"]
    assert "Olga" not in with_token(order).get(address).content.decode()


def test_an_order_shows_its_payments_and_parcels():
    order = a_paid_order()
    OrderService().mark_shipped(order_id=order.id, shipment=a_parcel(order), actor=STAFF)
    read = with_token(order).get(f"/api/v1/orders/{order.id}").json()
    assert read["paid"] == {"amount": "34.70", **EUR}
    assert [(payment["status"], payment["method"]) for payment in read["payments"]] == [
        ("succeeded", "Visa ending in 4242")
    ]
    assert read["shipments"][0]["tracking_number"] == "123456"
    assert read["shipments"][0]["lines"] == [{"line_id": str(order.lines[0].id), "quantity": 2}]


def test_an_order_is_read_again_only_when_it_has_changed():
    order = an_order()
    client, address = with_token(order), f"/api/v1/orders/{order.id}"
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    client.patch(address, {"email": "new@example.com"})
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_an_unpaid_order_is_changed_and_quoted_anew():
    order = an_order()
    answer = with_token(order).patch(
        f"/api/v1/orders/{order.id}", {"name": "Anna B.", "email": "b@example.com", "shipping_method": "express"}
    )
    changed = answer.json()
    assert (answer.status_code, changed["shipping_address"]["name"], changed["email"]) == (
        200,
        "Anna B.",
        "b@example.com",
    )
    assert changed["totals"]["total"] == {"amount": "39.70", **EUR}
    assert "access_token" not in changed


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": "x"}, "/email"),
        ({"name": ""}, "/name"),
        ({"name": 5}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"status": "paid"}, "/status"),
        ({"totals": {}}, "/totals"),
        ({"shipping_address": {"country": "IE"}}, "/shipping_address/name"),
        ({"shipping_method": "rocket"}, "/shipping_method"),
    ],
)
def test_a_bad_change_is_refused_by_its_field_and_changes_nothing(change, pointer):
    order = an_order()
    answer = with_token(order).patch(f"/api/v1/orders/{order.id}", change)
    assert answer.status_code == 422, answer.content
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert OrderService().get_order(order_id=order.id) == order


def test_a_stale_change_is_412():
    order = an_order()
    client, address = with_key("orders:write"), f"/api/v1/orders/{order.id}"
    etag = client.get(address).headers["ETag"]
    assert client.patch(address, {"email": "a@example.com"}, headers={"If-Match": etag}).status_code == 200
    for answer in (
        client.patch(address, {"email": "b@example.com"}, headers={"If-Match": etag}),
        client.post(f"{address}/cancel", {}, headers={"If-Match": etag}),
    ):
        problem(answer, 412, "stale")
    after = OrderService().get_order(order_id=order.id)
    assert (after.email, after.status) == ("a@example.com", "pending_payment")


def test_a_paid_order_is_not_changed():
    order = a_paid_order()
    answer = with_token(order).patch(f"/api/v1/orders/{order.id}", {"email": "b@example.com"})
    problem(answer, 409, "order_not_changeable")
    assert OrderService().get_order(order_id=order.id) == order


def test_an_order_is_cancelled_once_with_a_reason():
    order = an_order()
    client, address = with_token(order), f"/api/v1/orders/{order.id}/cancel"
    assert client.post(address, {"reason": "Too many mugs"}).json()["status"] == "cancelled"
    problem(client.post(address), 409, "order_not_cancellable")
    assert Event.objects.get(type="order.cancelled").data["reason"] == "Too many mugs"


@pytest.mark.parametrize("body", [{"reason": 5}, {"reason": "x" * 501}, {"why": "so"}, []])
def test_a_bad_cancellation_changes_nothing(body):
    order = an_order()
    answer = with_token(order).post(f"/api/v1/orders/{order.id}/cancel", body)
    assert answer.status_code == 422, answer.content
    assert OrderService().get_order(order_id=order.id) == order


def test_the_list_needs_a_key_with_its_scope():
    problem(APIClient().get("/api/v1/orders"), 401, "not_authenticated")
    problem(signed_in(a_customer()).get("/api/v1/orders"), 403, "permission_denied")
    problem(with_key("orders:write").get("/api/v1/orders"), 403, "permission_denied")


def test_a_consumer_that_was_away_catches_up_page_by_page():
    product = save(mug(on_hand=9))[0]
    orders = [an_order((product, 1)) for _ in range(3)]
    OrderService().record(order_id=orders[0].id, kind="note", text="Seen", actor=SYSTEM)
    client = with_key("orders:read")
    address, seen = "/api/v1/orders?updated_after=2020-01-01T00:00:00Z&limit=2", []
    while address:
        page = client.get(address).json()
        seen += [row["number"] for row in page["results"]]
        address = page["next"]
    assert seen == [orders[1].number, orders[2].number, orders[0].number]
    assert page["previous"]
    last = page["results"][-1]["updated_at"]
    assert client.get("/api/v1/orders", {"updated_after": last}).json()["results"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"status": "lost"}, 422),
        ({"status": "paid\x00"}, 422),
        ({"updated_after": "yesterday"}, 422),
        ({"updated_after": ""}, 422),
        ({"updated_after": "2026-02-30T00:00:00Z"}, 422),
        ({"updated_after": "2026-11-22T00:00:00"}, 422),
        ({"updated_after": "0001-01-01T00:00:00+23:59"}, 422),
        ({"updated_after": "9999-12-31T23:59:59-23:59"}, 422),
        ({"updated_after": "0001-01-01T00:00:00Z"}, 200),
        ({"updated_after": "9999-12-31T23:59:59Z"}, 200),
        ({"limit": "0"}, 422),
        ({"limit": "101"}, 422),
        ({"limit": "x"}, 422),
        ({"cursor": "nonsense"}, 400),
        ({"cursor": "\x00"}, 400),
    ],
)
def test_a_bad_query_is_refused(query, status):
    an_order()
    answer = with_key("orders:read").get("/api/v1/orders", query)
    assert answer.status_code == status, answer.content
