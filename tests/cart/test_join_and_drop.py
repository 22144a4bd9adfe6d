"""Signing in with a cart, and carts that nobody comes back to."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cart.models import Cart, CartLine
from cart.service import CartService
from shop.kernel.clock import FixedClock
from tests.cart.making import a_cart, a_customer
from tests.catalog.making import mug, save

pytestmark = pytest.mark.django_db


def contents(view):
    return {item.sku: item.quantity for item in view.items}


def test_a_guests_cart_becomes_the_customers():
    alice = a_customer()
    cart = a_cart((save(mug())[0], 2))
    joined = CartService().join_carts(cart_id=cart.id, user_id=alice.pk)
    assert (joined.id, joined.user_id, contents(joined)) == (cart.id, alice.pk, {"MUG": 2})
    assert CartService().find_cart_of(user_id=alice.pk).id == cart.id


def test_a_guests_cart_is_poured_into_the_one_that_the_customer_has(settings):
    settings.MAX_LINE_QUANTITY = 4
    alice = a_customer()
    one, two = save(mug("one"), mug("two"))
    own = a_cart((one, 3), user_id=alice.pk)
    guest = a_cart((one, 2), (two, 1))
    joined = CartService().join_carts(cart_id=guest.id, user_id=alice.pk)
    assert (joined.id, contents(joined)) == (own.id, {"ONE": 4, "TWO": 1})
    assert not Cart.objects.filter(pk=guest.id).exists()


def test_lines_beyond_what_a_cart_holds_are_left_out(settings):
    settings.MAX_CART_LINES = 1
    alice = a_customer()
    one, two = save(mug("one"), mug("two"))
    own = a_cart((one, 1), user_id=alice.pk)
    guest = a_cart((two, 1))
    assert contents(CartService().join_carts(cart_id=guest.id, user_id=alice.pk)) == {"ONE": 1}
    assert CartLine.objects.filter(cart=own.id).count() == CartLine.objects.count()


@pytest.mark.parametrize("whose", ["another customer's", "ordered", "nobody's", "none"])
def test_a_cart_that_is_not_a_guests_stays_as_it_is(whose):
    alice, bob = a_customer("alice@example.com"), a_customer("bob@example.com")
    cart = a_cart((save(mug())[0], 1), user_id=bob.pk if whose == "another customer's" else None)
    if whose == "ordered":
        Cart.objects.filter(pk=cart.id).update(order_id=uuid4())
    cart_id = {"nobody's": uuid4(), "none": None}.get(whose, cart.id)
    before = list(Cart.objects.values())
    assert CartService().join_carts(cart_id=cart_id, user_id=alice.pk) is None
    assert list(Cart.objects.values()) == before


def test_joining_ones_own_cart_again_changes_nothing():
    alice = a_customer()
    cart = a_cart((save(mug())[0], 1), user_id=alice.pk)
    assert contents(CartService().join_carts(cart_id=cart.id, user_id=alice.pk)) == {"MUG": 1}


def test_an_ordered_cart_is_not_found_as_the_customers_cart():
    alice = a_customer()
    cart = a_cart((save(mug())[0], 1), user_id=alice.pk)
    Cart.objects.filter(pk=cart.id).update(order_id=uuid4())
    assert CartService().find_cart_of(user_id=alice.pk) is None


def test_old_carts_are_dropped_with_their_lines_and_young_ones_are_kept():
    product = save(mug())[0]
    old, young = a_cart((product, 1)), a_cart((product, 2))
    Cart.objects.filter(pk=old.id).update(updated_at=datetime(2026, 1, 1, tzinfo=UTC))
    Cart.objects.filter(pk=young.id).update(updated_at=datetime(2026, 3, 1, tzinfo=UTC))
    service = CartService(clock=FixedClock(datetime(2026, 3, 2, tzinfo=UTC)))
    assert service.drop_abandoned(older_than=timedelta(days=30)) == 1
    assert [cart.pk for cart in Cart.objects.all()] == [young.id]
    assert [line.quantity for line in CartLine.objects.all()] == [2]
