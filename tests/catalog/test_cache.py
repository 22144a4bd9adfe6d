"""What is kept must be right: after a change, under a race, and without Redis."""

import threading
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from catalog.contracts import ProductQuery, StockLine
from catalog.models import Product
from catalog.service import CatalogService, _cache
from tests.catalog.making import mug, save

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def catalog():
    return CatalogService()


def test_a_second_read_asks_the_database_for_the_stock_alone(catalog, django_assert_num_queries):
    save(mug())
    catalog.get_product("mug")
    catalog.list_products(ProductQuery())

    with django_assert_num_queries(1):
        catalog.get_product("mug")
    with django_assert_num_queries(0):
        catalog.list_products(ProductQuery())


def test_a_change_is_seen_at_once(catalog):
    save(mug())
    assert catalog.get_product("mug").title == "Speckled mug"
    assert catalog.list_products(ProductQuery()).total == 1

    save(mug(title="Beaker"), mug("other"))

    assert catalog.get_product("mug").title == "Beaker"
    assert catalog.list_products(ProductQuery()).total == 2


def test_a_change_that_is_rolled_back_was_never_seen(catalog):
    save(mug())

    with transaction.atomic():
        save(mug(title="Beaker"))
        assert catalog.get_product("mug").title == "Beaker"
        transaction.set_rollback(True)

    assert catalog.get_product("mug").title == "Speckled mug"


def test_stock_is_never_kept_and_a_list_hears_of_the_last_unit(catalog):
    (product,) = save(mug(on_hand=2))
    order_id = uuid4()
    for left in (1, 0):
        assert catalog.list_products(ProductQuery()).results[0].in_stock
        catalog.reserve(
            order_id=order_id if left else uuid4(),
            lines=[StockLine(product.variants[0].id, 1)],
            expires_at=timezone.now(),
            now=timezone.now(),
        )
        assert catalog.get_product("mug").variants[0].available == left
    assert not catalog.list_products(ProductQuery()).results[0].in_stock

    catalog.release(order_id=order_id, now=timezone.now())

    assert catalog.list_products(ProductQuery()).results[0].in_stock


def test_an_answer_that_a_change_overtook_is_not_kept(catalog):
    """A slow reader has read the old title; the change commits; only then the reader files its answer."""
    save(mug())
    has_read, may_file = threading.Event(), threading.Event()

    def slow_load():
        title = Product.objects.get(slug="mug").title
        has_read.set()
        may_file.wait(timeout=30)
        return title

    def read():
        try:
            _cache.cached("title", slow_load)
        finally:
            connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    assert has_read.wait(timeout=30)
    save(mug(title="Beaker"))
    may_file.set()
    reader.join(timeout=30)

    assert _cache.cached("title", lambda: Product.objects.get(slug="mug").title) == "Beaker"


def test_without_redis_everything_is_read_from_the_database(catalog, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    save(mug())
    assert catalog.get_product("mug").title == "Speckled mug"

    save(mug(title="Beaker"))

    assert catalog.get_product("mug").title == "Beaker"
    assert catalog.list_products(ProductQuery()).total == 1
