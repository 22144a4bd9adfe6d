"""Two at once: dispatches, the news of a payment, and a cancellation."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from catalog.service import CatalogService
from fulfillment.contracts import Dispatch, ShipmentLine
from fulfillment.models import Shipment
from fulfillment.service import FulfillmentService
from orders.service import OrderService
from shop.kernel.errors import DomainError
from shop.kernel.models import Event
from tests.catalog.making import mug, save
from tests.orders.making import STAFF, a_paid_order

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs):
    """Run the jobs at the same moment; return what each returned or raised."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait()
            return job()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def of(order):
    return Shipment.objects.filter(order_id=order.id)


def test_two_dispatches_of_the_same_units_send_them_once():
    order = a_paid_order()
    lines = (ShipmentLine(order.lines[0].id, 2),)

    def send():
        return FulfillmentService().dispatch(Dispatch(order_id=order.id, lines=lines), actor=STAFF)

    outcomes = at_once(send, send, send, send)
    assert sum(not isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert list(of(order).values_list("status", flat=True)) == ["shipped"]
    assert Event.objects.filter(order_id=order.id, type="order.shipped").count() == 1
    assert CatalogService().get_stock("MUG").on_hand == 3


def test_dispatches_of_different_units_at_once_all_leave_and_nothing_stays_open():
    order = a_paid_order()
    lines = (ShipmentLine(order.lines[0].id, 1),)

    def send():
        return FulfillmentService().dispatch(Dispatch(order_id=order.id, lines=lines), actor=STAFF)

    def news():
        return FulfillmentService().open_shipment(order_id=order.id)

    outcomes = at_once(send, news, send, news)
    assert not any(isinstance(outcome, DomainError) for outcome in outcomes)
    assert sorted(of(order).values_list("status", flat=True)) == ["shipped", "shipped"]
    assert CatalogService().get_stock("MUG").on_hand == 3


def test_a_cancellation_at_the_moment_of_the_news_leaves_no_parcel_to_pack():
    product = save(mug())[0]
    for _ in range(8):
        order = a_paid_order((product, 2))

        def news(order=order):
            return FulfillmentService().open_shipment(order_id=order.id)

        def cancel(order=order):
            OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="")
            return FulfillmentService().cancel_open(order_id=order.id)

        at_once(news, cancel)
        assert OrderService().get_order(order_id=order.id).status == "cancelled"
        assert not of(order).filter(status="open").exists()
        level = CatalogService().get_stock("MUG")
        assert (level.on_hand, level.reserved) == (5, 0)


def test_a_cancellation_between_the_look_and_the_consumption_gives_all_back(monkeypatch):
    """The worst moment, made to happen: the order was still paid when it was looked at."""
    order = a_paid_order()
    consume = CatalogService.consume

    def cancel():
        return OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="")

    def late(catalog, **kwargs):
        assert [outcome.status for outcome in at_once(cancel)] == ["cancelled"]
        return consume(catalog, **kwargs)

    monkeypatch.setattr(CatalogService, "consume", late)
    FulfillmentService().open_shipment(order_id=order.id)
    FulfillmentService().cancel_open(order_id=order.id)
    assert list(of(order).values_list("status", flat=True)) == ["cancelled"]
    level = CatalogService().get_stock("MUG")
    assert (level.on_hand, level.reserved) == (5, 0)
