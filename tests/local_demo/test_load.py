"""The loader, on the real database: it fills, it repeats itself without a trace, it goes on where it stopped."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from catalog.contracts import ProductQuery
from catalog.service import CatalogService
from orders.contracts import OrderQuery
from orders.service import OrderService
from shop.kernel.models import Event
from shop.local.demo import __main__ as command
from shop.local.demo.accounts import ACCOUNTS
from shop.local.demo.catalogue import PRODUCTS
from shop.local.demo.history import STORIES, Cancel, Pay, Ship, Story
from shop.local.demo.load import load_categories, load_people, load_products
from shop.local.demo.tell import tell_stories
from shop.users.service import UserService

pytestmark = pytest.mark.django_db(transaction=True)

CALENDAR, STICKERS = (
    next(product for product in PRODUCTS if product.slug == slug) for slug in ("depot-calendar", "depot-stickers")
)
# Drawing takes seconds: one test looks at the pictures, the others do without.
GOODS = [replace(CALENDAR, photos=()), replace(STICKERS, photos=())]
SENT = Story(
    ACCOUNTS[-1].email,
    STORIES[1].address,
    timedelta(days=9),
    (("ST-DEPOT-7", 2), ("CA-2027", 1)),
    (
        Pay(method="pm_card_chargeDeclined"),
        Pay(after=timedelta(minutes=8)),
        Ship(timedelta(days=1), "DHL", "00340434161094027318", (("CA-2027", 1),)),
    ),
)
CALLED_OFF = Story(
    "guest@post.example",
    STORIES[2].address,
    timedelta(days=2),
    (("CA-2027", 1),),
    (Pay(), Cancel(timedelta(hours=2), "Changed my mind")),
)


@pytest.fixture
def _goods() -> None:
    load_categories()
    load_products(_quiet, GOODS)
    load_people()


def _quiet() -> None:
    """Progress that nobody reads."""


def _orders() -> list[tuple[str, str, str]]:
    return [(row.number, row.email, row.status) for row in OrderService().list_orders(OrderQuery()).results]


def test_products_arrive_with_pictures_stock_and_their_shelf():
    load_categories()

    assert load_products(_quiet, [CALENDAR, GOODS[1]]) == 2

    page = CatalogService().list_products(ProductQuery(category="paper"))
    product = CatalogService().get_product("depot-calendar")
    assert [row.slug for row in page.results] == ["depot-calendar", "depot-stickers"]
    assert [image.alt for image in product.images] == [photo.alt for photo in CALENDAR.photos]
    assert product.images[0].width == 1200
    assert product.description == CALENDAR.description
    assert CatalogService().get_stock("CA-2027").on_hand == 41


@pytest.mark.usefixtures("_goods")
def test_people_can_sign_in_and_only_staff_may_enter_the_admin():
    people = {user.email: user for user in get_user_model().objects.all()}

    for account in ACCOUNTS:
        user = people[account.email]
        assert user.check_password(account.password)
        assert user.is_staff is (account.role != "customer")
        assert user.is_superuser is (account.role == "owner")
    nell = people["nell.ashworth@post.example"]
    assert [entry.is_default for entry in UserService().list_addresses(user_id=nell.pk)] == [True, False]


@pytest.mark.usefixtures("_goods")
def test_orders_are_told_through_the_services_at_the_time_when_they_happened():
    assert tell_stories(_quiet, [SENT, CALLED_OFF]) == 2

    listed = OrderService().list_orders(OrderQuery()).results
    sent = next(OrderService().get_order(order_id=row.id) for row in listed if row.email == SENT.email)
    called_off = next(row for row in listed if row.email == CALLED_OFF.email)
    assert sent.status == "partially_shipped"
    assert sorted(payment.status for payment in sent.payments) == ["declined", "succeeded"]
    assert sent.paid == sent.totals.total
    assert sent.paid_at == sent.placed_at + timedelta(minutes=8)
    assert sent.shipments[0].shipped_at == sent.placed_at + timedelta(days=1)
    assert called_off.status == "cancelled"
    assert CatalogService().get_stock("CA-2027").on_hand == 40
    assert CatalogService().get_stock("CA-2027").reserved == 0
    assert set(Event.objects.values_list("type", flat=True)) >= {"order.created", "order.paid", "order.shipped"}


@pytest.mark.usefixtures("_goods")
def test_loading_twice_changes_nothing():
    tell_stories(_quiet, [SENT, CALLED_OFF])
    before = (_orders(), Event.objects.count(), CatalogService().get_product("depot-calendar"))
    people = get_user_model().objects.count()

    assert load_categories() == 0
    assert load_products(_quiet, GOODS) == 0
    load_people()
    assert tell_stories(_quiet, [SENT, CALLED_OFF]) == 0

    assert (_orders(), Event.objects.count(), CatalogService().get_product("depot-calendar")) == before
    assert get_user_model().objects.count() == people


@pytest.mark.usefixtures("_goods")
def test_a_load_that_was_killed_between_order_and_payment_goes_on_with_that_order():
    tell_stories(_quiet, [replace(SENT, steps=SENT.steps[:1])])
    (number, _, status) = _orders()[0]
    assert status == "pending_payment"

    assert tell_stories(_quiet, [SENT, CALLED_OFF]) == 1

    assert (number, SENT.email, "partially_shipped") in _orders()
    assert len(_orders()) == 2


def test_without_the_word_that_this_is_a_demo_nothing_is_loaded(monkeypatch, capsys):
    monkeypatch.delenv("TROLLEY_DEMO", raising=False)

    assert command.main() == 2

    assert "TROLLEY_DEMO=1" in capsys.readouterr().err
    assert not get_user_model().objects.exists()
    assert CatalogService().list_products(ProductQuery()).total == 0
