"""What a shopper may still change before the order is paid."""

from dataclasses import replace
from uuid import uuid4

import pytest

from cart.errors import ShippingMethodUnknown
from cart.models import ShippingMethod
from catalog.models import Reservation
from orders.contracts import ChangeDetails
from orders.errors import OrderNotChangeable, OrderNotFound, PriceChanged
from orders.service import OrderService
from shop.kernel.errors import Invalid, Stale
from shop.kernel.models import Event
from shop.kernel.money import Money
from tests.cart.making import BERLIN, BOSTON, HOME
from tests.catalog.making import mug, save
from tests.orders.making import SHOPPER, a_paid_order, an_order

pytestmark = pytest.mark.django_db


def change(order, *, expected_version=None, **what):
    return OrderService().change_details(
        order_id=order.id, change=ChangeDetails(**what), actor=SHOPPER, expected_version=expected_version
    )


def test_a_name_alone_is_put_into_both_addresses():
    order = an_order(billing_address=BERLIN)
    changed = change(order, name="Anna Ní Bhriain")
    assert (changed.shipping_address.name, changed.billing_address.name) == ("Anna Ní Bhriain",) * 2
    assert changed.billing_address.city == "Berlin"
    assert changed.totals == order.totals


def test_the_billing_address_follows_the_delivery_address_while_they_are_the_same():
    changed = change(an_order(), shipping_address=replace(HOME, line1="2 Side Street"))
    assert changed.billing_address == changed.shipping_address
    assert changed.billing_address.line1 == "2 Side Street"


def test_a_billing_address_of_its_own_stays():
    changed = change(an_order(billing_address=BERLIN), shipping_address=replace(HOME, line1="2 Side Street"))
    assert changed.billing_address.city == "Berlin"


def test_another_country_is_quoted_anew_line_by_line():
    order = an_order()
    changed = change(order, shipping_address=BERLIN, shipping_method="europe")
    assert [(line.tax_rate, line.tax) for line in changed.lines] == [(1900, Money(476, "EUR"))]
    assert changed.totals.total == Money(2980 + 990, "EUR")
    assert changed.totals.tax == Money(476 + 158, "EUR")
    assert changed.totals.subtotal == order.totals.subtotal
    assert "total €39.70 instead of €34.70" in changed.timeline[-1].text


def test_prices_agreed_stay_agreed():
    order = an_order()
    save(mug(price=9999))
    changed = change(order, shipping_method="express")
    assert changed.totals.total == Money(2980 + 990, "EUR")


def test_a_corrected_street_does_not_make_an_order_dearer():
    order = an_order()
    ShippingMethod.objects.update(price_minor=5000)
    assert change(order, shipping_address=replace(HOME, line1="1a Main Street")).totals == order.totals


def test_an_email_address_is_changed_and_the_timeline_says_so():
    changed = change(an_order(), email="anna@example.org")
    assert changed.email == "anna@example.org"
    assert changed.timeline[-1].text == "Changed: e-mail."


def test_a_change_that_changes_nothing_leaves_no_trace():
    order = an_order()
    assert change(order, email=order.email, shipping_address=HOME) == order
    assert change(order) == order


def test_the_way_of_delivery_must_go_to_the_new_address():
    order = an_order()
    with pytest.raises(ShippingMethodUnknown):
        change(order, shipping_address=BOSTON)
    assert OrderService().get_order(order_id=order.id) == order


def test_another_total_than_the_expected_one_changes_nothing():
    order = an_order()
    with pytest.raises(PriceChanged) as refused:
        change(order, shipping_method="express", expected_total=Money(3470, "EUR"))
    assert refused.value.extra["quote"]["totals"]["total"]["amount"] == "39.70"
    assert OrderService().get_order(order_id=order.id) == order
    assert change(order, shipping_method="express", expected_total=Money(3970, "EUR")).totals.total.minor == 3970


def test_everything_wrong_is_said_at_once_and_nothing_is_changed():
    order = an_order()
    with pytest.raises(Invalid) as refused:
        change(
            order, email="x", shipping_address=replace(HOME, postal_code="?"), billing_address=replace(HOME, name="")
        )
    pointers = {error.pointer for error in refused.value.errors}
    assert pointers == {"/email", "/shipping_address/postal_code", "/billing_address/name"}
    assert OrderService().get_order(order_id=order.id) == order


def test_a_paid_or_cancelled_order_is_not_changed():
    paid, cancelled = a_paid_order(), an_order((save(mug("cup"))[0], 1))
    OrderService().cancel_order(order_id=cancelled.id, actor=SHOPPER, reason="")
    for order in (paid, cancelled):
        before = OrderService().get_order(order_id=order.id)
        with pytest.raises(OrderNotChangeable):
            change(order, email="new@example.com")
        assert OrderService().get_order(order_id=order.id) == before


def test_a_change_of_an_older_version_is_refused():
    order = an_order()
    change(order, email="first@example.com")
    with pytest.raises(Stale):
        change(order, email="second@example.com", expected_version=order.version)
    assert OrderService().get_order(order_id=order.id).email == "first@example.com"


def test_an_order_that_is_not_there_is_not_changed():
    with pytest.raises(OrderNotFound):
        OrderService().change_details(order_id=uuid4(), change=ChangeDetails(), actor=SHOPPER)


def test_an_order_that_a_change_makes_cost_nothing_is_paid_with_it():
    order = an_order((save(mug(price=0))[0], 2))
    assert (order.status, order.totals.total) == ("pending_payment", Money(490, "EUR"))
    ShippingMethod.objects.filter(pk="express").update(price_minor=0)
    changed = change(order, shipping_method="express")
    assert (changed.status, changed.totals.total.minor, changed.reserved_until) == ("paid", 0, None)
    assert changed.paid_at is not None
    assert [entry.kind for entry in changed.timeline] == ["placed", "changed", "paid"]
    assert changed.timeline[-1].text == "Nothing to pay."
    assert Reservation.objects.get(order_id=order.id).expires_at is None
    assert Event.objects.get(type="order.paid").data["total"] == {"amount": "0.00", "currency": "EUR"}
    assert OrderService().get_order(order_id=order.id) == changed
