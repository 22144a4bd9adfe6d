import pytest
from rest_framework.test import APIClient

from catalog.api import serializers
from catalog.contracts import SaveCategory, SaveImage, SaveVariant
from catalog.models import Product, StockMovement, Variant
from catalog.service import CatalogService
from shop.users.keys import create_api_key
from tests.catalog.making import mug, picture, save, shirt

pytestmark = pytest.mark.django_db

NEW = {
    "slug": "poster",
    "title": "Poster",
    "description": "<p onclick='x()'>Fine <script>alert(1)</script>paper</p>",
    "option_names": ["Size"],
    "variants": [
        {"sku": "POSTER-A3", "options": {"Size": "A3"}, "price": {"amount": "19.90", "currency": "EUR"}},
        {"options": {"Size": "A2"}, "price": {"amount": "29.90", "currency": "EUR"}},
    ],
}


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def staff():
    key = create_api_key(name="robot", scopes=["catalog:write", "stock:write"])
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {key}")


def test_a_list_has_products_with_price_picture_and_stock(api):
    save(shirt(images=(SaveImage(content=picture(), alt="A shirt"),)), mug(on_hand=0))

    body = api.get("/api/v1/products?sort=price").json()

    assert [product["slug"] for product in body["results"]] == ["mug", "shirt"]
    assert [product["in_stock"] for product in body["results"]] == [False, True]
    assert body["results"][0]["price"] == {"amount": "14.90", "currency": "EUR"}
    assert [source["width"] for source in body["results"][1]["image"]["sources"]] == [320, 640, 800]
    assert (body["next"], body["previous"], body["total"]) == (None, None, 2)


def test_a_product_is_read_by_id_and_by_slug(api):
    CatalogService().save_categories([SaveCategory(slug="wear", name="Wear")])
    (product,) = save(shirt(category_slugs=("wear",)))

    by_slug = api.get("/api/v1/products/shirt").json()

    assert api.get(f"/api/v1/products/{product.id}").json() == by_slug
    assert by_slug["price_range"]["max"]["amount"] == "25.00"
    assert by_slug["options"][0] == {"name": "Size", "values": ["S", "M"]}
    assert by_slug["categories"] == [{"slug": "wear", "name": "Wear", "path": ["wear"]}]
    assert by_slug["variants"][0]["available"] == 10


def test_what_goes_out_is_what_the_openapi_document_says(api):
    save(shirt(images=(SaveImage(content=picture()),)))
    body = api.get("/api/v1/products?facets=true").json()
    product = api.get("/api/v1/products/shirt").json()

    assert body.keys() == serializers.ProductListSerializer().fields.keys()
    assert body["results"][0].keys() == serializers.ProductSummarySerializer().fields.keys()
    assert body["facets"][0].keys() == serializers.FacetSerializer().fields.keys()
    assert product.keys() == serializers.ProductSerializer().fields.keys()
    assert product["variants"][0].keys() == serializers.VariantSerializer().fields.keys()
    assert product["images"][0].keys() == serializers.ImageSerializer().fields.keys()


def test_a_draft_is_not_found(api):
    save(mug(status="draft"))

    assert api.get("/api/v1/products/mug").status_code == 404
    assert api.get("/api/v1/products").json()["results"] == []


def test_an_unchanged_product_is_not_sent_again_and_a_sale_changes_it(api):
    save(mug())
    first = api.get("/api/v1/products/mug")
    again = api.get("/api/v1/products/mug", headers={"If-None-Match": first["ETag"]})
    CatalogService().set_stock(sku="MUG", on_hand=4, reason="sold in the shop", actor="test")
    changed = api.get("/api/v1/products/mug", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)
    assert first["Cache-Control"].startswith("public")
    assert changed.json()["variants"][0]["available"] == 4


def test_the_categories_are_a_tree(api):
    CatalogService().save_categories(
        [SaveCategory(slug="wear", name="Wear"), SaveCategory(slug="shirts", name="Shirts", parent_slug="wear")]
    )

    body = api.get("/api/v1/categories").json()

    assert body["results"][0]["children"][0]["path"] == ["wear", "shirts"]
    assert body["results"][0].keys() == serializers.CategorySerializer().fields.keys()


def test_staff_create_a_product_with_its_variants_and_its_html_is_cleaned(staff, api):
    answer = staff.post("/api/v1/products", NEW)

    assert answer.status_code == 201
    assert api.get(answer["Location"]).json() == answer.json()
    assert [variant["sku"] for variant in answer.json()["variants"]] == ["POSTER-A3", "POSTER-A2"]
    assert answer.json()["description"] == "<p>Fine paper</p>"


def test_the_same_key_creates_one_product(staff):
    first = staff.post("/api/v1/products", NEW, headers={"Idempotency-Key": "one"})
    second = staff.post("/api/v1/products", NEW, headers={"Idempotency-Key": "one"})

    assert second.json() == first.json()
    assert second["Idempotent-Replayed"] == "true"
    assert Product.objects.count() == 1


def test_a_second_product_with_the_same_slug_is_refused(staff):
    staff.post("/api/v1/products", NEW)
    again = staff.post("/api/v1/products", {**NEW, "title": "Other"})

    assert (again.status_code, again.json()["code"]) == (409, "slug_taken")
    assert Product.objects.get().title == "Poster"


