"""Putting in, changing and taking out."""

from uuid import uuid4

import pytest

from cart.errors import (
    CartAlreadyOrdered,
    CartFull,
    CartNotFound,
    ItemNotFound,
    ProductNotSold,
    QuantityInvalid,
    VariantRequired,
)
from cart.models import Cart
from cart.service import CartService
from catalog.errors import OutOfStock, ProductNotFound, VariantNotFound
from catalog.service import CatalogService
from shop.kernel.errors import Invalid
from shop.kernel.money import Money
from tests.cart.making import a_cart, a_customer
from tests.catalog.making import mug, save, shirt

pytestmark = pytest.mark.django_db


def contents(cart_id):
    """What the cart holds: SKU to quantity."""
    cart = Cart.objects.get(pk=cart_id)
    return {item.sku: item.quantity for item in CartService().get_cart(cart_id=cart_id, user_id=cart.user_id).items}


def test_a_new_cart_is_empty_and_costs_nothing():
    cart = CartService().create_cart()
    assert (cart.items, cart.count, cart.currency, cart.order_id) == ((), 0, "EUR", None)
    assert cart.totals.total == Money(0, "EUR")


def test_the_id_of_a_cart_is_random():
    assert CartService().create_cart().id.version == 4


def test_the_same_variant_again_raises_its_quantity():
    product = save(mug(on_hand=5))[0]
    cart = a_cart((product, 2), (product, 1))
    assert contents(cart.id) == {"MUG": 3}
    assert cart.totals.subtotal == Money(3 * 1490, "EUR")


def test_a_line_is_named_by_variant_by_sku_or_by_a_product_of_one_variant():
    product = save(mug())[0]
    cart = CartService().create_cart()
    for name in ({"variant_id": product.variants[0].id}, {"sku": "MUG"}, {"product_id": product.id}):
        CartService().add_item(cart_id=cart.id, quantity=1, **name)
    assert contents(cart.id) == {"MUG": 3}


def test_a_product_of_several_variants_needs_one_to_be_named():
    product = save(shirt())[0]
    cart = CartService().create_cart()
    with pytest.raises(VariantRequired):
        CartService().add_item(cart_id=cart.id, product_id=product.id, quantity=1)
    assert contents(cart.id) == {}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ({"variant_id": uuid4()}, VariantNotFound),
        ({"sku": "NONE"}, VariantNotFound),
        ({"sku": ""}, VariantNotFound),
        ({"product_id": uuid4()}, ProductNotFound),
        ({}, Invalid),
        ({"sku": "MUG", "variant_id": uuid4()}, Invalid),
    ],
)
def test_what_is_not_there_can_not_be_put_in(name, error):
    save(mug())
    cart = CartService().create_cart()
    with pytest.raises(error):
        CartService().add_item(cart_id=cart.id, quantity=1, **name)
    assert contents(cart.id) == {}


def test_more_than_there_is_can_not_be_put_in_also_not_bit_by_bit():
    product = save(mug(on_hand=3))[0]
    cart = a_cart((product, 2))
    with pytest.raises(OutOfStock) as refused:
        CartService().add_item(cart_id=cart.id, sku="MUG", quantity=2)
    assert [(line.sku, line.requested, line.available) for line in refused.value.lines] == [("MUG", 4, 3)]
    assert contents(cart.id) == {"MUG": 2}


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**30])
def test_a_quantity_that_no_line_can_have_is_refused(quantity):
    product = save(mug(on_hand=500))[0]
    cart = a_cart((product, 1))
    service = CartService()
    with pytest.raises(QuantityInvalid):
        service.add_item(cart_id=cart.id, sku="MUG", quantity=quantity)
    with pytest.raises(QuantityInvalid):
        service.change_quantity(cart_id=cart.id, item_id=cart.items[0].id, quantity=quantity)
    assert contents(cart.id) == {"MUG": 1}


def test_a_line_holds_at_most_what_the_shop_says_also_in_sum():
    product = save(mug(on_hand=500))[0]
    cart = a_cart((product, 60))
    with pytest.raises(QuantityInvalid):
        CartService().add_item(cart_id=cart.id, sku="MUG", quantity=40)
    assert contents(cart.id) == {"MUG": 60}


def test_a_full_cart_takes_no_new_line_but_more_of_what_is_in(settings):
    settings.MAX_CART_LINES = 1
    first, second = save(mug("one"), mug("two"))
    cart = a_cart((first, 1))
    with pytest.raises(CartFull):
        CartService().add_item(cart_id=cart.id, variant_id=second.variants[0].id, quantity=1)
    CartService().add_item(cart_id=cart.id, variant_id=first.variants[0].id, quantity=1)
    assert contents(cart.id) == {"ONE": 2}


