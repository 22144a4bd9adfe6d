"""Orders in the admin: found, read on one page, called off by a button."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse

from catalog.service import CatalogService
from orders.contracts import SYSTEM
from orders.models import Order
from orders.queries import search
from orders.service import OrderService
from shop.users.models import User
from tests.cart.making import BERLIN
from tests.catalog.making import mug, save
from tests.orders.making import STAFF, a_paid_order, a_parcel, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    """Sign a member of a group in; by default an owner."""

    def sign_in(group="owner"):
        user = User.objects.create_user(f"{group}@example.com", "correct horse", is_staff=True, name="Olga")
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return sign_in


def page(client, order):
    return client.get(reverse("admin:orders_order_change", args=[order.id]))


def cancel(client, order, **changes):
    data = {"reason": "Damaged in stock", "version": order.version} | changes
    return client.post(reverse("admin:orders_cancel", args=[order.id]), data, follow=True)


def two_orders():
    product = save(mug(on_hand=9))[0]
    return an_order((product, 1)), an_order(
        (product, 1), email="Bob.Braun@Example.org", shipping_address=BERLIN, shipping_method="europe"
    )


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("{anna}", "anna"),
        ("{anna_digits}", "anna"),
        ("anna@example.com", "anna"),
        ("ANNA@", "anna"),
        ("byrne", "anna"),
        ("Anna By", "anna"),
        ("bob.braun@", "bob"),
        ("braun bob", "bob"),
        ("nobody", ""),
        ("' & | ! :*", ""),
        ("T-999999999999999999", ""),
    ],
)
def test_an_order_is_found_by_number_email_and_name(term, found):
    orders = dict(zip(("anna", "bob"), two_orders(), strict=True))
    term = term.format(anna=orders["anna"].number.lower(), anna_digits=orders["anna"].number[2:])
    hits = list(search(Order.objects.all(), term).values_list("pk", flat=True))
    assert hits == ([orders[found].id] if found else [])


@pytest.mark.parametrize(("term", "index"), [("T-5", "number"), ("anna@", "order_by_email"), ("anna", "order_by_name")])
def test_each_way_to_find_an_order_goes_through_an_index(term, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in search(Order.objects.order_by(), term).explain()


def test_the_list_shows_and_narrows_orders(sign_in):
    first, second = two_orders()
    client = sign_in("support")
    address = reverse("admin:orders_order_changelist")
    text = client.get(address).content.decode()
    assert first.number in text
    assert "€19.80" in text
    text = client.get(address, {"q": "braun"}).content.decode()
    assert second.number in text
    assert first.number not in text
    assert second.number not in client.get(address, {"status__exact": "paid"}).content.decode()


def test_the_list_takes_as_many_statements_for_many_orders_as_for_few(sign_in, django_assert_max_num_queries):
    product = save(mug(on_hand=50))[0]
    for _ in range(12):
        an_order((product, 1))
    client = sign_in()
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:orders_order_changelist"))


def test_one_page_shows_all_there_is_to_know(sign_in):
    order = a_paid_order(*((product, 2) for product in save(mug("one"), mug("two", title="Tall mug"))))
    OrderService().mark_shipped(order_id=order.id, shipment=a_parcel(order, 1, 0), actor=STAFF)
    message_id = uuid4()
    OrderService().record(
        order_id=order.id, kind="message", text="Receipt mailed", actor=SYSTEM, data={"message_id": str(message_id)}
    )
    text = page(sign_in(), order).content.decode()
    for part in (
        order.number,
        "Tall mug",
        "€64.50",
        "Visa ending in 4242",
        "123456",
        "1 Main Street",
        "partly shipped",
    ):
        assert part in text
    assert reverse("admin:notifications_message_change", args=[message_id]) in text
    assert "style=" not in text
    assert "<script>" not in text


def test_the_page_is_composed_in_few_statements(sign_in, django_assert_max_num_queries):
    order = a_paid_order()
    client = sign_in()
    with django_assert_max_num_queries(12):
        page(client, order)


def buttons(client, order):
    text = page(client, order).content.decode()
    names = {"cancel": "orders_cancel", "refund": "payments_refund", "dispatch": "fulfillment_dispatch"}
    return {name for name, view in names.items() if reverse(f"admin:{view}", args=[order.id]) in text}


def test_only_the_buttons_that_the_state_allows_are_there(sign_in):
    product = save(mug(on_hand=9))[0]
    client = sign_in()
    unpaid, paid, shipped = an_order((product, 1)), a_paid_order((product, 1)), a_paid_order((product, 1))
    OrderService().mark_shipped(order_id=shipped.id, shipment=a_parcel(shipped), actor=STAFF)
    assert buttons(client, unpaid) == {"cancel"}
    assert buttons(client, paid) == {"cancel", "refund", "dispatch"}
    assert buttons(client, shipped) == {"refund"}


def test_support_may_look_and_cancel_and_no_more(sign_in):
    assert buttons(sign_in("support"), a_paid_order()) <= {"cancel"}


def test_a_button_cancels_the_order_with_its_reason(sign_in):
    order = a_paid_order()
    client = sign_in("orders")
    asked = client.get(reverse("admin:orders_cancel", args=[order.id])).content.decode()
    assert "€34.70" in asked
    answer = cancel(client, order).content.decode()
    assert "is cancelled" in answer
    after = OrderService().get_order(order_id=order.id)
    assert (after.status, after.timeline[-1].actor.name) == ("cancelled", "orders@example.com")
    assert "Damaged in stock" in after.timeline[-1].text
    assert CatalogService().get_stock("MUG").reserved == 0


@pytest.mark.parametrize(
    "change", [{"reason": ""}, {"version": "2020-01-01T00:00:00.000000+00:00"}, {"reason": "x" * 501}]
)
def test_a_cancellation_without_a_reason_or_of_an_old_page_changes_nothing(sign_in, change):
    order = a_paid_order()
    cancel(sign_in(), order, **change)
    assert OrderService().get_order(order_id=order.id) == order


def test_who_may_not_cancel_can_not(sign_in, client):
    order = a_paid_order()
    for group in ("catalog", None):
        if group:
            assert cancel(sign_in(group), order).status_code == 403
        else:
            client.logout()
            assert cancel(client, order).redirect_chain
    assert OrderService().get_order(order_id=order.id) == order


@pytest.mark.parametrize("group", ["owner", "orders", "support"])
def test_nothing_of_an_order_can_be_typed_over_added_or_deleted(sign_in, group):
    order = a_paid_order()
    client = sign_in(group)
    client.post(reverse("admin:orders_order_change", args=[order.id]), {"status": "delivered", "total_minor": 1})
    assert client.get(reverse("admin:orders_order_add")).status_code == 403
    assert client.post(reverse("admin:orders_order_delete", args=[order.id]), {"post": "yes"}).status_code == 403
    assert OrderService().get_order(order_id=order.id) == order


def test_catalog_staff_do_not_see_orders(sign_in):
    client = sign_in("catalog")
    assert page(client, an_order()).status_code == 403
    assert client.get(reverse("admin:orders_order_changelist")).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/admin/orders/order/nonsense/change/", "/admin/orders/order/01a203ac-d911-721c-b51a-de79ace56c44/change/"],
)
def test_an_order_that_is_not_there_is_not_found(sign_in, address):
    assert sign_in().get(address).status_code == 404
