"""Carts, line by line of the contract."""

from uuid import uuid4

from tests.api.client import refused
from tests.api.database import nothing_changes
from tests.api.shop import money
from tests.catalog.making import mug, save


def test_a_new_cart_is_empty_and_its_address_opens_it(shop):
    answer = shop.guest.post("/carts", {})

    assert answer.status_code == 201
    cart = answer.json()
    nothing = money("0.00")
    assert cart["items"] == []
    assert cart["currency"] == "EUR"
    assert cart["totals"] == dict.fromkeys(("subtotal", "discount", "shipping", "tax", "total"), nothing)
    assert answer["Location"].endswith(f"/api/v1/carts/{cart['id']}")
    assert shop.guest.get(answer["Location"].removeprefix("http://testserver")).json() == cart


def test_a_cart_may_be_made_without_a_body(shop):
    assert shop.guest.post("/carts").status_code == 201


def test_a_variant_is_put_in_by_id_by_sku_and_by_its_product_where_there_is_one(shop):
    cart = shop.cart(0)
    path = f"/carts/{cart['id']}/items"
    for named in (
        {"variant_id": str(shop.mug.variants[0].id)},
        {"sku": "MUG"},
        {"product_id": str(shop.mug.id)},
    ):
        answer = shop.guest.post(path, {**named, "quantity": 1})
        assert answer.status_code == 201

    (item,) = answer.json()["items"]
    assert (item["sku"], item["quantity"], item["unit_price"]) == ("MUG", 3, money("14.90"))
    assert item["line_total"] == answer.json()["totals"]["total"] == money("44.70")


def test_a_product_with_several_variants_asks_which(shop):
    cart = shop.cart(0)

    with nothing_changes():
        answer = shop.guest.post(f"/carts/{cart['id']}/items", {"product_id": str(shop.shirt.id), "quantity": 1})

    refused(answer, 422, "variant_required", "/variant_id")


def test_what_does_not_exist_can_not_be_put_in(shop):
    path = f"/carts/{shop.cart(0)['id']}/items"
    with nothing_changes():
        refused(shop.guest.post(path, {"sku": "NOPE", "quantity": 1}), 404, "variant_not_found")
        refused(shop.guest.post(path, {"variant_id": str(uuid4()), "quantity": 1}), 404, "variant_not_found")
        refused(shop.guest.post(path, {"product_id": str(uuid4()), "quantity": 1}), 404, "product_not_found")
        refused(shop.guest.post(path, {"quantity": 1}), 422, "invalid", "/variant_id")
        refused(shop.guest.post(path, {"sku": "MUG", "product_id": str(shop.mug.id), "quantity": 1}), 422, "invalid")


def test_zero_negative_and_huge_quantities_are_named(shop):
    cart = shop.cart(1)
    path = f"/carts/{cart['id']}/items"
    with nothing_changes():
        for quantity in (0, -1, 10**9, 10**30):
            answer = shop.guest.post(path, {"sku": "SHIRT-S-RED", "quantity": quantity})
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == "/quantity"
            answer = shop.guest.patch(f"{path}/{cart['items'][0]['id']}", {"quantity": quantity})
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == "/quantity"


def test_more_than_there_is_is_409_and_says_how_many_there_are(shop):
    cart = shop.cart(4)
    with nothing_changes():
        body = refused(
            shop.guest.post(f"/carts/{cart['id']}/items", {"sku": "MUG", "quantity": 2}), 409, "out_of_stock"
        )
    variant = str(shop.mug.variants[0].id)
    assert body["lines"] == [{"variant_id": variant, "sku": "MUG", "requested": 6, "available": 5}]


def test_a_quantity_is_set_and_a_line_is_taken_out_once(shop):
    cart = shop.cart(1)
    path = f"/carts/{cart['id']}/items/{cart['items'][0]['id']}"

    changed = shop.guest.patch(path, {"quantity": 3})
    assert (changed.status_code, changed.json()["totals"]["total"]) == (200, money("44.70"))
    assert shop.guest.delete(path).status_code == 204
    refused(shop.guest.delete(path), 404, "item_not_found")
    refused(shop.guest.patch(path, {"quantity": 1}), 404, "item_not_found")
    assert shop.guest.get(f"/carts/{cart['id']}").json()["items"] == []


def test_a_cart_is_priced_anew_and_says_what_changed_and_what_is_short(shop):
    cart = shop.cart(4)
    save(mug(price=1590))
    shop.staff.put("/stock/MUG", {"on_hand": 3})

    (item,) = shop.guest.get(f"/carts/{cart['id']}").json()["items"]

    assert (item["unit_price"], item["price_changed_from"]) == (money("15.90"), money("14.90"))
    assert (item["problem"], item["available"]) == ("short", 3)


def test_a_line_that_is_no_longer_sold_is_not_in_the_totals(shop):
    cart = shop.cart(1)
    save(mug(status="archived"))

    seen = shop.guest.get(f"/carts/{cart['id']}").json()

    assert (seen["items"][0]["problem"], seen["totals"]["total"]) == ("not_sold", money("0.00"))


def test_a_customer_s_cart_opens_only_for_them(shop):
    alice, bob = shop.customer(), shop.customer("bob@example.com")
    cart = shop.cart(1, by=alice)
    path = f"/carts/{cart['id']}"
    item = f"{path}/items/{cart['items'][0]['id']}"

    machine = shop.key("orders:read", "orders:write")

    assert alice.get(path).status_code == 200
    with nothing_changes():
        for stranger in (bob, shop.guest, machine):
            refused(stranger.get(path), 404, "cart_not_found")
            refused(stranger.post(f"{path}/items", {"sku": "MUG", "quantity": 1}), 404, "cart_not_found")
            refused(stranger.patch(item, {"quantity": 1}), 404, "cart_not_found")
            refused(stranger.delete(item), 404, "cart_not_found")
            refused(stranger.get(f"{path}/shipping-options?country=IE"), 404, "cart_not_found")
            refused(shop.checkout(cart, by=stranger), 404, "cart_not_found")


def test_a_line_of_another_cart_is_not_found(shop):
    mine, other = shop.cart(1), shop.cart(1)
    path = f"/carts/{mine['id']}/items/{other['items'][0]['id']}"
    with nothing_changes():
        refused(shop.guest.patch(path, {"quantity": 2}), 404, "item_not_found")
        refused(shop.guest.delete(path), 404, "item_not_found")


def test_the_ways_of_delivery_have_an_id_a_name_a_price_and_days(shop):
    path = f"/carts/{shop.cart()['id']}/shipping-options"

    ways = shop.guest.get(f"{path}?country=GB&postal_code=NW1%206XE").json()["results"]

    assert ways
    for way in ways:
        assert way["id"]
        assert way["name"]
        assert way["price"].keys() == {"amount", "currency"}
        assert 0 <= way["estimated_days"]["min"] <= way["estimated_days"]["max"]
    refused(shop.guest.get(path), 422, "parameter_invalid", "?country")
    refused(shop.guest.get(f"{path}?country=XX"), 422, "parameter_invalid", "?country")


def test_a_cart_that_became_an_order_can_not_be_changed(shop):
    cart = shop.cart(1)
    order = shop.checkout(cart).json()

    assert shop.guest.get(f"/carts/{cart['id']}").json()["order_id"] == order["id"]
    with nothing_changes():
        refused(
            shop.guest.post(f"/carts/{cart['id']}/items", {"sku": "MUG", "quantity": 1}), 409, "cart_already_ordered"
        )
