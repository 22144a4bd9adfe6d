"""Parcels in the admin: who may see them, who may send them, and that the buttons call the service."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from fulfillment.models import Shipment
from fulfillment.service import FulfillmentService
from orders.service import OrderService
from shop.users.models import User
from tests.catalog.making import mug, save
from tests.orders.making import a_paid_order

pytestmark = pytest.mark.django_db


def signed_in(*groups, **more):
    user = User.objects.create_user(f"{'-'.join(groups) or 'nobody'}@example.com", "secret", is_staff=True, **more)
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def order():
    return a_paid_order(*((product, 2) for product in save(mug("one"), mug("two"))))


def dispatch_path(order):
    return reverse("admin:fulfillment_dispatch", args=[order.id])


def form(order, *quantities, **more):
    fields = {f"quantity-{line.id}": quantity for line, quantity in zip(order.lines, quantities, strict=True)}
    return {**fields, "carrier": "DHL", "tracking_number": "123", **more}


def test_the_form_is_filled_in_with_all_that_is_left(order):
    page = signed_in("orders").get(dispatch_path(order))
    assert page.status_code == 200
    assert [field.value() for _, field in page.context["form"].rows()] == [2, 2]
    assert "1 Main Street" in page.content.decode()


def test_a_double_click_sends_one_parcel(order):
    FulfillmentService().open_shipment(order_id=order.id)
    client = signed_in("orders")
    page = client.get(dispatch_path(order))
    seen = form(order, 1, 0, shipment_id=page.context["form"]["shipment_id"].value())
    first, second = (client.post(dispatch_path(order), seen) for _ in range(2))
    assert f'name="shipment_id" value="{seen["shipment_id"]}"' in page.content.decode()
    assert (first.status_code, second.status_code) == (302, 200)
    assert "This parcel has left already" in second.content.decode()
    after = OrderService().get_order(order_id=order.id)
    assert (len(after.shipments), [line.shipped_quantity for line in after.lines]) == (1, [1, 0])


@pytest.mark.parametrize("group", ["orders", "owner"])
def test_staff_send_a_part_and_come_back_to_the_order(group, order):
    answer = signed_in(group).post(dispatch_path(order), form(order, 1, 0))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("admin:orders_order_change", args=[order.id])
    seen = OrderService().get_order(order_id=order.id)
    assert [line.shipped_quantity for line in seen.lines] == [1, 0]
    assert seen.shipments[0].carrier == "DHL"
    assert [entry.actor.name for entry in seen.timeline if entry.kind == "shipped"] == [f"{group}@example.com"]


@pytest.mark.parametrize(
    "quantities", [(3, 0), (0, 0), (-1, 2), ("", 1), ("x", 1)], ids=["too many", "none", "negative", "empty", "text"]
)
def test_a_form_that_makes_no_sense_is_shown_again_and_sends_nothing(order, quantities):
    answer = signed_in("orders").post(dispatch_path(order), form(order, *quantities))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert OrderService().get_order(order_id=order.id).status == "paid"


@pytest.mark.parametrize("group", ["support", "catalog", None])
def test_others_may_not_send_parcels(group, order):
    client = signed_in(*([group] if group else []))
    assert client.get(dispatch_path(order)).status_code == 403
    assert client.post(dispatch_path(order), form(order, 1, 0)).status_code == 403
    shipment = FulfillmentService().open_shipment(order_id=order.id)
    assert client.post(reverse("admin:fulfillment_deliver", args=[shipment.id])).status_code == 403
    assert OrderService().get_order(order_id=order.id).status == "paid"
    assert Shipment.objects.get().status == "open"


def test_a_visitor_is_sent_to_sign_in(order):
    answer = Client().post(dispatch_path(order), form(order, 1, 0))
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert OrderService().get_order(order_id=order.id).status == "paid"


def test_an_arrival_is_asked_for_and_then_noted(order):
    client = signed_in("orders")
    client.post(dispatch_path(order), form(order, 2, 2))
    path = reverse("admin:fulfillment_deliver", args=[Shipment.objects.get().pk])
    assert client.get(path).status_code == 200
    assert Shipment.objects.get().status == "shipped"
    assert client.post(path).status_code == 302
    assert Shipment.objects.get().status == "delivered"
    assert OrderService().get_order(order_id=order.id).status == "delivered"


def test_the_list_shows_first_what_is_to_be_packed_longest(order):
    products = save(mug("three", on_hand=50))
    newer, sent = a_paid_order((products[0], 1)), a_paid_order((products[0], 1))
    first = FulfillmentService().open_shipment(order_id=order.id)
    second = FulfillmentService().open_shipment(order_id=newer.id)
    third = FulfillmentService().open_shipment(order_id=sent.id)
    Shipment.objects.filter(pk=second.id).update(created_at=second.created_at + timedelta(minutes=1))
    client = signed_in("orders")
    client.post(dispatch_path(sent), form(sent, 1))
    page = client.get(reverse("admin:fulfillment_shipment_changelist"))
    assert [row.pk for row in page.context["cl"].result_list] == [first.id, second.id, third.id]


def test_support_sees_parcels_without_buttons_and_nobody_types_over_them(order):
    shipment = FulfillmentService().open_shipment(order_id=order.id)
    path = reverse("admin:fulfillment_shipment_change", args=[shipment.id])
    page = signed_in("support").get(path)
    assert page.status_code == 200
    assert dispatch_path(order) not in page.content.decode()
    boss = signed_in("owner")
    assert dispatch_path(order) in boss.get(path).content.decode()
    assert boss.post(path, {"status": "delivered"}).status_code == 403
    assert Shipment.objects.get().status == "open"


def test_an_order_that_needs_no_parcel_says_so_and_offers_none():
    order = a_paid_order((save(mug(variant={"requires_shipping": False}))[0], 1))
    client = signed_in("orders")
    for page in (dispatch_path(order), reverse("admin:orders_order_change", args=[order.id])):
        answer = client.get(page).content.decode()
        assert "Nothing of this order needs a parcel." in answer
        assert "Dispatch a parcel" not in answer
        assert "Nothing has been sent yet" not in answer
