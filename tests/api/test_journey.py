"""The whole way, as an integrator goes it: from a product to a parcel, and the events that tell of it."""

from tests.api.shop import money


def test_from_a_product_to_a_declined_then_paid_then_shipped_order_and_its_events(shop):
    product = shop.guest.get("/products?search=mug").json()["results"][0]
    variant = shop.guest.get(f"/products/{product['slug']}").json()["variants"][0]
    made = shop.guest.post("/carts", {})
    cart = shop.guest.post(f"/carts/{made.json()['id']}/items", {"variant_id": variant["id"], "quantity": 2}).json()
    ways = shop.guest.get(f"/carts/{cart['id']}/shipping-options?country=IE&postal_code=D02%20AF30").json()["results"]
    way = next(each for each in ways if each["id"] == "standard")
    total = f"{2 * 14.90 + float(way['price']['amount']):.2f}"

    placed = shop.checkout(cart, shipping_method=way["id"], expected_total=money(total))
    assert placed.status_code == 201
    order = placed.json()
    assert order["status"] == "pending_payment"
    assert order["totals"]["total"] == money(total)
    assert shop.stock() == {"sku": "MUG", "on_hand": 5, "reserved": 2, "available": 3}

    declined = shop.pay(order, "pm_card_chargeDeclinedExpiredCard")
    assert (declined.status_code, declined.json()["fix"]) == (402, ["expiry"])
    assert shop.stock()["reserved"] == 2
    paid = shop.pay(order, "pm_card_visa")
    assert (paid.status_code, paid.json()["status"]) == (201, "succeeded")
    shop.tell()
    assert shop.stock() == {"sku": "MUG", "on_hand": 3, "reserved": 0, "available": 3}

    parcel = {
        "lines": [{"line_id": order["lines"][0]["id"], "quantity": 2}],
        "carrier": "DHL",
        "tracking_number": "JD1",
    }
    shipped = shop.key("fulfillment:write").post(f"/orders/{order['id']}/shipments", parcel)
    assert shipped.status_code == 201
    seen = shop.holder(order).get(f"/orders/{order['id']}").json()
    assert seen["status"] == "shipped"
    assert [each["status"] for each in seen["payments"]] == ["declined", "succeeded"]
    assert [each["tracking_number"] for each in seen["shipments"]] == ["JD1"]

    told = shop.events(order)
    assert [event["type"] for event in told] == ["order.created", "payment.failed", "order.paid", "order.shipped"]
    for event in told:
        assert event.keys() == {"id", "type", "version", "timestamp", "order_id", "user_id", "data"}
        assert (event["version"], event["user_id"]) == (1, None)
        assert event["data"]["number"] == order["number"]
    created, failed, paid_event, shipped_event = (event["data"] for event in told)
    line = {"line_id": order["lines"][0]["id"], "sku": "MUG", "title": "Speckled mug", "quantity": 2}
    assert created == paid_event == {"number": order["number"], "total": money(total), "lines": [line]}
    assert (failed["decline_code"], failed["fix"]) == ("expired_card", ["expiry"])
    assert (failed["amount"], failed["payment_id"]) == (money(total), declined.json()["payment_id"])
    assert (shipped_event["carrier"], shipped_event["tracking_number"]) == ("DHL", "JD1")
    assert (shipped_event["lines"], shipped_event["complete"]) == ([line], True)
    assert shipped_event["shipment_id"] == shipped.json()["id"]
