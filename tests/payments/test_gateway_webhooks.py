"""Webhooks: signed by the test with Stripe's own helper, or forged, or old, or out of order."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from payments.errors import WebhookMalformed, WebhookSignatureInvalid
from payments.gateways import GatewayEventType, SandboxGateway, StripeGateway
from shop.kernel.money import Money
from tests.payments.banks import charge_request, refund_request, stripe_at
from tests.payments.fake_stripe import FakeStripe

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    with FakeStripe() as server:
        yield server


@pytest.fixture
def gateway(fake: FakeStripe) -> StripeGateway:
    return stripe_at(fake)


def paid_event(**changes: Any) -> dict[str, Any]:
    return {
        "id": "evt_1",
        "object": "event",
        "type": "payment_intent.succeeded",
        "created": int(NOW.timestamp()),
        "livemode": False,
        "data": {
            "object": {
                "id": "pi_1",
                "object": "payment_intent",
                "amount": 1990,
                "currency": "eur",
                "metadata": {"attempt_id": "attempt-1"},
            }
        },
        **changes,
    }


def test_a_signed_event_says_where_to_look(fake: FakeStripe, gateway: StripeGateway) -> None:
    body, signature = fake.sign(paid_event(), at=NOW.timestamp())

    event = gateway.parse_webhook(body, signature, now=NOW)

    assert (event.id, event.type) == ("evt_1", GatewayEventType.CHARGE_UPDATED)
    assert (event.gateway_id, event.attempt_id) == ("pi_1", "attempt-1")
    assert (event.created_at, event.livemode, event.account) == (NOW, False, None)


def test_a_changed_body_is_refused(fake: FakeStripe, gateway: StripeGateway) -> None:
    body, signature = fake.sign(paid_event(), at=NOW.timestamp())

    with pytest.raises(WebhookSignatureInvalid):
        gateway.parse_webhook(body.replace(b"1990", b"1"), signature, now=NOW)


def test_the_signature_of_another_secret_is_refused(fake: FakeStripe, gateway: StripeGateway) -> None:
    body, signature = fake.sign(paid_event(), secret="whsec_other", at=NOW.timestamp())

    with pytest.raises(WebhookSignatureInvalid):
        gateway.parse_webhook(body, signature, now=NOW)


@pytest.mark.parametrize(
    "signature", [None, "", "v1=abc", "t=now,v1=abc", "t=1763805600", "t=1763805600,v1=\u00e9", "nonsense"]
)
def test_a_missing_or_broken_signature_is_refused(
    fake: FakeStripe, gateway: StripeGateway, signature: str | None
) -> None:
    body, _ = fake.sign(paid_event(), at=NOW.timestamp())

    with pytest.raises(WebhookSignatureInvalid):
        gateway.parse_webhook(body, signature, now=NOW)


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_signature_too_old_or_from_the_future_is_refused(
    fake: FakeStripe, gateway: StripeGateway, seconds: int
) -> None:
    body, signature = fake.sign(paid_event(), at=NOW.timestamp())

    with pytest.raises(WebhookSignatureInvalid):
        gateway.parse_webhook(body, signature, now=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_signature_within_five_minutes_is_taken(fake: FakeStripe, gateway: StripeGateway, seconds: int) -> None:
    body, signature = fake.sign(paid_event(), at=NOW.timestamp())

    assert gateway.parse_webhook(body, signature, now=NOW + timedelta(seconds=seconds)).id == "evt_1"


def test_without_a_webhook_secret_nothing_is_taken(fake: FakeStripe) -> None:
    gateway = StripeGateway(secret_key="sk_test_x", webhook_secret="", api_base=fake.url)
    body, signature = fake.sign(paid_event(), secret=" ", at=NOW.timestamp())

    with pytest.raises(WebhookSignatureInvalid):
        gateway.parse_webhook(body, signature, now=NOW)


def test_a_body_that_is_no_text_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(WebhookSignatureInvalid):
        gateway.parse_webhook(b"\xff\xfe", "t=1,v1=a", now=NOW)


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        "event",
        {"object": "event"},
        paid_event(data={}),
        paid_event(data={"object": {"object": "payment_intent"}}),
        paid_event(created="yesterday"),
        paid_event(type="refund.updated"),
        paid_event(type="charge.dispute.created"),
    ],
)
def test_a_signed_body_that_is_no_event_is_malformed(fake: FakeStripe, gateway: StripeGateway, content: Any) -> None:
    body, signature = fake.sign(content, at=NOW.timestamp())

    with pytest.raises(WebhookMalformed):
        gateway.parse_webhook(body, signature, now=NOW)


def test_an_event_that_the_shop_does_not_follow_is_read_as_other(fake: FakeStripe, gateway: StripeGateway) -> None:
    body, signature = fake.sign(paid_event(type="customer.created"), at=NOW.timestamp())

    event = gateway.parse_webhook(body, signature, now=NOW)

    assert (event.type, event.raw_type) == (GatewayEventType.OTHER, "customer.created")
    assert event.gateway_id is None


def test_an_event_of_a_connected_account_names_it(fake: FakeStripe, gateway: StripeGateway) -> None:
    body, signature = fake.sign(paid_event(account="acct_1", livemode=True), at=NOW.timestamp())

    event = gateway.parse_webhook(body, signature, now=NOW)

    assert (event.account, event.livemode) == ("acct_1", True)


def test_every_event_of_a_charge_that_is_authenticated_refunded_and_disputed_can_be_read(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    charge = gateway.charge(charge_request(payment_method="pm_card_threeDSecure2Required"))
    fake.books.authenticate(charge.client_secret or "", succeed=True)
    refund = gateway.refund(refund_request(charge.gateway_id, 500))
    fake.books.settle_refund(refund.gateway_refund_id, status="failed", failure_reason="lost_or_stolen_card")
    fake.books.dispute(charge.gateway_id or "")
    fake.books.dispute(charge.gateway_id or "", status="lost")

    events = [gateway.parse_webhook(*fake.sign(event), now=datetime.now(UTC)) for event in fake.books.events]

    assert [event.raw_type for event in events] == [
        "payment_intent.requires_action",
        "payment_intent.succeeded",
        "refund.created",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.closed",
    ]
    assert {event.gateway_id for event in events} == {charge.gateway_id}
    assert events[3].gateway_refund_id == refund.gateway_refund_id
    opened, closed = events[4], events[5]
    assert opened.type is GatewayEventType.DISPUTE_OPENED
    assert closed.type is GatewayEventType.DISPUTE_CLOSED
    assert opened.dispute is not None
    assert opened.dispute.amount == Money(1990, "EUR")
    assert closed.dispute is not None
    assert closed.dispute.status == "lost"


def test_the_sandbox_sends_no_webhooks_and_takes_none(fake: FakeStripe) -> None:
    body, signature = fake.sign(paid_event(), at=NOW.timestamp())

    with pytest.raises(WebhookSignatureInvalid):
        SandboxGateway().parse_webhook(body, signature, now=NOW)


class Receiver(BaseHTTPRequestHandler):
    """A shop that listens: 200 and a note for an event it believes, 400 for the rest."""

    gateway: StripeGateway
    heard: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = self.gateway.parse_webhook(body, self.headers["Stripe-Signature"], now=datetime.now(UTC))
        except WebhookSignatureInvalid as error:
            self.send_response(error.status)
        else:
            self.heard.append(event.raw_type)
            self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture
def receiver(gateway: StripeGateway) -> Iterator[tuple[str, list[str]]]:
    heard: list[str] = []
    handler = type("ReceiverOfOneTest", (Receiver,), {"gateway": gateway, "heard": heard})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", heard
    server.shutdown()
    server.server_close()
    thread.join()


def test_webhooks_over_http_arrive_twice_and_out_of_order_as_they_will(
    fake: FakeStripe, gateway: StripeGateway, receiver: tuple[str, list[str]]
) -> None:
    url, heard = receiver
    charge = gateway.charge(charge_request())
    gateway.refund(refund_request(charge.gateway_id))

    assert fake.deliver(url, times=2) == [200] * 4
    assert fake.deliver(url, events=fake.books.events[::-1]) == [200, 200]

    paid, refunded = "payment_intent.succeeded", "refund.created"
    assert heard == [paid, paid, refunded, refunded, refunded, paid]


def test_forged_webhooks_over_http_are_not_believed(
    fake: FakeStripe, gateway: StripeGateway, receiver: tuple[str, list[str]]
) -> None:
    url, heard = receiver
    gateway.charge(charge_request())

    assert fake.deliver(url, forged=True) == [400]
    assert heard == []
