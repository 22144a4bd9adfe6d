"""Many buyers at once, with real threads and connections. Each promise comes with a control in which its guard is
missing: it shows that the race is real, and that the test would see it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F

from cart.models import Cart, CartLine
from cart.service import CartService
from catalog.contracts import StockLine
from catalog.errors import OutOfStock
from catalog.models import StockLevel
from catalog.service import CatalogService
from orders.models import Order
from orders.service import OrderService
from orders.service._place_order import place_order
from shop.kernel.clock import system_clock
from shop.kernel.models import Event
from tests.cart.making import a_cart
from tests.catalog.making import mug, save
from tests.orders.making import SHOPPER, STAFF, a_paid_order, a_parcel, a_payment, an_order, to_place

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(jobs: Sequence[Callable[[], object]], *, threads: int = 80) -> list[object]:
    """Run the jobs on as many threads and connections; return what each returned or raised."""
    start = Barrier(min(threads, len(jobs)))

    def open_connection() -> None:
        connection.ensure_connection()
        start.wait(timeout=30)

    def run(job: Callable[[], object]) -> object:
        try:
            return job()
        except Exception as error:  # noqa: BLE001 (the outcome is what the test is about)
            return error

    def close_connection(_: int) -> None:
        start.wait(timeout=30)
        connection.close()

    with ThreadPoolExecutor(min(threads, len(jobs)), initializer=open_connection) as pool:
        outcomes = list(pool.map(run, jobs))
        list(pool.map(close_connection, range(min(threads, len(jobs)))))
    return outcomes


def kinds(outcomes: Sequence[object]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def placing(cart) -> Callable[[], object]:
    return lambda: OrderService().place_order(to_place(cart), actor=SHOPPER)


def test_200_buyers_of_50_mugs_place_exactly_50_orders():
    product = save(mug(on_hand=50))[0]
    carts = [a_cart((product, 1)) for _ in range(200)]
    outcomes = all_at_once([placing(cart) for cart in carts])
    assert kinds(outcomes) == {"PlacedOrder": 50, "OutOfStock": 150}
    assert Order.objects.count() == 50
    stock = CatalogService().get_stock("MUG")
    assert (stock.on_hand, stock.reserved, stock.available) == (50, 50, 0)
    assert CatalogService().check_stock() == ()
    assert Event.objects.filter(type="order.created").count() == 50
    assert Cart.objects.filter(order_id=None).count() == 150, "who came too late keeps the cart"


class ReadsThenWrites(CatalogService):
    """The control: stock kept by reading, checking and writing, as one would without the conditional UPDATE."""

    def reserve(self, *, order_id, lines, expires_at, now):
        for line in lines:
            level = StockLevel.objects.get(variant_id=line.variant_id)
            if level.on_hand - level.reserved < line.quantity:
                raise OutOfStock(())
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.01)")
            StockLevel.objects.filter(pk=level.pk).update(reserved=level.reserved + line.quantity)


def test_control_with_stock_that_is_read_and_then_written_more_is_sold_than_there_is():
    product = save(mug(on_hand=10))[0]
    carts = [a_cart((product, 1)) for _ in range(40)]

    def buy(cart):
        return lambda: place_order(
            to_place(cart), actor=SHOPPER, cart=CartService(), catalog=ReadsThenWrites(), now=system_clock.now()
        )

    outcomes = all_at_once([buy(cart) for cart in carts])
    assert kinds(outcomes)["PlacedOrder"] > 10


def test_two_checkouts_of_one_cart_make_one_order_and_both_get_it():
    product = save(mug(on_hand=50))[0]
    for _ in range(5):
        cart = a_cart((product, 1))
        outcomes = all_at_once([placing(cart)] * 8)
        assert kinds(outcomes) == {"PlacedOrder": 8}
        assert len({placed.order.id for placed in outcomes}) == 1
        assert len({placed.order.access_token for placed in outcomes}) == 1
        assert sum(placed.created for placed in outcomes) == 1
    assert Order.objects.count() == 5
    assert CatalogService().get_stock("MUG").reserved == 5


def test_control_without_the_carts_lock_the_second_checkout_runs_into_the_constraint(monkeypatch):
    monkeypatch.setattr("cart.service._take_for_order.lock_cart", lambda cart_id, user_id: Cart.objects.get(pk=cart_id))
    product = save(mug(on_hand=90))[0]
    outcomes: list[object] = []
    for _ in range(5):
        outcomes += all_at_once([placing(a_cart((product, 1)))] * 8)
    assert kinds(outcomes)["IntegrityError"] > 0, "not one order, and an error to the shopper"
    assert Order.objects.count() == 5, "the constraint beneath held"


def opposite_carts(first, second, count: int) -> list:
    return [
        a_cart((first, 1), (second, 1)) if number % 2 else a_cart((second, 1), (first, 1)) for number in range(count)
    ]


def test_carts_with_the_same_things_in_opposite_order_do_not_lock_each_other_out():
    first, second = save(mug("one", on_hand=99), mug("two", on_hand=99))
    carts = opposite_carts(first, second, 60)
    outcomes = all_at_once([placing(cart) for cart in carts])
    assert kinds(outcomes) == {"PlacedOrder": 60}
    assert {CatalogService().get_stock(sku).reserved for sku in ("ONE", "TWO")} == {60}


class LocksAsTheyCome(CatalogService):
    """The control: each line's stock is locked in the order of the cart."""

    def reserve(self, *, order_id, lines: Sequence[StockLine], expires_at, now):
        for line in lines:
            StockLevel.objects.filter(variant_id=line.variant_id).update(reserved=F("reserved") + line.quantity)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.02)")


