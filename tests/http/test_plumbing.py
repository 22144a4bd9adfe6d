"""Errors, bodies, cursors, keys, conditional reads and health: what every endpoint shares."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from shop.http.pagination import CursorInvalid, read_cursor, sign_cursor
from shop.kernel.clock import system_clock
from shop.kernel.errors import Invalid
from shop.users.keys import create_api_key
from shop.users.models import ApiKey, User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.http.urls")]
NOTES = "/api/v1/notes"


@pytest.fixture
def api():
    return Client(raise_request_exception=False)


def is_problem(response, status, code):
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance", "code"} <= body.keys()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    return body


@pytest.mark.parametrize(
    "body",
    [b"{", b"nope", b'{"text": NaN}', b"\xff\xfe", b'{"text": "a\\u0000b"}', b'{"text": "\\ud800"}'],
)
def test_what_is_not_json_is_malformed_and_changes_nothing(api, body):
    is_problem(api.post(NOTES, body, content_type="application/json"), 400, "malformed")
    assert not User.objects.exists()


@pytest.mark.parametrize("body", [b'{"text": "a", "text": "b"}', b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40])
def test_names_twice_and_deep_nesting_are_malformed(api, body):
    is_problem(api.post(NOTES, body, content_type="application/json"), 400, "malformed")


def test_another_media_type_is_told_so(api):
    is_problem(api.post(NOTES, "a=b", content_type="application/x-www-form-urlencoded"), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/text", "required"),
        ({"text": ""}, "/text", "blank"),
        ({"text": 3}, "/text", "invalid"),
        ({"text": "x" * 21}, "/text", "max_length"),
        ({"text": "a", "count": 0}, "/count", "min_value"),
        ({"text": "a", "count": 10**30}, "/count", "max_value"),
        ({"text": "a", "count": "3"}, "/count", "invalid"),
        ({"text": "a", "count": True}, "/count", "invalid"),
        ({"text": "a", "colour": "red"}, "/colour", "unknown_field"),
        ({"text": "a", "price": "19.90"}, "/price", "invalid"),
        ({"text": "a", "price": {"amount": "1.999", "currency": "EUR"}}, "/price", "invalid_amount"),
        ([], "", "not_an_object"),
    ],
)
def test_each_wrong_field_is_named_and_nothing_changes(api, body, pointer, code):
    problem = is_problem(api.post(NOTES, json.dumps(body), content_type="application/json"), 422, "invalid")
    assert {"pointer": pointer, "code": code} in [
        {"pointer": error["pointer"], "code": error["code"]} for error in problem["errors"]
    ]
    assert not User.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_no_json_at_all_breaks_the_endpoint(api, body):
    response = api.post(NOTES, json.dumps(body), content_type="application/json")
    assert response.status_code in {201, 400, 422}


def test_a_named_error_keeps_its_facts(api):
    problem = is_problem(api.post(NOTES, {"text": "conflict"}, content_type="application/json"), 409, "conflict")
    assert problem["left"] == 3
    assert problem["instance"] == NOTES


def test_our_own_fault_is_a_problem_without_a_trace(api):
    response = api.post(NOTES, {"text": "break"}, content_type="application/json")
    is_problem(response, 500, "internal_error")
    assert b"Traceback" not in response.content
    assert b"RuntimeError" not in response.content


def test_unknown_addresses_and_methods_are_problems(api):
    is_problem(api.get("/api/v1/nothing"), 404, "not_found")
    is_problem(api.delete(NOTES), 405, "method_not_allowed")


def test_an_oversized_body_is_refused_before_it_is_read(api, settings):
    body = json.dumps({"text": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    is_problem(api.post(NOTES, body, content_type="application/json"), 413, "body_too_large")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "1.5", "٣", "9" * 50])
def test_a_limit_out_of_bounds_is_named(api, limit):
    problem = is_problem(api.get(NOTES, {"limit": limit}), 422, "parameter_invalid")
    assert problem["errors"][0]["pointer"] == "?limit"


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "\x00", "=" * 5000])
def test_a_cursor_that_is_none_is_refused(api, cursor):
    is_problem(api.get(NOTES, {"cursor": cursor}), 400, "cursor_invalid")


@given(st.lists(st.integers() | st.text() | st.none(), max_size=4), st.data())
def test_a_cursor_reads_as_it_was_written_and_no_other_way(position, data):
    cursor = sign_cursor(position)
    assert read_cursor(cursor) == position
    cut = data.draw(st.integers(min_value=0, max_value=len(cursor) - 1))
    with pytest.raises(CursorInvalid):
        read_cursor(cursor[:cut])


def test_a_read_that_has_not_changed_is_304(api):
    etag = api.get(NOTES)["ETag"]
    again = api.get(NOTES, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert api.get(NOTES, {"limit": 5}, headers={"If-None-Match": etag}).status_code == 200


def test_a_stale_write_is_412_and_changes_nothing(api):
    etag = api.get(NOTES)["ETag"]
    stale = api.patch(NOTES, {}, content_type="application/json", headers={"If-Match": '"old"'})
    is_problem(stale, 412, "stale")
    assert not User.objects.exists()
    assert api.patch(NOTES, {}, content_type="application/json", headers={"If-Match": etag}).status_code == 200


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def test_a_key_opens_what_its_scopes_name_and_nothing_else(api):
    reader = create_api_key(name="reader", scopes=["orders:read"])
    writer = create_api_key(name="writer", scopes=["orders:write"])
    assert api.get("/api/v1/secret", headers=bearer(reader)).json() == {"caller": "reader"}
    is_problem(api.get("/api/v1/secret", headers=bearer(writer)), 403, "permission_denied")
    is_problem(api.get("/api/v1/secret"), 401, "not_authenticated")


@pytest.mark.parametrize("key", ["", "x", "trk_abc", "trk_0000_1", "trk_\x7f_1", "a b c"])
def test_a_wrong_key_is_401_even_where_none_is_needed(api, key):
    response = api.get(NOTES, headers=bearer(key))
    is_problem(response, 401, "authentication_failed")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_the_right_prefix_with_a_wrong_secret_opens_nothing(api):
    mark, prefix, secret = create_api_key(name="reader", scopes=["orders:read"]).split("_", 2)
    for wrong in (secret[:-1], secret + "x", secret.swapcase()):
        key = f"{mark}_{prefix}_{wrong}"
        is_problem(api.get("/api/v1/secret", headers=bearer(key)), 401, "authentication_failed")
    assert ApiKey.objects.get().last_used_at is None


def test_a_revoked_key_opens_nothing(api):
    key = create_api_key(name="old", scopes=["orders:read"])
    ApiKey.objects.update(revoked_at=system_clock.now())
    is_problem(api.get("/api/v1/secret", headers=bearer(key)), 401, "authentication_failed")


def test_a_key_is_stored_as_a_hash_and_its_use_is_noted(api):
    key = create_api_key(name="reader", scopes=["orders:read"])
    api.get("/api/v1/secret", headers=bearer(key))
    row = ApiKey.objects.get()
    assert row.last_used_at is not None
    assert key.split("_", 2)[2].encode() not in bytes(row.secret_hash)
    with pytest.raises(Invalid):
        create_api_key(name="x", scopes=["everything"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_form_without_a_token_is_taken_from_our_own_pages_only(headers, status):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/form", headers=headers).status_code == status


def test_health_says_that_the_process_is_up_to_any_host(api):
    response = api.get("/healthz", headers={"Host": "10.0.0.7"})
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_readiness_names_what_it_tried(api):
    body = api.get("/readyz").json()
    assert body["status"] == "ok"
    assert set(body["checks"]) == {"database", "migrations", "cache", "broker", "outbox"}


def test_without_redis_the_shop_is_degraded_and_says_so(api, settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    response = api.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert response.json()["checks"]["cache"]["ok"] is False


def test_the_log_holds_no_query_for_links_carry_secrets(api, caplog):
    caplog.set_level("INFO")
    api.get("/page", {"token": "very-secret"})
    assert "GET /page" in caplog.text
    assert "very-secret" not in caplog.text
