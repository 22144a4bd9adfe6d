"""Lists of orders, page by page; and whose order opens for whom."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from orders.contracts import SYSTEM, OrderQuery
from orders.errors import OrderNotFound
from orders.service import OrderService
from shop.http.pagination import CursorInvalid, ParameterInvalid, sign_cursor
from shop.kernel.clock import FixedClock
from tests.cart.making import a_customer
from tests.catalog.making import mug, save
from tests.orders.making import SHOPPER, an_order

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def make(count, *, minutes=1):
    product = save(mug(on_hand=99))[0]
    return [an_order((product, 1), clock=FixedClock(NOON + timedelta(minutes=minutes * n))) for n in range(count)]


def flat(pages):
    return [number for page in pages for number in page]


def walk(**query):
    """All pages forwards, then all of them backwards again."""
    pages, cursor = [], ""
    while True:
        page = OrderService().list_orders(OrderQuery(cursor=cursor, **query))
        pages.append([row.number for row in page.results])
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    back = [pages[-1]]
    while page.previous_cursor is not None:
        page = OrderService().list_orders(OrderQuery(cursor=page.previous_cursor, **query))
        back.insert(0, [row.number for row in page.results])
    assert back == pages, "backwards the pages are the same"
    return pages


@pytest.mark.parametrize("minutes", [1, 0], ids=["one a minute", "all at the same moment"])
def test_the_newest_order_comes_first_on_every_page(minutes):
    orders = make(7, minutes=minutes)
    numbers = [order.number for order in sorted(orders, key=lambda order: (order.placed_at, order.id))]
    pages = walk(limit=3)
    assert flat(pages) == numbers[::-1]
    assert [len(page) for page in pages] == [3, 3, 1]


@pytest.mark.parametrize("minutes", [1, 0], ids=["one a minute", "all at the same moment"])
def test_changes_come_oldest_first_and_only_later_ones(minutes):
    orders = make(5, minutes=minutes)
    OrderService(clock=FixedClock(NOON + timedelta(hours=1))).record(
        order_id=orders[0].id, kind="note", text="Seen", actor=SYSTEM
    )
    rest = sorted(orders[1:], key=lambda order: (order.updated_at, order.id))
    pages = walk(limit=2, updated_after=NOON - timedelta(seconds=1))
    assert flat(pages) == [*(order.number for order in rest), orders[0].number]
    late = walk(limit=2, updated_after=NOON + timedelta(minutes=30))
    assert late == [[orders[0].number]]
    assert walk(updated_after=NOON + timedelta(hours=2)) == [[]]


def test_a_status_narrows_the_list():
    orders = make(3)
    OrderService().cancel_order(order_id=orders[1].id, actor=SHOPPER, reason="")
    assert walk(status="cancelled") == [[orders[1].number]]
    assert walk(status="pending_payment") == [[orders[2].number, orders[0].number]]


def test_a_customer_sees_their_own_orders():
    alice = a_customer()
    product = save(mug(on_hand=9))[0]
    mine, _ = an_order((product, 1), user_id=alice.pk), an_order((product, 1))
    assert walk(user_id=alice.pk) == [[mine.number]]


def test_a_row_tells_what_a_list_shows_and_a_page_takes_two_statements(django_assert_num_queries):
    product = save(mug(on_hand=9))[0]
    order = an_order((product, 3))
    make(4)
    with django_assert_num_queries(2):
        rows = OrderService().list_orders(OrderQuery()).results
    row = next(row for row in rows if row.id == order.id)
    assert (row.item_count, row.total, row.status) == (3, order.totals.total, "pending_payment")


def test_what_is_no_status_and_no_cursor_is_refused():
    with pytest.raises(ParameterInvalid):
        OrderService().list_orders(OrderQuery(status="lost"))
    make(1)
    place = [NOON.isoformat(), str(uuid4())]
    for cursor in (
        "x",
        sign_cursor(["products", 1]),
        sign_cursor(["orders", "updated_at", "next", *place]),
        sign_cursor(["orders", "placed_at", "up", *place]),
    ):
        with pytest.raises(CursorInvalid):
            OrderService().list_orders(OrderQuery(cursor=cursor))


def test_an_order_opens_for_its_customer_and_for_its_token_and_for_nobody_else():
    alice, bob = a_customer("alice@example.com"), a_customer("bob@example.com")
    product = save(mug(on_hand=9))[0]
    hers, a_guests = an_order((product, 1), user_id=alice.pk), an_order((product, 1))
    service = OrderService()
    assert service.get_order_for(order_id=hers.id, user_id=alice.pk) == hers
    assert service.get_order_for(order_id=a_guests.id, access_token=a_guests.access_token) == a_guests
    for who in (
        {},
        {"user_id": bob.pk},
        {"access_token": hers.access_token},
        {"access_token": ""},
        {"access_token": a_guests.access_token[:-1]},
        {"access_token": "ü\x00🙂"},
    ):
        with pytest.raises(OrderNotFound):
            service.get_order_for(order_id=a_guests.id, **who)
    with pytest.raises(OrderNotFound):
        service.get_order_for(order_id=hers.id, user_id=None)
    with pytest.raises(OrderNotFound):
        service.get_order_for(order_id=uuid4(), user_id=alice.pk, access_token=hers.access_token)
