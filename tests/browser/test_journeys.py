"""Buying something, the whole way, in a real browser."""

import re

import pytest

from orders.service import OrderService
from shop.users.service import UserService
from tests.browser.steps import (
    ASKS_THE_BANK,
    DECLINED,
    GOOD,
    fill_in_the_address,
    go_on_to_the_card_form,
    order,
    pay_with,
    put_a_shirt_in_the_cart,
)
from tests.cart.making import BERLIN, a_customer

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"


def status_of(page) -> str:
    order_id = re.search(r"/orders/([0-9a-f-]{36})", page.url)[1]
    return OrderService().get_order(order_id=order_id).status


def test_a_guest_buys_with_a_declined_card_first_and_a_good_one_second(open_browser):
    page = open_browser()
    put_a_shirt_in_the_cart(page)
    order(page)

    pay_with(page, DECLINED)
    page.get_by_role("alert").wait_for()
    assert "isn't enough available" in page.get_by_role("alert").inner_text()
    assert status_of(page) == "pending_payment"

    pay_with(page, GOOD)
    page.wait_for_url("**?thanks")
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you. It is yours."
    assert status_of(page) == "paid"


def test_a_guest_buys_without_scripts(open_browser):
    page = open_browser(scripts=False, width=390)
    page.goto("/")
    page.get_by_role("link", name="Linen shirt").first.click()
    page.get_by_role("radio", name="M", exact=True).check(force=True)
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_label("Quantity of Linen shirt").fill("2")
    page.get_by_role("button", name="Update").click()
    page.get_by_role("link", name="Go to checkout").click()
    page.locator("#id_shipping-country").select_option("DE")
    page.get_by_role("button", name="Update country").first.click()
    page.locator("#id_shipping-country").select_option("IE")
    page.get_by_role("button", name="Update country").first.click()
    fill_in_the_address(page)
    go_on_to_the_card_form(page)
    page.get_by_label("Test card").select_option("pm_card_visa")
    page.get_by_role("button", name="Pay €").click()

    page.wait_for_url("**?thanks")
    assert status_of(page) == "paid"


def test_a_customer_signs_in_on_the_way_and_uses_a_saved_address(open_browser, shop):
    alice = a_customer()
    UserService().save_address(user_id=alice.pk, address=BERLIN)
    page = open_browser()
    put_a_shirt_in_the_cart(page)
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/checkout")

    assert page.get_by_role("radio", name="Bob Braun").is_checked()
    assert page.locator("#id_shipping-line1").is_hidden()
    go_on_to_the_card_form(page)
    pay_with(page, GOOD)

    page.wait_for_url("**?thanks")
    page.goto("/account")
    assert page.get_by_text("Being packed").is_visible()


def test_a_bank_that_asks_is_answered_and_the_order_is_paid(open_browser):
    page = open_browser()
    put_a_shirt_in_the_cart(page)
    order(page)

    pay_with(page, ASKS_THE_BANK)
    page.get_by_role("button", name="Yes, pay").click()

    page.wait_for_url("**?thanks")
    assert status_of(page) == "paid"


def test_choosing_a_variant_changes_price_stock_and_picture_without_loading_the_page(open_browser):
    page = open_browser()
    page.goto("/p/shirt")
    page.evaluate("window.stillHere = true")
    before = page.locator("[data-gallery-main] img").get_attribute("src")

    page.get_by_role("radio", name="Red", exact=True).check(force=True)

    assert page.locator("[data-gallery-main] img").get_attribute("src") != before
    assert page.locator("[data-gallery-main] img").get_attribute("alt") == "A red shirt"
    assert "option.Colour=Red" in page.url
    assert page.evaluate("window.stillHere") is True


def test_another_country_redraws_the_address_by_itself_and_keeps_what_was_typed(open_browser):
    page = open_browser()
    put_a_shirt_in_the_cart(page)
    page.get_by_role("link", name="Go to checkout").click()
    fill_in_the_address(page)

    page.locator("#id_shipping-country").select_option("US")

    page.get_by_text("ZIP code").first.wait_for()
    assert page.locator("#id_shipping-name").input_value() == "Anna Byrne"
    page.wait_for_function("document.activeElement.id === 'id_shipping-country'")


def test_the_quantity_takes_effect_by_itself(open_browser):
    page = open_browser()
    put_a_shirt_in_the_cart(page)

    page.get_by_role("button", name="One more of Linen shirt").click()

    page.get_by_text("€50.00").first.wait_for()
    assert page.locator("[data-cart-count]").inner_text() == "2"


def test_the_keyboard_alone_gets_from_the_product_to_checkout(open_browser):
    page = open_browser()
    page.goto("/p/shirt")

    def press_until(check: str, limit: int = 60) -> None:
        for _ in range(limit):
            page.keyboard.press("Tab")
            if page.evaluate(f"(() => {{ const el = document.activeElement; return {check}; }})()"):
                return
        raise AssertionError(f"The keyboard never reached {check}.")

    press_until("el.matches('.skip')", 3)
    assert page.locator(".skip").bounding_box()["width"] > 50
    page.keyboard.press("Enter")
    press_until("el.name === 'option.Size'")
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="M", exact=True).is_checked()
    press_until("el.matches('[data-add]')")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/cart")
    press_until("el.textContent.includes('Go to checkout')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout")
