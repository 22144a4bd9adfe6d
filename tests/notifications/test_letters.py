"""What shoppers are told by mail, and when; and that hearing of it twice changes nothing."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from fulfillment.contracts import Dispatch, ShipmentLine
from fulfillment.service import FulfillmentService
from notifications.models import Message
from notifications.service import _compose
from orders.service import OrderService
from payments.events import PaymentFailed, PaymentRefunded
from shop.kernel.clock import FixedClock, system_clock
from shop.kernel.ids import new_id
from shop.kernel.models import Delivery, Event
from shop.kernel.money import Money
from shop.kernel.outbox import publish
from tests.cart.making import HOME
from tests.catalog.making import mug, save, shirt
from tests.notifications.making import hear
from tests.orders.making import STAFF, a_paid_order, a_payment, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(settings):
    settings.SITE_URL = "https://shop.example"
    products = save(shirt(), mug("two", title="Mug <b>& co</b>"))
    return a_paid_order((products[0], 2), (products[1], 1), email="anna@example.com")


class Words(HTMLParser):
    """The text and the links of a page, and what must not be in a mail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def only_message(order):
    return Message.objects.get(order_id=order.id)


def link_of(order):
    return f"https://shop.example/orders/{order.id}?token={order.access_token}"


def test_the_receipt_says_what_was_bought_for_how_much_and_where_it_goes(order):
    hear(order, "order.paid")
    message = only_message(order)
    assert (message.kind, message.recipient, message.state) == ("receipt", "anna@example.com", "queued")
    assert order.number in message.subject
    html = Words(message.html)
    totals = order.totals
    for part in (html.words, message.text):
        assert "Linen shirt" in part
        assert "Size: S" in part
        assert "Colour: Blue" in part
        assert "Mug <b>& co</b>" in part
        for amount in (totals.subtotal, totals.shipping or None, totals.total, totals.tax):
            if amount is not None:
                assert amount.format() in part
        assert order.lines[0].line_total.format() in part
        assert "1 Main Street" in part
        assert "Ireland" in part
        assert "Visa ending in 4242" in part
        assert order.number in part
    assert link_of(order) in html.links
    assert link_of(order) in message.text


def test_a_mail_fetches_nothing_from_strangers_runs_nothing_and_describes_its_pictures(order):
    hear(order, "order.paid")
    html = only_message(order).html
    page = Words(html)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "form", "iframe"})
    for tag, attributes in page.tags:
        for address in (attributes.get("src"), attributes.get("href")):
            assert address is None or address.startswith("https://shop.example/"), address
        if tag == "img":
            assert attributes["alt"]
    assert "prefers-color-scheme: dark" in html
    # The styles are in the elements; what is left in the head are the rules for narrow screens and the dark.
    assert re.search(r'<h1[^>]* style="[^"]*font-size', html)


def test_pictures_have_their_whole_address(settings):
    settings.SITE_URL = "https://shop.example"
    order = an_order()
    lines = (replace(order.lines[0], image_url="/media/mug.webp"), replace(order.lines[0], image_url=""))
    shown = _compose._items(replace(order, lines=lines))
    assert [item.image_url for item in shown] == ["https://shop.example/media/mug.webp", ""]


def test_hearing_of_a_payment_twice_writes_one_receipt_and_one_note(order):
    hear(order, "order.paid")
    hear(order, "order.paid")
    # Not even when the mark "done" were lost does a second receipt come to be.
    Delivery.objects.filter(consumer="notifications.on_order_paid").update(state="pending")
    hear(order, "order.paid")
    message = only_message(order)
    notes = [entry for entry in OrderService().get_order(order_id=order.id).timeline if entry.kind == "message"]
    assert [(note.text, note.data["message_id"], note.public) for note in notes] == [
        ("Receipt to anna@example.com.", str(message.pk), False)
    ]


