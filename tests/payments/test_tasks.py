"""What payments do by themselves: the consumer of order.cancelled, and the schedule."""

import pytest
from django.conf import settings

from orders.service import OrderService
from payments.models import Refund
from payments.service import PaymentService
from payments.tasks import on_order_cancelled, settle_open
from shop.kernel.models import Delivery, Event
from tests.orders.making import SHOPPER, STAFF, an_order
from tests.payments.making import given_back

pytestmark = pytest.mark.django_db


def test_a_cancelled_order_is_refunded_once_however_often_the_event_comes():
    order = an_order()
    PaymentService().pay(order_id=order.id, payment_method="pm_card_visa", actor=SHOPPER)
    OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="Broken in the store")
    event = Event.objects.get(type="order.cancelled")

    for _ in range(3):
        on_order_cancelled(str(event.id))

    assert given_back() == [order.totals.total.minor]
    assert OrderService().get_order(order_id=order.id).refunded == order.totals.total
    delivery = Delivery.objects.get(event=event, consumer="payments.on_order_cancelled")
    assert delivery.state == Delivery.State.DONE


def test_a_cancelled_order_that_was_never_paid_has_nothing_to_refund():
    order = an_order()
    OrderService().cancel_order(order_id=order.id, actor=SHOPPER, reason="")

    on_order_cancelled(str(Event.objects.get(type="order.cancelled").id))

    assert (given_back(), Refund.objects.count()) == ([], 0)


def test_settling_is_on_the_schedule_and_finds_nothing_in_an_empty_shop():
    assert settle_open() == 0
    assert settle_open.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
