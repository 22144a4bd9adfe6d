"""The steps of a journey, as a person would tell them."""

from typing import Any

GOOD, DECLINED, ASKS_THE_BANK = "4242424242424242", "4000000000009995", "4000000000003220"


def put_a_shirt_in_the_cart(page: Any) -> None:
    page.goto("/p/shirt")
    page.get_by_role("radio", name="M", exact=True).check(force=True)
    page.get_by_role("radio", name="Red", exact=True).check(force=True)
    page.get_by_role("button", name="Add to cart").click()
    page.wait_for_url("**/cart")


def fill_in_the_address(page: Any) -> None:
    page.get_by_label("E-mail").fill("anna@example.com")
    page.locator("#id_shipping-name").fill("Anna Byrne")
    page.locator("#id_shipping-line1").fill("1 Main Street")
    page.locator("#id_shipping-city").fill("Dublin")


def order(page: Any) -> None:
    """From the cart to the card form."""
    page.get_by_role("link", name="Go to checkout").click()
    fill_in_the_address(page)
    go_on_to_the_card_form(page)


def go_on_to_the_card_form(page: Any) -> None:
    page.get_by_role("button", name="Go on to delivery").click()
    page.get_by_role("button", name="Go on to review").click()
    page.get_by_role("button", name="Place order and pay").click()
    page.wait_for_url("**/pay")


def pay_with(page: Any, number: str) -> None:
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry date").fill("12 / 40")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name="Pay €").click()
