"""Outgoing webhooks: the contract's JSON, signed, to who wants it, once, and again until it is heard."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from notifications.errors import AddressRefused, EndpointInvalid, EndpointNotFound, WebhookDeliveryNotFound
from notifications.gateways.http import HttpPolicy, check_url, post
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.service import NotificationService
from shop.kernel.clock import FixedClock
from shop.kernel.ids import new_id
from shop.kernel.models import Delivery, Event
from shop.kernel.outbox import events_after
from tests.notifications.making import hear
from tests.orders.making import a_paid_order, an_order

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    return FixedClock(NOON)


@pytest.fixture
def service(clock):
    return NotificationService(clock=clock)


@pytest.fixture
def added(service, endpoint):
    return service.add_endpoint(url=endpoint.url)


def due(clock):
    """Let the deliveries, written by the system's clock, be due on the test's."""
    WebhookDelivery.objects.update(due_at=clock.now())


def tell(service, clock, order=None):
    order = order or an_order()
    hear(order, "order.created")
    due(clock)
    service.send_waiting()
    return order


def test_the_endpoint_hears_the_contracts_json_under_a_valid_signature(service, added, endpoint, clock):
    order = tell(service, clock)
    ((headers, body),) = endpoint.posts
    event = Event.objects.get(type="order.created")
    told = json.loads(body)
    assert told == {
        "id": str(event.pk),
        "type": "order.created",
        "version": 1,
        "timestamp": told["timestamp"],
        "order_id": str(order.id),
        "user_id": None,
        "data": told["data"],
    }
    assert datetime.fromisoformat(told["timestamp"]) == event.occurred_at.replace(
        microsecond=event.occurred_at.microsecond // 1000 * 1000
    )
    assert told["timestamp"].endswith("Z")
    assert told["data"]["number"] == order.number
    assert told["data"]["total"] == order.totals.total.as_json()
    assert told == events_after(None, limit=1)[0].as_json()

    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == str(event.pk)
    assert headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    key = base64.b64decode(added.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.response_status, delivery.response_excerpt) == ("sent", 200, "heard")


def test_hearing_of_an_event_twice_posts_it_once(service, added, endpoint, clock):
    order = tell(service, clock)
    Delivery.objects.filter(consumer="notifications.on_order_created").update(state="pending")
    tell(service, clock, order)
    assert WebhookDelivery.objects.count() == len(endpoint.posts) == 1


def test_only_what_was_chosen_is_told_and_only_to_who_is_there(service, endpoint, clock):
    service.add_endpoint(url=endpoint.url, event_types=["order.paid"])
    off = service.add_endpoint(url=endpoint.url)
    WebhookEndpoint.objects.filter(pk=off.endpoint.id).update(active=False)
    gone = service.add_endpoint(url=endpoint.url)
    service.remove_endpoint(endpoint_id=gone.endpoint.id)
    order = a_paid_order()
    hear(order, "order.created")
    hear(order, "order.paid")
    due(clock)
    service.send_waiting()
    assert [json.loads(body)["type"] for _, body in endpoint.posts] == ["order.paid"]


def test_an_endpoint_that_fails_is_told_again_with_the_same_id_and_bytes_until_it_hears(
    service, added, endpoint, clock
):
    endpoint.status = 500
    tell(service, clock)
    pauses = []
    for _ in range(3):
        delivery = WebhookDelivery.objects.get()
        assert (delivery.state, delivery.response_status) == ("queued", 500)
        pauses.append(delivery.due_at - clock.now())
        assert service.send_waiting().webhooks == 0
        clock.moment = delivery.due_at
        service.send_waiting()
    assert pauses == sorted(set(pauses))
    endpoint.status = 204
    clock.moment = WebhookDelivery.objects.get().due_at
    assert service.send_waiting().webhooks == 1
    assert len({body for _, body in endpoint.posts}) == 1
    assert len({headers["webhook-id"] for headers, _ in endpoint.posts}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in endpoint.posts}) == len(endpoint.posts) == 5


def test_after_three_days_it_is_given_up_and_staff_can_send_it_again(service, added, endpoint, clock):
    endpoint.status = 503
    tell(service, clock)
    while (delivery := WebhookDelivery.objects.get()).state == "queued":
        clock.moment = delivery.due_at
        service.send_waiting()
    assert delivery.state == "failed"
    assert timedelta(days=2.9) < clock.now() - NOON <= timedelta(days=3)
    endpoint.status = 200
    service.redeliver(delivery_id=delivery.pk)
    assert service.send_waiting().webhooks == 1
    assert WebhookDelivery.objects.get().state == "sent"


def test_one_that_is_being_sent_or_is_not_there_can_not_be_sent_again(service, added, endpoint, clock):
    tell(service, clock)
    delivery = WebhookDelivery.objects.get()
    WebhookDelivery.objects.update(state="sending")
    for delivery_id in (delivery.pk, new_id()):
        with pytest.raises(WebhookDeliveryNotFound):
            service.redeliver(delivery_id=delivery_id)
    assert WebhookDelivery.objects.get().state == "sending"


def test_a_redirect_is_not_followed_and_is_no_success(service, added, endpoint, clock):
    endpoint.status = 302
    tell(service, clock)
    assert len(endpoint.posts) == 1
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.response_status) == ("queued", 302)


def test_an_endpoint_that_says_gone_is_switched_off(service, added, endpoint, clock):
    endpoint.status = 410
    tell(service, clock)
    assert WebhookDelivery.objects.get().state == "failed"
    assert not WebhookEndpoint.objects.get().active
    tell(service, clock)
    assert len(endpoint.posts) == 1


def test_a_removed_endpoint_hears_nothing_more_and_its_log_stays(service, added, endpoint, clock):
    endpoint.status = 500
    tell(service, clock)
    service.remove_endpoint(endpoint_id=added.endpoint.id)
    clock.moment += timedelta(days=1)
    service.send_waiting()
    assert len(endpoint.posts) == 1
    assert WebhookDelivery.objects.get().state == "failed"
    assert service.list_endpoints() == ()
    with pytest.raises(EndpointNotFound):
        service.remove_endpoint(endpoint_id=added.endpoint.id)
    with pytest.raises(WebhookDeliveryNotFound):
        service.redeliver(delivery_id=WebhookDelivery.objects.get().pk)


def test_an_endpoint_that_moved_into_our_own_network_is_not_called(service, added, endpoint, clock, settings):
    """What counts is where the address leads at the moment of the call, not what it was when it was added."""
    settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES = False
    WebhookEndpoint.objects.update(url=endpoint.url.replace("127.0.0.1", "localtest.example"))
    tell(service, clock)
    assert endpoint.posts == []
    assert WebhookDelivery.objects.get().state == "queued"
    WebhookEndpoint.objects.update(url=endpoint.url)
    clock.moment += timedelta(minutes=1)
    service.send_waiting()
    assert endpoint.posts == []
    assert "AddressRefused" in WebhookDelivery.objects.get().last_error


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://shop.localhost/",
        "https://metadata.google.internal/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "http://example.com/",
        "ftp://example.com/",
        "https:///path",
        "https://user:pass@example.com/",
        "https://example.com/#part",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://exa mple.com/",
        "https://bücher.example/",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_that_is_wrong_on_its_face_is_refused(url, service, settings):
    settings.WEBHOOKS_ALLOW_HTTP = settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES = False
    with pytest.raises(EndpointInvalid) as refused:
        service.add_endpoint(url=url)
    assert [error.pointer for error in refused.value.errors] == ["/url"]
    with pytest.raises(AddressRefused):
        post(url, b"", {}, policy=HttpPolicy())
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("address", ["0x7f000001", "2130706433", "127.1", "0177.0.0.1"])
def test_odd_ways_to_write_our_own_address_reach_nothing(address, endpoint):
    port = endpoint.url.rsplit(":", 1)[1].split("/")[0]
    with pytest.raises((AddressRefused, OSError)):
        post(f"http://{address}:{port}/", b"{}", {}, policy=HttpPolicy(allow_http=True))
    assert endpoint.posts == []


@pytest.mark.parametrize(
    "address", ["64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fd00::1", "fe80::1", "::ffff:169.254.169.254"]
)
def test_a_name_that_leads_inside_through_a_tunnel_reaches_nothing(address, monkeypatch):
    asked = []

    def resolve(*args, **kwargs):
        asked.append(args)
        return [(10, 1, 6, "", (address, 443, 0, 0))]

    monkeypatch.setattr("shop.kernel.outbound.socket.getaddrinfo", resolve)
    with pytest.raises(OSError, match="public internet"):
        post("https://hooks.example/", b"{}", {}, policy=HttpPolicy())
    assert len(asked) == 1


def test_a_public_address_may_be_added():
    assert check_url("https://hooks.example.com:8443/shop?x=1", policy=HttpPolicy()).hostname == "hooks.example.com"


def test_an_event_that_does_not_exist_can_not_be_chosen(service, endpoint):
    with pytest.raises(EndpointInvalid) as refused:
        service.add_endpoint(url=endpoint.url, event_types=["order.paid", "order.eaten"])
    assert [error.pointer for error in refused.value.errors] == ["/event_types/1"]
    assert not WebhookEndpoint.objects.exists()
