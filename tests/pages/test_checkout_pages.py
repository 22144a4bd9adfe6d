"""Checkout without scripts: from the product to the card form, and everything that may get in the way."""

import pytest

from catalog.service import CatalogService
from orders.models import Order
from shop.users.service import UserService
from tests.cart.making import BERLIN, a_customer
from tests.catalog.making import mug, save
from tests.pages.reading import Page, Shopper

HOME = {
    "shipping__name": "Anna Byrne",
    "shipping__line1": "1 Main Street",
    "shipping__city": "Dublin",
    "shipping__postal_code": "D02 AF30",
}


def at_checkout(shopper: Shopper, slug: str = "mug") -> Page:
    shopper.go(f"/p/{slug}")
    shopper.send("Add to cart")
    return shopper.follow("Go to checkout")


def at_review(shopper: Shopper) -> Page:
    at_checkout(shopper)
    shopper.send("Go on to delivery", email="anna@example.com", **HOME)
    return shopper.send("Go on to review")


def test_a_guest_gets_from_the_home_page_to_the_card_form_and_through_it_without_scripts(shopper):
    shopper.go("/")
    shopper.follow("Linen shirt")
    shopper.send("Add to cart", **{"option.Size": "M", "option.Colour": "Blue"})
    shopper.follow("Go to checkout")
    page = shopper.send("Go on to delivery", email="anna@example.com", **HOME)
    assert page.path == "/checkout/delivery"
    page = shopper.send("Go on to review")
    assert page.path == "/checkout/review"
    assert "Anna Byrne, 1 Main Street" in page.text
    page = shopper.send("Place order and pay")

    order = Order.objects.get()
    assert page.path == f"/orders/{order.id}/pay"
    assert shopper.client.cookies["cart_count"].value == "0"
    card_form = next(form for form in page.forms if "payment_method" in form.choices)
    card_form.fields["payment_method"] = ["pm_card_visa"]
    page = shopper._land(shopper.client.post(page.path, card_form.fields), page.path)
    assert page.path == f"/orders/{order.id}?thanks"
    assert "Thank you. It is yours." in page.text
    assert "Speckled mug" not in shopper.go("/cart").text


def test_an_order_that_costs_nothing_asks_for_no_card_and_ends_with_thanks(shopper):
    save(mug("pattern", title="Sewing pattern", price=0, variant={"requires_shipping": False}))
    at_checkout(shopper, "pattern")
    shopper.send("Go on to delivery", email="anna@example.com", **HOME)
    page = shopper.send("Go on to review")
    assert "your card" not in page.text

    page = shopper.send("Place order")

    order = Order.objects.get()
    assert page.path == f"/orders/{order.id}?thanks"
    assert "Thank you. It is yours." in page.text
    assert shopper.go(f"/orders/{order.id}/pay").path == f"/orders/{order.id}"


def test_what_is_missing_is_listed_above_and_said_beside_the_field(shopper):
    at_checkout(shopper)

    page = shopper.send("Go on to delivery", email="anna", shipping__name="Anna Byrne")

    assert page.path == "/checkout"
    assert "Please check 3 things" in page.text
    assert page.link("Enter an e-mail address like name@example.com.") == "#id_email"
    assert page.link("Enter the street and number.") == "#id_shipping-line1"
    assert page.link("Enter the town or city.") == "#id_shipping-city"
    fields = page.form("Go on to delivery").fields
    assert fields["email"] == ["anna"]
    assert fields["shipping-name"] == ["Anna Byrne"]
    invalid = [attrs["id"] for tag, attrs in page.tags if attrs.get("aria-invalid") == "true"]
    assert {"id_email", "id_shipping-line1"} <= set(invalid)
    ids = {attrs.get("id") for _, attrs in page.tags}
    for _, attrs in page.tags:
        assert set(attrs.get("aria-describedby", "").split()) <= ids


def test_another_country_asks_for_its_own_parts_and_keeps_what_was_typed(shopper):
    at_checkout(shopper)

    page = shopper.send("Update country", shipping__country="US", shipping__name="Carol Cole", email="c@example.com")

    form = page.form("Go on to delivery")
    assert "Please check" not in page.text
    assert "ZIP code" in page.text
    assert "State" in page.text
    assert "MA" in form.choices["shipping-region"]
    assert form.fields["shipping-name"] == ["Carol Cole"]
    assert form.fields["email"] == ["c@example.com"]


def test_a_postcode_of_another_country_is_explained_with_an_example(shopper):
    at_checkout(shopper)
    shopper.send("Update country", shipping__country="DE")

    page = shopper.send(
        "Go on to delivery",
        email="b@example.com",
        shipping__name="Bob",
        shipping__line1="Lindenstraße 5",
        shipping__city="Berlin",
        shipping__postal_code="D02",
    )

    assert "Enter a postcode of Germany, such as" in page.text


@pytest.mark.parametrize("country", ["", "XX", "zz", "\x00", "Ireland", "I" * 500])
def test_a_country_that_is_none_is_refused_without_a_crash(shopper, country):
    at_checkout(shopper)

    page = shopper.send("Go on to delivery", email="a@example.com", **{**HOME, "shipping__country": country})

    assert page.status == 200
    assert "Please check" in page.text