def test_a_receipt_that_can_not_be_written_leaves_no_trace_and_is_tried_again(order, monkeypatch):
    monkeypatch.setattr(OrderService, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hear(order, "order.paid")
    assert not Message.objects.exists()
    assert Delivery.objects.get(consumer="notifications.on_order_paid").state == "pending"
    monkeypatch.undo()
    hear(order, "order.paid")
    assert only_message(order).kind == "receipt"


def test_nothing_is_mailed_before_an_order_is_paid_nor_about_a_declined_card():
    order = an_order()
    hear(order, "order.created")
    publish(
        PaymentFailed(
            order_id=order.id,
            user_id=None,
            number=order.number,
            payment_id=new_id(),
            amount=order.totals.total,
            decline_code="insufficient_funds",
            fix=("card_number",),
        ),
        now=system_clock.now(),
    )
    hear(order, "payment.failed")
    assert not Message.objects.exists()
    assert Delivery.objects.filter(consumer__startswith="notifications.", state="done").count() == 2


def test_each_parcel_has_a_mail_of_its_own_with_what_is_in_it_and_how_to_follow_it(order):
    fulfillment = FulfillmentService()
    first = Dispatch(
        order_id=order.id, lines=(ShipmentLine(order.lines[0].id, 1),), carrier="DHL", tracking_number="JD014"
    )
    fulfillment.dispatch(first, actor=STAFF)
    event = Event.objects.get(type="order.shipped")
    hear(order, "order.shipped")
    message = only_message(order)
    html = Words(message.html)
    assert (message.kind, message.subject) == ("shipped", f"A part of your order {order.number} is on its way")
    for part in (html.words, message.text):
        assert "DHL" in part
        assert "JD014" in part
        assert "Linen shirt" in part
        assert "Mug" not in part
    assert event.data["tracking_url"] in html.links
    assert event.data["tracking_url"] in message.text
    assert link_of(order) in html.links

    fulfillment.dispatch(Dispatch(order_id=order.id, carrier="Bob's Bikes"), actor=STAFF)
    hear(order, "order.shipped")
    rest = Message.objects.latest("id")
    assert rest.subject == f"Your order {order.number} is on its way"
    assert "everything that you ordered has left us" in Words(rest.html).words
    assert Words(rest.html).words.count("Linen shirt") == 1
    assert "Mug <b>& co</b>" in rest.text
    assert "Follow the parcel" not in rest.text
    assert Message.objects.count() == 2


def test_an_arrival_is_told_of_in_a_short_mail(order):
    fulfillment = FulfillmentService()
    shipment = fulfillment.dispatch(Dispatch(order_id=order.id), actor=STAFF)
    fulfillment.mark_delivered(shipment_id=shipment.id, actor=STAFF)
    hear(order, "order.delivered")
    assert only_message(order).subject == f"Your order {order.number} has arrived"


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_cancellation_says_what_becomes_of_the_money(is_paid):
    order = a_paid_order() if is_paid else an_order()
    OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="")
    hear(order, "order.cancelled")
    message = only_message(order)
    assert message.kind == "cancelled"
    for part in (Words(message.html).words, message.text):
        assert ("on their way back to your card" in part) is is_paid
        assert ("Nothing was paid" in part) is not is_paid
        assert (f"{order.totals.total.format()} that you paid" in part) is is_paid


def test_an_expired_order_is_told_of_kindly_with_a_way_back(settings):
    settings.SITE_URL = "https://shop.example"
    clock = FixedClock(system_clock.now())
    order = an_order(clock=clock)
    clock.moment += timedelta(days=1)
    assert OrderService(clock=clock).expire_unpaid() == 1
    hear(order, "order.expired")
    message = only_message(order)
    assert "You have not been charged" in message.text
    assert "https://shop.example/" in Words(message.html).links
    assert link_of(order) in message.text


def refund(order, minor):
    publish(
        PaymentRefunded(
            order_id=order.id,
            user_id=None,
            number=order.number,
            payment_id=order.payments[0].id,
            refund_id=new_id(),
            amount=Money(minor, order.currency),
            reason="",
        ),
        now=system_clock.now(),
    )
    hear(order, "payment.refunded")
    return only_message(order)


def test_a_refund_is_told_of_with_its_amount_and_its_card(order):
    message = refund(order, 1234)
    assert "€12.34" in message.subject
    assert "Visa ending in 4242" in message.text
    assert "a part of what you paid" in message.text


def test_a_whole_refund_says_so(order):
    assert "the whole amount" in refund(order, order.totals.total.minor).text


def test_a_name_of_one_word_is_not_greeted_by_half(settings):
    order = a_paid_order(shipping_address=replace(HOME, name="ACME-1"))
    hear(order, "order.paid")
    assert only_message(order).text.startswith("Thank you.\n")


def test_an_order_without_a_parcel_has_a_receipt_that_promises_none_and_no_mail_of_an_arrival():
    order = a_paid_order((save(mug(variant={"requires_shipping": False}))[0], 1))
    hear(order, "order.paid")
    FulfillmentService().open_shipment(order_id=order.id)
    hear(order, "order.delivered")
    message = only_message(order)
    assert message.kind == "receipt"
    for words in (message.text, Words(message.html).words):
        assert "has arrived" in words
        assert "parcel" not in words
        assert "goes to" not in words.lower()


def test_an_order_that_cost_nothing_names_no_payment():
    order = an_order((save(mug(price=0, variant={"requires_shipping": False}))[0], 1))
    hear(order, "order.paid")
    message = only_message(order)
    for words in (message.text, Words(message.html).words):
        assert "There is nothing to pay" in words
        assert "Your payment" not in words
        assert "paid with" not in words.lower()
    OrderService().cancel_order(order_id=order.id, actor=STAFF, reason="")
    hear(order, "order.cancelled")
    assert "on their way back" not in Message.objects.get(kind="cancelled").text


def test_the_receipt_names_the_card_that_paid_and_no_other():
    order = an_order()
    paid = a_payment(order, method="Visa ending in 1111")
    assert OrderService().mark_paid(order_id=order.id, fact=paid, now=order.placed_at)
    second = a_payment(order, method="Mastercard ending in 2222")
    assert not OrderService().mark_paid(order_id=order.id, fact=second, now=order.placed_at)
    hear(order, "order.paid")
    text = only_message(order).text
    assert "Visa ending in 1111" in text
    assert "Mastercard" not in text
