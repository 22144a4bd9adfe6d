"""Products, categories and stock, line by line of the contract."""

import pytest

from catalog.models import StockMovement
from tests.api.client import refused
from tests.api.database import nothing_changes
from tests.api.shop import money
from tests.catalog.making import mug, save

PROMISED = {"id", "slug", "title", "description", "images", "options", "price", "price_range", "in_stock", "categories"}
OF_A_VARIANT = {"id", "sku", "title", "options", "price", "compare_at_price", "in_stock", "available"}


def test_a_product_has_what_the_contract_promises_by_slug_and_by_id(shop):
    product = shop.guest.get("/products/shirt").json()

    assert product.keys() >= PROMISED
    assert len(product["variants"]) == 4
    assert all(variant.keys() >= OF_A_VARIANT for variant in product["variants"])
    assert product["options"] == [
        {"name": "Size", "values": ["S", "M"]},
        {"name": "Colour", "values": ["Blue", "Red"]},
    ]
    assert product["price_range"] == {"min": money("25.00"), "max": money("25.00")}
    assert shop.guest.get(f"/products/{product['id']}").json() == product


def test_a_draft_is_not_found_by_the_public(shop):
    save(mug("secret", status="draft"))
    refused(shop.guest.get("/products/secret"), 404, "product_not_found")
    assert "secret" not in [each["slug"] for each in shop.guest.get("/products").json()["results"]]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("search=mug", ["mug"]),
        ("search=shirt-m-red", ["shirt"]),
        ("price_max=20.00", ["mug"]),
        ("price_min=20.00", ["shirt"]),
        ("option.Size=M", ["shirt"]),
        ("in_stock=true&sort=price", ["mug", "shirt"]),
        ("sort=-price", ["shirt", "mug"]),
    ],
)
def test_products_are_searched_filtered_and_sorted(shop, query, slugs):
    assert [each["slug"] for each in shop.guest.get(f"/products?{query}").json()["results"]] == slugs


def test_products_come_in_pages_both_ways(shop):
    save(*(mug(f"mug-{number}") for number in range(5)))

    first = shop.guest.get("/products?limit=3&sort=title").json()
    assert (len(first["results"]), first["previous"]) == (3, None)
    second = shop.guest.get(first["next"].removeprefix("http://testserver")).json()
    back = shop.guest.get(second["previous"].removeprefix("http://testserver")).json()

    assert back["results"] == first["results"]
    assert not {each["id"] for each in first["results"]} & {each["id"] for each in second["results"]}


def test_facets_are_added_with_their_counts_where_they_are_asked_for(shop):
    assert "facets" not in shop.guest.get("/products").json()
    facets = {facet["name"]: facet for facet in shop.guest.get("/products?facets=true").json()["facets"]}
    sizes = {value["value"]: value["count"] for value in facets["option.Size"]["values"]}
    assert sizes == {"S": 1, "M": 1}


def test_staff_s_machine_makes_a_product_and_changes_it(shop):
    writer = shop.key("catalog:write")
    made = writer.post(
        "/products", {"slug": "bowl", "title": "Bowl", "variants": [{"sku": "BOWL", "price": money("12.00")}]}
    )
    assert made.status_code == 201
    assert made["Location"].endswith(f"/api/v1/products/{made.json()['id']}")
    assert shop.guest.get("/products/bowl").json() == made.json()

    changed = writer.patch("/products/bowl", {"title": "Big bowl", "description": "<p>x</p><script>alert(1)</script>"})
    assert changed.json()["title"] == "Big bowl"
    assert [(each["id"], each["price"]) for each in changed.json()["variants"]] == [
        (each["id"], each["price"]) for each in made.json()["variants"]
    ]
    assert "script" not in changed.json()["description"]


def test_a_slug_or_a_sku_that_is_taken_is_refused(shop):
    writer = shop.key("catalog:write")
    with nothing_changes():
        again = {"slug": "mug", "title": "Mug", "variants": [{"sku": "OTHER", "price": money("1.00")}]}
        refused(writer.post("/products", again), 409, "slug_taken")
        same_sku = {"slug": "cup", "title": "Cup", "variants": [{"sku": "MUG", "price": money("1.00")}]}
        answer = writer.post("/products", same_sku)
    assert answer.status_code in {409, 422}


def test_a_change_of_a_stale_copy_of_a_product_is_412(shop):
    writer = shop.key("catalog:write")
    old = shop.guest.get("/products/mug")["ETag"]
    fresh = writer.patch("/products/mug", {"title": "Mug"}, If_Match=old)["ETag"]

    with nothing_changes():
        refused(writer.patch("/products/mug", {"title": "Cup"}, If_Match=old), 412, "stale")
    assert writer.patch("/products/mug", {"title": "Cup"}, If_Match=fresh).status_code == 200


def test_stock_is_read_and_set_with_a_reason_in_the_ledger(shop):
    keeper = shop.key("stock:write")
    assert keeper.get("/stock/MUG").json() == {"sku": "MUG", "on_hand": 5, "reserved": 0, "available": 5}

    answer = keeper.put("/stock/MUG", {"on_hand": 50, "expected_on_hand": 5, "reason": "Counted"})

    assert answer.json() == {"sku": "MUG", "on_hand": 50, "reserved": 0, "available": 50}
    assert StockMovement.objects.latest("id").reason == "Counted"


def test_stock_that_is_not_what_was_thought_is_409(shop):
    with nothing_changes():
        refused(shop.staff.put("/stock/MUG", {"on_hand": 50, "expected_on_hand": 47}), 409, "stock_changed")


def test_stock_below_what_is_promised_is_409(shop):
    shop.order(3)
    with nothing_changes():
        refused(shop.staff.put("/stock/MUG", {"on_hand": 2}), 409, "stock_below_reserved")
    assert shop.staff.put("/stock/MUG", {"on_hand": 3}).json()["available"] == 0


def test_stock_of_a_sku_with_a_slash_and_of_none(shop):
    save(mug("pot", variant={}))
    shop.key("catalog:write").patch("/products/pot", {"variants": [{"sku": "POT/1 A", "price": money("9.00")}]})
    assert shop.staff.get("/stock/POT/1%20A").json()["sku"] == "POT/1 A"
    refused(shop.staff.get("/stock/NOPE"), 404, "variant_not_found")
