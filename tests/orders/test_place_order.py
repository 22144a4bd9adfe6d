"""A cart becomes an order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cart.errors import CartEmpty, CartNotFound, ProductNotSold, ShippingMethodUnknown
from cart.models import Cart
from cart.service import CartService
from catalog.errors import OutOfStock
from catalog.models import Reservation
from catalog.service import CatalogService
from orders.errors import PriceChanged
from orders.models import Order, OrderEntry, OrderLine
from orders.service import OrderService
from shop.kernel.clock import FixedClock
from shop.kernel.errors import Invalid
from shop.kernel.models import Delivery, Event
from shop.kernel.money import Money
from tests.cart.making import BERLIN, HOME, a_cart, a_customer
from tests.catalog.making import mug, save, shirt
from tests.orders.making import SHOPPER, an_order, to_place

pytestmark = pytest.mark.django_db


def place(cart, **changes):
    return OrderService().place_order(to_place(cart, **changes), actor=SHOPPER)


def assert_nothing_was_ordered(cart, sku="MUG"):
    assert not Order.objects.exists()
    assert not OrderLine.objects.exists()
    assert not Event.objects.exists()
    assert CatalogService().get_stock(sku).reserved == 0
    assert Cart.objects.get(pk=cart.id).order_id is None


def test_an_order_freezes_the_quote_of_its_cart():
    cart = a_cart((save(mug())[0], 2))
    order = place(cart).order
    save(mug(price=9999, title="Another mug"))
    order = OrderService().get_order(order_id=order.id)
    line = order.lines[0]
    assert (line.title, line.sku, line.quantity, line.shipped_quantity) == ("Speckled mug", "MUG", 2, 0)
    assert (line.unit_price, line.line_total) == (Money(1490, "EUR"), Money(2980, "EUR"))
    assert (line.tax_rate, line.tax) == (2300, Money(557, "EUR"))
    assert order.totals.total == Money(2980 + 490, "EUR")
    assert order.totals.tax == Money(557 + 92, "EUR")
    assert (order.status, order.shipping_name) == ("pending_payment", "Standard delivery")


def test_the_answer_is_what_is_read_afterwards():
    placed = place(a_cart((save(shirt())[0], 2)))
    assert placed.created
    assert OrderService().get_order(order_id=placed.order.id) == placed.order


def test_the_first_order_of_a_shop_is_number_1001_or_later_and_numbers_grow():
    products = save(mug(on_hand=50))
    first, second = (place(a_cart((products[0], 1))).order.number for _ in range(2))
    assert first.startswith("T-")
    assert 1001 <= int(first[2:]) < int(second[2:])


def test_stock_is_reserved_for_as_long_as_the_shop_says(settings):
    settings.RESERVATION_MINUTES = 45
    now = datetime(2026, 11, 22, 10, tzinfo=UTC)
    order = an_order(clock=FixedClock(now))
    assert order.reserved_until == now + timedelta(minutes=45)
    assert CatalogService().get_stock("MUG").reserved == 2


def test_the_event_of_a_new_order_is_written_with_it():
    order = place(a_cart((save(mug())[0], 2))).order
    event = Event.objects.get()
    assert (event.type, event.order_id, event.user_id) == ("order.created", order.id, None)
    assert event.data == {
        "number": order.number,
        "total": {"amount": "34.70", "currency": "EUR"},
        "lines": [{"line_id": str(order.lines[0].id), "sku": "MUG", "title": "Speckled mug", "quantity": 2}],
    }
    assert [delivery.consumer for delivery in Delivery.objects.all()] == ["notifications.on_order_created"]


def test_the_timeline_begins_with_the_order():
    entry = place(a_cart((save(mug())[0], 1))).order.timeline[0]
    assert (entry.kind, entry.actor, entry.public) == ("placed", SHOPPER, True)


def test_the_same_cart_again_gives_the_same_order_with_its_token():
    cart = a_cart((save(mug())[0], 2))
    first, second = place(cart), place(cart)
    assert (first.created, second.created) == (True, False)
    assert second.order == first.order
    assert len(second.order.access_token) >= 43
    assert Order.objects.count() == 1
    assert CatalogService().get_stock("MUG").reserved == 2


def test_the_database_itself_refuses_a_second_order_of_one_cart():
    order = an_order()
    row = Order.objects.get(pk=order.id)
    row.pk, row.number = None, "T-X"
    with pytest.raises(IntegrityError, match="cart_id"), transaction.atomic():
        row.save(force_insert=True)


def test_a_customers_order_is_theirs_and_so_is_a_guests_cart_that_they_ordered():
    alice = a_customer()
    product = save(mug())[0]
    for cart in (a_cart((product, 1), user_id=alice.pk), a_cart((product, 1))):
        assert place(cart, user_id=alice.pk).order.user_id == alice.pk
        with pytest.raises(CartNotFound):
            place(cart)


def test_another_customers_cart_can_not_be_ordered():
    alice, bob = a_customer("alice@example.com"), a_customer("bob@example.com")
    cart = a_cart((save(mug())[0], 1), user_id=alice.pk)
    for somebody in (None, bob.pk):
        with pytest.raises(CartNotFound):
            place(cart, user_id=somebody)
    assert_nothing_was_ordered(cart)


def test_another_total_than_the_expected_one_is_refused_with_the_new_quote():
    cart = a_cart((save(mug())[0], 2))
    with pytest.raises(PriceChanged) as refused:
        place(cart, expected_total=Money(3469, "EUR"))
    quote = refused.value.extra["quote"]
    assert quote["totals"]["total"] == {"amount": "34.70", "currency": "EUR"}
    assert quote["lines"][0]["unit_price"] == {"amount": "14.90", "currency": "EUR"}
    assert_nothing_was_ordered(cart)
    assert place(cart, expected_total=Money(3470, "EUR")).created


def test_an_expected_total_of_another_currency_is_another_total():
    cart = a_cart((save(mug())[0], 2))
    with pytest.raises(PriceChanged):
        place(cart, expected_total=Money(3470, "USD"))
    assert_nothing_was_ordered(cart)


def test_what_was_sold_meanwhile_is_named_line_by_line():
    cart = a_cart((save(mug(on_hand=5))[0], 3))
    an_order((CatalogService().get_product_for_staff("mug"), 3))
    with pytest.raises(OutOfStock) as refused:
        place(cart)
    assert [(line.sku, line.requested, line.available) for line in refused.value.lines] == [("MUG", 3, 2)]
    assert Order.objects.count() == 1
    assert CatalogService().get_stock("MUG").reserved == 3
    assert Cart.objects.get(pk=cart.id).order_id is None


def test_what_is_no_longer_sold_is_not_ordered():
    cart = a_cart((save(mug())[0], 1))
    save(mug(status="archived"))
    with pytest.raises(ProductNotSold):
        place(cart)
    assert_nothing_was_ordered(cart)


def test_an_empty_cart_is_not_ordered():
    save(mug())
    cart = a_cart()
    with pytest.raises(CartEmpty):
        place(cart)
    assert_nothing_was_ordered(cart)


def test_a_way_of_delivery_that_does_not_go_there_is_refused():
    cart = a_cart((save(mug())[0], 1))
    with pytest.raises(ShippingMethodUnknown):
        place(cart, shipping_address=BERLIN, shipping_method="standard")
    assert_nothing_was_ordered(cart)


def test_everything_that_is_wrong_with_the_form_is_said_at_once():
    cart = a_cart((save(mug())[0], 1))
    with pytest.raises(Invalid) as refused:
        place(
            cart,
            email="anna@",
            shipping_address=replace(HOME, postal_code="123"),
            billing_address=replace(BERLIN, name="", line1=""),
        )
    assert {error.pointer for error in refused.value.errors} == {
        "/email",
        "/shipping_address/postal_code",
        "/billing_address/name",
        "/billing_address/line1",
    }
    assert_nothing_was_ordered(cart)


@pytest.mark.parametrize(
    "email", ["", "anna", "a@b", "a b@example.com", "a@example.com\n", f"{'a' * 250}@example.com", "a\x00@b.ie"]
)
def test_what_is_no_email_address_is_refused_unless_only_blanks_are_around_it(email):
    cart = a_cart((save(mug())[0], 1))
    if email.strip() == "a@example.com":
        assert place(cart, email=email).order.email == "a@example.com"
        return
    with pytest.raises(Invalid) as refused:
        place(cart, email=email)
    assert [error.pointer for error in refused.value.errors] == ["/email"]
    assert_nothing_was_ordered(cart)


def test_a_failure_at_the_very_end_leaves_nothing_behind(monkeypatch):
    cart = a_cart((save(mug())[0], 1))

    def broken(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(CatalogService, "reserve", broken)
    with pytest.raises(RuntimeError):
        place(cart)
    assert_nothing_was_ordered(cart)


def statements(count):
    products = save(*(mug(f"mug-{count}-{number}") for number in range(count)))
    cart = a_cart(*((product, 1) for product in products))
    with CaptureQueriesContext(connection) as queries:
        place(cart)
    return [query["sql"] for query in queries]


def test_an_order_of_one_line_takes_at_most_25_statements_and_one_of_fifty_hardly_more():
    one, fifty = statements(1), statements(50)
    assert len(one) <= 25
    assert len(fifty) <= len(one) + 8


def test_the_hot_rows_of_stock_are_the_last_that_are_written():
    sql = statements(2)
    writes = [text for text in sql if text.lstrip().startswith(("INSERT", "UPDATE", "WITH"))]
    assert "catalog_stocklevel" in writes[-1]
    assert not any("catalog_stocklevel" in text for text in writes[:-1] if not text.lstrip().startswith("WITH"))
    assert sql.index(writes[-1]) >= len(sql) - 2, "only the end of the transaction may follow"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "lost"},
        {"total_minor": 1},
        {"refunded_minor": 1},
        {"tax_minor": 10**9},
        {"reserved_until": None},
        {"subtotal_minor": -1, "total_minor": 489},
    ],
)
def test_the_database_refuses_an_order_that_does_not_add_up(change):
    order = an_order()
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.id).update(**change)
    assert OrderService().get_order(order_id=order.id) == order


def test_the_timeline_can_not_be_rewritten():
    order = an_order()
    for rewrite in (
        lambda: OrderEntry.objects.update(text="Nothing happened."),
        lambda: OrderEntry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            rewrite()
    assert OrderService().get_order(order_id=order.id).timeline == order.timeline


def test_the_cart_says_which_order_it_became():
    cart = a_cart((save(mug())[0], 1))
    order = place(cart).order
    assert CartService().get_cart(cart_id=cart.id).order_id == order.id


FREE = {"price": 0, "variant": {"requires_shipping": False}}


def test_an_order_that_costs_nothing_is_paid_at_once_and_keeps_its_stock():
    now = datetime(2026, 11, 22, 10, tzinfo=UTC)
    placed = OrderService(clock=FixedClock(now)).place_order(to_place(a_cart((save(mug(**FREE))[0], 2))), actor=SHOPPER)
    order = placed.order
    assert (order.status, order.paid_at, order.reserved_until) == ("paid", now, None)
    assert (order.totals.total.minor, order.paid.minor, order.payments) == (0, 0, ())
    assert [(entry.kind, entry.text) for entry in order.timeline] == [
        ("placed", "The order was placed."),
        ("paid", "Nothing to pay."),
    ]
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == ["order.created", "order.paid"]
    assert Reservation.objects.get(order_id=order.id).expires_at is None
    assert OrderService().get_order(order_id=order.id) == order
    assert OrderService(clock=FixedClock(now + timedelta(days=1))).expire_unpaid() == 0
