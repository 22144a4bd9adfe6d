"""The card page, the bank's page and the way back, as a browser without scripts sees them."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from orders.contracts import ChangeDetails, OrderView
from orders.service import OrderService
from payments.gateways import SandboxGateway
from payments.models import PaymentAttempt
from payments.service import PaymentService
from shop.kernel.ids import new_id
from tests.cart.making import a_customer
from tests.orders.making import SHOPPER, an_order
from tests.payments.fake_stripe import FakeStripe
from tests.payments.making import SILENCE, charges

pytestmark = pytest.mark.django_db


class Browser:
    """Somebody who was let into an order by its link."""

    def __init__(self, order: OrderView, *, let_in: bool = True) -> None:
        self.order, self.client = order, Client(enforce_csrf_checks=True)
        self.page = f"/orders/{order.id}/pay"
        if let_in:
            self.client.get(f"/orders/{order.id}?token={order.access_token}")

    def see(self, path: str = ""):
        return self.client.get(path or self.page)

    def fields(self, path: str = "") -> dict[str, str]:
        """The hidden fields of the page's last form."""
        text = self.see(path).content.decode()
        tokens = re.findall(r'name="(csrfmiddlewaretoken|token)" value="([^"]+)"', text)
        return dict(tokens)

    def pay(self, card: str = "pm_card_visa", **more: Any):
        return self.client.post(self.page, {**self.fields(), "payment_method": card, **more})

    def follow(self, answer):
        return self.client.get(answer["Location"])


def status(order: OrderView) -> str:
    return OrderService().get_order(order_id=order.id).status


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_card_page_shows_the_total_and_how_long_the_order_is_kept():
    order = an_order()

    page = Browser(order).see()

    assert page.status_code == 200
    assert f"Pay {order.totals.total.format()}" in text_of(page)
    assert f'datetime="{order.reserved_until.isoformat()}"' in page.content.decode()
    assert re.search(r"for another 29\s*minutes", text_of(page).replace("\xa0", " ").replace("&nbsp;", " "))
    assert "no-store" in page["Cache-Control"]
    html = page.content.decode()
    assert 'data-pay="sandbox"' in html
    assert "data-card-number" in html
    for name in ("card-number", "card-expiry", "card-cvc"):
        assert not re.search(rf'id="{name}"[^>]* name=', html), "Card data must not be sent."


def test_without_scripts_a_test_card_is_chosen_from_a_list_and_pays():
    order = an_order()
    browser = Browser(order)
    noscript = re.findall(r"<noscript>(.*?)</noscript>", browser.see().content.decode(), re.DOTALL)
    assert any('<option value="pm_card_visa">' in part for part in noscript)

    answer = browser.pay()

    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.id}?thanks")
    assert status(order) == "paid"
    assert charges() == 1


def test_a_declined_card_says_what_to_change_and_the_next_one_pays():
    order = an_order()
    browser = Browser(order)

    page = browser.follow(browser.pay("pm_card_chargeDeclinedExpiredCard"))

    assert "This card has expired" in text_of(page)
    html = page.content.decode()
    assert 'role="alert"' in html
    assert "data-focus" in html
    assert '<a href="#card-expiry">' in html
    assert 'id="card-expiry"' in html
    assert status(order) == "pending_payment"
    assert browser.pay()["Location"].endswith("?thanks")
    assert status(order) == "paid"


@pytest.mark.parametrize(
    ("card", "link"),
    [
        ("pm_card_chargeDeclined", "#card-number"),
        ("pm_card_nameMismatch", "#card-name"),
        ("pm_card_notSupported", "#card-number"),
    ],
)
def test_each_decline_links_to_the_field_that_mends_it(card: str, link: str):
    browser = Browser(an_order())

    page = browser.follow(browser.pay(card)).content.decode()

    assert f'<a href="{link}">' in page
    assert f'id="{link[1:]}"' in page


def test_a_wrong_address_is_changed_on_the_orders_page_and_leads_back():
    order = an_order()
    browser = Browser(order)

    page = browser.follow(browser.pay("pm_card_avsFail")).content.decode()

    link = re.search(rf'href="(/orders/{order.id}/edit\?[^"]+)"', page)
    assert link
    assert "fix=address" in link.group(1)
    assert "pay" in link.group(1)
    edit = browser.see(link.group(1).replace("&amp;", "&"))
    assert edit.status_code == 200


def test_a_wrong_name_is_changed_in_the_form_itself():
    order = an_order()
    browser = Browser(order)
    browser.pay("pm_card_nameMismatch", billing_name="Anna Byrne")

    answer = browser.pay("pm_card_nameMismatch", billing_name="A. M. Byrne")

    assert answer["Location"].endswith("?thanks")


