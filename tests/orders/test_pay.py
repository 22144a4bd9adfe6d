"""What payments tells: an attempt begins, it stands here or there, there is money."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from catalog.models import Reservation
from catalog.service import CatalogService
from orders.contracts import SYSTEM, ChangeDetails
from orders.errors import OrderAlreadyPaid, OrderNotFound, OrderNotPayable, TransitionRefused
from orders.models import Order
from orders.rules import Status
from orders.service import OrderService
from shop.kernel.clock import FixedClock
from shop.kernel.models import Event
from shop.kernel.money import Money
from tests.cart.making import BERLIN
from tests.catalog.making import mug, save
from tests.orders.making import SHOPPER, STAFF, a_paid_order, a_parcel, a_payment, an_order

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def read(order):
    return OrderService().get_order(order_id=order.id)


def pay(order, fact=None, now=None):
    return OrderService().mark_paid(order_id=order.id, fact=fact or a_payment(order), now=now or order.placed_at)


def expire(order):
    late = FixedClock(order.reserved_until + timedelta(seconds=1))
    assert OrderService(clock=late).expire_unpaid() == 1


def events(kind):
    return Event.objects.filter(type=kind).count()


def test_an_attempt_gives_the_order_its_time_anew():
    order = an_order(clock=FixedClock(NOON))
    later = NOON + timedelta(minutes=20)
    begun = OrderService().begin_payment(order_id=order.id, now=later)
    assert begun.reserved_until == later + timedelta(minutes=30)
    assert Reservation.objects.get(order_id=order.id).expires_at == begun.reserved_until
    assert begun.version > order.version


def test_an_attempt_never_shortens_the_time():
    order = an_order(clock=FixedClock(NOON))
    assert (
        OrderService().begin_payment(order_id=order.id, now=NOON - timedelta(minutes=5)).reserved_until
        == order.reserved_until
    )


def test_a_paid_order_can_not_be_paid_again():
    with pytest.raises(OrderAlreadyPaid):
        OrderService().begin_payment(order_id=a_paid_order().id, now=NOON)


def test_an_order_that_ended_can_not_be_paid():
    product = save(mug())[0]
    expired, cancelled = an_order((product, 1)), an_order((product, 1))
    OrderService().cancel_order(order_id=cancelled.id, actor=SHOPPER, reason="")
    expire(expired)
    for order in (expired, cancelled):
        before = read(order)
        with pytest.raises(OrderNotPayable):
            OrderService().begin_payment(order_id=order.id, now=NOON)
        assert read(order) == before


def test_an_order_that_is_not_there_can_not_be_paid():
    for act in (
        lambda: OrderService().begin_payment(order_id=uuid4(), now=NOON),
        lambda: OrderService().record(order_id=uuid4(), kind="x", text="x", actor=SYSTEM),
    ):
        with pytest.raises(OrderNotFound):
            act()


def test_money_makes_an_order_paid_and_keeps_its_stock_for_good():
    order = an_order()
    fact = a_payment(order)
    assert pay(order, fact, NOON)
    paid = read(order)
    assert (paid.status, paid.paid_at, paid.paid, paid.reserved_until) == ("paid", NOON, order.totals.total, None)
    assert paid.payments == (fact,)
    assert Reservation.objects.get(order_id=order.id).expires_at is None
    event = Event.objects.get(type="order.paid")
    assert event.data["total"] == order.totals.total.as_json()
    assert event.data["number"] == order.number


def test_the_same_payment_told_twice_pays_once():
    order = an_order()
    fact = a_payment(order)
    assert pay(order, fact)
    assert pay(order, fact)
    assert (events("order.paid"), read(order).paid) == (1, order.totals.total)


def test_a_second_payment_of_a_paid_order_goes_back_and_is_remembered():
    order = an_order()
    first, second = a_payment(order), a_payment(order)
    assert pay(order, first)
    assert not pay(order, second)
    after = read(order)
    assert (after.status, events("order.paid")) == ("paid", 1)
    assert {payment.id for payment in after.payments} == {first.id, second.id}
    assert after.paid == order.totals.total * 2
    assert after.timeline[-1].kind == "payment_refused"
    assert not pay(order, second), "told again, it still goes back"
    assert pay(order, first), "and the first one still stays"


def test_money_of_another_amount_goes_back_and_the_order_stays_payable():
    order = an_order()
    fact = a_payment(order)
    changed = OrderService().change_details(
        order_id=order.id,
        change=ChangeDetails(shipping_address=BERLIN, shipping_method="europe"),
        actor=SHOPPER,
    )
    assert changed.totals.total > order.totals.total
    assert not pay(order, fact)
    assert read(order).status == "pending_payment"
    assert events("order.paid") == 0
    assert pay(changed)


def test_money_for_an_expired_order_buys_the_goods_that_are_still_there():
    order = an_order()
    expire(order)
    assert CatalogService().get_stock("MUG").reserved == 0
    assert pay(order)
    assert read(order).status == "paid"
    assert CatalogService().get_stock("MUG").reserved == 2
    assert Reservation.objects.get(order_id=order.id).expires_at is None


def test_money_for_an_expired_order_whose_goods_are_gone_goes_back():
    product = save(mug(on_hand=2))[0]
    order = an_order((product, 2))
    expire(order)
    an_order((product, 1))
    assert not pay(order)
    after = read(order)
    assert (after.status, after.paid, events("order.paid")) == ("expired", order.totals.total, 0)
    assert "goes back" in after.timeline[-1].text
    assert CatalogService().get_stock("MUG").reserved == 1


def test_money_for_a_cancelled_order_goes_back():
    order = an_order()
    OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="Asked to")
    assert not pay(order)
    assert (read(order).status, events("order.paid")) == ("cancelled", 0)
    assert CatalogService().get_stock("MUG").reserved == 0


def test_a_declined_attempt_is_remembered_and_the_order_waits():
    order = an_order()
    fact = a_payment(order, status="declined", decline_code="insufficient_funds", message="Try another card.")
    OrderService().record_payment(order_id=order.id, fact=fact, text="The card was declined.", actor=SHOPPER)
    after = read(order)
    assert (after.status, after.paid.minor, after.payments) == ("pending_payment", 0, (fact,))
    assert after.timeline[-1].text == "The card was declined."
    assert after.version > order.version


def test_an_attempt_is_one_row_however_often_it_is_told_and_silent_without_a_text():
    order = an_order()
    fact = a_payment(order, status="processing")
    for status in ("processing", "requires_action", "declined"):
        OrderService().record_payment(
            order_id=order.id, fact=a_payment(order, id=fact.id, status=status), text="", actor=SHOPPER
        )
    after = read(order)
    assert [payment.status for payment in after.payments] == ["declined"]
    assert after.timeline == order.timeline


def test_refunds_are_added_up():
    order = a_paid_order()
    paid = order.payments[0]
    for minor in (100, 300):
        fact = a_payment(order, id=paid.id, refunded=Money(minor, "EUR"))
        OrderService().record_payment(order_id=order.id, fact=fact, text="Refunded.", actor=STAFF)
    assert (read(order).refunded, read(order).paid) == (Money(300, "EUR"), order.totals.total)
    assert read(order).status == "paid"


def test_a_payment_told_again_after_the_order_was_shipped_changes_no_state():
    order = a_paid_order()
    OrderService().mark_shipped(order_id=order.id, shipment=a_parcel(order), actor=STAFF)
    assert pay(order, order.payments[0])
    assert read(order).status == "shipped"


def test_changes_of_an_order_are_dated_one_after_the_other_even_when_a_clock_stands_still():
    order = an_order(clock=FixedClock(NOON))
    service = OrderService(clock=FixedClock(NOON - timedelta(minutes=1)))
    seen = [order.updated_at]
    for number in range(3):
        service.record(order_id=order.id, kind="note", text=f"Note {number}", actor=SYSTEM)
        seen.append(Order.objects.get(pk=order.id).updated_at)
    assert seen == sorted(set(seen))


def test_a_move_from_a_state_that_somebody_left_meanwhile_is_refused():
    order = an_order()
    first, second = Order.objects.get(pk=order.id), Order.objects.get(pk=order.id)
    first.move(Status.CANCELLED, now=NOON, reserved_until=None)
    with pytest.raises(TransitionRefused):
        second.move(Status.PAID, now=NOON, reserved_until=None)
    with pytest.raises(TransitionRefused):
        first.move(Status.PAID, now=NOON)
    assert read(order).status == "cancelled"
