"""Whatever is asked: an answer below 500, and a problem that names the parameter."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from rest_framework.test import APIClient

from tests.catalog.making import mug, save, shirt

pytestmark = pytest.mark.django_db

relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
