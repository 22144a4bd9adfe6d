from collections import Counter
from itertools import product as combinations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from catalog.contracts import ProductQuery, SaveCategory, SaveImage, SaveVariant
from catalog.errors import CategoryNotFound, CursorInvalid
from catalog.service import CatalogService
from tests.catalog.making import mug, picture, save, shirt

pytestmark = pytest.mark.django_db

SORTS = ("featured", "newest", "price", "-price", "title", "relevance")


def slugs(**query):
    return [row.slug for row in CatalogService().list_products(ProductQuery(**query)).results]


def walk(**query):
    """The slugs of all pages, forwards, and again backwards from the last."""
    catalog, forwards, backwards, cursor = CatalogService(), [], [], ""
    while True:
        page = catalog.list_products(ProductQuery(**query, cursor=cursor))
        forwards += [row.slug for row in page.results]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    while page.previous_cursor is not None:
        page = catalog.list_products(ProductQuery(**query, cursor=page.previous_cursor))
        backwards = [row.slug for row in page.results] + backwards
    return forwards, backwards


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    goods=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.integers(0, 2)), min_size=1, max_size=14),
    limit=st.integers(1, 5),
)
def test_paging_shows_every_product_once_in_both_directions(goods, limit):
    """Prices, titles and ranks are full of ties, for ties are where a page loses or repeats a row."""
    mine = {f"p{n}" for n in range(len(goods))}
    save(*(mug(f"p{n}", price=p, title=f"Mug {t}", rank=r) for n, (p, t, r) in enumerate(goods)))
    for old in set(slugs(limit=100)) - mine:
        save(mug(old, status="archived"))
    for sort in SORTS:
        forwards, backwards = walk(sort=sort, limit=limit, search="mug" if sort == "relevance" else "")
        assert Counter(forwards) == Counter(mine)
        assert backwards + forwards[len(backwards) :] == forwards


def test_a_product_that_comes_in_between_repeats_and_hides_nothing():
    save(*(mug(f"p{n}", price=n) for n in range(6)))
    catalog = CatalogService()
    first = catalog.list_products(ProductQuery(sort="price", limit=3))

    save(mug("new", price=0))
    second = catalog.list_products(ProductQuery(sort="price", limit=3, cursor=first.next_cursor or ""))

    assert [row.slug for row in (*first.results, *second.results)] == [f"p{n}" for n in range(6)]


def test_the_sorts_sort():
    save(
        mug("b", price=300, title="beta", rank=0),
        mug("a", price=100, title="Zulu", rank=9),
        mug("c", price=200, title="Alpha"),
    )

    assert slugs(sort="featured") == ["a", "c", "b"]
    assert slugs(sort="newest") == ["c", "a", "b"]
    assert slugs(sort="price") == ["a", "c", "b"]
    assert slugs(sort="-price") == ["b", "c", "a"]
    assert slugs(sort="title") == ["c", "b", "a"]


def test_a_cursor_of_another_list_is_refused():
    save(mug("a"), mug("b"))
    cursor = CatalogService().list_products(ProductQuery(limit=1)).next_cursor or ""

    for other in ({"sort": "price"}, {"search": "mug"}, {"in_stock": True}, {"options": {"Size": ("M",)}}):
        with pytest.raises(CursorInvalid):
            CatalogService().list_products(ProductQuery(limit=1, cursor=cursor, **other))
    with pytest.raises(CursorInvalid):
        CatalogService().list_products(ProductQuery(limit=1, cursor=cursor[:-2]))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("shirt", ["shirt"]),
        ("SHIRTS", ["shirt"]),
        ("lin", ["shirt"]),
        ("linen shi", ["shirt"]),
        ("shirt-s-blue", ["shirt"]),
        ("lînen", ["shirt"]),
        ("blue", ["shirt"]),
        ("stoneware", ["mug"]),
        ('"speckled mug"', ["mug"]),
        ('"mug speckled"', []),
        ("mug -speckled", []),
        ("shirt or mug", ["mug", "shirt"]),
        ("potter", ["mug"]),
        ("alert", []),
        ("nothing like it", []),
    ],
)
def test_a_search_finds_by_words_beginnings_and_sku(search, found):
    save(shirt(), mug(vendor="Potter & Sons", description="<p>Glazed <b>stoneware</b></p><script>alert</script>"))

    assert sorted(slugs(search=search)) == found


def test_the_exact_sku_stands_first_and_the_title_before_the_description():
    save(
        mug("one", title="Bowl", description="<p>goes with the lamp</p>"),
        mug("two", title="Lamp"),
        mug("three", title="Shade", variants=(SaveVariant(sku="Lamp", price=1),)),
    )

    assert slugs(search="lamp") == ["three", "two", "one"]


def test_the_words_that_are_found_follow_every_change():
    save(mug(title="Speckled mug"))
    save(mug(title="Beaker"))

    assert slugs(search="speckled") == []
    assert slugs(search="beaker") == ["mug"]