def test_reloading_after_a_decline_does_not_send_the_card_again():
    browser = Browser(an_order())
    page = browser.pay("pm_card_chargeDeclined")["Location"]

    for _ in range(2):
        assert "didn't go through" in text_of(browser.see(page)).replace("&#x27;", "'")

    assert PaymentAttempt.objects.count() == 1


def test_a_double_click_is_one_charge():
    order = an_order()
    browser = Browser(order)
    form = {**browser.fields(), "payment_method": "pm_card_visa"}

    first = browser.client.post(browser.page, form)
    second = browser.client.post(browser.page, form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert (charges(), PaymentAttempt.objects.count()) == (1, 1)


def test_a_double_click_is_one_decline():
    browser = Browser(an_order())
    form = {**browser.fields(), "payment_method": "pm_card_chargeDeclined"}

    first = browser.client.post(browser.page, form)
    second = browser.client.post(browser.page, form)

    assert first["Location"] == second["Location"]
    assert (charges("declined"), PaymentAttempt.objects.count()) == (1, 1)


def test_the_browsers_back_button_can_send_another_card_with_the_old_form():
    browser = Browser(an_order())
    old = browser.fields()
    browser.client.post(browser.page, {**old, "payment_method": "pm_card_chargeDeclined"})

    answer = browser.client.post(browser.page, {**old, "payment_method": "pm_card_visa"})

    assert answer["Location"].endswith("?thanks")


def test_the_bank_asks_and_the_shopper_says_yes():
    order = an_order()
    browser = Browser(order)

    bank = browser.pay("pm_card_threeDSecure2Required")["Location"]
    assert "is it you?" in text_of(browser.see(bank))
    assert order.totals.total.format() in text_of(browser.see(bank))
    back = browser.client.post(bank, {**browser.fields(bank), "answer": "approve"})
    done = browser.follow(back)

    assert done["Location"] == f"/orders/{order.id}?thanks"
    assert status(order) == "paid"


def test_the_bank_asks_and_the_shopper_says_no():
    order = an_order()
    browser = Browser(order)
    bank = browser.pay("pm_card_threeDSecure2Required")["Location"]

    back = browser.client.post(bank, {**browser.fields(bank), "answer": "refuse"})
    page = browser.follow(browser.follow(back))

    assert "Your bank didn&#x27;t get your confirmation" in page.content.decode()
    assert status(order) == "pending_payment"


def test_a_shopper_who_left_the_bank_can_go_back_there_or_use_another_card():
    order = an_order()
    browser = Browser(order)
    bank = browser.pay("pm_card_threeDSecure2Required")["Location"]

    page = browser.see().content.decode()

    assert f'href="{bank}"' in page.replace("&amp;", "&")
    assert browser.pay()["Location"].endswith("?thanks")
    assert (charges(), charges("cancelled")) == (1, 1)


def test_the_banks_page_opens_by_its_secret_only():
    order = an_order()
    payment = PaymentService().pay(order_id=order.id, payment_method="pm_card_threeDSecure2Required", actor=SHOPPER)
    page = f"/payments/{payment.id}/bank"

    for path in (page, f"{page}?payment_intent_client_secret=wrong", f"{page}?payment_intent_client_secret=%00"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"answer": "approve"}).status_code == 404
    other = f"/payments/{new_id()}/bank?payment_intent_client_secret={payment.client_secret}"
    assert Client().get(other).status_code == 404
    assert status(order) == "pending_payment"


def test_nonsense_to_the_bank_changes_nothing():
    order = an_order()
    browser = Browser(order)
    bank = browser.pay("pm_card_threeDSecure2Required")["Location"]

    assert browser.client.post(bank, {**browser.fields(bank), "answer": "maybe"}).status_code == 422
    assert charges("requires_action") == 1


def test_the_order_of_somebody_else_can_not_be_paid_or_seen():
    order = an_order(user_id=a_customer().id)
    bob = Browser(order, let_in=False)
    bob.client.force_login(a_customer("bob@example.com"))

    assert bob.see().status_code == 404
    assert Client().post(bob.page, {"payment_method": "pm_card_visa", "token": str(new_id())}).status_code == 404
    assert (charges(), status(order)) == (0, "pending_payment")


def test_the_owner_pays_by_signing_in():
    alice = a_customer()
    order = an_order(user_id=alice.id)
    browser = Browser(order, let_in=False)
    browser.client.force_login(alice)

    assert browser.pay()["Location"].endswith("?thanks")


def test_a_form_of_another_site_is_refused():
    order = an_order()
    browser = Browser(order)

    answer = browser.client.post(browser.page, {"payment_method": "pm_card_visa", "token": str(new_id())})

    assert answer.status_code == 403
    assert (charges(), status(order)) == (0, "pending_payment")


