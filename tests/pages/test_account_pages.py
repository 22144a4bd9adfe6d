"""The account: signing up and in, orders, the address book."""

import pytest

from shop.users.service import UserService
from tests.cart.making import BERLIN, HOME, a_customer, have_terms
from tests.orders.making import an_order
from tests.pages.reading import Shopper

PASSWORD = "correct horse battery"


@pytest.fixture
def alice(db):
    have_terms()
    return a_customer()


@pytest.fixture
def visitor(alice) -> Shopper:
    browser = Shopper()
    browser.client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.parametrize("path", ["/account", "/account/orders", "/account/addresses", "/account/addresses/new"])
def test_an_account_asks_to_sign_in_first(db, path):
    page = Shopper().go(path)

    assert page.path.startswith("/account/login/?next=/account")
    assert "Sign in" in page.text


def test_signing_up_signs_in(db):
    browser = Shopper()
    browser.go("/account/signup/")

    browser.send("Make an account", email="new@example.com", password1="seven green bottles")

    page = browser.go("/account")
    assert page.path == "/account"
    assert "new@example.com" in page.text


def test_a_wrong_password_is_told_above_the_form_with_the_address_kept(alice):
    browser = Shopper()
    browser.go("/account/login/")

    page = browser.send("Sign in", login="alice@example.com", password="wrong")

    assert "Please check one thing" in page.text
    assert page.form("Sign in").fields["login"] == ["alice@example.com"]
    assert browser.go("/account").path.startswith("/account/login/")


def test_signing_in_leads_back_to_where_one_was(alice):
    browser = Shopper()
    browser.go("/account/addresses")

    page = browser.send("Sign in", login="alice@example.com", password=PASSWORD)

    assert page.path == "/account/addresses"


def test_the_overview_shows_the_customers_orders_and_nobody_elses(alice, visitor):
    mine = an_order(user_id=alice.pk)
    other = an_order(user_id=a_customer("bob@example.com").pk)

    page = visitor.go("/account")

    assert page.link(mine.number) == f"/orders/{mine.id}"
    assert other.number not in page.text
    assert other.number not in visitor.go("/account/orders").text


def test_an_account_without_orders_leads_to_the_shop(visitor):
    assert visitor.go("/account").link("See everything") == "/search"
    assert visitor.go("/account/orders").link("See everything") == "/search"


@pytest.mark.parametrize("cursor", ["nonsense", "\x00", "a" * 3000])
def test_a_broken_cursor_of_orders_is_a_page_that_says_so(visitor, cursor):
    assert visitor.client.get("/account/orders", {"cursor": cursor}).status_code == 400


def test_addresses_are_added_changed_made_first_and_removed(alice, visitor):
    UserService().save_address(user_id=alice.pk, address=HOME)
    visitor.go("/account/addresses")
    visitor.follow("Add an address")
    visitor.send("Update country", shipping__country="DE")
    page = visitor.send(
        "Save the address",
        shipping__name="Bob Braun",
        shipping__line1="Lindenstraße 5",
        shipping__postal_code="10969",
        shipping__city="Berlin",
    )
    assert "The address is saved." in page.text

    visitor.send("Use first: Lindenstraße 5")
    first = UserService().list_addresses(user_id=alice.pk)[0]
    assert first.address.line1 == "Lindenstraße 5"
    visitor.go(f"/account/addresses/{first.id}")
    visitor.send("Save the address", shipping__line1="Lindenstraße 6")
    assert "Lindenstraße 6" in visitor.page.text
    visitor.send("Remove the address Lindenstraße 6")
    assert [entry.address.line1 for entry in UserService().list_addresses(user_id=alice.pk)] == [HOME.line1]


def test_an_incomplete_address_is_not_saved(alice, visitor):
    visitor.go("/account/addresses/new")

    page = visitor.send("Save the address", shipping__name="Alice")

    assert page.link("Enter the street and number.") == "#id_shipping-line1"
    assert page.form("Save").fields["shipping-name"] == ["Alice"]
    assert UserService().list_addresses(user_id=alice.pk) == []


def test_somebody_elses_address_is_not_found_and_not_changed(visitor):
    bob = a_customer("bob@example.com")
    theirs = UserService().save_address(user_id=bob.pk, address=BERLIN)
    visitor.go("/account/addresses/new")
    form = visitor.page.form("Save the address")

    for path in ("", "/remove", "/default"):
        form.action = f"/account/addresses/{theirs}{path}"
        assert visitor.client.post(form.action, form.fields).status_code == 404
    assert visitor.go(f"/account/addresses/{theirs}").status == 404
    assert [entry.id for entry in UserService().list_addresses(user_id=bob.pk)] == [theirs]


def test_account_pages_are_kept_out_of_caches(visitor):
    for path in ("/account", "/account/orders", "/account/addresses"):
        assert "no-store" in visitor.client.get(path)["Cache-Control"]
