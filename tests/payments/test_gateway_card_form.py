"""The two card forms in a real browser, under the shop's own strict content security policy.

Stripe.js comes from Stripe and nowhere else, so here a stand-in with the same methods takes its place.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

from payments.gateways.stripe import STRIPE_JS

SHOP = "http://shop.test"
POLICY = "default-src 'self'; script-src 'self' https://js.stripe.com; style-src 'self'; form-action 'self'"

pytestmark = pytest.mark.browser

SANDBOX_FORM = """
<form method="post" action="/pay" data-pay="sandbox" novalidate>
  <input type="hidden" name="payment_method">
  <div class="field"><label for="card-number">Card number</label><p class="hint" id="hint">As printed.</p>
    <input id="card-number" name="oops" data-card-number aria-describedby="hint"><span data-card-brand></span></div>
  <div class="field"><label for="card-expiry">Expiry</label><input id="card-expiry" data-card-expiry></div>
  <div class="field"><label for="card-cvc">Code</label><input id="card-cvc" data-card-cvc></div>
  <div class="field"><label for="card-name">Name</label>
    <input id="card-name" name="billing_name" data-card-name></div>
  <button type="submit" data-pay-button data-busy="Paying">Pay</button>
</form>
<button type="button" data-use-card="378282246310005">Amex</button>
"""

STRIPE_FORM = """
<form method="post" action="/pay" data-pay="stripe" data-key="pk_test_1" novalidate
      data-billing='{"name": "Alice", "email": "alice@example.com", "address": {"line1": "12 Quay Street"}}'>
  <input type="hidden" name="payment_method">
  <div data-pay-alert role="alert" tabindex="-1" hidden></div>
  <div class="field"><span class="label">Card number</span><div id="n" data-stripe-field="number"></div></div>
  <div class="field"><span class="label">Expiry</span><div id="e" data-stripe-field="expiry"></div></div>
  <div class="field"><span class="label">Code</span><div id="c" data-stripe-field="cvc"></div></div>
  <input data-billing-field="postal_code" value=" H91 ">
  <button type="submit" data-pay-button data-busy="Paying">Pay</button>
</form>
"""

ACTION_FORM = """
<form method="post" action="/return" data-pay="stripe-action" data-key="pk_test_1"
      data-client-secret="pi_1_secret_2">
  <div data-pay-alert role="alert" tabindex="-1" hidden></div>
  <button type="submit" data-pay-button data-busy="Waiting">Continue to your bank</button>
</form>
"""

# Answers with what stands in `document.title` as JSON, and writes down what it was asked.
STAND_IN = """
window.asked = [];
window.Stripe = (key) => ({
  elements: () => ({ create: (kind) => ({
    mount(box) { box.textContent = kind; },
    on(name, act) { window[`change_${kind}`] = act; },
    focus() { window.focused = kind; },
  }) }),
  createPaymentMethod: async (data) => { window.asked.push([key, data.type, data.billing_details]); return answer(); },
  handleNextAction: async (data) => { window.asked.push(data); return answer(); },
});
const answer = () => JSON.parse(document.title);
"""


class Shop:
    """A page of the shop, and what was posted to it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.posted: list[tuple[str, dict[str, list[str]]]] = []
        self.script = ""
        self.form = ""
        self.title = ""
        self.complaints: list[str] = []
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("**/*", self._answer)

    def open(self, form: str, script: str, *, stripe: dict[str, object] | None = None) -> Page:
        remote = f'<script src="{STRIPE_JS}" defer></script>' if stripe is not None else ""
        self.title = json.dumps(stripe or {})
        self.form = f'{remote}<script src="/static/js/{script}" type="module"></script>{form}'
        self.page.goto(f"{SHOP}/")
        return self.page

    def _answer(self, route: Route) -> None:
        url, request = route.request.url, route.request
        if request.method == "POST":
            self.posted.append((url.removeprefix(SHOP), parse_qs(request.post_data or "")))
            route.fulfill(body="<h1>Thank you</h1>", content_type="text/html")
        elif url == STRIPE_JS:
            route.fulfill(body=STAND_IN, content_type="text/javascript")
        elif url.startswith(f"{SHOP}/static/"):
            content = (settings.BASE_DIR / url.removeprefix(f"{SHOP}/")).read_text()
            route.fulfill(body=content, content_type="text/javascript")
        elif url == f"{SHOP}/":
            page = f"<!doctype html><title>{self.title}</title><body>{self.form}"
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
            route.fulfill(body=page, headers=headers)
        else:
            route.fulfill(status=404)


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


@pytest.fixture
def shop(browser_page: Page) -> Iterator[Shop]:
    shop = Shop(browser_page)
    yield shop
    browser_page.unroute_all()
    assert [line for line in shop.complaints if "favicon" not in line] == []


