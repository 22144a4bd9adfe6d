"""The demo's goods are whole: whoever edits them learns here what they broke."""

import re
from collections import Counter

import pytest

from catalog.service._text import clean_html, words_of
from shop.kernel.address import check_address
from shop.local.demo.accounts import ACCOUNTS, NAMES
from shop.local.demo.art.designs import DESIGNS
from shop.local.demo.art.palettes import PALETTES
from shop.local.demo.art.scenes import SCENES
from shop.local.demo.art.scenes.set import BACKDROPS, WOODS
from shop.local.demo.catalogue import CATEGORIES, PRODUCTS, Product
from shop.local.demo.history import ADDRESS_BOOKS, STORIES

each_product = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.slug)
VARIANTS = [variant for product in PRODUCTS for variant in product.variants]
PHOTOS = [photo for product in PRODUCTS for photo in product.photos]


def _repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_there_are_about_forty_products_on_six_shelves_and_no_shelf_is_bare():
    used = {slug for product in PRODUCTS for slug in product.categories}

    assert len(PRODUCTS) >= 40
    assert len(CATEGORIES) == 6
    assert used == {category.slug for category in CATEGORIES}
    assert all(category.description for category in CATEGORIES)


def test_slugs_skus_titles_pictures_and_alt_texts_are_each_used_once():
    assert _repeated([product.slug for product in PRODUCTS]) == []
    assert _repeated([product.title for product in PRODUCTS]) == []
    assert _repeated([variant.sku for variant in VARIANTS]) == []
    assert _repeated([photo.picture.name for photo in PHOTOS]) == []
    assert _repeated([photo.alt for photo in PHOTOS]) == []


@each_product
def test_every_variant_has_a_value_for_every_option_and_no_two_have_the_same_values(product: Product):
    assert all(len(variant.values) == len(product.option_names) for variant in product.variants)
    assert all(all(variant.values) for variant in product.variants)
    assert _repeated([" / ".join(variant.values) for variant in product.variants]) == []


@each_product
def test_prices_weights_and_stock_make_sense(product: Product):
    for variant in product.variants:
        assert variant.price > 0
        assert variant.weight > 0
        assert variant.on_hand >= 0
        assert variant.compare_at is None or variant.compare_at > variant.price


@each_product
def test_the_description_is_worth_reading_and_the_cleaner_has_nothing_to_clean(product: Product):
    words = len(words_of(product.description).split())

    assert 80 <= words <= 160
    assert clean_html(product.description) == product.description
    assert set(re.findall(r"</?(\w+)", product.description)) == {"p", "ul", "li", "strong"}


@each_product
def test_every_picture_is_described_and_tied_to_a_value_that_exists(product: Product):
    values = {value for variant in product.variants for value in variant.values}

    assert product.photos
    for photo in product.photos:
        assert 30 <= len(photo.alt) <= 140
        assert photo.option_value in {"", *values}


def test_colours_of_shirts_and_mugs_have_pictures_of_their_own():
    for product in PRODUCTS:
        if product.kind in ("T-shirt", "Mug"):
            shown = {photo.option_value for photo in product.photos}
            assert {variant.values[0] for variant in product.variants} <= shown, product.slug


def test_every_picture_names_a_scene_designs_palettes_and_a_backdrop_that_exist():
    for photo in PHOTOS:
        picture = photo.picture
        assert picture.scene in SCENES
        assert picture.backdrop in BACKDROPS
        assert picture.wood in WOODS
        assert picture.art
        assert all(drawing.design in DESIGNS and drawing.palette in PALETTES for drawing in picture.art)


def test_something_is_scarce_something_is_sold_out_and_one_product_is_gone_altogether():
    assert any(0 < variant.on_hand <= 3 for variant in VARIANTS)
    assert [p.slug for p in PRODUCTS if not any(v.on_hand for v in p.variants)] == ["points-and-crossings-tote"]
    assert any(0 in {v.on_hand for v in p.variants} and any(v.on_hand for v in p.variants) for p in PRODUCTS)


def test_every_account_has_a_name_and_the_terminal_gets_rows_of_three():
    assert [len(account) for account in ACCOUNTS] == [3] * len(ACCOUNTS)
    assert {account.email for account in ACCOUNTS} == set(NAMES)
    assert {account.role for account in ACCOUNTS} == {"owner", "catalog", "orders", "support", "customer"}


def test_all_addresses_are_what_their_countries_ask_for():
    addresses = [address for book in ADDRESS_BOOKS.values() for address in book]
    addresses += [story.address for story in STORIES]

    assert [(address, errors) for address in addresses if (errors := check_address(address)[1])] == []


def test_the_orders_are_told_oldest_first_and_ask_for_no_more_than_there_is():
    stock = {variant.sku: variant.on_hand for variant in VARIANTS}
    asked: Counter[str] = Counter()
    for story in STORIES:
        asked.update(dict(story.lines))

    assert [story.ago for story in STORIES] == sorted((story.ago for story in STORIES), reverse=True)
    assert {sku: count for sku, count in asked.items() if count > stock[sku]} == {}
