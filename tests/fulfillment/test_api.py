"""POST /orders/{id}/shipments."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from catalog.service import CatalogService
from fulfillment.models import Shipment
from orders.service import OrderService
from shop.users.keys import create_api_key
from tests.orders.making import a_paid_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    key = create_api_key(name="warehouse", scopes=["fulfillment:write"])
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {key}")


@pytest.fixture
def order():
    return a_paid_order()


def path(order):
    return f"/api/v1/orders/{order.id}/shipments"


def unchanged(order):
    return (
        not Shipment.objects.filter(order_id=order.id).exists()
        and OrderService().get_order(order_id=order.id).status == "paid"
        and CatalogService().get_stock("MUG").reserved == 2
    )


def test_a_part_is_dispatched_with_its_tracking(api, order):
    line = str(order.lines[0].id)
    body = {"lines": [{"line_id": line, "quantity": 1}], "carrier": "DHL", "tracking_number": "JD014"}
    answer = api.post(path(order), body)
    assert answer.status_code == 201
    data = answer.json()
    assert data["order_id"] == str(order.id)
    assert (data["status"], data["carrier"], data["tracking_number"]) == ("shipped", "DHL", "JD014")
    assert data["lines"] == [{"line_id": line, "quantity": 1}]
    assert "JD014" in data["tracking_url"]
    assert data["shipped_at"].endswith("Z")
    assert data["delivered_at"] is None
    seen = OrderService().get_order(order_id=order.id)
    assert seen.status == "partially_shipped"
    assert [entry.actor.name for entry in seen.timeline if entry.kind == "shipped"] == ["warehouse"]


def test_an_empty_body_dispatches_all_that_is_left(api, order):
    assert api.post(path(order), {}).json()["lines"] == [{"line_id": str(order.lines[0].id), "quantity": 2}]
    assert OrderService().get_order(order_id=order.id).status == "shipped"


def test_the_same_key_dispatches_once_and_replays_the_answer(api, order):
    first = api.post(path(order), {}, headers={"Idempotency-Key": "parcel-1"})
    again = api.post(path(order), {}, headers={"Idempotency-Key": "parcel-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Shipment.objects.filter(order_id=order.id).count() == 1


def test_more_than_is_left_is_a_conflict_and_changes_nothing(api, order):
    answer = api.post(path(order), {"lines": [{"line_id": str(order.lines[0].id), "quantity": 3}]})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_ship")
    assert unchanged(order)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"lines": [{"line_id": "LINE", "quantity": 0}]}, "/lines/0/quantity"),
        ({"lines": [{"line_id": "LINE", "quantity": -1}]}, "/lines/0/quantity"),
        ({"lines": [{"line_id": "LINE", "quantity": 10**30}]}, "/lines/0/quantity"),
        ({"lines": [{"line_id": "LINE", "quantity": "1"}]}, "/lines/0/quantity"),
        ({"lines": [{"line_id": "LINE", "quantity": True}]}, "/lines/0/quantity"),
        ({"lines": [{"line_id": "LINE"}]}, "/lines/0/quantity"),
        ({"lines": [{"line_id": "nonsense", "quantity": 1}]}, "/lines/0/line_id"),
        ({"lines": [{"line_id": "LINE", "quantity": 1}] * 2}, "/lines/1/line_id"),
        ({"lines": []}, "/lines"),
        ({"lines": "all"}, "/lines"),
        ({"lines": [{"line_id": "LINE", "quantity": 1, "colour": "red"}]}, "/lines/0/colour"),
        ({"carier": "DHL"}, "/carier"),
        ({"carrier": 5}, "/carrier"),
        ({"carrier": "x" * 101}, "/carrier"),
    ],
)
def test_nonsense_is_named_and_changes_nothing(api, order, body, pointer):
    for line in body["lines"] if isinstance(body.get("lines"), list) else ():
        if line["line_id"] == "LINE":
            line["line_id"] = str(order.lines[0].id)
    answer = api.post(path(order), body)
    assert answer.status_code == 422, answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert unchanged(order)


def test_an_order_that_does_not_exist_is_404(api):
    assert api.post(f"/api/v1/orders/{uuid4()}/shipments", {}).json()["code"] == "order_not_found"
    assert api.post("/api/v1/orders/nonsense/shipments", {}).status_code == 404


def test_who_has_no_key_or_another_scope_dispatches_nothing(order):
    other = create_api_key(name="reader", scopes=["orders:read", "orders:write"])
    assert APIClient().post(path(order), {}).status_code == 401
    assert APIClient(HTTP_AUTHORIZATION=f"Bearer {other}").post(path(order), {}).status_code == 403
    assert unchanged(order)
