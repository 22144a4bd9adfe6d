"""The endpoints of carts, as the contract has them."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from rest_framework.test import APIClient

from cart.models import Cart, CartLine
from tests.cart.making import a_cart, a_customer
from tests.catalog.making import mug, save, shirt

pytestmark = pytest.mark.django_db
EUR = {"currency": "EUR"}


@pytest.fixture
def api():
    return APIClient(enforce_csrf_checks=True)


def problem(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code
    return answer.json()


def test_a_new_cart_is_empty_and_says_where_it_is(api):
    answer = api.post("/api/v1/carts")
    cart = answer.json()
    zero = {"amount": "0.00", **EUR}
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api/v1/carts/{cart['id']}")
    assert cart["totals"] == dict.fromkeys(("subtotal", "discount", "shipping", "tax", "total"), zero)
    assert (cart["items"], cart["currency"], cart["order_id"]) == ([], "EUR", None)


def test_lines_are_put_in_changed_and_taken_out(api):
    save(mug())
    cart = a_cart()
    items = f"/api/v1/carts/{cart.id}/items"
    api.post(items, {"sku": "MUG", "quantity": 1})
    answer = api.post(items, {"sku": "MUG", "quantity": 1})
    item = answer.json()["items"][0]
    assert answer.status_code == 201
    assert (item["quantity"], item["line_total"]) == (2, {"amount": "29.80", **EUR})
    changed = api.patch(f"{items}/{item['id']}", {"quantity": 5})
    assert (changed.status_code, changed.json()["items"][0]["quantity"]) == (200, 5)
    assert api.delete(f"{items}/{item['id']}").status_code == 204
    problem(api.delete(f"{items}/{item['id']}"), 404, "item_not_found")


def test_a_cart_is_read_again_only_when_it_is_another(api):
    cart = a_cart((save(mug())[0], 1))
    address = f"/api/v1/carts/{cart.id}"
    etag = api.get(address).headers["ETag"]
    assert api.get(address, headers={"If-None-Match": etag}).status_code == 304
    save(mug(price=1590))
    fresh = api.get(address, headers={"If-None-Match": etag})
    assert fresh.json()["items"][0]["price_changed_from"] == {"amount": "14.90", **EUR}


def test_the_ways_of_delivery_are_listed_with_prices(api):
    cart = a_cart((save(mug())[0], 1))
    answer = api.get(f"/api/v1/carts/{cart.id}/shipping-options", {"country": "GB", "postal_code": "SW1A 1AA"})
    assert answer.json()["results"] == [
        {
            "id": "europe",
            "name": "Delivery in Europe",
            "description": "By post, tracked to your door",
            "price": {"amount": "9.90", **EUR},
            "estimated_days": {"min": 3, "max": 6},
        }
    ]


@pytest.mark.parametrize(
    "query", [{}, {"country": ""}, {"country": "ZZ"}, {"country": "Ireland"}, {"country": "I\x00"}]
)
def test_what_is_no_country_is_refused(api, query):
    cart = a_cart((save(mug())[0], 1))
    body = problem(api.get(f"/api/v1/carts/{cart.id}/shipping-options", query), 422, "parameter_invalid")
    assert body["errors"][0]["pointer"] == "?country"


def test_a_customers_cart_opens_only_for_them(api):
    alice, bob = a_customer("alice@example.com"), a_customer("bob@example.com")
    cart = a_cart((save(mug())[0], 1), user_id=alice.pk)
    address = f"/api/v1/carts/{cart.id}"
    item = f"{address}/items/{cart.items[0].id}"
    for somebody in (None, bob):
        client = APIClient()
        if somebody:
            client.force_login(somebody)
        for answer in (
            client.get(address),
            client.get(f"{address}/shipping-options?country=IE"),
            client.post(f"{address}/items", {"sku": "MUG", "quantity": 1}),
            client.patch(item, {"quantity": 2}),
            client.delete(item),
        ):
            problem(answer, 404, "cart_not_found")
    client = APIClient()
    client.force_login(alice)
    assert client.get(address).json()["items"][0]["quantity"] == 1


def test_more_than_there_is_names_what_is_left(api):
    save(mug(on_hand=3))
    cart = a_cart()
    body = problem(api.post(f"/api/v1/carts/{cart.id}/items", {"sku": "MUG", "quantity": 4}), 409, "out_of_stock")
    assert [(line["sku"], line["requested"], line["available"]) for line in body["lines"]] == [("MUG", 4, 3)]
    assert not CartLine.objects.exists()


BAD_ITEMS = [
    ({"sku": "MUG", "quantity": 0}, 422, "/quantity"),
    ({"sku": "MUG", "quantity": -1}, 422, "/quantity"),
    ({"sku": "MUG", "quantity": 100}, 422, "/quantity"),
    ({"sku": "MUG", "quantity": 10**40}, 422, "/quantity"),
    ({"sku": "MUG", "quantity": "2"}, 422, "/quantity"),
    ({"sku": "MUG", "quantity": 1.0}, 422, "/quantity"),
    ({"sku": "MUG", "quantity": True}, 422, "/quantity"),
    ({"sku": "MUG", "quantity": None}, 422, "/quantity"),
    ({"sku": "MUG", "quantity": [1]}, 422, "/quantity"),
    ({"sku": "MUG"}, 422, "/quantity"),
    ({"quantity": 1}, 422, "/variant_id"),
    ({"sku": 5, "quantity": 1}, 422, "/sku"),
    ({"sku": "x" * 300, "quantity": 1}, 422, "/sku"),
    ({"variant_id": "nonsense", "quantity": 1}, 422, "/variant_id"),
    ({"variant_id": 7, "sku": "MUG", "quantity": 1}, 422, "/variant_id"),
    ({"sku": "MUG", "variant_id": str(uuid4()), "quantity": 1}, 422, "/variant_id"),
    ({"sku": "MUG", "quantity": 1, "price": "0.01"}, 422, "/price"),
    ([], 422, ""),
    ("MUG", 422, ""),
    (None, 422, ""),
]


@pytest.mark.parametrize(("body", "status", "pointer"), BAD_ITEMS)
def test_a_bad_line_is_refused_and_nothing_is_put_in(api, body, status, pointer):
    save(mug(on_hand=500))
    cart = a_cart()
    answer = api.post(f"/api/v1/carts/{cart.id}/items", body, format="json")
    assert answer.status_code == status, answer.content
    if body is not None:
        assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert not CartLine.objects.exists()


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b'{"sku": "MUG", "quantity": 1', "application/json", 400),
        (b'{"sku": "MUG\\u0000", "quantity": 1}', "application/json", 400),
        (b'{"sku": "MUG", "quantity": NaN}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"sku=MUG&quantity=1", "application/x-www-form-urlencoded", 415),
        (b"<sku>MUG</sku>", "application/xml", 415),
    ],
)
def test_what_is_not_json_is_refused(api, raw, kind, status):
    save(mug())
    cart = a_cart()
    answer = api.generic("POST", f"/api/v1/carts/{cart.id}/items", raw, content_type=kind)
    assert answer.status_code == status, answer.content
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("name", [{"sku": "NONE"}, {"variant_id": "01a203ac-d911-721c-b51a-de79ace56c44"}])
def test_what_is_not_sold_here_is_not_found(api, name):
    cart = a_cart()
    problem(api.post(f"/api/v1/carts/{cart.id}/items", name | {"quantity": 1}), 404, "variant_not_found")


def test_a_product_of_several_variants_needs_one_to_be_named(api):
    product = save(shirt())[0]
    cart = a_cart()
    body = {"product_id": str(product.id), "quantity": 1}
    problem(api.post(f"/api/v1/carts/{cart.id}/items", body), 422, "variant_required")


@pytest.mark.parametrize("address", ["nonsense", "01a203ac-d911-721c-b51a-de79ace56c44", "%00", "..", "1"])
def test_a_cart_that_is_not_there_is_not_found(api, address):
    assert api.get(f"/api/v1/carts/{address}").status_code == 404


def test_a_body_on_a_new_cart_must_be_empty(api):
    problem(api.post("/api/v1/carts", {"id": str(uuid4())}), 422, "invalid")
    assert not Cart.objects.exists()


def test_an_idempotency_key_puts_the_thing_in_once(api):
    save(mug())
    cart = a_cart()
    address, body = f"/api/v1/carts/{cart.id}/items", {"sku": "MUG", "quantity": 1}
    first = api.post(address, body, headers={"Idempotency-Key": "a"})
    again = api.post(address, body, headers={"Idempotency-Key": "a"})
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    reused = api.post(address, body | {"quantity": 2}, headers={"Idempotency-Key": "a"})
    problem(reused, 422, "idempotency_key_reused")
    assert CartLine.objects.get().quantity == 1


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.fixed_dictionaries(
        {}, optional={"sku": anything, "variant_id": anything, "product_id": anything, "quantity": anything}
    )
    | anything
)
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_at_all_breaks_the_endpoint(api, body):
    cart = a_cart()
    answer = api.post(f"/api/v1/carts/{cart.id}/items", body, format="json")
    assert answer.status_code in {400, 404, 422}, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not CartLine.objects.filter(cart=cart.id).exists()