def test_a_billing_address_of_its_own_goes_into_the_order(shopper):
    at_checkout(shopper)
    shopper.send(
        "Go on to delivery",
        email="a@example.com",
        billing_same=[],
        **HOME,
        billing__name="Byrne Ltd",
        billing__line1="2 Quay",
        billing__city="Cork",
    )
    page = shopper.send("Go on to review")
    assert "Byrne Ltd, 2 Quay" in page.text

    shopper.send("Place order and pay")

    assert Order.objects.get().billing_address["name"] == "Byrne Ltd"
    assert Order.objects.get().shipping_address["name"] == "Anna Byrne"


def test_an_incomplete_billing_address_is_not_taken(shopper):
    at_checkout(shopper)

    page = shopper.send("Go on to delivery", email="a@example.com", billing_same=[], **HOME)

    assert page.path == "/checkout"
    assert page.link("Enter the street and number.") == "#id_billing-line1"


@pytest.mark.parametrize("method", ["", "teleport", "\x00", "x" * 1000])
def test_a_way_of_delivery_that_does_not_exist_is_refused(shopper, method):
    at_checkout(shopper)
    shopper.send("Go on to delivery", email="a@example.com", **HOME)

    page = shopper.send("Go on to review", method=method)

    assert page.path == "/checkout/delivery"
    assert "Choose a way of delivery" in page.text


def test_steps_can_not_be_skipped(shopper):
    at_checkout(shopper)

    assert shopper.go("/checkout/delivery").path == "/checkout"
    assert shopper.go("/checkout/review").path == "/checkout"


def test_an_empty_cart_leads_to_the_cart(shopper):
    for path in ("/checkout", "/checkout/delivery", "/checkout/review"):
        assert shopper.go(path).path == "/cart"


def test_a_changed_total_is_shown_beside_the_old_one_and_asked_about(shopper):
    at_review(shopper)
    save(mug(price=1690))

    page = shopper.send("Place order and pay")

    assert page.status == 409
    assert "The total has changed" in page.text
    assert not Order.objects.exists()
    shopper.send("Place order and pay")
    assert Order.objects.get().subtotal_minor == 1690


def test_what_ran_out_at_the_last_moment_is_named(shopper):
    at_review(shopper)
    save(mug(on_hand=0))

    page = shopper.send("Place order and pay")

    assert page.status == 409
    assert "Speckled mug: sold out in the meantime" in page.text
    assert page.link("Change it in the cart") == "/cart"
    assert not Order.objects.exists()


@pytest.mark.parametrize("total", ["", "abc", "NaN", "1e400", "-1", "9" * 80, "\x00", "1.234567"])
def test_no_order_without_a_total_that_was_seen(shopper, total):
    at_review(shopper)

    page = shopper.send("Place order and pay", expected_total=total)

    assert page.status in {409, 422}
    assert not Order.objects.exists()
    assert CatalogService().get_stock("MUG").reserved == 0


def test_a_second_click_is_the_same_order(shopper):
    page = at_review(shopper)
    form = page.form("Place order and pay")

    first = shopper.client.post("/checkout/review", form.fields)
    second = shopper.client.post("/checkout/review", form.fields)

    assert first["Location"] == second["Location"] == f"/orders/{Order.objects.get().id}/pay"
    assert CatalogService().get_stock("MUG").reserved == 1


def test_going_back_to_checkout_after_ordering_leads_to_the_order(shopper):
    at_review(shopper)
    shopper.send("Place order and pay")

    assert shopper.go("/checkout").path == f"/orders/{Order.objects.get().id}"
    shopper.go("/p/shirt")
    assert shopper.send("Add to cart").path == "/cart"


def test_a_customer_chooses_a_saved_address(shopper):
    alice = a_customer()
    UserService().save_address(user_id=alice.pk, address=BERLIN)
    shopper.client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    page = at_checkout(shopper)
    assert page.form("Go on to delivery").fields["email"] == ["alice@example.com"]

    page = shopper.send("Go on to delivery")
    assert "Lindenstraße 5" in page.text
    shopper.send("Go on to review")
    shopper.send("Place order and pay")

    order = Order.objects.get()
    assert order.user_id == alice.pk
    assert order.shipping_address["city"].casefold() == "berlin"


def test_somebody_elses_saved_address_can_not_be_chosen(shopper):
    alice, bob = a_customer(), a_customer("bob@example.com")
    UserService().save_address(user_id=alice.pk, address=BERLIN)
    theirs = UserService().save_address(user_id=bob.pk, address=BERLIN)
    shopper.client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    at_checkout(shopper)

    page = shopper.send("Go on to delivery", saved=str(theirs))

    assert page.path == "/checkout"
    assert "Choose an address." in page.text


def test_checkout_is_kept_out_of_caches(shopper):
    at_checkout(shopper)

    assert "no-store" in shopper.client.get("/checkout")["Cache-Control"]