@pytest.fixture
def page(shop: Shop) -> Page:
    return shop.open(SANDBOX_FORM, "pay-sandbox.js")


def fill(page: Page, *, number: str = "4242424242424242", expiry: str = "1240", cvc: str = "123") -> None:
    for field, text in {"number": number, "expiry": expiry, "cvc": cvc, "name": "Alice Byrne"}.items():
        page.locator(f"#card-{field}").press_sequentially(text)


def error(page: Page, field: str) -> str:
    return page.locator(f"#card-{field}-error").inner_text()


@pytest.mark.parametrize(
    ("typed", "shown", "brand"),
    [
        ("4242424242424242", "4242 4242 4242 4242", "Visa"),
        ("5555 5555-55554444", "5555 5555 5555 4444", "Mastercard"),
        ("2223003122003222", "2223 0031 2200 3222", "Mastercard"),
        ("378282246310005", "3782 822463 10005", "American Express"),
        ("42424242424242429999", "4242 4242 4242 4242", "Visa"),
        ("42x4", "424", "Visa"),
        ("6011", "6011", ""),
    ],
)
def test_the_number_is_grouped_as_it_is_printed_on_the_card(page: Page, typed: str, shown: str, brand: str) -> None:
    page.locator("#card-number").press_sequentially(typed)

    assert page.locator("#card-number").input_value() == shown
    assert page.locator("[data-card-brand]").inner_text() == brand


def test_a_digit_can_be_mended_in_the_middle_without_the_caret_jumping(page: Page) -> None:
    number = page.locator("#card-number")
    number.press_sequentially("4242924242424242")
    number.evaluate("input => input.setSelectionRange(6, 6)")

    number.press("Backspace")
    number.press_sequentially("4")

    assert number.input_value() == "4242 4242 4242 4242"
    assert number.evaluate("input => input.selectionStart") == 6


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1229", "12 / 29"),
        ("429", "04 / 29"),
        ("4/29", "04 / 29"),
        ("12/2029", "12 / 29"),
        ("122029", "12 / 29"),
        ("1", "1"),
        ("12", "12 / "),
    ],
)
def test_the_expiry_is_written_as_it_is_printed_on_the_card(page: Page, typed: str, shown: str) -> None:
    page.locator("#card-expiry").press_sequentially(typed)

    assert page.locator("#card-expiry").input_value() == shown


def test_the_expiry_can_be_deleted_to_its_beginning(page: Page) -> None:
    expiry = page.locator("#card-expiry")
    expiry.press_sequentially("1229")

    for _ in range(7):
        expiry.press("Backspace")

    assert expiry.input_value() == ""


def test_a_test_card_is_sent_as_a_token_and_the_card_is_not_sent(shop: Shop, page: Page) -> None:
    fill(page)
    page.get_by_role("button", name="Pay").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert shop.posted == [("/pay", {"payment_method": ["pm_card_visa"], "billing_name": ["Alice Byrne"]})]


def test_an_empty_form_is_not_sent_and_each_field_says_what_it_needs(shop: Shop, page: Page) -> None:
    page.get_by_role("button", name="Pay").click()

    assert error(page, "number") == "Enter the card number."
    assert error(page, "expiry") == "Enter the expiry date."
    assert error(page, "cvc").startswith("Enter the security code: the 3 digits")
    assert error(page, "name").startswith("Enter the name")
    number = page.locator("#card-number")
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(number).to_have_attribute("aria-describedby", "hint card-number-error")
    assert shop.posted == []


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("4242424242424241", "This card number isn't right"),
        ("42424242", "This card number is too short"),
        ("4000056655665556", "This shop is in its sandbox, which takes no real cards"),
        ("6011111111111117", "This shop is in its sandbox, which takes no real cards"),
    ],
)
def test_any_number_that_is_no_test_card_is_refused_beside_the_field(
    shop: Shop, page: Page, number: str, message: str
) -> None:
    fill(page, number=number)
    page.get_by_role("button", name="Pay").click()

    assert error(page, "number").startswith(message)
    expect(page.locator("#card-number")).to_be_focused()
    assert shop.posted == []


def test_a_card_that_expired_last_month_is_caught_and_this_month_is_not(shop: Shop, page: Page) -> None:
    now = datetime.now(UTC)
    last = (now.year, now.month - 1) if now.month > 1 else (now.year - 1, 12)

    fill(page, expiry=f"{last[1]:02}{last[0] % 100:02}")
    page.get_by_role("button", name="Pay").click()
    assert error(page, "expiry").startswith("This card has expired")
    assert shop.posted == []

    page.locator("#card-expiry").fill("")
    page.locator("#card-expiry").press_sequentially(f"{now.month:02}{now.year % 100:02}")
    expect(page.locator("#card-expiry-error")).to_be_hidden()
    expect(page.locator("#card-expiry")).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


