"""GET /events and /webhook-endpoints."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from notifications.models import WebhookEndpoint
from shop.users.keys import create_api_key
from tests.orders.making import a_paid_order, an_order

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events"
ENDPOINTS = "/api/v1/webhook-endpoints"


@pytest.fixture
def api():
    key = create_api_key(name="partner", scopes=["events:read", "webhooks:write"])
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {key}")


def types(answer):
    return [event["type"] for event in answer.json()["results"]]


def test_events_are_read_oldest_first_in_the_contracts_shape(api):
    order = a_paid_order()
    answer = api.get(EVENTS)
    assert answer.status_code == 200
    assert types(answer) == ["order.created", "order.paid"]
    assert (answer.json()["next"], answer.json()["previous"]) == (None, None)
    event = answer.json()["results"][1]
    assert list(event) == ["id", "type", "version", "timestamp", "order_id", "user_id", "data"]
    assert event["order_id"] == str(order.id)
    assert event["data"]["total"] == order.totals.total.as_json()


def test_a_consumer_that_was_away_goes_on_after_what_it_has(api):
    a_paid_order()
    seen = api.get(EVENTS).json()["results"][-1]["id"]
    assert types(api.get(EVENTS, {"after": seen})) == []
    an_order()
    assert types(api.get(EVENTS, {"after": seen})) == ["order.created"]


def test_next_leads_through_all_events_once(api):
    for _ in range(2):
        a_paid_order()
    found, address = [], f"{EVENTS}?limit=3"
    while address:
        page = api.get(address).json()
        found += page["results"]
        address = page["next"]
    assert len(found) == len({event["id"] for event in found}) == 4


def test_a_reader_that_has_the_page_gets_304(api):
    an_order()
    first = api.get(EVENTS)
    assert api.get(EVENTS, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "query",
    [
        {"after": "nonsense"},
        {"after": str(uuid4())},
        {"after": "0" * 500},
        {"limit": 0},
        {"limit": 101},
        {"limit": "x"},
    ],
)
def test_nonsense_in_the_query_is_422(api, query):
    an_order()
    answer = api.get(EVENTS, query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"?{next(iter(query))}"


@pytest.mark.parametrize(("method", "path"), [("get", EVENTS), ("get", ENDPOINTS), ("post", ENDPOINTS)])
def test_a_key_without_the_scope_reads_and_writes_nothing(method, path):
    key = create_api_key(name="other", scopes=["orders:read", "orders:write", "fulfillment:write"])
    assert getattr(APIClient(HTTP_AUTHORIZATION=f"Bearer {key}"), method)(path).status_code == 403
    assert getattr(APIClient(), method)(path).status_code == 401
    assert not WebhookEndpoint.objects.exists()


def test_an_endpoint_is_added_with_its_secret_shown_this_once(api):
    answer = api.post(ENDPOINTS, {"url": "https://hooks.example.com/shop", "event_types": ["order.paid"]})
    assert answer.status_code == 201
    made = answer.json()
    assert made["secret"].startswith("whsec_")
    assert made["event_types"] == ["order.paid"]
    listed = api.get(ENDPOINTS).json()["results"]
    assert [row["id"] for row in listed] == [made["id"]]
    assert "secret" not in listed[0]
    assert api.delete(f"{ENDPOINTS}/{made['id']}").status_code == 204
    assert api.get(ENDPOINTS).json()["results"] == []
    assert api.delete(f"{ENDPOINTS}/{made['id']}").status_code == 404


def test_the_same_key_adds_one_endpoint(api):
    body = {"url": "https://hooks.example.com/shop"}
    first, again = (api.post(ENDPOINTS, body, headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert first.json() == again.json()
    assert WebhookEndpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/url"),
        ({"url": 5}, "/url"),
        ({"url": "https://127.0.0.1/"}, "/url"),
        ({"url": "gopher://example.com/"}, "/url"),
        ({"url": "https://example.com/" + "x" * 2000}, "/url"),
        ({"url": "https://example.com/", "event_types": ["order.eaten"]}, "/event_types/0"),
        ({"url": "https://example.com/", "event_types": "order.paid"}, "/event_types"),
        ({"url": "https://example.com/", "event_types": [1]}, "/event_types/0"),
        ({"url": "https://example.com/", "secret": "whsec_mine"}, "/secret"),
        ({"url": "https://example.com/", "description": "x" * 201}, "/description"),
    ],
)
def test_nonsense_adds_no_endpoint(api, body, pointer):
    answer = api.post(ENDPOINTS, body)
    assert answer.status_code == 422, answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not WebhookEndpoint.objects.exists()


def test_there_is_an_end_to_the_number_of_endpoints(api, monkeypatch):
    monkeypatch.setattr("notifications.service._webhooks.MAX_ENDPOINTS", 1)
    assert api.post(ENDPOINTS, {"url": "https://example.com/"}).status_code == 201
    assert api.post(ENDPOINTS, {"url": "https://example.com/"}).json()["code"] == "too_many_webhook_endpoints"
    assert WebhookEndpoint.objects.count() == 1


@pytest.mark.parametrize("endpoint_id", ["nonsense", "01a203ac-d911-721c-b51a-de79ace56c44"])
def test_what_is_not_there_can_not_be_removed(api, endpoint_id):
    assert api.delete(f"{ENDPOINTS}/{endpoint_id}").status_code == 404
