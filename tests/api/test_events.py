"""The event feed and webhook endpoints, line by line of the contract."""

import re
from uuid import uuid4

from shop.kernel.models import Event
from tests.api.client import refused
from tests.api.database import nothing_changes

NOT_CALLED = [
    "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://10.0.0.1/", "ftp://example.com/",
    "javascript:alert(1)", "https://user:pass@93.184.216.34/", "https://", "x",
]  # fmt: skip


def test_a_consumer_that_was_away_catches_up_from_the_last_event_it_has(shop):
    orders = [shop.order(1, sku="SHIRT-S-RED") for _ in range(3)]
    reader = shop.key("events:read")

    first = reader.get("/events?limit=2").json()
    assert [event["order_id"] for event in first["results"]] == [order["id"] for order in orders[:2]]
    rest = reader.get(first["next"].removeprefix("http://testserver")).json()
    assert ([event["order_id"] for event in rest["results"]], rest["next"]) == ([orders[2]["id"]], None)

    last = rest["results"][-1]["id"]
    assert reader.get(f"/events?after={last}").json()["results"] == []
    shop.holder(orders[0]).post(f"/orders/{orders[0]['id']}/cancel", {})
    assert [event["type"] for event in reader.get(f"/events?after={last}").json()["results"]] == ["order.cancelled"]


def test_the_feed_is_what_stands_in_the_outbox_in_the_contract_s_shape(shop):
    order = shop.order(1, by=shop.customer())

    (event,) = shop.key("events:read").get("/events").json()["results"]

    row = Event.objects.get()
    assert event == {
        "id": str(row.id),
        "type": "order.created",
        "version": 1,
        "timestamp": event["timestamp"],
        "order_id": order["id"],
        "user_id": order["user_id"],
        "data": row.data,
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["timestamp"])


def test_an_event_that_does_not_exist_is_named(shop):
    reader = shop.key("events:read")
    for after in (uuid4(), "nonsense", "%00"):
        refused(reader.get(f"/events?after={after}"), 422, "event_unknown", "?after")


def test_reading_events_needs_its_own_scope(shop):
    refused(shop.guest.get("/events"), 401, "not_authenticated")
    refused(shop.key("orders:read", "orders:write").get("/events"), 403, "permission_denied")


def test_an_endpoint_is_added_with_a_secret_listed_without_it_and_removed_once(shop):
    keeper = shop.key("webhooks:write")
    made = keeper.post("/webhook-endpoints", {"url": "https://93.184.216.34/hook", "event_types": ["order.paid"]})
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")

    (listed,) = keeper.get("/webhook-endpoints").json()["results"]
    assert listed == {key: value for key, value in made.json().items() if key != "secret"}
    path = f"/webhook-endpoints/{listed['id']}"
    assert keeper.delete(path).status_code == 204
    refused(keeper.delete(path), 404, "webhook_endpoint_not_found")
    assert keeper.get("/webhook-endpoints").json()["results"] == []


def test_an_endpoint_inside_our_own_network_or_of_unknown_events_is_refused(shop):
    keeper = shop.key("webhooks:write")
    with nothing_changes():
        for url in NOT_CALLED:
            answer = keeper.post("/webhook-endpoints", {"url": url})
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url"), url
        answer = keeper.post("/webhook-endpoints", {"url": "https://93.184.216.34/", "event_types": ["order.lost"]})
        assert answer.json()["errors"][0]["pointer"].startswith("/event_types")
