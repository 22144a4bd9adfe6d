"""Every page by axe, in light and dark, on a phone and on a desk; and none of them wider than its screen."""

import pytest

from shop.users.service import UserService
from tests.browser.steps import fill_in_the_address, put_a_shirt_in_the_cart
from tests.cart.making import HOME, a_customer
from tests.orders.making import a_paid_order, a_parcel, an_order

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

OPEN = [
    "/",
    "/c/things",
    "/c/things?price_min=x",
    "/search",
    "/search?q=zeppelin",
    "/p/shirt",
    "/p/card?problem=sold_out",
    "/cart",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/nothing/here",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def judge(page) -> None:
    """Hold what is shown against axe's rules and the width of the screen."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state()
    found = Axe().run(page, options=RULES).response["violations"]
    assert found == [], (page.url, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1440, False), (1440, True)])
def test_pages_for_all_have_no_violations(open_browser, width, dark):
    page = open_browser(width=width, dark=dark)
    for path in OPEN:
        page.goto(path)
        judge(page)


@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1440, False), (1440, True)])
def test_checkout_and_order_pages_have_no_violations(open_browser, width, dark):
    page = open_browser(width=width, dark=dark)
    put_a_shirt_in_the_cart(page)
    judge(page)
    page.get_by_role("link", name="Go to checkout").click()
    judge(page)
    page.get_by_role("button", name="Go on to delivery").click()
    page.get_by_role("alert").wait_for()
    judge(page)
    fill_in_the_address(page)
    page.get_by_label("The billing address is the same").uncheck()
    judge(page)
    page.get_by_label("The billing address is the same").check()
    for button in ("Go on to delivery", "Go on to review", "Place order and pay"):
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()
        judge(page)
    page.goto(page.url.removesuffix("/pay"))
    judge(page)
    page.goto(page.url + "/edit")
    judge(page)


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1440, True)])
def test_account_pages_have_no_violations(open_browser, width, dark):
    from orders.service import OrderService
    from tests.orders.making import STAFF

    alice = a_customer()
    UserService().save_address(user_id=alice.pk, address=HOME)
    an_order(user_id=alice.pk)
    sent = a_paid_order(user_id=alice.pk)
    OrderService().mark_shipped(order_id=sent.id, shipment=a_parcel(sent), actor=STAFF)
    page = open_browser(width=width, dark=dark)
    page.goto("/account/login/")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/account")
    for path in ("/account", "/account/orders", "/account/addresses", "/account/addresses/new", "/account/email/"):
        page.goto(path)
        judge(page)
    page.goto(f"/orders/{sent.id}")
    judge(page)


@pytest.mark.parametrize("width", [320, 360, 768, 1920])
def test_no_page_is_wider_than_its_screen(open_browser, width):
    page = open_browser(width=width)
    for path in OPEN:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)
