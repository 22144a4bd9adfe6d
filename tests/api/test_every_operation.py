"""What holds for every operation alike: scopes, idempotency, conditional reads, limits. Made from the document."""

import pytest
from django.core.cache import cache
from rest_framework.settings import api_settings

from shop.users.keys import SCOPES
from tests.api.client import Api, refused
from tests.api.database import nothing_changes
from tests.api.document import operations
from tests.api.recipes import RECIPES

pytestmark = pytest.mark.django_db

KNOWN = [operation for operation in operations() if operation.id in RECIPES]
KEYED = [operation for operation in KNOWN if operation.takes("Idempotency-Key")]
SCOPED = {
    "create_product": "catalog:write",
    "change_product": "catalog:write",
    "get_stock": "stock:write",
    "set_stock": "stock:write",
    "list_orders": "orders:read",
    "dispatch_shipment": "fulfillment:write",
    "refund_payment": "payments:refund",
    "list_events": "events:read",
    "list_webhook_endpoints": "webhooks:write",
    "add_webhook_endpoint": "webhooks:write",
    "remove_webhook_endpoint": "webhooks:write",
}


def named(operation):
    return operation.id


def test_the_scoped_operations_are_those_of_the_contract():
    scoped = {operation.id for operation in KNOWN if operation.spec["security"] == [{"apiKey": []}]}
    assert scoped == SCOPED.keys()


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.id in SCOPED], ids=named)
def test_a_key_without_the_scope_is_403_and_changes_nothing(shop, operation):
    call = RECIPES[operation.id](shop)
    others = shop.key(*(SCOPES.keys() - {SCOPED[operation.id]}))
    customer = shop.customer()
    with nothing_changes():
        refused(call.send(by=others), 403, "permission_denied")
        refused(call.send(by=Api()), 401, "not_authenticated")
        assert call.send(by=customer).status_code in {401, 403}


@pytest.mark.parametrize("operation", KEYED, ids=named)
def test_the_same_key_and_body_replay_the_first_answer_with_one_effect(shop, operation):
    call = RECIPES[operation.id](shop)
    first = call.send(Idempotency_Key="once")
    assert first.status_code < 300

    with nothing_changes():
        again = call.send(Idempotency_Key="once")

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    for name in ("Location", "ETag", "Content-Type"):
        assert again.headers.get(name) == first.headers.get(name)


@pytest.mark.parametrize("operation", KEYED, ids=named)
def test_the_same_key_with_another_body_is_refused_and_changes_nothing(shop, operation):
    call = RECIPES[operation.id](shop)
    call.send(Idempotency_Key="once")
    other = {**(call.body or {}), "another": 1}
    with nothing_changes():
        refused(call.send(Idempotency_Key="once", body=other), 422, "idempotency_key_reused")


@pytest.mark.parametrize("operation", [o for o in KEYED if o.body], ids=named)
def test_a_refusal_is_replayed_too(shop, operation):
    call = RECIPES[operation.id](shop)
    wrong = {**call.body, "nonsense": 1}
    with nothing_changes():
        first = call.send(Idempotency_Key="once", body=wrong)
        again = call.send(Idempotency_Key="once", body=wrong)
    assert (first.status_code, again.content) == (422, first.content)
    assert again["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.method == "GET"], ids=named)
def test_a_read_is_not_sent_again_to_who_has_it(shop, operation):
    call = RECIPES[operation.id](shop)
    first = call.send()

    for tag in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}', "*"):
        again = call.send(If_None_Match=tag)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.takes("If-Match")], ids=named)
def test_a_write_with_the_present_version_is_let_through(shop, operation):
    call = RECIPES[operation.id](shop)
    seen = call.by.get(call.path.removesuffix("/cancel"))

    assert call.send(If_Match=seen["ETag"]).status_code == 200


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.takes("limit")], ids=named)
def test_a_limit_is_1_to_100_and_a_cursor_is_one_that_was_given(shop, operation):
    call = RECIPES[operation.id](shop)
    for limit in ("0", "101", "-1", "1.5", "x", "٣"):
        refused(call.send(path=f"{call.path}?limit={limit}"), 422, "parameter_invalid", "?limit")
    assert call.send(path=f"{call.path}?limit=1").json()["results"]
    assert call.send(path=f"{call.path}?limit=100").status_code == 200
    if operation.takes("cursor"):
        refused(call.send(path=f"{call.path}?cursor=nonsense"), 400, "cursor_invalid")


@pytest.mark.parametrize(("method", "scope"), [("GET", "read"), ("POST", "write")])
def test_too_many_requests_are_429_and_say_when_to_come_back(shop, monkeypatch, method, scope):
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, scope, "2/min")
    path = "/products" if method == "GET" else "/carts"
    cache.delete_pattern("*throttle*")

    answers = [shop.guest.send(method, path) for _ in range(3)]

    assert [answer.status_code for answer in answers][:2] == [200 if method == "GET" else 201] * 2
    refused(answers[2], 429, "rate_limited")
    assert 1 <= int(answers[2]["Retry-After"]) <= 60


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.method == "GET"], ids=named)
def test_a_head_is_the_read_without_its_body(shop, operation):
    call = RECIPES[operation.id](shop)
    whole = call.send()

    head = call.by.browser.head(f"/api/v1{call.path}", headers={k: v for k, v in call.by.headers.items() if v})

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]