@pytest.mark.parametrize(("expiry", "message"), [("1340", "The month"), ("1299", "This expiry date is too far")])
def test_a_date_that_can_not_be_is_caught(page: Page, expiry: str, message: str) -> None:
    fill(page, expiry=expiry)
    page.locator("#card-name").blur()

    assert error(page, "expiry").startswith(message)


def test_an_american_express_wants_four_digits_from_its_front(shop: Shop, page: Page) -> None:
    fill(page, number="378282246310005", cvc="123")
    page.get_by_role("button", name="Pay").click()

    assert error(page, "cvc") == "Enter the security code: the 4 digits on the front of the card."
    assert shop.posted == []


def test_a_test_card_can_be_filled_in_by_its_button(shop: Shop, page: Page) -> None:
    page.locator("#card-name").fill("Alice Byrne")
    page.get_by_role("button", name="Amex").click()
    page.get_by_role("button", name="Pay").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert shop.posted[0][1]["payment_method"] == ["pm_card_amex"]


def test_stripe_gets_the_billing_details_and_the_shop_gets_a_token(shop: Shop) -> None:
    page = shop.open(STRIPE_FORM, "pay-stripe.js", stripe={"paymentMethod": {"id": "pm_1"}})
    expect(page.locator("#n")).to_have_text("cardNumber")
    page.evaluate("document.querySelector('form').submit = () => {}")

    page.get_by_role("button", name="Pay").click()

    expect(page.locator('[name="payment_method"]')).to_have_value("pm_1")
    expect(page.locator("[data-pay-button]")).to_have_text("Paying")
    assert page.evaluate("asked") == [
        [
            "pk_test_1",
            "card",
            {
                "name": "Alice",
                "email": "alice@example.com",
                "address": {"line1": "12 Quay Street", "postal_code": "H91"},
            },
        ]
    ]


def test_stripes_token_is_posted(shop: Shop) -> None:
    page = shop.open(STRIPE_FORM, "pay-stripe.js", stripe={"paymentMethod": {"id": "pm_1"}})

    page.get_by_role("button", name="Pay").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert shop.posted == [("/pay", {"payment_method": ["pm_1"]})]


def test_what_stripe_finds_wrong_stands_beside_its_field_and_nothing_is_sent(shop: Shop) -> None:
    refusal = {"type": "validation_error", "code": "invalid_expiry_year_past", "message": "The year is in the past."}
    page = shop.open(STRIPE_FORM, "pay-stripe.js", stripe={"error": refusal})

    page.get_by_role("button", name="Pay").click()

    expect(page.locator("#e-error")).to_have_text("The year is in the past.")
    assert page.evaluate("focused") == "cardExpiry"
    expect(page.locator("[data-pay-button]")).to_have_text("Pay")
    page.evaluate("change_cardExpiry({})")
    expect(page.locator("#e-error")).to_be_hidden()
    assert shop.posted == []


def test_when_stripe_does_not_answer_the_form_says_so_and_can_be_sent_again(shop: Shop) -> None:
    page = shop.open(STRIPE_FORM, "pay-stripe.js", stripe={"error": {"type": "api_connection_error"}})

    page.get_by_role("button", name="Pay").click()

    expect(page.get_by_role("alert").first).to_contain_text("nothing was charged")
    expect(page.locator("[data-pay-button]")).not_to_have_attribute("aria-disabled", "true")
    assert shop.posted == []


def test_when_stripes_script_is_blocked_the_page_says_what_to_do(shop: Shop) -> None:
    page = shop.open(STRIPE_FORM, "pay-stripe.js")

    expect(page.locator("[data-pay-alert]")).to_contain_text("could not be loaded")
    page.get_by_role("button", name="Pay").click()
    assert shop.posted == []


@pytest.mark.parametrize("answer", [{"paymentIntent": {"id": "pi_1"}}, {"error": {"type": "card_error"}}])
def test_after_the_bank_has_asked_the_server_looks_for_itself(shop: Shop, answer: dict[str, object]) -> None:
    page = shop.open(ACTION_FORM, "pay-stripe.js", stripe=answer)

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert shop.posted == [("/return", {})]


def test_when_the_bank_can_not_be_reached_the_shopper_may_try_again(shop: Shop) -> None:
    page = shop.open(ACTION_FORM, "pay-stripe.js", stripe={"error": {"type": "api_connection_error"}})
    expect(page.locator("[data-pay-alert]")).to_contain_text("could not be reached")
    assert shop.posted == []

    page.evaluate("document.title = '{}'")
    page.get_by_role("button", name="Continue to your bank").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.url == f"{SHOP}/return"
