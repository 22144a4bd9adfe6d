"""Races for stock, with real threads on connections of their own. Each guard stands beside a control without it."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.models import F

from catalog.contracts import StockLine
from catalog.errors import OutOfStock, ProductInvalid
from catalog.models import Reservation, StockLevel
from catalog.service import CatalogService
from tests.catalog.making import mug, save

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BUYERS = 200
AT_ONCE = 200
"""Connections open at a time; PostgreSQL allows about a hundred, and others want some."""


def at_once(act: Callable[[int], object], count: int, threads: int = AT_ONCE) -> list[object]:
    """Run act(0) ... act(count - 1) from threads that start together; return what each returned or raised."""
    results: list[object] = [None] * count
    start = threading.Barrier(min(threads, count))
    numbers = iter(range(count))
    lock = threading.Lock()

    def work() -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                try:
                    results[number] = act(number)
                except Exception as error:  # noqa: BLE001  the test looks at it
                    results[number] = error
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(min(threads, count))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
    assert not any(worker.is_alive() for worker in workers)
    return results


def reserve(*lines: tuple[UUID, int]) -> UUID:
    order_id = uuid4()
    with transaction.atomic():
        CatalogService().reserve(
            order_id=order_id,
            lines=[StockLine(variant_id, quantity) for variant_id, quantity in lines],
            expires_at=NOW + timedelta(minutes=30),
            now=NOW,
        )
    return order_id


def test_fifty_units_and_two_hundred_buyers_at_once_make_exactly_fifty_reservations():
    (product,) = save(mug(on_hand=50))
    variant_id = product.variants[0].id

    results = at_once(lambda _: reserve((variant_id, 1)), BUYERS)

    sold = [result for result in results if isinstance(result, UUID)]
    refused = [result for result in results if isinstance(result, OutOfStock)]
    assert (len(sold), len(refused)) == (50, 150)
    assert Reservation.objects.filter(state="held").count() == 50
    assert CatalogService().get_stock("MUG").available == 0
    assert CatalogService().check_stock() == ()


def test_control_reading_checking_and_writing_oversells():
    """Without the guard the same race sells more than there is: the test above means something."""
    (product,) = save(mug(on_hand=50))
    variant_id = product.variants[0].id
    read = threading.Barrier(AT_ONCE)

    def read_check_write(number: int) -> bool:
        with transaction.atomic():
            level = StockLevel.objects.get(pk=variant_id)
            if number < AT_ONCE:
                # The first of each thread have all read before any of them writes.
                read.wait(timeout=60)
            if level.on_hand - level.reserved < 1:
                return False
            level.reserved += 1
            level.save()
            return True

    sold = at_once(read_check_write, BUYERS).count(True)

    assert sold > 50
    assert StockLevel.objects.get(pk=variant_id).reserved < sold


def test_control_without_a_guard_in_the_statement_the_constraint_still_refuses():
    (product,) = save(mug(on_hand=3))
    rows = StockLevel.objects.filter(pk=product.variants[0].id)

    results = at_once(lambda _: rows.update(reserved=F("reserved") + 1), 10, threads=10)

    assert sum(isinstance(result, DatabaseError) for result in results) == 7
    assert rows.get().reserved == 3


def test_a_buyer_who_waits_for_a_row_that_is_then_given_back_gets_it():
    (product,) = save(mug(on_hand=1))
    variant_id = product.variants[0].id
    first = reserve((variant_id, 1))
    waiting: list[object] = []

    with transaction.atomic():
        CatalogService().release(order_id=first, now=NOW)
        buyer = threading.Thread(target=lambda: waiting.extend(at_once(lambda _: reserve((variant_id, 1)), 1)))
        buyer.start()
        _wait_until_somebody_waits_for_a_lock()
    buyer.join(timeout=30)

    assert isinstance(waiting[0], UUID)
    assert CatalogService().check_stock() == ()


def test_orders_with_their_lines_in_opposite_order_never_deadlock():
    first, second = (product.variants[0].id for product in save(mug("one", on_hand=500), mug("two", on_hand=500)))

    def buy(number: int) -> UUID:
        lines = [(first, 1), (second, 1)]
        return reserve(*(lines if number % 2 else reversed(lines)))

    results = at_once(buy, 200, threads=20)

    assert all(isinstance(result, UUID) for result in results), results
    assert CatalogService().get_stock("ONE").reserved == 200
    assert CatalogService().check_stock() == ()


def test_control_locking_in_the_order_of_the_lines_deadlocks():
    first, second = (product.variants[0].id for product in save(mug("one", on_hand=500), mug("two", on_hand=500)))
    has_one = threading.Barrier(2)

    def buy(number: int) -> bool:
        with transaction.atomic():
            for position, variant_id in enumerate((first, second) if number else (second, first)):
                StockLevel.objects.filter(pk=variant_id).update(reserved=F("reserved") + 1)
                if position == 0:
                    has_one.wait(timeout=30)
        return True

    results = at_once(buy, 2, threads=2)

    assert sorted(type(result).__name__ for result in results) == ["OperationalError", "bool"]
    assert any("deadlock" in str(result) for result in results if isinstance(result, OperationalError))


def test_one_order_reserved_many_times_at_once_holds_its_stock_once():
    (product,) = save(mug(on_hand=50))
    order_id = uuid4()

    def again(_: int) -> None:
        with transaction.atomic():
            CatalogService().reserve(
                order_id=order_id, lines=[StockLine(product.variants[0].id, 2)], expires_at=NOW, now=NOW
            )

    assert at_once(again, 20, threads=20) == [None] * 20
    assert CatalogService().get_stock("MUG").reserved == 2
    assert CatalogService().check_stock() == ()


def test_consuming_and_releasing_one_order_at_once_does_one_of_them():
    (product,) = save(mug(on_hand=50))
    order_id = reserve((product.variants[0].id, 5))

    def end(number: int) -> None:
        if number % 2:
            CatalogService().consume(order_id=order_id, now=NOW)
        else:
            CatalogService().release(order_id=order_id, now=NOW)

    assert at_once(end, 20, threads=20) == [None] * 20
    stock = CatalogService().get_stock("MUG")
    assert (stock.on_hand, stock.reserved) in {(45, 0), (50, 0)}
    assert CatalogService().check_stock() == ()


def test_counting_while_others_buy_keeps_the_ledger_true():
    (product,) = save(mug(on_hand=500))
    variant_id = product.variants[0].id

    def act(number: int) -> None:
        if number % 10:
            reserve((variant_id, 1))
        else:
            CatalogService().set_stock(sku="MUG", on_hand=400 + number, reason="count", actor="test")

    assert at_once(act, 100, threads=20) == [None] * 100
    assert CatalogService().get_stock("MUG").reserved == 90
    assert CatalogService().check_stock() == ()


def test_two_who_save_a_new_product_at_once_make_one():
    results = at_once(lambda _: CatalogService().save_product(mug(), actor="test").created, 8, threads=8)

    assert results.count(True) == 1
    assert all(result is True or result is False or isinstance(result, ProductInvalid) for result in results)
    assert CatalogService().get_stock("MUG").on_hand == 5
    assert CatalogService().check_stock() == ()


def _wait_until_somebody_waits_for_a_lock() -> None:
    deadline = datetime.now(UTC) + timedelta(seconds=20)
    while datetime.now(UTC) < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    pytest.fail("Nobody waited for a lock.")