def test_control_with_stock_locked_in_the_order_of_the_cart_they_do():
    first, second = save(mug("one", on_hand=99), mug("two", on_hand=99))
    carts = opposite_carts(first, second, 20)

    def buy(cart):
        return lambda: place_order(
            to_place(cart), actor=SHOPPER, cart=CartService(), catalog=LocksAsTheyCome(), now=system_clock.now()
        )

    outcomes = all_at_once([buy(cart) for cart in carts])
    assert any(isinstance(outcome, OperationalError) and "deadlock" in str(outcome) for outcome in outcomes)


def adding(cart_id: UUID) -> Callable[[], object]:
    return lambda: CartService().add_item(cart_id=cart_id, sku="MUG", quantity=1)


def test_the_same_thing_put_in_many_times_at_once_adds_up():
    save(mug(on_hand=99))
    cart = CartService().create_cart()
    outcomes = all_at_once([adding(cart.id)] * 40)
    assert kinds(outcomes) == {"CartView": 40}
    assert [line.quantity for line in CartLine.objects.all()] == [40]


def test_control_without_the_carts_lock_units_get_lost(monkeypatch):
    monkeypatch.setattr(
        "cart.service._change_lines.lock_changeable", lambda cart_id, user_id: Cart.objects.get(pk=cart_id)
    )
    save(mug(on_hand=99))
    cart = CartService().create_cart()
    all_at_once([adding(cart.id)] * 40)
    assert CartLine.objects.get().quantity < 40


def test_an_order_that_is_paid_while_it_expires_is_either_paid_with_its_stock_or_expired_without():
    product = save(mug(on_hand=99))[0]
    for _ in range(15):
        order = an_order((product, 1))
        Order.objects.filter(pk=order.id).update(reserved_until=order.placed_at)
        fact = a_payment(order)
        all_at_once(
            [
                lambda order=order, fact=fact: OrderService().mark_paid(
                    order_id=order.id, fact=fact, now=system_clock.now()
                ),
                OrderService().expire_unpaid,
            ]
        )
        assert OrderService().get_order(order_id=order.id).status == "paid"
    assert CatalogService().get_stock("MUG").reserved == 15
    assert CatalogService().check_stock() == ()


def test_two_payments_of_one_order_at_once_pay_it_once():
    product = save(mug(on_hand=99))[0]
    for _ in range(5):
        order = an_order((product, 1))

        def pay(order=order):
            return OrderService().mark_paid(order_id=order.id, fact=a_payment(order), now=system_clock.now())

        outcomes = all_at_once([pay] * 6)
        assert Counter(outcomes) == {True: 1, False: 5}
        assert Event.objects.filter(type="order.paid", order_id=order.id).count() == 1


def test_an_order_that_is_shipped_while_it_is_cancelled_is_one_of_the_two():
    product = save(mug(on_hand=99))[0]
    for _ in range(10):
        order = a_paid_order((product, 1))
        outcomes = all_at_once(
            [
                lambda order=order: OrderService().mark_shipped(
                    order_id=order.id, shipment=a_parcel(order), actor=STAFF
                ),
                lambda order=order: OrderService().cancel_order(order_id=order.id, actor=STAFF, reason=""),
            ]
        )
        assert kinds(outcomes)["OrderView"] == 1
        told = set(Event.objects.filter(order_id=order.id).values_list("type", flat=True))
        assert len(told & {"order.shipped", "order.cancelled"}) == 1


def test_the_units_of_a_line_do_not_leave_twice():
    product = save(mug(on_hand=99))[0]
    order = a_paid_order((product, 3))
    outcomes = all_at_once(
        [
            lambda: OrderService().mark_shipped(order_id=order.id, shipment=a_parcel(order, 1), actor=STAFF)
            for _ in range(9)
        ]
    )
    assert kinds(outcomes) == {"OrderView": 3, "NothingToShip": 6}


def test_an_order_that_fails_late_gives_its_cart_free_for_the_next_checkout():
    product = save(mug(on_hand=1))[0]
    first, second = a_cart((product, 1)), a_cart((product, 1))
    outcomes = all_at_once([placing(first), placing(second)])
    assert kinds(outcomes) == {"PlacedOrder": 1, "OutOfStock": 1}
    with transaction.atomic():
        CatalogService().release(order_id=Order.objects.get().pk, now=system_clock.now())
    late = first if Cart.objects.get(pk=first.id).order_id is None else second
    assert placing(late)().created
