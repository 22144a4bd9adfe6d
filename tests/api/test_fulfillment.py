"""Shipments, line by line of the contract."""

import pytest

from tests.api.client import refused
from tests.api.database import nothing_changes


def test_an_order_is_sent_in_two_parcels_and_each_is_told(shop):
    order, _ = shop.paid(3)
    shop.tell()
    line = order["lines"][0]["id"]
    path, till = f"/orders/{order['id']}/shipments", shop.key("fulfillment:write")

    first = till.post(path, {"lines": [{"line_id": line, "quantity": 1}], "carrier": "DHL", "tracking_number": "A1"})
    assert (first.status_code, shop.see(order)["status"]) == (201, "partially_shipped")
    second = till.post(path, {"carrier": "UPS", "tracking_number": "B2"})
    assert (second.json()["lines"], shop.see(order)["status"]) == ([{"line_id": line, "quantity": 2}], "shipped")

    told = [event["data"] for event in shop.events(order) if event["type"] == "order.shipped"]
    assert [(each["tracking_number"], each["lines"][0]["quantity"], each["complete"]) for each in told] == [
        ("A1", 1, False),
        ("B2", 2, True),
    ]
    assert set(told[0]) == {
        "number", "total", "shipment_id", "carrier", "tracking_number", "tracking_url", "lines", "complete"
    }  # fmt: skip
    with nothing_changes():
        refused(till.post(path, {}), 409, "nothing_to_ship")


@pytest.mark.parametrize("quantity", [3, 10**6])
def test_more_than_was_bought_is_not_sent(shop, quantity):
    order, _ = shop.paid(2)
    shop.tell()
    till = shop.key("fulfillment:write")
    body = {"lines": [{"line_id": order["lines"][0]["id"], "quantity": quantity}]}
    with nothing_changes():
        refused(till.post(f"/orders/{order['id']}/shipments", body), 409, "nothing_to_ship")


def test_a_line_named_twice_does_not_send_more_than_was_bought(shop):
    order, _ = shop.paid(2)
    shop.tell()
    till, line = shop.key("fulfillment:write"), order["lines"][0]["id"]
    body = {"lines": [{"line_id": line, "quantity": 2}, {"line_id": line, "quantity": 1}]}
    with nothing_changes():
        answer = till.post(f"/orders/{order['id']}/shipments", body)
    assert answer.status_code in {409, 422}


def test_a_line_of_another_order_is_not_sent(shop):
    order, _ = shop.paid(1)
    other, _ = shop.paid(1)
    shop.tell()
    till = shop.key("fulfillment:write")
    body = {"lines": [{"line_id": other["lines"][0]["id"], "quantity": 1}]}
    with nothing_changes():
        refused(till.post(f"/orders/{order['id']}/shipments", body), 409, "nothing_to_ship")


def test_an_unpaid_or_cancelled_order_is_not_sent(shop):
    order = shop.order(1)
    till = shop.key("fulfillment:write")
    with nothing_changes():
        refused(till.post(f"/orders/{order['id']}/shipments", {}), 409, "nothing_to_ship")
    shop.holder(order).post(f"/orders/{order['id']}/cancel", {})
    with nothing_changes():
        refused(till.post(f"/orders/{order['id']}/shipments", {}), 409, "nothing_to_ship")
