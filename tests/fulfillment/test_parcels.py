"""A paid order becomes a parcel, the parcel leaves whole or in parts, and arrives."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from catalog.service import CatalogService
from fulfillment.contracts import Dispatch, ShipmentLine
from fulfillment.errors import DispatchInvalid, ShipmentNotDispatched, ShipmentNotFound
from fulfillment.models import Shipment
from fulfillment.service import FulfillmentService
from fulfillment.tasks import on_order_cancelled, on_order_paid
from orders.errors import NothingToShip, OrderNotFound
from orders.service import OrderService
from shop.kernel.models import Event
from tests.catalog.making import mug, save
from tests.orders.making import STAFF, a_paid_order, an_order

pytestmark = pytest.mark.django_db
service = FulfillmentService()


def two_lines():
    return a_paid_order(*((product, 2) for product in save(mug("one"), mug("two"))))


def dispatch(order, *quantities, **more):
    lines = tuple(
        ShipmentLine(line.id, quantity) for line, quantity in zip(order.lines, quantities, strict=False) if quantity
    )
    return service.dispatch(Dispatch(order_id=order.id, lines=lines, **more), actor=STAFF)


def statuses(order):
    return [shipment.status for shipment in service.list_shipments(order_id=order.id)]


def stock(sku):
    level = CatalogService().get_stock(sku)
    return level.on_hand, level.reserved


def heard(order, event_type, task):
    task(str(Event.objects.get(order_id=order.id, type=event_type).pk))


def test_a_paid_order_is_put_on_the_list_to_pack_and_its_stock_is_consumed():
    order = two_lines()
    assert stock("ONE") == (5, 2)
    heard(order, "order.paid", on_order_paid)
    (shipment,) = service.list_shipments(order_id=order.id)
    assert shipment.status == "open"
    assert shipment.lines == tuple(ShipmentLine(line.id, 2) for line in order.lines)
    assert (stock("ONE"), stock("TWO")) == ((3, 0), (3, 0))


def test_the_news_of_a_payment_heard_twice_opens_one_parcel_and_consumes_once():
    order = two_lines()
    for _ in range(2):
        heard(order, "order.paid", on_order_paid)
        service.open_shipment(order_id=order.id)
    assert statuses(order) == ["open"]
    assert stock("ONE") == (3, 0)


def test_an_order_that_is_not_paid_gets_no_parcel_and_keeps_its_reservation():
    order = an_order()
    assert service.open_shipment(order_id=order.id) is None
    assert statuses(order) == []
    assert stock("MUG") == (5, 2)


def test_an_order_that_was_cancelled_before_the_news_of_its_payment_gets_no_parcel():
    order = a_paid_order()
    OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="")
    heard(order, "order.cancelled", on_order_cancelled)
    heard(order, "order.paid", on_order_paid)
    assert statuses(order) == []
    assert stock("MUG") == (5, 0)


def test_a_cancelled_order_leaves_the_list_to_pack_and_its_stock_comes_back_once():
    order = a_paid_order()
    heard(order, "order.paid", on_order_paid)
    OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="")
    for _ in range(2):
        heard(order, "order.cancelled", on_order_cancelled)
    assert statuses(order) == ["cancelled"]
    assert stock("MUG") == (5, 0)


def test_a_dispatch_without_lines_sends_all_that_is_left_in_the_open_parcel():
    order = two_lines()
    opened = service.open_shipment(order_id=order.id)
    sent = service.dispatch(Dispatch(order_id=order.id, carrier="an post", tracking_number=" CE 123 IE "), actor=STAFF)
    assert sent.id == opened.id
    assert (sent.status, sent.carrier, sent.tracking_number) == ("shipped", "An Post", "CE 123 IE")
    assert sent.tracking_url.endswith("item=CE123IE")
    assert statuses(order) == ["shipped"]
    now = OrderService().get_order(order_id=order.id)
    assert now.status == "shipped"
    assert now.shipments[0].tracking_url == sent.tracking_url
    event = Event.objects.get(type="order.shipped")
    assert event.data["shipment_id"] == str(sent.id)


def test_a_part_leaves_and_the_rest_waits_in_a_parcel_of_its_own():
    order = two_lines()
    opened = service.open_shipment(order_id=order.id)
    first = dispatch(order, 1, 2)
    assert first.id == opened.id
    assert statuses(order) == ["shipped", "open"]
    rest = service.list_shipments(order_id=order.id)[1]
    assert rest.lines == (ShipmentLine(order.lines[0].id, 1),)
    second = service.dispatch(Dispatch(order_id=order.id), actor=STAFF)
    assert second.id == rest.id
    assert statuses(order) == ["shipped", "shipped"]
    assert OrderService().get_order(order_id=order.id).status == "shipped"
    assert (stock("ONE"), stock("TWO")) == ((3, 0), (3, 0))
    assert Event.objects.filter(type="order.shipped").count() == 2


@pytest.mark.parametrize("quantities", [(2, 2), (1, 0)])
def test_a_dispatch_that_overtakes_the_news_of_the_payment_consumes_the_stock_once(quantities):
    order = two_lines()
    dispatch(order, *quantities)
    before = statuses(order)
    heard(order, "order.paid", on_order_paid)
    assert statuses(order) == before
    assert (stock("ONE"), stock("TWO")) == ((3, 0), (3, 0))


@pytest.mark.parametrize(
    "lines",
    [
        lambda order: (ShipmentLine(order.lines[0].id, 3),),
        lambda order: (ShipmentLine(uuid4(), 1),),
    ],
    ids=["more than is left", "a line of nobody"],
)
def test_what_is_not_left_to_ship_is_refused_and_nothing_changes(lines):
    order = two_lines()
    service.open_shipment(order_id=order.id)
    with pytest.raises(NothingToShip):
        service.dispatch(Dispatch(order_id=order.id, lines=lines(order)), actor=STAFF)
    assert statuses(order) == ["open"]
    assert service.list_shipments(order_id=order.id)[0].lines == tuple(ShipmentLine(line.id, 2) for line in order.lines)
    assert OrderService().get_order(order_id=order.id).status == "paid"
    assert not Event.objects.filter(type="order.shipped").exists()


def test_all_that_was_shipped_is_not_shipped_again():
    order = two_lines()
    dispatch(order, 2, 2)
    with pytest.raises(NothingToShip):
        service.dispatch(Dispatch(order_id=order.id), actor=STAFF)
    assert statuses(order) == ["shipped"]


@pytest.mark.parametrize(
    ("quantities", "pointer"), [((0,), "/lines/0/quantity"), ((-1,), "/lines/0/quantity"), ((1, 1), "/lines/1/line_id")]
)
def test_lines_that_make_no_sense_are_named(quantities, pointer):
    order = a_paid_order()
    lines = tuple(ShipmentLine(order.lines[0].id, quantity) for quantity in quantities)
    with pytest.raises(DispatchInvalid) as refused:
        service.dispatch(Dispatch(order_id=order.id, lines=lines), actor=STAFF)
    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert statuses(order) == []


def test_an_unpaid_order_is_not_dispatched():
    order = an_order()
    with pytest.raises(NothingToShip):
        service.dispatch(Dispatch(order_id=order.id), actor=STAFF)
    assert (statuses(order), stock("MUG")) == ([], (5, 2))


def test_an_order_that_does_not_exist_is_not_dispatched():
    with pytest.raises(OrderNotFound):
        service.dispatch(Dispatch(order_id=uuid4()), actor=STAFF)


def test_the_last_parcels_arrival_delivers_the_order_once():
    order = two_lines()
    first, second = dispatch(order, 2, 0), dispatch(order, 0, 2)
    service.mark_delivered(shipment_id=first.id, actor=STAFF)
    assert OrderService().get_order(order_id=order.id).status == "shipped"
    for _ in range(2):
        arrived = service.mark_delivered(shipment_id=second.id, actor=STAFF)
    assert (arrived.status, arrived.delivered_at is not None) == ("delivered", True)
    assert OrderService().get_order(order_id=order.id).status == "delivered"
    assert Event.objects.filter(type="order.delivered").count() == 1


def test_a_parcel_that_was_not_sent_can_not_arrive():
    order = a_paid_order()
    opened = service.open_shipment(order_id=order.id)
    with pytest.raises(ShipmentNotDispatched):
        service.mark_delivered(shipment_id=opened.id, actor=STAFF)
    with pytest.raises(ShipmentNotFound):
        service.mark_delivered(shipment_id=uuid4(), actor=STAFF)
    assert statuses(order) == ["open"]


def test_the_database_allows_one_open_parcel_of_an_order():
    order = a_paid_order()
    service.open_shipment(order_id=order.id)
    with pytest.raises(IntegrityError, match="one_open_shipment_per_order"), transaction.atomic():
        Shipment.objects.create(order_id=order.id, created_at=order.placed_at)


def a_text(slug="text", **more):
    return mug(slug, variant={"requires_shipping": False}, **more)


def test_an_order_with_nothing_to_ship_is_delivered_when_it_is_paid_and_its_stock_is_consumed():
    order = a_paid_order((save(a_text())[0], 2))
    for _ in range(2):
        heard(order, "order.paid", on_order_paid)
        assert service.open_shipment(order_id=order.id) is None
    assert (statuses(order), stock("TEXT")) == ([], (3, 0))
    after = OrderService().get_order(order_id=order.id)
    assert (after.status, after.shipments) == ("delivered", ())
    assert [entry.kind for entry in after.timeline] == ["placed", "paid", "complete"]
    assert Event.objects.filter(order_id=order.id, type="order.delivered").count() == 1
    with pytest.raises(NothingToShip):
        service.dispatch(Dispatch(order_id=order.id), actor=STAFF)
    assert statuses(order) == []


def test_an_order_of_both_gets_a_parcel_of_what_ships_and_all_of_its_stock_is_consumed():
    order = a_paid_order(*((product, 2) for product in save(mug("one"), a_text())))
    heard(order, "order.paid", on_order_paid)
    (shipment,) = service.list_shipments(order_id=order.id)
    assert shipment.lines == (ShipmentLine(order.lines[0].id, 2),)
    assert (stock("ONE"), stock("TEXT")) == ((3, 0), (3, 0))
    assert OrderService().get_order(order_id=order.id).status == "paid"
    service.dispatch(Dispatch(order_id=order.id), actor=STAFF)
    service.mark_delivered(shipment_id=shipment.id, actor=STAFF)
    assert OrderService().get_order(order_id=order.id).status == "delivered"
    assert statuses(order) == ["delivered"]


def test_an_order_with_nothing_to_ship_that_was_cancelled_first_stays_cancelled():
    order = a_paid_order((save(a_text())[0], 2))
    OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="")
    heard(order, "order.paid", on_order_paid)
    assert OrderService().get_order(order_id=order.id).status == "cancelled"
    assert stock("TEXT") == (5, 0)