def test_a_changed_quantity_replaces_the_old_one():
    cart = a_cart((save(mug())[0], 2))
    changed = CartService().change_quantity(cart_id=cart.id, item_id=cart.items[0].id, quantity=5)
    assert changed.items[0].quantity == 5
    with pytest.raises(OutOfStock):
        CartService().change_quantity(cart_id=cart.id, item_id=cart.items[0].id, quantity=6)
    assert contents(cart.id) == {"MUG": 5}


def test_a_line_taken_out_twice_is_not_there_the_second_time():
    cart = a_cart((save(mug())[0], 2))
    assert CartService().remove_item(cart_id=cart.id, item_id=cart.items[0].id).items == ()
    with pytest.raises(ItemNotFound):
        CartService().remove_item(cart_id=cart.id, item_id=cart.items[0].id)


def test_a_line_of_another_cart_can_not_be_reached_through_ones_own():
    product = save(mug())[0]
    mine, theirs = a_cart((product, 1)), a_cart((product, 2))
    for act in (
        lambda: CartService().change_quantity(cart_id=mine.id, item_id=theirs.items[0].id, quantity=3),
        lambda: CartService().remove_item(cart_id=mine.id, item_id=theirs.items[0].id),
    ):
        with pytest.raises(ItemNotFound):
            act()
    assert (contents(mine.id), contents(theirs.id)) == ({"MUG": 1}, {"MUG": 2})


def test_a_customers_cart_opens_for_nobody_else():
    alice, bob = a_customer("alice@example.com"), a_customer("bob@example.com")
    cart = a_cart((save(mug())[0], 1), user_id=alice.pk)
    item = cart.items[0].id
    for somebody in (None, bob.pk):
        for act in (
            lambda who: CartService().get_cart(cart_id=cart.id, user_id=who),
            lambda who: CartService().add_item(cart_id=cart.id, sku="MUG", quantity=1, user_id=who),
            lambda who: CartService().change_quantity(cart_id=cart.id, item_id=item, quantity=2, user_id=who),
            lambda who: CartService().remove_item(cart_id=cart.id, item_id=item, user_id=who),
            lambda who: CartService().shipping_options(cart_id=cart.id, country="IE", user_id=who),
        ):
            with pytest.raises(CartNotFound):
                act(somebody)
    assert contents(cart.id) == {"MUG": 1}
    assert CartService().get_cart(cart_id=cart.id, user_id=alice.pk).count == 1


def test_a_cart_that_became_an_order_is_not_changed_any_more():
    cart = a_cart((save(mug())[0], 1))
    Cart.objects.filter(pk=cart.id).update(order_id=uuid4())
    item = cart.items[0].id
    for act in (
        lambda: CartService().add_item(cart_id=cart.id, sku="MUG", quantity=1),
        lambda: CartService().change_quantity(cart_id=cart.id, item_id=item, quantity=2),
        lambda: CartService().remove_item(cart_id=cart.id, item_id=item),
    ):
        with pytest.raises(CartAlreadyOrdered):
            act()
    assert contents(cart.id) == {"MUG": 1}


def test_lines_tell_of_new_prices_and_of_stock_that_is_short():
    save(mug(on_hand=5))
    cart = a_cart((CatalogService().get_product_for_staff("mug"), 3))
    save(mug(price=1590, on_hand=2))
    line = CartService().get_cart(cart_id=cart.id).items[0]
    assert (line.unit_price, line.price_changed_from) == (Money(1590, "EUR"), Money(1490, "EUR"))
    assert (line.problem, line.available) == ("short", 2)


def test_what_is_no_longer_sold_stays_visible_and_is_not_counted():
    product, other = save(mug(), mug("cup", price=500))
    cart = a_cart((product, 1), (other, 1))
    save(mug(status="archived"))
    seen = CartService().get_cart(cart_id=cart.id)
    assert [line.problem for line in seen.items] == ["not_sold", ""]
    assert seen.totals.subtotal == Money(500, "EUR")
    with pytest.raises(ProductNotSold):
        CartService().add_item(cart_id=cart.id, sku="MUG", quantity=1)


def test_a_cart_of_fifty_lines_is_read_in_as_many_statements_as_one_of_one(django_assert_max_num_queries):
    products = save(*(mug(f"mug-{number}") for number in range(50)))
    cart = a_cart(*((product, 1) for product in products))
    with django_assert_max_num_queries(6):
        assert CartService().get_cart(cart_id=cart.id).count == 50
