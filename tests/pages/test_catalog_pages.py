"""Home, category, search and product pages."""

import pytest

from catalog.contracts import SaveCategory
from catalog.service import CatalogService
from tests.catalog.making import mug, save, shirt


def test_the_home_page_shows_products_and_the_way_into_each_category(shopper):
    page = shopper.go("/")

    assert page.status == 200
    assert "Linen shirt" in page.text
    assert page.link("Things") == "/c/things"
    assert page.link("Linen shirt") == "/p/shirt"


def test_a_shop_without_products_still_has_a_front_page(db, client):
    assert client.get("/").status_code == 200


def test_a_category_shows_what_is_in_it_and_in_those_below(shopper):
    page = shopper.go("/c/things")

    assert "3 products" in page.text
    assert {"Linen shirt", "Speckled mug", "Folded card"} <= {text for text, _ in page.links}
    assert page.link("Shirts") == "/c/shirts"


def test_filters_travel_in_the_address_and_stay_ticked(shopper):
    shopper.go("/c/things")

    page = shopper.send("Show", **{"option.Size": "M"})

    assert "1 product" in page.text
    assert page.form("Show").fields["option.Size"] == ["M"]
    assert page.link("Clear filters") == "?"


def test_filters_that_leave_nothing_offer_the_way_out(shopper):
    page = shopper.go("/c/things?price_min=900")

    assert "Nothing fits all of that" in page.text
    assert "3 products" in shopper.follow("Clear the filters").text


@pytest.mark.parametrize("price", ["abc", "-1", "1e9999", "NaN", "9" * 60, "1.999", "\x00"])
def test_a_price_that_is_none_says_so_beside_the_field_and_narrows_nothing(shopper, price):
    response = shopper.client.get("/c/things", {"price_min": price})

    assert response.status_code == 200
    assert b'aria-invalid="true"' in response.content
    assert b"Linen shirt" in response.content


def test_sorting_by_price_begins_with_the_cheapest(shopper):
    page = shopper.go("/search?sort=price")
    titles = [text for text, href in page.links if href.startswith("/p/")]

    assert titles == ["Folded card", "Speckled mug", "Linen shirt"]


def test_a_search_finds_and_keeps_the_words(shopper):
    shopper.go("/")

    page = shopper.go("/search?q=mug")

    assert "1 product found" in page.text
    assert page.form("Search").fields["q"] == ["mug"]


def test_a_search_without_finds_says_so_and_leads_on(shopper):
    page = shopper.go("/search?q=zeppelin")

    assert page.status == 200
    assert "We have nothing called “zeppelin”" in page.text
    assert page.link("Everything") == "/search"


@pytest.mark.parametrize("words", ["\x00", "'; drop table", "<script>alert(1)</script>", "a" * 5000, "&&&|!", "\ud800"])
def test_a_search_for_nonsense_is_an_ordinary_page(shopper, words):
    page = shopper.client.get("/search", {"q": words.encode("utf-8", "surrogatepass")})

    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_a_long_list_comes_in_pages_that_lead_to_each_other(shopper):
    save(*(mug(f"mug-{n}", title=f"Mug {n}") for n in range(30)))

    first = shopper.go("/search")
    second = shopper.follow("More")

    on_first = {href for _, href in first.links if href.startswith("/p/")}
    on_second = {href for _, href in second.links if href.startswith("/p/")}
    assert len(on_first) == 24
    assert len(on_second) == 9
    assert not on_first & on_second
    back = shopper.follow("Back")
    assert {href for _, href in back.links if href.startswith("/p/")} == on_first


@pytest.mark.parametrize("cursor", ["nonsense", "\x00", "a" * 3000, "WzFd:1:2"])
def test_a_broken_cursor_is_a_page_that_says_so(shopper, cursor):
    response = shopper.client.get("/search", {"cursor": cursor})

    assert response.status_code == 400
    assert b"cursor" in response.content
    assert b"</html>" in response.content


def test_a_product_page_shows_what_it_costs_and_offers_each_option(shopper):
    page = shopper.go("/p/shirt")
    form = page.form("Add to cart")

    assert "€25.00" in page.text
    assert form.choices["option.Size"] == ["S", "M"]
    assert form.choices["option.Colour"] == ["Blue", "Red"]
    assert "Soft as rain." in page.text
    assert page.link("Things") == "/c/things"


def test_options_in_the_address_are_chosen_and_bring_their_picture(shopper):
    page = shopper.go("/p/shirt?option.Colour=Red&option.Size=M")

    assert page.form("Add to cart").fields["option.Colour"] == ["Red"]
    shown = next(attrs for tag, attrs in page.tags if tag == "img" and attrs.get("fetchpriority") == "high")
    assert shown["alt"] == "A red shirt"
    assert int(shown["width"]) > 0
    assert int(shown["height"]) > 0


@pytest.mark.parametrize("picture", ["0", "99", "-1", "x", "²", "9" * 40])
def test_a_picture_that_is_not_there_shows_the_first(shopper, picture):
    page = shopper.go(f"/p/shirt?picture={picture}")

    assert page.status == 200
    shown = next(attrs for tag, attrs in page.tags if tag == "img" and attrs.get("fetchpriority") == "high")
    assert shown["alt"] == "A blue shirt"


def test_thumbnails_are_links_that_show_their_picture_without_scripts(shopper):
    shopper.go("/p/shirt?option.Size=M")
    page = shopper.go(next(href for _, href in shopper.page.links if "picture=2" in href))

    shown = next(attrs for tag, attrs in page.tags if tag == "img" and attrs.get("fetchpriority") == "high")
    assert shown["alt"] == "A red shirt"
    assert page.form("Add to cart").fields["option.Size"] == ["M"]


def test_a_sold_out_product_says_so_and_has_no_button_to_press(shopper):
    page = shopper.go("/p/card")

    assert "Sold out" in page.text
    assert not any("Add to cart" in form.labels for form in page.forms)


def test_a_struck_price_is_told_in_words_too(shop, shopper):
    variant = {"compare_at_price": 1990}
    save(mug("sale", title="Last year's mug", variant=variant))

    page = shopper.go("/p/sale")

    assert "was €19.90" in page.text


@pytest.mark.parametrize("path", ["/p/nope", "/p/" + "x" * 400, "/c/nope", "/p/%00", "/c/..", "/nothing/here"])
def test_what_is_not_there_is_a_helpful_404(shopper, path):
    page = shopper.go(path)

    assert page.status == 404
    assert "There is nothing on this sheet" in page.text
    assert page.form("Search").action == "/search"


def test_drafts_are_not_shown_to_anybody(shopper):
    save(shirt("secret", title="Secret shirt", status="draft", category_slugs=("shirts",)))

    assert shopper.go("/p/secret").status == 404
    assert "Secret shirt" not in shopper.go("/c/shirts").text


def test_catalog_pages_hold_nothing_personal_so_that_anyone_may_keep_them(shopper):
    for path in ("/", "/c/things", "/search?q=mug", "/p/shirt"):
        response = shopper.client.get(path)
        assert "public" in response["Cache-Control"]
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies
        assert b"csrfmiddlewaretoken" not in response.content


def test_a_category_without_products_is_a_page_that_leads_on(shopper):
    CatalogService().save_categories([SaveCategory(slug="hats", name="Hats")])

    page = shopper.go("/c/hats")

    assert "Nothing here yet" in page.text
    assert page.link("Everything") == "/search"
