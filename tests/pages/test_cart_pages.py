"""The cart: putting in, changing, taking out, and whose it is."""

import pytest

from cart.models import Cart, CartLine
from shop.kernel.ids import new_id
from tests.catalog.making import mug, save
from tests.pages.reading import Shopper


def units() -> int:
    return sum(CartLine.objects.values_list("quantity", flat=True))


def put_in(shopper: Shopper, slug: str = "mug", **choices):
    shopper.go(f"/p/{slug}")
    return shopper.send("Add to cart", **choices)


def test_a_chosen_variant_goes_into_the_cart(shop, shopper):
    page = put_in(shopper, "shirt", **{"option.Size": "M", "option.Colour": "Red", "quantity": 2})

    assert page.path == "/cart"
    assert "Linen shirt, M / Red is in your cart." in page.text
    assert "€50.00" in page.text
    assert CartLine.objects.get().variant_id == next(
        variant.id for variant in shop["shirt"].variants if variant.options == {"Size": "M", "Colour": "Red"}
    )
    assert shopper.client.cookies["cart"]["httponly"]
    assert shopper.client.cookies["cart"]["samesite"] == "Lax"
    assert shopper.client.cookies["cart_count"].value == "2"


def test_a_combination_that_is_not_made_leads_back_with_the_choice_kept(shopper):
    page = put_in(shopper, "shirt", **{"option.Size": "XXL", "option.Colour": "Red"})

    assert "That combination is not made" in page.text
    assert page.form("Add to cart").fields["option.Colour"] == ["Red"]
    assert units() == 0


@pytest.mark.parametrize("quantity", ["0", "-3", "100", "9" * 30, "1.5", "two", "", "\x00"])
def test_a_quantity_that_can_not_be_leads_back_and_changes_nothing(shopper, quantity):
    page = put_in(shopper, quantity=quantity)

    assert page.path.startswith("/p/mug?")
    assert "That quantity does not work" in page.text
    assert units() == 0


def test_more_than_there_is_says_how_many_are_left(shopper):
    page = put_in(shopper, quantity=6)

    assert "5 are left" in page.text
    assert units() == 0


@pytest.mark.parametrize("product_id", ["nonsense", "", "\x00", "01a203ac-d911-721c-b51a-de79ace56c44"])
def test_an_unknown_product_can_not_be_put_in(shopper, product_id):
    response = shopper.client.post("/cart/add", {"product_id": product_id, "quantity": 1})

    assert response.status_code == 404
    assert not Cart.objects.exists()


def test_another_site_can_not_fill_somebodys_cart(shop):
    browser = Shopper()
    body = {"product_id": str(shop["mug"].id), "quantity": 1}

    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        client = Shopper().client
        client.defaults.pop("HTTP_SEC_FETCH_SITE")
        assert client.post("/cart/add", body, headers=headers).status_code == 403
    assert not Cart.objects.exists()
    assert browser.client.post("/cart/add", body).status_code == 302


def test_quantities_are_changed_and_lines_taken_out(shopper):
    put_in(shopper)

    page = shopper.send("Update", quantity=3)
    assert page.path == "/cart"
    assert "€44.70" in page.text
    page = shopper.send("Remove")
    assert "Your cart is empty" in page.text
    assert shopper.client.cookies["cart_count"].value == "0"


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("6", "only 5 left"),
        ("0", "1 or more"),
        ("-1", "1 or more"),
        ("100", "99 or fewer"),
        ("x", "whole number"),
        ("9" * 500, "99 or fewer"),
    ],
)
def test_a_refused_quantity_is_explained_beside_its_line_and_kept_as_typed(shopper, quantity, words):
    put_in(shopper)

    page = shopper.send("Update", quantity=quantity)

    assert page.status in {409, 422}
    assert words in page.text
    assert page.form("Update").fields["quantity"] == [quantity[:6]]
    assert units() == 1


def test_what_sold_out_meanwhile_is_named_and_checkout_waits(shopper):
    put_in(shopper, quantity=4)
    save(mug(on_hand=2))

    page = shopper.go("/cart")

    assert "Only 2 left" in page.text
    assert not any(href == "/checkout" for _, href in page.links)
    assert shopper.send("Update", quantity=2).link("Go to checkout") == "/checkout"


def test_a_changed_price_is_told(shopper):
    put_in(shopper)
    save(mug(price=1690))

    assert "The price went up: it was €14.90 when you put it in." in shopper.go("/cart").text


def test_an_empty_cart_is_a_page_that_leads_on(shopper):
    page = shopper.go("/cart")

    assert "Your cart is empty" in page.text
    assert page.link("See everything") == "/search"
    assert not Cart.objects.exists()


def test_a_cookie_that_is_nonsense_is_no_cart(shopper):
    for value in ("nonsense", str(new_id()), "'--", "x" * 3000):
        shopper.client.cookies["cart"] = value
        assert "Your cart is empty" in shopper.go("/cart").text
    put_in(shopper)
    assert units() == 1


def test_another_persons_line_is_not_found_and_not_changed(shopper):
    put_in(shopper)
    line = CartLine.objects.get()
    other = Shopper()
    put_in(other)
    other.page.form("Remove").action = f"/cart/items/{line.id}"

    assert other.send("Remove").status == 404
    assert CartLine.objects.filter(pk=line.id).exists()


def test_changing_the_cart_needs_a_fresh_form(shopper):
    put_in(shopper)
    line = CartLine.objects.get()

    response = shopper.client.post(f"/cart/items/{line.id}", {"remove": "1"})

    assert response.status_code == 403
    assert b"That page was open for too long" in response.content
    assert units() == 1


def test_the_cart_is_kept_out_of_caches(shopper):
    assert "no-store" in shopper.client.get("/cart")["Cache-Control"]


def test_signing_in_takes_the_cart_along(shopper):
    from tests.cart.making import a_customer

    alice = a_customer()
    put_in(shopper)
    shopper.go("/account/login/")
    shopper.send("Sign in", login="alice@example.com", password="correct horse battery")

    assert Cart.objects.get().user_id == alice.pk
    assert "Speckled mug" in shopper.go("/cart").text
    assert "Your cart is empty" in Shopper().go("/cart").text


def test_signing_in_pours_the_cart_into_the_one_of_last_time(shop, shopper):
    from tests.cart.making import a_cart, a_customer

    alice = a_customer()
    a_cart((shop["shirt"], 1), user_id=alice.pk)
    put_in(shopper)
    shopper.go("/account/login/")
    shopper.send("Sign in", login="alice@example.com", password="correct horse battery")

    page = shopper.go("/cart")
    assert "Speckled mug" in page.text
    assert "Linen shirt" in page.text
    assert Cart.objects.count() == 1
