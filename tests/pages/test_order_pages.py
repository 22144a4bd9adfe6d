"""The order's own pages: who may see it, what it shows, changing and cancelling it."""

from dataclasses import replace

import pytest

from orders.service import OrderService
from shop.kernel.ids import new_id
from tests.cart.making import a_customer, have_terms
from tests.catalog.making import mug, save
from tests.orders.making import STAFF, a_paid_order, a_parcel, an_order
from tests.pages.reading import Shopper


@pytest.fixture
def guest(db) -> Shopper:
    have_terms()
    return Shopper()


def let_in(guest: Shopper, order) -> None:
    guest.go(f"/orders/{order.id}?token={order.access_token}")


def test_a_guests_link_opens_the_order_and_the_token_leaves_the_address_bar(guest):
    order = an_order()

    page = guest.go(f"/orders/{order.id}?token={order.access_token}")

    assert page.path == f"/orders/{order.id}"
    assert order.number in page.text
    assert order.access_token not in page.html
    assert guest.client.cookies["order_access"]["httponly"]
    assert guest.go(f"/orders/{order.id}").status == 200


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 4000, "\x00", "é"])
def test_without_the_right_token_there_is_no_such_order(guest, token):
    order = an_order()

    assert guest.client.get(f"/orders/{order.id}", {"token": token}).status_code == 404
    assert guest.go(f"/orders/{order.id}").status == 404
    assert guest.go(f"/orders/{order.id}/edit").status == 404
    assert guest.go(f"/orders/{new_id()}").status == 404
    assert guest.go("/orders/nonsense").status == 404


def test_a_token_opens_its_own_order_only(guest):
    mine, other = an_order(), an_order((save(mug("other"))[0], 1))
    let_in(guest, mine)

    assert guest.go(f"/orders/{other.id}").status == 404
    assert guest.go(f"/orders/{other.id}?token={mine.access_token}").status == 404


def test_a_forged_cookie_opens_nothing(guest):
    order = an_order()
    guest.client.cookies["order_access"] = f'{{"{order.id}": "{order.access_token}"}}'

    assert guest.go(f"/orders/{order.id}").status == 404


def test_a_customers_order_opens_for_them_and_nobody_else(guest):
    alice, bob = a_customer(), a_customer("bob@example.com")
    order = an_order(user_id=alice.pk)

    guest.client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    assert guest.go(f"/orders/{order.id}").status == 404
    guest.client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    assert guest.go(f"/orders/{order.id}").status == 200


def test_an_unpaid_order_says_until_when_it_is_kept_and_where_to_pay(guest):
    order = an_order()
    let_in(guest, order)

    assert f"{order.reserved_until:%H:%M} UTC" in guest.page.text
    assert guest.page.link("Pay €") == f"/orders/{order.id}/pay"


def test_a_paid_order_thanks_and_a_sent_one_shows_its_parcel(guest):
    order = a_paid_order()
    let_in(guest, order)
    page = guest.go(f"/orders/{order.id}?thanks")
    assert "Thank you. It is yours." in page.text
    assert not any(text.startswith("Pay ") for text, _ in page.links)

    OrderService().mark_shipped(order_id=order.id, shipment=a_parcel(order), actor=STAFF)

    page = guest.go(f"/orders/{order.id}")
    assert "DHL · 123456" in page.text
    assert page.link("Follow the parcel") == "https://dhl.example/123456"
    assert "Cancel this order" not in page.text


def test_a_carriers_address_that_runs_a_script_is_no_link(guest):
    order = a_paid_order()
    bad = replace(a_parcel(order), tracking_url="javascript:alert(1)")
    OrderService().mark_shipped(order_id=order.id, shipment=bad, actor=STAFF)
    let_in(guest, order)

    assert "javascript:" not in guest.page.html


def test_the_timeline_shows_what_is_public_only(guest):
    order = an_order()
    OrderService().record(order_id=order.id, kind="note", text="Looks odd, call them.", actor=STAFF)
    OrderService().record(order_id=order.id, kind="note", text="We wrapped it in paper.", actor=STAFF, public=True)
    let_in(guest, order)

    assert "We wrapped it in paper." in guest.page.text
    assert "Looks odd" not in guest.page.text