def stocked():
    """Three shirts and a mug in a small tree of categories."""
    CatalogService().save_categories(
        [
            SaveCategory(slug="wear", name="Wear"),
            SaveCategory(slug="shirts", name="Shirts", parent_slug="wear"),
            SaveCategory(slug="home", name="Home"),
        ]
    )

    def cut(slug, sizes, price, **more):
        variants = tuple(
            SaveVariant(sku=f"{slug}-{size}", options={"Size": size}, price=price, on_hand=stock)
            for size, stock in sizes.items()
        )
        return shirt(slug, option_names=("Size",), variants=variants, **more)

    save(
        cut("plain", {"S": 1, "M": 0}, 2000, category_slugs=("shirts",), tags=("linen",)),
        cut("fancy", {"M": 4, "L": 4}, 5000, category_slugs=("shirts", "wear")),
        cut("gone", {"S": 0}, 3000, category_slugs=("wear",)),
        mug(category_slugs=("home",), price=1000),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"category": "wear"}, ["fancy", "gone", "plain"]),
        ({"category": "shirts"}, ["fancy", "plain"]),
        ({"tag": "linen"}, ["plain"]),
        ({"price_min": 2000, "price_max": 3000}, ["gone", "plain"]),
        ({"in_stock": True}, ["fancy", "mug", "plain"]),
        ({"in_stock": False}, ["gone"]),
        ({"options": {"Size": ("S",)}}, ["gone", "plain"]),
        ({"options": {"Size": ("S", "L")}}, ["fancy", "gone", "plain"]),
        ({"options": {"Size": ("M",)}, "in_stock": True}, ["fancy"]),
        ({"options": {"Size": ("XXL",)}}, []),
        ({"options": {"Nonsense": ("S",)}}, []),
        ({"category": "wear", "in_stock": True, "price_max": 2500, "search": "linen"}, ["plain"]),
    ],
)
def test_filters_narrow_the_list_and_hold_for_one_variant_together(query, found):
    stocked()

    assert sorted(slugs(**query)) == found


def test_a_category_that_is_not_there_is_not_found():
    with pytest.raises(CategoryNotFound):
        CatalogService().list_products(ProductQuery(category="nowhere"))


def test_facets_count_what_each_choice_would_leave():
    """Each count is compared with the list that the choice leads to, under every combination of other filters."""
    stocked()
    catalog = CatalogService()
    others = combinations(("", "wear", "shirts"), (None, True, False), (None, 2500), ({}, {"Size": ("M",)}))

    for category, in_stock, price_max, options in others:
        query = {"category": category, "in_stock": in_stock, "price_max": price_max, "options": options}
        facets = {f.name: f for f in catalog.list_products(ProductQuery(**query), with_facets=True).facets}

        for value in facets["category"].values if "category" in facets else ():
            assert value.count == len(slugs(**{**query, "category": value.value})), (query, value)
        for value in facets["in_stock"].values:
            assert value.count == len(slugs(**{**query, "in_stock": value.value == "true"})), (query, value)
        for value in facets["option.Size"].values if "option.Size" in facets else ():
            assert value.count == len(slugs(**{**query, "options": {"Size": (value.value,)}})), (query, value)


def test_facets_name_prices_and_sizes_in_the_order_of_the_shop():
    stocked()

    facets = {f.name: f for f in CatalogService().list_products(ProductQuery(), with_facets=True).facets}

    assert [value.value for value in facets["price"].values] == ["10.00", "50.00"]
    assert {value.value: value.count for value in facets["option.Size"].values} == {"S": 2, "M": 2, "L": 1}
    assert {value.value: value.count for value in facets["category"].values} == {"wear": 3, "shirts": 2, "home": 1}


def test_a_list_page_costs_six_statements_however_long_it_is(django_assert_num_queries):
    save(*(shirt(f"s{n}", images=(SaveImage(content=picture(400, 400)),)) for n in range(6)))
    query = ProductQuery(search="linen", in_stock=True, options={"Size": ("M",), "Colour": ("Red",)}, limit=5)

    with django_assert_num_queries(6):
        page = CatalogService().list_products(query, with_facets=True)

    assert len(page.results) == 5


def test_a_product_costs_five_statements_however_many_variants_it_has(django_assert_num_queries):
    save(shirt(images=tuple(SaveImage(content=picture(400, 400 + n)) for n in range(3))))

    with django_assert_num_queries(5):
        CatalogService().get_product("shirt")


def test_offers_cost_two_statements_however_many_there_are(django_assert_num_queries):
    products = save(shirt(), mug())
    ids = [variant.id for product in products for variant in product.variants]

    with django_assert_num_queries(2):
        offers = CatalogService().get_offers(ids)

    assert set(offers) == set(ids)
    assert offers[ids[-1]].variant_title == ""


def test_related_products_share_a_category_and_leave_out_the_product_itself():
    stocked()
    catalog = CatalogService()

    related = catalog.list_related(catalog.get_product("fancy").id, 8)

    assert {row.slug for row in related} == {"plain", "gone"}
