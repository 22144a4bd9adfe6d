"""What holds on every page: the content policy, landmarks, names for controls, nothing inline."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client

from shop.users.service import UserService
from tests.cart.making import HOME, a_customer
from tests.orders.making import a_paid_order, an_order
from tests.pages.reading import Page, Shopper

PUBLIC = [
    "/",
    "/c/things",
    "/c/things?price_min=900",
    "/search",
    "/search?q=zeppelin",
    "/p/shirt",
    "/p/card?problem=sold_out",
    "/cart",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/x-y/",
    "/account/confirm-email/nonsense/",
    "/account/inactive/",
    "/nothing/here",
]
PERSONAL = [
    "/account",
    "/account/orders",
    "/account/addresses",
    "/account/addresses/new",
    "/account/email/",
    "/account/password/change/",
    "/account/logout/",
]


def check(page: Page) -> None:
    """Hold a page against the rules of the house."""
    policy = page.response["Content-Security-Policy"]
    assert "unsafe-" not in policy
    assert "script-src 'self'" in policy
    for tag, attrs in page.tags:
        assert tag != "style", page.path
        assert tag != "script" or attrs.get("src"), page.path
        assert "style" not in attrs, (page.path, tag, attrs)
        assert not [name for name in attrs if name.startswith("on")], (page.path, tag, attrs)
        if tag == "img":
            assert "alt" in attrs, page.path
            assert attrs["width"].isdigit(), page.path
            assert attrs["height"].isdigit(), page.path
    names = [tag for tag, _ in page.tags]
    assert names.count("h1") == 1, page.path
    assert names.count("main") == 1, page.path
    assert names.count("title") == 1, page.path
    assert next(attrs for tag, attrs in page.tags if tag == "html")["lang"] == "en"
    assert any(attrs.get("href") == "#main" for tag, attrs in page.tags if tag == "a")
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids)), (page.path, [name for name in ids if ids.count(name) > 1])
    assert "{%" not in page.html, page.path
    assert "{{" not in page.html, page.path


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_keep_the_rules_of_the_house(shopper, path):
    check(shopper.go(path))


@pytest.mark.parametrize("path", PERSONAL)
def test_personal_pages_keep_the_rules_of_the_house(shopper, path):
    alice = a_customer()
    UserService().save_address(user_id=alice.pk, address=HOME)
    an_order(user_id=alice.pk)
    shopper.client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")

    page = shopper.go(path)

    assert page.status == 200
    check(page)


def test_checkout_and_order_pages_keep_the_rules_of_the_house(shopper):
    shopper.go("/p/mug")
    check(shopper.send("Add to cart"))
    check(shopper.follow("Go to checkout"))
    check(shopper.send("Go on to delivery"))
    parts = {"shipping__name": "Anna", "shipping__line1": "1 Main Street", "shipping__city": "Dublin"}
    check(shopper.send("Go on to delivery", email="a@example.com", **parts))
    check(shopper.send("Go on to review"))
    shopper.send("Place order and pay")
    pay = shopper.page.path
    check(shopper.go(pay.removesuffix("/pay")))
    check(shopper.go(pay.removesuffix("/pay") + "/edit"))
    paid = a_paid_order()
    check(shopper.go(f"/orders/{paid.id}?token={paid.access_token}"))


def test_the_page_after_a_fault_needs_neither_database_nor_request():
    text = get_template("errors/500.html").render()

    assert "Something broke on our side" in text
    assert "/static/css/shop.css" in text


def test_a_fault_of_ours_is_answered_with_that_page(shopper, monkeypatch):
    from catalog.service import CatalogService

    def broken(self):
        raise RuntimeError("a fault")

    monkeypatch.setattr(CatalogService, "list_categories", broken)
    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert b"Something broke on our side" in response.content
    assert b"a fault" not in response.content


def test_the_stylesheet_and_the_scripts_fetch_nothing_from_elsewhere():
    root = Path(settings.BASE_DIR) / "static"
    for path in [*root.glob("css/*.css"), *root.glob("js/*.js")]:
        text = path.read_text()
        assert "http://" not in text, path
        assert "@import" not in text, path
        assert "innerHTML" not in text, path
        assert "eval(" not in text, path


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_to_read_take_no_other_methods(shopper, method):
    for path in ("/", "/search", "/p/shirt", "/c/things"):
        assert getattr(Shopper().client, method)(path).status_code in {403, 405}
