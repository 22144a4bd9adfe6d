"""What it would cost, delivered there in that way."""

from datetime import UTC, date, datetime

import pytest

from cart.contracts import Destination
from cart.errors import CartEmpty, ProductNotSold, ShippingMethodUnknown
from cart.models import ShippingMethod, TaxRate
from cart.service import CartService
from catalog.errors import OutOfStock
from shop.kernel.clock import FixedClock
from shop.kernel.errors import Invalid
from shop.kernel.money import Money
from tests.cart.making import BERLIN, BOSTON, HOME, a_cart
from tests.catalog.making import mug, save

pytestmark = pytest.mark.django_db


def options(cart, country):
    return {option.id: option for option in CartService().shipping_options(cart_id=cart.id, country=country)}


@pytest.mark.parametrize(
    ("country", "there"),
    [
        ("IE", ["standard", "express"]),
        ("ie", ["standard", "express"]),
        ("DE", ["europe"]),
        ("GB", ["europe"]),
        ("US", ["international"]),
        ("JP", ["international"]),
    ],
)
def test_every_country_has_its_ways_of_delivery(country, there):
    assert list(options(a_cart((save(mug())[0], 1)), country)) == there


def test_an_option_has_a_price_and_says_how_long_it_takes():
    cart = a_cart((save(mug())[0], 1))
    option = options(cart, "IE")["standard"]
    assert (option.price, option.estimated_days) == (Money(490, "EUR"), (2, 3))


def test_delivery_is_free_for_a_dear_cart():
    cart = a_cart((save(mug(price=6000))[0], 1))
    assert options(cart, "IE")["standard"].price == Money(0, "EUR")
    assert options(cart, "IE")["express"].price == Money(990, "EUR")


def test_what_is_no_thing_is_delivered_for_nothing():
    cart = a_cart((save(mug(variant={"requires_shipping": False}))[0], 1))
    assert {option.price.minor for option in options(cart, "IE").values()} == {0}


@pytest.mark.parametrize("country", ["", "XX", "Ireland", "I\x00", "EU", "🇮🇪"])
def test_what_is_no_country_is_refused(country):
    with pytest.raises(Invalid) as refused:
        options(a_cart((save(mug())[0], 1)), country)
    assert refused.value.errors[0].pointer == "/country"


def test_a_way_of_delivery_that_staff_closed_is_not_offered():
    ShippingMethod.objects.filter(pk="express").update(active=False)
    assert list(options(a_cart((save(mug())[0], 1)), "IE")) == ["standard"]


@pytest.mark.parametrize(
    ("address", "method", "rate", "shipping"),
    [(HOME, "standard", 2300, 490), (BERLIN, "europe", 1900, 990), (BOSTON, "international", 0, 1990)],
)
def test_tax_is_that_of_the_country_of_delivery(address, method, rate, shipping):
    cart = a_cart((save(mug())[0], 2))
    quote = CartService().get_quote(cart_id=cart.id, destination=Destination(address, method))
    assert [line.tax_rate for line in quote.lines] == [rate]
    assert quote.totals.total == Money(2 * 1490 + shipping, "EUR")
    assert quote.totals.tax.minor == round(2980 * rate / (10_000 + rate)) + round(shipping * rate / (10_000 + rate))


def test_a_new_rate_counts_from_its_first_day():
    TaxRate.objects.create(country="IE", rate=2400, valid_from=date(2027, 1, 1))
    cart = a_cart((save(mug())[0], 1))
    rates = []
    for moment in (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)):
        service = CartService(clock=FixedClock(moment))
        rates.append(service.get_quote(cart_id=cart.id, destination=Destination(HOME, "standard")).shipping_tax_rate)
    assert rates == [2300, 2400]


@pytest.mark.parametrize("method", ["europe", "nothing", "", "STANDARD", "a\x00b"])
def test_a_way_of_delivery_that_does_not_go_there_is_refused(method):
    cart = a_cart((save(mug())[0], 1))
    with pytest.raises(ShippingMethodUnknown) as refused:
        CartService().get_quote(cart_id=cart.id, destination=Destination(HOME, method))
    assert refused.value.errors[0].pointer == "/shipping_method"


def test_an_empty_cart_has_no_quote():
    with pytest.raises(CartEmpty):
        CartService().get_quote(cart_id=a_cart().id, destination=Destination(HOME, "standard"))


def test_all_short_lines_are_named_at_once():
    first, second, third = save(mug("one"), mug("two"), mug("three"))
    cart = a_cart((first, 3), (second, 3), (third, 3))
    save(mug("one", on_hand=1), mug("three", on_hand=0))
    with pytest.raises(OutOfStock) as refused:
        CartService().get_quote(cart_id=cart.id, destination=Destination(HOME, "standard"))
    assert [(line.sku, line.available) for line in refused.value.lines] == [("ONE", 1), ("THREE", 0)]


def test_what_is_no_longer_sold_is_named():
    cart = a_cart((save(mug())[0], 1))
    save(mug(status="archived"))
    with pytest.raises(ProductNotSold, match="Speckled mug"):
        CartService().get_quote(cart_id=cart.id, destination=Destination(HOME, "standard"))


def test_lines_agreed_before_keep_their_prices_in_a_new_quote():
    cart = a_cart((save(mug())[0], 2))
    quote = CartService().get_quote(cart_id=cart.id, destination=Destination(HOME, "standard"))
    save(mug(price=9999))
    moved = CartService().quote_lines(lines=quote.lines, destination=Destination(BERLIN, "europe"))
    assert [line.unit_price for line in moved.lines] == [Money(1490, "EUR")]
    assert [line.tax_rate for line in moved.lines] == [1900]
    assert moved.totals.total == Money(2980 + 990, "EUR")


def test_the_shop_knows_the_rates_of_the_union_and_three_neighbours():
    assert TaxRate.objects.count() == 30
    assert dict(TaxRate.objects.filter(country__in=["FI", "CH", "EE"]).values_list("country", "rate")) == {
        "FI": 2550,
        "CH": 810,
        "EE": 2400,
    }
