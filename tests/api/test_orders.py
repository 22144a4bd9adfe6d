"""Orders, line by line of the contract."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from orders.service import OrderService
from shop.kernel.clock import FixedClock, system_clock
from tests.api.client import refused
from tests.api.database import nothing_changes
from tests.api.shop import HOME, LONDON, money
from tests.payments.making import given_back

TO_LONDON = {"shipping_address": LONDON, "shipping_method": "europe"}


def test_an_order_has_its_lines_payments_shipments_and_timeline(shop):
    order, payment = shop.paid()

    seen = shop.holder(order).get(f"/orders/{order['id']}").json()

    assert (seen["status"], seen["paid"], seen["refunded"]) == ("paid", order["totals"]["total"], money("0.00"))
    assert seen["reserved_until"] is None
    assert seen["paid_at"]
    assert [each["id"] for each in seen["payments"]] == [payment["id"]]
    assert seen["shipments"] == []
    assert seen["timeline"][0]["kind"] == "placed"


def test_nobody_else_finds_an_order(shop):
    order = shop.order()
    other = shop.order(1, sku="SHIRT-S-RED")
    strangers = [shop.guest, shop.holder(other), shop.customer(), shop.key("events:read", "catalog:write")]
    with nothing_changes():
        for stranger in strangers:
            refused(stranger.get(f"/orders/{order['id']}"), 404, "order_not_found")
            refused(stranger.patch(f"/orders/{order['id']}", {"name": "Eve"}), 404, "order_not_found")
            refused(stranger.post(f"/orders/{order['id']}/cancel", {}), 404, "order_not_found")


def test_a_key_that_only_reads_changes_nothing(shop):
    order = shop.order()
    reader = shop.key("orders:read")

    assert reader.get(f"/orders/{order['id']}").status_code == 200
    with nothing_changes():
        refused(reader.patch(f"/orders/{order['id']}", {"name": "Eve"}), 404, "order_not_found")
        refused(reader.post(f"/orders/{order['id']}/cancel", {}), 404, "order_not_found")


def test_an_unpaid_order_is_changed_and_quoted_anew(shop):
    order = shop.order(2)
    mine = shop.holder(order)

    changed = mine.patch(f"/orders/{order['id']}", {**TO_LONDON, "email": "bob@example.com"}).json()

    assert (changed["email"], changed["shipping_address"]["city"]) == ("bob@example.com", "London")
    totals = {name: float(total["amount"]) for name, total in changed["totals"].items()}
    assert changed["lines"][0]["tax_rate"] == 2000
    assert totals["total"] == pytest.approx(totals["subtotal"] - totals["discount"] + totals["shipping"])
    assert changed == mine.get(f"/orders/{order['id']}").json()


def test_a_name_alone_is_put_into_both_addresses(shop):
    order = shop.order()

    changed = shop.holder(order).patch(f"/orders/{order['id']}", {"name": "Anne Byrne"}).json()

    assert changed["shipping_address"]["name"] == changed["billing_address"]["name"] == "Anne Byrne"
    assert changed["totals"] == order["totals"]


def test_a_change_to_another_total_than_expected_is_409_with_the_quote(shop):
    order = shop.order(1)
    change = {**TO_LONDON, "expected_total": order["totals"]["total"]}
    with nothing_changes():
        body = refused(shop.holder(order).patch(f"/orders/{order['id']}", change), 409, "price_changed")
    change["expected_total"] = body["quote"]["totals"]["total"]
    assert shop.holder(order).patch(f"/orders/{order['id']}", change).status_code == 200


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": "x"}, "/email"),
        ({"name": ""}, "/name"),
        ({"shipping_method": "teleport"}, "/shipping_method"),
        ({"shipping_address": {**HOME, "country": "ZZ"}}, "/shipping_address/country"),
        ({"status": "paid"}, "/status"),
        ({"totals": {}}, "/totals"),
    ],
)
def test_a_bad_change_is_named_and_changes_nothing(shop, change, pointer):
    order = shop.order()
    with nothing_changes():
        answer = shop.holder(order).patch(f"/orders/{order['id']}", change)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_paid_order_is_not_changed_any_more(shop):
    order, _ = shop.paid()
    with nothing_changes():
        answer = shop.holder(order).patch(f"/orders/{order['id']}", TO_LONDON)
    refused(answer, 409, "order_not_changeable")


def test_a_change_of_a_stale_copy_is_412(shop):
    order = shop.order()
    mine = shop.holder(order)
    old = mine.get(f"/orders/{order['id']}")["ETag"]
    mine.patch(f"/orders/{order['id']}", {"name": "Anne Byrne"})

    with nothing_changes():
        refused(mine.patch(f"/orders/{order['id']}", {"name": "Eve"}, If_Match=old), 412, "stale")
        refused(mine.post(f"/orders/{order['id']}/cancel", {}, If_Match=old), 412, "stale")
    fresh = mine.get(f"/orders/{order['id']}")["ETag"]
    assert mine.post(f"/orders/{order['id']}/cancel", {}, If_Match=fresh).status_code == 200


def test_an_unpaid_order_is_cancelled_and_its_stock_is_back(shop):
    order = shop.order(2)

    cancelled = shop.holder(order).post(f"/orders/{order['id']}/cancel", {"reason": "Too late"}).json()

    assert (cancelled["status"], cancelled["reserved_until"]) == ("cancelled", None)
    assert cancelled["cancelled_at"]
    assert shop.stock()["available"] == 5
    assert shop.events(order)[-1]["data"] == {
        "number": order["number"],
        "total": order["totals"]["total"],
        "reason": "Too late",
        "was_paid": False,
    }
    with nothing_changes():
        refused(shop.holder(order).post(f"/orders/{order['id']}/cancel"), 409, "order_not_cancellable")
        refused(shop.pay(order), 409, "order_not_payable")


def test_a_paid_order_that_is_cancelled_is_refunded(shop):
    order, payment = shop.paid()
    shop.tell()

    assert shop.key("orders:write").post(f"/orders/{order['id']}/cancel", {}).status_code == 200
    shop.tell()

    assert given_back() == [int(payment["amount"]["amount"].replace(".", ""))]
    seen = shop.see(order)
    assert (seen["status"], seen["refunded"]) == ("cancelled", order["totals"]["total"])
    assert shop.stock() == {"sku": "MUG", "on_hand": 5, "reserved": 0, "available": 5}
    assert [event["type"] for event in shop.events(order)][-2:] == ["order.cancelled", "payment.refunded"]


def test_a_shipped_order_is_not_cancelled(shop):
    order, _ = shop.paid()
    shop.staff.post(f"/orders/{order['id']}/shipments", {})
    with nothing_changes():
        refused(shop.staff.post(f"/orders/{order['id']}/cancel", {}), 409, "order_not_cancellable")


def test_an_order_that_nobody_paid_expires_and_says_so(shop):
    order = shop.order(2)
    OrderService(clock=FixedClock(system_clock.now() + timedelta(minutes=31))).expire_unpaid()

    assert shop.see(order)["status"] == "expired"
    assert shop.stock()["available"] == 5
    event = shop.events(order)[-1]
    assert (event["type"], event["data"]) == (
        "order.expired",
        {"number": order["number"], "total": order["totals"]["total"]},
    )


def test_orders_are_listed_newest_first_in_pages(shop):
    made = [shop.order(1, sku="SHIRT-S-RED")["id"] for _ in range(5)]
    reader = shop.key("orders:read")

    seen, path, pages = [], "/orders?limit=2", []
    while path:
        page = reader.get(path).json()
        pages.append(page)
        seen += [each["id"] for each in page["results"]]
        path = page["next"] and page["next"].removeprefix("http://testserver")

    assert seen == made[::-1]
    assert [len(page["results"]) for page in pages] == [2, 2, 1]
    assert pages[0]["previous"] is None
    back = reader.get(pages[2]["previous"].removeprefix("http://testserver")).json()
    assert back["results"] == pages[1]["results"]


def test_orders_are_filtered_by_status(shop):
    paid, _ = shop.paid(1)
    shop.order(1)

    found = shop.staff.get("/orders?status=paid").json()["results"]

    assert [each["id"] for each in found] == [paid["id"]]
    refused(shop.staff.get("/orders?status=lost"), 422, "parameter_invalid", "?status")


def test_a_consumer_that_was_away_reads_what_changed_since_oldest_first(shop):
    first, second = shop.order(1), shop.order(1)
    since = shop.staff.get(f"/orders/{second['id']}").json()["updated_at"]
    assert shop.staff.get(f"/orders?updated_after={since}").json()["results"] == []

    third = shop.order(1)
    shop.holder(first).patch(f"/orders/{first['id']}", {"name": "Anne Byrne"})

    found = shop.staff.get(f"/orders?updated_after={since}").json()["results"]
    assert [each["id"] for each in found] == [third["id"], first["id"]]
    moments = [datetime.fromisoformat(each["updated_at"]) for each in found]
    assert moments == sorted(moments)


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-22", "2026-11-22T10:00:00", "2026-02-30T10:00:00Z"])
def test_a_moment_that_is_none_is_named(shop, moment):
    refused(shop.staff.get(f"/orders?updated_after={moment}"), 422, "parameter_invalid", "?updated_after")


def test_an_order_that_does_not_exist_is_404_for_staff_too(shop):
    refused(shop.staff.get(f"/orders/{uuid4()}"), 404, "order_not_found")
    refused(shop.staff.post(f"/orders/{uuid4()}/cancel", {}), 404, "order_not_found")
    refused(shop.staff.post(f"/orders/{uuid4()}/shipments", {}), 404, "order_not_found")