@pytest.mark.parametrize(
    "sent",
    [
        {"payment_method": ""},
        {"payment_method": "x" * 201},
        {"payment_method": "pm_card\nvisa"},
        {"payment_method": "pm_nonsense"},
        {"payment_method": "pm_card_visa", "token": "nonsense"},
        {"payment_method": "pm_card_visa", "billing_name": "x" * 201},
        {"payment_method": "pm_card_visa", "billing_name": "a\x00b"},
        {"payment_method": "4242424242424242"},
    ],
)
def test_nonsense_in_the_form_is_said_in_words_and_charges_nothing(sent: dict[str, str]):
    order = an_order()
    browser = Browser(order)

    answer = browser.client.post(browser.page, {**browser.fields(), **sent})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert (charges(), status(order)) == (0, "pending_payment")


def test_a_paid_or_ended_order_leads_to_the_orders_page():
    paid, cancelled = an_order(), an_order()
    PaymentService().pay(order_id=paid.id, payment_method="pm_card_visa", actor=SHOPPER)
    OrderService().cancel_order(order_id=cancelled.id, actor=SHOPPER, reason="")

    for order in (paid, cancelled):
        answer = Browser(order).see()
        assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.id}")


def test_an_order_whose_payment_went_back_can_be_paid_anew():
    order = an_order()
    browser = Browser(order)
    bank = browser.pay("pm_card_threeDSecure2Required")["Location"]
    change = ChangeDetails(shipping_method="express")
    changed = OrderService().change_details(order_id=order.id, change=change, actor=SHOPPER)
    browser.follow(browser.client.post(bank, {**browser.fields(bank), "answer": "approve"}))
    assert (status(order), charges()) == ("pending_payment", 1)

    page = browser.see()

    assert page.status_code == 200
    assert f"{order.totals.total.format()} that you paid with Visa" in text_of(page)
    assert f"Pay {changed.totals.total.format()}" in text_of(page)
    assert browser.pay()["Location"].endswith("?thanks")
    assert status(order) == "paid"


def test_while_nobody_knows_the_page_says_so_and_looks_again(monkeypatch):
    order = an_order()
    browser = Browser(order)

    def cut(self, request):
        raise SILENCE

    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "charge", cut)
        page = browser.follow(browser.pay())
        assert "checking with your bank" in text_of(page)
        assert page["Refresh"]

    answer = browser.see()

    assert answer["Location"].endswith("?thanks")
    assert (charges(), status(order)) == (1, "paid")


def test_the_way_back_is_closed_to_strangers():
    order = an_order()
    payment = PaymentService().pay(order_id=order.id, payment_method="pm_card_visa", actor=SHOPPER)

    assert Client().get(f"/payments/{payment.id}/return").status_code == 404
    assert Client().get(f"/payments/{payment.id}/return?payment_intent_client_secret=").status_code == 404
    assert Client().get(f"/payments/{new_id()}/return").status_code == 404


def test_the_sandbox_page_allows_no_other_hosts():
    policy = Browser(an_order()).see()["Content-Security-Policy"]

    assert "stripe" not in policy
    assert "unsafe" not in policy


def test_with_stripe_the_page_carries_elements_and_allows_stripe_here_only(stripe_shop: FakeStripe):
    browser = Browser(an_order())

    page = browser.see()

    html = page.content.decode()
    assert 'data-pay="stripe"' in html
    assert 'data-key="pk_test_fake"' in html
    assert stripe_shop.secret_key not in html
    scripts = re.findall(r'<script src="(https://[^"]+)"', html)
    assert [urlsplit(script).hostname for script in scripts] == ["js.stripe.com"]
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert "https://js.stripe.com" in policy["script-src"]
    assert "'self'" in policy["script-src"]
    assert "https://js.stripe.com" in policy["frame-src"]
    assert "'none'" not in policy["frame-src"]
    assert "https://api.stripe.com" in policy["connect-src"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "stripe" not in browser.see(f"/orders/{browser.order.id}")["Content-Security-Policy"]


def test_with_stripe_the_page_goes_on_with_the_bank_by_stripes_script(stripe_shop: FakeStripe):
    order = an_order()
    browser = Browser(order)

    page = browser.follow(browser.pay("pm_card_threeDSecure2Required")).content.decode()
    secret = PaymentAttempt.objects.get().client_secret
    assert 'data-pay="stripe-action"' in page
    assert f'data-client-secret="{secret}"' in page
    assert 'data-pay="stripe"' not in page
    form = browser.fields()
    stripe_shop.books.authenticate(secret, succeed=True)
    back = f"/payments/{PaymentAttempt.objects.get().pk}/return"
    answer = browser.client.post(back, form)

    assert answer["Location"] == f"/orders/{order.id}?thanks"
    (call,) = stripe_shop.calls("POST", "/v1/payment_intents")
    assert call.params["return_url"] == f"http://testserver{back}"
