"""Whatever is asked: an answer below 500, and a problem that names the parameter."""

from urllib.parse import quote

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st
from rest_framework.test import APIClient

from catalog.service import CatalogService
from shop.users.keys import create_api_key
from tests.catalog.making import mug, save, shirt

pytestmark = pytest.mark.django_db

relaxed = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
anything = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["\x00", "a\x00b", "x" * 10_000, "9" * 400, "-1", "1e400", "NaN", "sNaN", "Infinity", "true", "'", '"', "(",
         "&", ":*", "!", "\\", "a & b", "' OR 1=1 --", "%", "é", "🧺", "<->", "\x1f"]
    ),
)  # fmt: skip
names = st.sampled_from(
    ["search", "category", "tag", "price_min", "price_max", "in_stock", "sort", "cursor", "limit", "facets",
     "option.Size", "option.", "option.\x00", "nonsense"]
)  # fmt: skip


@pytest.fixture
def api():
    save(shirt(), mug())
    return APIClient(raise_request_exception=True)


@relaxed
@given(query=st.lists(st.tuples(names, anything), max_size=5))
def test_no_query_breaks_the_list(api, query):
    text = "&".join(f"{quote(name)}={quote(value)}" for name, value in query)

    answer = api.get(f"/api/v1/products?{text}")

    assert answer.status_code in {200, 304, 400, 404, 422}
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"]


@relaxed
@given(name=anything)
def test_no_address_breaks_a_product_or_a_stock(api, name):
    assert api.get(f"/api/v1/products/{quote(name, safe='')}").status_code in {200, 404}
    assert api.get(f"/api/v1/stock/{quote(name, safe='')}").status_code in {401, 404}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("price_min=cheap", "price_min"),
        ("price_max=-5", "price_max"),
        ("price_max=1.999", "price_max"),
        ("in_stock=maybe", "in_stock"),
        ("sort=random", "sort"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("facets=1", "facets"),
        ("search=%00", "search"),
        ("option.Size=%00", "option.Size"),
        ("search=a&search=b", "search"),
        ("Size=M", "Size"),
        (f"search={'x' * 10_000}", "search"),
    ],
)
def test_a_bad_filter_is_named(api, query, name):
    answer = api.get(f"/api/v1/products?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"?{name}"


def test_a_category_that_does_not_exist_is_not_found(api):
    assert api.get("/api/v1/products?category=nowhere").json()["code"] == "category_not_found"


@relaxed
@given(cut=st.integers(min_value=1), junk=st.text(max_size=3))
def test_a_cursor_that_was_cut_or_changed_is_refused(api, cut, junk):
    cursor = api.get("/api/v1/products?limit=1&sort=title").json()["next"].partition("cursor=")[2].partition("&")[0]
    place = cut % len(cursor)

    answer = api.get(f"/api/v1/products?limit=1&sort=title&cursor={cursor[:place]}{quote(junk)}")

    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert answer.json()["code"] == "cursor_invalid"
    assert answer.status_code == 400 or place == 0


def test_a_cursor_of_another_list_is_refused(api):
    following = api.get("/api/v1/products?limit=1&sort=title").json()["next"]

    assert api.get(following.replace("sort=title", "sort=price")).json()["code"] == "cursor_invalid"


odd_values = st.sampled_from(["a\x00b", "\x07", "x" * 300, {"amount": "1e30", "currency": "EUR"}])
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
variant_names = st.sampled_from(["sku", "options", "price", "id", "x"])
json = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=20) | odd_values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(variant_names, inner),
    max_leaves=8,
)
fields = st.sampled_from(
    ["slug", "title", "description", "vendor", "status", "tags", "category_slugs", "option_names", "variants", "rank",
     "seo_title", "nonsense"]
)  # fmt: skip


@relaxed
@given(change=st.dictionaries(fields, json, max_size=3) | json)
def test_no_body_breaks_a_product_and_a_refused_one_changes_nothing(api, change):
    staff = APIClient(HTTP_AUTHORIZATION=f"Bearer {create_api_key(name='r', scopes=['catalog:write', 'stock:write'])}")
    before = staff.get("/api/v1/products/mug").json()

    with transaction.atomic():
        answer = staff.patch("/api/v1/products/mug", change)

        assert answer.status_code in {200, 400, 409, 422}, answer.content
        if answer.status_code != 200:
            assert answer["Content-Type"] == "application/problem+json"
            assert staff.get("/api/v1/products/mug").json() == before
        assert staff.post("/api/v1/products", change).status_code in {201, 400, 409, 422}
        assert staff.put("/api/v1/stock/MUG", change).status_code in {400, 422}
        assert CatalogService().check_stock() == ()
        transaction.set_rollback(True)