def test_a_change_touches_only_what_it_names(staff):
    save(shirt(tags=("linen",)))

    answer = staff.patch("/api/v1/products/shirt", {"title": "Linen shirt, washed"})

    assert answer.status_code == 200
    assert answer.json()["title"] == "Linen shirt, washed"
    assert answer.json()["tags"] == ["linen"]
    assert len(answer.json()["variants"]) == 4


def test_a_change_of_a_stale_copy_is_refused_and_changes_nothing(staff):
    save(mug())
    etag = staff.get("/api/v1/products/mug")["ETag"]
    staff.patch("/api/v1/products/mug", {"title": "First"})

    stale = staff.patch("/api/v1/products/mug", {"title": "Second"}, headers={"If-Match": etag})
    fresh = staff.patch(
        "/api/v1/products/mug", {"title": "Third"}, headers={"If-Match": staff.get("/api/v1/products/mug")["ETag"]}
    )

    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert (fresh.status_code, fresh.json()["title"]) == (200, "Third")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"slug": ""}, "/slug"),
        ({"slug": "a b"}, "/slug"),
        ({"slug": "01a2035e-d586-769e-99dc-2ce26c903033"}, "/slug"),
        ({"title": "  "}, "/title"),
        ({"title": 5}, "/title"),
        ({"colour": "red"}, "/colour"),
        ({"status": "gone"}, "/status"),
        ({"variants": []}, "/variants"),
        ({"variants": [{"price": {"amount": "1.00", "currency": "USD"}}]}, "/variants/0/price"),
        ({"variants": [{"price": {"amount": "-1.00", "currency": "EUR"}}]}, "/variants/0/price"),
        ({"variants": [{"price": {"amount": "1e99", "currency": "EUR"}}]}, "/variants/0/price"),
        ({"variants": [{"price": {"amount": "99999999999999", "currency": "EUR"}}]}, "/variants/0/price"),
        (
            {"variants": [{"price": {"amount": "1.00", "currency": "EUR"}, "options": {"X": "Y"}}]},
            "/variants/0/options",
        ),
        (
            {"variants": [{"price": {"amount": "1.00", "currency": "EUR"}, "weight_grams": -1}]},
            "/variants/0/weight_grams",
        ),
        ({"category_slugs": ["nowhere"]}, "/category_slugs/0"),
        ({"tags": ["a\u0001b"]}, "/tags/0"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_naming_the_field(staff, change, pointer):
    save(mug())
    before = staff.get("/api/v1/products/mug").json()

    answer = staff.patch("/api/v1/products/mug", change)

    assert answer.status_code == 422, answer.json()
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert staff.get("/api/v1/products/mug").json() == before


def test_writing_needs_a_key_with_the_scope(api):
    save(mug())
    reader = APIClient(HTTP_AUTHORIZATION=f"Bearer {create_api_key(name='r', scopes=['orders:read'])}")

    for client, status in ((api, 401), (reader, 403)):
        assert client.post("/api/v1/products", NEW).status_code == status
        assert client.patch("/api/v1/products/mug", {"title": "X"}).status_code == status
        assert client.get("/api/v1/stock/MUG").status_code == status
        assert client.put("/api/v1/stock/MUG", {"on_hand": 1}).status_code == status
    assert Product.objects.get().title == "Speckled mug"


def test_stock_is_read_and_set_with_a_reason_in_the_ledger(staff):
    save(mug())

    answer = staff.put("/api/v1/stock/MUG", {"on_hand": 50, "expected_on_hand": 5, "reason": "delivery"})

    assert answer.json() == {"sku": "MUG", "on_hand": 50, "reserved": 0, "available": 50}
    assert staff.get("/api/v1/stock/MUG").json() == answer.json()
    line = StockMovement.objects.latest("id")
    assert (line.on_hand_delta, line.reason, line.actor) == (45, "delivery", "key robot")


def test_stock_that_changed_in_the_meantime_is_not_set(staff):
    save(mug())

    answer = staff.put("/api/v1/stock/MUG", {"on_hand": 50, "expected_on_hand": 4})

    assert (answer.status_code, answer.json()["code"]) == (409, "stock_changed")
    assert staff.get("/api/v1/stock/MUG").json()["on_hand"] == 5


def test_a_sku_with_a_slash_has_an_address(staff):
    save(mug(variants=(SaveVariant(sku="A/1", price=1, on_hand=3),)))

    assert staff.get("/api/v1/stock/A%2F1").json()["on_hand"] == 3
    assert staff.get("/api/v1/stock/A").status_code == 404


@pytest.mark.parametrize("body", [{}, {"on_hand": -1}, {"on_hand": "5"}, {"on_hand": 10**30}, {"on_hand": True}, [], 7])
def test_a_stock_that_is_no_count_is_refused(staff, body):
    save(mug())

    assert staff.put("/api/v1/stock/MUG", body).status_code == 422
    assert staff.get("/api/v1/stock/MUG").json()["on_hand"] == 5


def test_a_patched_variant_keeps_its_id_when_it_is_named(staff):
    (product,) = save(mug())
    named = {
        "id": str(product.variants[0].id),
        "sku": "MUG-2",
        "price": {"amount": "10.00", "currency": "EUR"},
        "compare_at_price": {"amount": "12.00", "currency": "EUR"},
    }

    answer = staff.patch("/api/v1/products/mug", {"variants": [named]})

    assert answer.json()["variants"][0]["compare_at_price"]["amount"] == "12.00"
    assert list(Variant.objects.values_list("id", "sku")) == [(product.variants[0].id, "MUG-2")]
