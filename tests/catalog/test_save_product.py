from dataclasses import replace

import pytest

from catalog.contracts import SaveVariant
from catalog.errors import ProductInvalid
from catalog.models import StockMovement, Variant
from catalog.service import CatalogService
from tests.catalog.making import mug, save, shirt

pytestmark = pytest.mark.django_db


def test_a_product_is_saved_with_its_variants_prices_and_stock():
    (product,) = save(shirt())

    assert product.options[0].values == ("S", "M")
    assert [variant.title for variant in product.variants] == ["S / Blue", "S / Red", "M / Blue", "M / Red"]
    assert {variant.available for variant in product.variants} == {10}
    assert product.price_from.amount == "25.00"


def test_saving_the_same_twice_changes_nothing():
    save(shirt())
    before = (Variant.objects.count(), StockMovement.objects.count())

    again = CatalogService().save_product(shirt(), actor="test")

    assert (again.created, again.changes) == (False, ())
    assert (Variant.objects.count(), StockMovement.objects.count()) == before


def test_a_variant_that_is_not_named_is_taken_off_sale():
    save(shirt())
    fewer = replace(shirt(), variants=shirt().variants[:3])

    saved = CatalogService().save_product(fewer, actor="test")

    assert saved.changes == ("variant SHIRT-M-RED taken off sale",)
    assert Variant.objects.filter(is_active=True).count() == 3
    assert not CatalogService().find_offer(sku="SHIRT-M-RED").purchasable


def test_two_variants_can_exchange_their_options():
    (product,) = save(shirt())
    first, second = product.variants[:2]
    swapped = tuple(
        replace(wanted, options=other.options)
        for wanted, other in zip(shirt().variants[:2], (second, first), strict=True)
    )

    save(replace(shirt(), variants=(*swapped, *shirt().variants[2:])))

    assert CatalogService().find_offer(sku=first.sku).options == second.options


def test_a_sku_of_another_product_is_refused_and_nothing_is_saved():
    save(mug())
    thief = mug("thief", variants=(SaveVariant(sku="MUG", price=1),))

    with pytest.raises(ProductInvalid) as refused:
        save(thief)

    assert refused.value.errors[0].pointer == "/variants/0/sku"
    assert Variant.objects.count() == 1