def test_exactly_what_the_bank_asked_for_can_be_changed_and_leads_back_to_the_payment(guest):
    order = an_order()
    let_in(guest, order)
    page = guest.go(f"/orders/{order.id}/edit?fix=name&next=/orders/{order.id}/pay")
    assert set(page.form("Save").fields) == {"csrfmiddlewaretoken", "next", "fix", "name"}

    page = guest.send("Save the changes", name="Anna M. Byrne")

    assert page.path == f"/orders/{order.id}/pay"
    assert OrderService().get_order(order_id=order.id).billing_address.name == "Anna M. Byrne"


def test_the_billing_address_can_be_mended_alone(guest):
    order = an_order()
    let_in(guest, order)
    guest.go(f"/orders/{order.id}/edit?fix=address")

    page = guest.send("Save the changes", billing__line1="")
    assert page.status == 422
    assert "Enter the street and number." in page.text
    guest.send("Save the changes", billing__line1="9 Bank Street")

    changed = OrderService().get_order(order_id=order.id)
    assert changed.billing_address.line1 == "9 Bank Street"
    assert changed.shipping_address == order.shipping_address


def test_a_new_country_brings_its_own_delivery_and_total(guest):
    order = an_order()
    let_in(guest, order)
    guest.go(f"/orders/{order.id}/edit")
    page = guest.send("Update country", shipping__country="DE", shipping__city="Berlin", shipping__postal_code="10969")
    assert "Germany" in page.text
    assert page.form("Save").fields["shipping-city"] == ["Berlin"]

    page = guest.send("Save the changes", shipping__region="")

    changed = OrderService().get_order(order_id=order.id)
    assert changed.shipping_address.country == "DE"
    assert changed.shipping_method != order.shipping_method
    assert changed.totals.total.format() in page.text


def test_next_leads_nowhere_but_to_this_site(guest):
    order = an_order()
    let_in(guest, order)
    for bad in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "\x00"):
        response = guest.client.get(f"/orders/{order.id}/edit", {"next": bad})
        assert response.status_code == 200
        assert b"evil" not in response.content
        assert b"javascript:" not in response.content


def test_a_paid_order_is_not_changed_any_more(guest):
    order = a_paid_order()
    let_in(guest, order)

    page = guest.go(f"/orders/{order.id}/edit")

    assert page.status == 409
    assert "can't be changed any more" in page.text


def test_an_order_is_cancelled_by_its_button_and_only_with_a_fresh_form(guest):
    order = an_order()
    let_in(guest, order)
    assert guest.client.post(f"/orders/{order.id}/cancel").status_code == 403
    assert OrderService().get_order(order_id=order.id).status == "pending_payment"

    page = guest.send("Yes, cancel it")

    assert "Your order is cancelled." in page.text
    assert OrderService().get_order(order_id=order.id).status == "cancelled"


def test_a_sent_order_is_not_cancelled(guest):
    order = a_paid_order()
    let_in(guest, order)
    OrderService().mark_shipped(order_id=order.id, shipment=a_parcel(order), actor=STAFF)

    page = guest.send("Yes, cancel it")

    assert "is cancelled" not in page.text
    assert OrderService().get_order(order_id=order.id).status == "shipped"


def test_an_order_that_needs_no_parcel_promises_none(guest):
    order = a_paid_order((save(mug(variant={"requires_shipping": False}))[0], 1))
    let_in(guest, order)
    page = guest.go(f"/orders/{order.id}?thanks")
    assert "Thank you. It is yours." in page.text
    for promise in ("packed", "We pack", "Shipped", "Delivered"):
        assert promise not in page.text

    assert OrderService().mark_complete(order_id=order.id)

    page = guest.go(f"/orders/{order.id}")
    assert "Complete: nothing of this order needs a parcel." in page.text
    for promise in ("packed", "We pack", "Shipped", "Delivered"):
        assert promise not in page.text
