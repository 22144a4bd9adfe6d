"""Parcels leave and arrive; orders are called off, or run out of time."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from catalog.models import StockLevel
from catalog.service import CatalogService
from orders.contracts import ShippedLine
from orders.errors import NothingToShip, OrderNotCancellable, OrderNotFound, ShipmentNotFound
from orders.models import OrderLine
from orders.service import OrderService
from orders.tasks import expire_unpaid
from shop.kernel.clock import FixedClock
from shop.kernel.errors import Stale
from shop.kernel.models import Event
from tests.catalog.making import mug, save
from tests.orders.making import SHOPPER, STAFF, a_paid_order, a_parcel, an_order

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def read(order):
    return OrderService().get_order(order_id=order.id)


def ship(order, parcel):
    return OrderService().mark_shipped(order_id=order.id, shipment=parcel, actor=STAFF)


def arrive(order, parcel):
    return OrderService().mark_delivered(order_id=order.id, shipment_id=parcel.id, at=NOON, actor=STAFF)


def two_lines():
    return a_paid_order(*((product, 2) for product in save(mug("one"), mug("two"))))


def test_a_parcel_of_everything_ships_the_order_and_tells_of_it():
    order = two_lines()
    parcel = a_parcel(order)
    shipped = ship(order, parcel)
    assert (shipped.status, shipped.shipments) == ("shipped", (parcel,))
    assert [line.open_quantity for line in shipped.lines] == [0, 0]
    event = Event.objects.get(type="order.shipped")
    assert event.data["complete"]
    assert (event.data["carrier"], event.data["tracking_number"]) == ("DHL", "123456")
    assert [(line["sku"], line["quantity"]) for line in event.data["lines"]] == [("ONE", 2), ("TWO", 2)]


def test_an_order_ships_in_as_many_parcels_as_it_takes():
    order = two_lines()
    states = []
    for parcel in (a_parcel(order, 1, 0), a_parcel(order, 1, 1), a_parcel(order, 0, 1)):
        states.append(ship(order, parcel).status)
    assert states == ["partially_shipped", "partially_shipped", "shipped"]
    complete = [event.data["complete"] for event in Event.objects.filter(type="order.shipped").order_by("id")]
    assert complete == [False, False, True]


def test_the_same_parcel_told_twice_is_counted_once():
    order = two_lines()
    parcel = a_parcel(order, 1, 0)
    ship(order, parcel)
    assert ship(order, parcel).lines[0].shipped_quantity == 1
    assert Event.objects.filter(type="order.shipped").count() == 1


@pytest.mark.parametrize("quantities", [(3, 0), (0, -1), (1, 3)])
def test_more_units_than_are_left_are_not_shipped(quantities):
    order = two_lines()
    with pytest.raises(NothingToShip):
        ship(order, a_parcel(order, *quantities))
    assert read(order) == order


def test_a_line_named_twice_in_a_parcel_is_added_up():
    order = two_lines()
    parcel = a_parcel(order)
    twice = type(parcel)(**{**{name: getattr(parcel, name) for name in parcel.__slots__}, "lines": parcel.lines * 2})
    with pytest.raises(NothingToShip):
        ship(order, twice)
    assert read(order) == order


def test_an_empty_parcel_and_one_with_a_strange_line_are_refused():
    order = two_lines()
    parcel = a_parcel(order)
    values = {name: getattr(parcel, name) for name in parcel.__slots__}
    for lines in ((), (ShippedLine(uuid4(), 1),)):
        with pytest.raises(NothingToShip):
            ship(order, type(parcel)(**{**values, "lines": lines}))
    assert read(order) == order


def test_an_unpaid_order_is_not_shipped():
    order = an_order()
    with pytest.raises(NothingToShip):
        ship(order, a_parcel(order))
    assert read(order) == order


def test_the_database_refuses_more_shipped_than_ordered():
    order = an_order()
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderLine.objects.filter(order_id=order.id).update(shipped_quantity=3)


def test_an_order_is_delivered_with_the_last_of_its_parcels():
    order = two_lines()
    first, second = a_parcel(order, 2, 0), a_parcel(order, 0, 2)
    ship(order, first)
    assert arrive(order, first).status == "partially_shipped"
    ship(order, second)
    assert arrive(order, first).status == "shipped", "the first parcel a second time is no news"
    delivered = arrive(order, second)
    assert (delivered.status, [parcel.delivered_at for parcel in delivered.shipments]) == ("delivered", [NOON, NOON])
    arrive(order, second)
    assert Event.objects.filter(type="order.delivered").count() == 1


def test_a_parcel_of_another_order_can_not_arrive():
    order, other = two_lines(), a_paid_order()
    parcel = a_parcel(other)
    ship(other, parcel)
    with pytest.raises(ShipmentNotFound):
        arrive(order, parcel)


def test_what_is_no_thing_needs_no_parcel():
    thing, text = save(mug("thing"), mug("text", variant={"requires_shipping": False}))
    order = a_paid_order((thing, 1), (text, 1))
    assert ship(order, a_parcel(order, 1, 0)).status == "shipped"


def test_an_order_without_any_thing_is_complete_once_and_with_one_it_is_not():
    thing, text = save(mug("thing"), mug("text", variant={"requires_shipping": False}))
    unpaid, texts, mixed = an_order((text, 1)), a_paid_order((text, 1)), a_paid_order((thing, 1), (text, 1))
    outcomes = [OrderService().mark_complete(order_id=order.id) for order in (unpaid, texts, texts, mixed)]
    assert outcomes == [False, True, False, False]
    assert (read(unpaid), read(mixed)) == (unpaid, mixed)
    complete = read(texts)
    assert complete.status == "delivered"
    assert complete.timeline[-1].text == "Complete: nothing of this order needs a parcel."
    assert Event.objects.get(type="order.delivered").order_id == texts.id
    with pytest.raises(OrderNotCancellable):
        OrderService().cancel_order(order_id=texts.id, actor=STAFF, reason="")
    assert read(texts) == complete


def test_an_unpaid_order_can_be_called_off_and_gives_its_stock_back():
    order = an_order()
    cancelled = OrderService().cancel_order(order_id=order.id, actor=SHOPPER, reason="Changed my mind")
    assert (cancelled.status, cancelled.reserved_until) == ("cancelled", None)
    assert cancelled.cancelled_at is not None
    assert CatalogService().get_stock("MUG").reserved == 0
    event = Event.objects.get(type="order.cancelled")
    assert (event.data["was_paid"], event.data["reason"]) == (False, "Changed my mind")
    assert "Changed my mind" in cancelled.timeline[-1].text


def test_a_paid_order_called_off_puts_its_stock_back_on_the_shelf_and_asks_for_a_refund():
    order = a_paid_order()
    CatalogService().consume(order_id=order.id, now=NOON)
    assert CatalogService().get_stock("MUG").on_hand == 3
    OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="Damaged")
    stock = CatalogService().get_stock("MUG")
    assert (stock.on_hand, stock.reserved) == (5, 0)
    assert Event.objects.get(type="order.cancelled").data["was_paid"]


def test_an_order_is_called_off_once():
    order = an_order()
    OrderService().cancel_order(order_id=order.id, actor=SHOPPER, reason="")
    before = read(order)
    with pytest.raises(OrderNotCancellable):
        OrderService().cancel_order(order_id=order.id, actor=SHOPPER, reason="")
    assert read(order) == before
    assert Event.objects.filter(type="order.cancelled").count() == 1


def test_an_order_that_is_on_its_way_is_not_called_off():
    order = two_lines()
    ship(order, a_parcel(order, 1, 0))
    before = read(order)
    with pytest.raises(OrderNotCancellable):
        OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="")
    assert read(order) == before
    assert not Event.objects.filter(type="order.cancelled").exists()


def test_a_change_meant_for_an_older_version_is_refused():
    order = an_order()
    OrderService().record(order_id=order.id, kind="note", text="Seen", actor=STAFF)
    with pytest.raises(Stale):
        OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="", expected_version=order.version)
    assert read(order).status == "pending_payment"
    now = read(order).version
    assert OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="", expected_version=now)


def test_an_order_that_is_not_there_is_not_called_off():
    with pytest.raises(OrderNotFound):
        OrderService().cancel_order(order_id=uuid4(), actor=STAFF, reason="")


def test_orders_that_were_not_paid_in_time_expire_and_free_their_stock():
    product = save(mug(on_hand=9))[0]
    old = an_order((product, 2), clock=FixedClock(NOON))
    young = an_order((product, 3), clock=FixedClock(NOON + timedelta(minutes=10)))
    service = OrderService(clock=FixedClock(NOON + timedelta(minutes=31)))
    assert (service.expire_unpaid(), service.expire_unpaid()) == (1, 0)
    assert (read(old).status, read(young).status) == ("expired", "pending_payment")
    assert CatalogService().get_stock("MUG").reserved == 3
    assert Event.objects.get(type="order.expired").order_id == old.id


def test_a_payment_that_has_begun_keeps_an_order_from_expiring():
    order = an_order(clock=FixedClock(NOON))
    OrderService().begin_payment(order_id=order.id, now=NOON + timedelta(minutes=29))
    assert OrderService(clock=FixedClock(NOON + timedelta(minutes=31))).expire_unpaid() == 0
    assert read(order).status == "pending_payment"


def test_a_payment_that_begins_while_the_job_runs_keeps_the_order_too():
    order = an_order(clock=FixedClock(NOON))
    late = NOON + timedelta(minutes=31)

    class Meanwhile:
        """A clock at whose second look, when the job has made its list, the shopper presses "Pay"."""

        looks = 0

        def now(self):
            self.looks += 1
            if self.looks == 2:
                OrderService().begin_payment(order_id=order.id, now=late)
            return late

    assert OrderService(clock=Meanwhile()).expire_unpaid() == 0
    assert read(order).status == "pending_payment"
    assert CatalogService().get_stock("MUG").reserved == 2


def test_one_order_that_can_not_expire_does_not_hold_up_the_rest():
    broken, sound = save(mug("broken"), mug("sound"))
    first = an_order((broken, 2), clock=FixedClock(NOON))
    second = an_order((sound, 2), clock=FixedClock(NOON + timedelta(seconds=1)))
    StockLevel.objects.filter(variant=broken.variants[0].id).update(reserved=0)

    assert OrderService(clock=FixedClock(NOON + timedelta(hours=1))).expire_unpaid() == 1

    assert (read(first).status, read(second).status) == ("pending_payment", "expired")
    assert Event.objects.get(type="order.expired").order_id == second.id


def test_paid_and_ended_orders_do_not_expire():
    order = a_paid_order(clock=FixedClock(NOON))
    assert OrderService(clock=FixedClock(NOON + timedelta(days=9))).expire_unpaid() == 0
    assert read(order).status == "paid"


def test_the_scheduler_finds_the_job_by_its_name():
    an_order(clock=FixedClock(NOON - timedelta(days=1)))
    assert expire_unpaid.name == "orders.expire_unpaid"
    assert expire_unpaid() == 1
