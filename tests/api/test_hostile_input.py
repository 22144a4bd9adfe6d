"""Every operation of the document, asked for nonsense: the right 4xx, a whole problem, and nothing changed.

`Api` holds each answer against the document and fails at 500 and above; these tests say what is sent.
"""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction

from tests.api.client import BASE, Api, check, refused
from tests.api.database import nothing_changes
from tests.api.document import WRITES, Operation, Place, document, faults, fields, operations, resolve
from tests.api.recipes import RECIPES, Call

pytestmark = pytest.mark.django_db

KNOWN = [operation for operation in operations() if operation.id in RECIPES]
WITH_BODY = [operation for operation in KNOWN if operation.body]
WITH_PATH = [operation for operation in KNOWN if "{" in operation.path]
WITH_QUERY = [operation for operation in KNOWN if any(each["in"] == "query" for each in operation.parameters)]
SCOPED = [operation for operation in KNOWN if operation.spec["security"] == [{"apiKey": []}]]

NO_IDS = ["nonsense", "%00", "a%00b", "..%2F..%2Fetc%2Fpasswd", "%2e%2e", "9" * 3000, "-1", "%F0%9F%A7%BA", "%FF",
          "%E2%80%AE", "'%20OR%201=1--", "null", "%20", str(uuid4()), "0" * 32, "{}"]  # fmt: skip
VALUES: list[Any] = [None, True, -1, 1.5, 10**30, "", "x" * 10_000, [], {}]
MORE: dict[str, list[Any]] = {
    "string": ["🧺\u202eabc\u200be\u0301", "line\nbreak\x1b[0m", "' OR 1=1 -- <script>{{7*7}}%s", str(uuid4())],
    "integer": [0, 1e300, "1", "NaN"],
    "boolean": [0, "true"],
    "array": [[None], ["x"] * 2000],
    "object": [{"a": {"b": []}}, "text"],
}
BROKEN = [
    b"{", b"[", b"}", b"nonsense", b"'{}'", b"\xff\xfe", b"\xef\xbb\xbf{}", b'{"a": NaN}', b'{"a": Infinity}', b"{} {}",
    b'{"a": 1, "a": 2}', b'{"a": "\\ud800"}', b'{"a": "\\u0000"}', b'{"\\u0000": 1}', b'{"a": ' + b"9" * 5000 + b"}",
    b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40, b'{"a": 1,}', b"\x00", b"{'a': 1}",
]  # fmt: skip
NOT_OBJECTS = [b"null", b"[]", b"[{}]", b'"text"', b"5", b"true", b"1e400"]
NOT_JSON = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
            "application/octet-stream", "text/html; charset=utf-8"]  # fmt: skip
TEXTS = ["", "nonsense", "%00", "-1", "0", "101", "1.5", "9" * 400, "true", "null", "%FF", "%F0%9F%A7%BA", "a" * 5000,
         "'%20OR%201=1--", "2026-13-45T99:99:99Z", "2026-11-22", "2026-11-22T10:00:00", "0001-01-01T00:00:00%2B14:00",
         "9999-12-31T23:59:59-12:00", "%5B%5D", "a&{name}=b", str(uuid4())]  # fmt: skip
NO_KEYS = ["Bearer", "Bearer ", "Bearer x", "bearer trk_x_y", "Bearer a b", "Bearer trk_" + "x" * 5000,
           "Bearer \xff\xfe", "Bearer trk__", "Bearer trk_a_%00"]  # fmt: skip

TOLD_BY_THE_BANK = {"payment_method_invalid", "payment_declined"}
"""Refusals of an attempt that was made, and is remembered."""


def named(operation):
    return operation.id


@contextmanager
def taken_back() -> Iterator[list[Any]]:
    """What was accepted in here is undone, what was refused stays to be seen: append the answer."""
    answers: list[Any] = []
    mark = transaction.savepoint()
    yield answers
    undo = any(answer.status_code < 400 or answer.json()["code"] in TOLD_BY_THE_BANK for answer in answers)
    (transaction.savepoint_rollback if undo else transaction.savepoint_commit)(mark)


def attempt(call: Call, **changes: Any) -> Any:
    with taken_back() as answers:
        answers.append(call.send(**changes))
    return answers[0]


def candidates(operation: Operation, at: Place, schema: dict[str, Any]) -> list[Any]:
    """What to try in this field: where another operation has a field of the same name and shape, it is read by the same
    code, and only what that code may let through to the service is tried again.
    """
    odd = MORE.get(resolve(schema).get("type", ""), [])
    return odd if FIRST[_shape(at, schema)] != operation.id else VALUES + odd


def _shape(at: Place, schema: dict[str, Any]) -> str:
    return json.dumps([[step for step in at if isinstance(step, str)][-1], schema], sort_keys=True)


FIRST: dict[str, str] = {}
"""Which operation is the first with a field of this name and shape."""
for _operation in WITH_BODY:
    for _at, _schema in fields(_operation.body):
        FIRST.setdefault(_shape(_at, _schema), _operation.id)


def put(body: Any, at: Place, value: Any) -> Any:
    """The body with this value in this place."""
    body = copy.deepcopy(body)
    inner = body
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return body


def without(body: Any, at: Place) -> Any:
    body = copy.deepcopy(body)
    inner = body
    for step in at[:-1]:
        inner = inner[step]
    del inner[at[-1]]
    return body


def has(body: Any, at: Place) -> bool:
    for step in at:
        try:
            body = body[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def pointer(at: Place) -> str:
    return "".join(f"/{step}" for step in at)


def names(answer: Any, at: Place) -> bool:
    """Whether the problem points at this field, at what it is in, or at what is in it."""
    wanted = pointer(at)
    found = [error["pointer"] for error in answer.json().get("errors", ())]
    return any(wanted.startswith(each) or each.startswith(wanted) for each in found)


@pytest.mark.parametrize("operation", WITH_PATH, ids=named)
def test_an_id_that_is_none_is_not_found(shop, operation):
    call = RECIPES[operation.id](shop)
    address, _, query = call.path.partition("?")
    good = address.split("/")
    places = [at for at, part in enumerate(operation.path.removeprefix(BASE).split("/")) if part.startswith("{")]
    with nothing_changes():
        for at in places:
            for nonsense in NO_IDS:
                path = "/".join([*good[:at], nonsense, *good[at + 1 :]])
                answer = attempt(call, path=f"{path}?{query}")
                assert answer.status_code == 404, (path, answer.content)


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
def test_a_body_that_is_no_json_is_malformed(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        for body in BROKEN:
            answer = attempt(call, body=body)
            assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), (body[:40], answer.content)


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
def test_a_body_that_is_no_object_is_refused(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        for body in NOT_OBJECTS:
            refused(attempt(call, body=body), 422, "invalid", "")


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
def test_text_with_nul_or_half_a_surrogate_is_malformed_in_every_field(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        for at, _ in fields(operation.body):
            for text in ("a\x00b", "\ud83d"):
                if has(call.body, at):
                    refused(attempt(call, body=put(call.body, at, text)), 400, "malformed")


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
def test_a_value_of_the_wrong_kind_is_named_in_every_field(shop, operation):
    call = RECIPES[operation.id](shop)
    tried = 0
    with nothing_changes():
        for at, schema in fields(operation.body):
            if not has(call.body, at if at[-1] == 0 else at[:-1]):
                continue
            for value in candidates(operation, at, schema):
                answer = attempt(call, body=put(call.body, at, value))
                tried += 1
                if faults(schema, value, closed=True) is not None:
                    assert answer.status_code == 422, (at, value, answer.status_code, answer.content[:300])
                    assert names(answer, at), (at, value, answer.content)
    assert tried


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
def test_a_field_that_is_left_out_is_named_where_it_is_required(shop, operation):
    call = RECIPES[operation.id](shop)
    inner = [((), operation.body), *fields(operation.body)]
    with nothing_changes():
        for at, schema in inner:
            for name in resolve(schema).get("required", ()):
                if has(call.body, (*at, name)):
                    answer = attempt(call, body=without(call.body, (*at, name)))
                    assert answer.status_code == 422, (at, name, answer.content)
                    assert names(answer, (*at, name)), answer.content


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
def test_a_field_that_does_not_exist_is_named(shop, operation):
    call = RECIPES[operation.id](shop)
    objects = [((), operation.body), *fields(operation.body)]
    strange = ["nonsense", "__proto__", "id; DROP TABLE", "🧺", "x" * 300, ""]
    with nothing_changes():
        for at, schema in objects:
            if "properties" in resolve(schema) and has(call.body, at):
                for name in strange:
                    answer = attempt(call, body=put(call.body, (*at, name), 1))
                    assert answer.status_code == 422, (at, name, answer.content)
                    assert names(answer, at), answer.content


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.method in WRITES], ids=named)
def test_a_body_that_is_too_large_is_not_read(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        refused(attempt(call, body=b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)), 413, "body_too_large")


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
def test_another_kind_of_content_is_refused(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        for kind in NOT_JSON:
            refused(attempt(call, Content_Type=kind), 415, "unsupported_media_type")


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.method == "GET"], ids=named)
def test_an_answer_in_another_kind_of_content_can_not_be_had(shop, operation):
    call = RECIPES[operation.id](shop)

    refused(attempt(call, Accept="text/html"), 406, "not_acceptable")


@pytest.mark.parametrize("path", [path for path in document()["paths"] if "stripe" not in path])
def test_a_method_that_is_not_there_is_405_and_says_which_are(shop, path):
    mine = [operation for operation in KNOWN if operation.path == path]
    call = RECIPES[mine[0].id](shop)
    there = {operation.method for operation in mine}
    with nothing_changes():
        for method in {"GET", "TRACE", *WRITES} - there:
            answer = attempt(call, by=shop.staff, method=method)
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed"), (method, answer.content)
            assert there <= {each.strip() for each in answer["Allow"].split(",")}


@pytest.mark.parametrize("path", ["", "/", "/nonsense", "/products/mug/", "/carts/", "/orders//", "/../admin/", "/%00"])
def test_an_address_with_nothing_behind_it_is_a_problem_too(shop, path):
    for method in ("GET", "POST", "DELETE"):
        answer = shop.staff.browser.generic(method, f"{BASE}{path}")
        check(answer)
        assert answer.status_code == 404


@pytest.mark.parametrize("operation", WITH_QUERY, ids=named)
def test_a_parameter_of_the_wrong_kind_is_named(shop, operation):
    call = RECIPES[operation.id](shop)
    bare = call.path.partition("?")[0]
    with nothing_changes():
        for parameter in operation.parameters:
            if parameter["in"] != "query":
                continue
            name, kind = parameter["name"], resolve(parameter["schema"])
            for text in TEXTS:
                answer = attempt(call, path=f"{bare}?{name}={text.replace('{name}', name)}")
                assert answer.status_code in {200, 400, 404, 422}, (name, text)
                closed = kind.get("enum") or kind.get("format") or kind["type"] in {"integer", "boolean"}
                if closed and text in {"nonsense", "%00", "a" * 5000, "%FF"}:
                    assert answer.status_code == 422, (name, text, answer.content)
                    assert answer.json()["errors"][0]["pointer"] == f"?{name}"


@pytest.mark.parametrize("operation", KNOWN, ids=named)
def test_a_key_that_is_wrong_is_401_everywhere(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        for key in NO_KEYS:
            answer = attempt(call, by=Api(), Authorization=key)
            refused(answer, 401, "authentication_failed")
            assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation", SCOPED, ids=named)
def test_without_a_key_a_scoped_operation_is_401(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        for header in ("", "Basic dXNlcjpwYXNz", "Digest x", "\xff", "trk_x_y"):
            answer = attempt(call, by=Api(), Authorization=header)
            refused(answer, 401, "not_authenticated")
            assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.takes("Order-Token")], ids=named)
def test_a_token_that_is_not_the_order_s_opens_nothing(shop, operation):
    call = RECIPES[operation.id](shop)
    other = shop.order(1, sku="SHIRT-M-RED")
    with nothing_changes():
        for token in (other["access_token"], "x", "\xff\xfe", "x" * 5000, "null", call.by.headers["Order-Token"][:-1]):
            answer = attempt(call, by=Api(token=token))
            assert answer.status_code == 404, answer.content
        assert attempt(call, by=Api()).status_code == 404


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.takes("Idempotency-Key")], ids=named)
def test_an_idempotency_key_that_is_none_is_malformed(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        for key in ("x" * 256, "é", "\x7f", "a\tb"):
            refused(attempt(call, Idempotency_Key=key), 400, "idempotency_key_invalid")


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.takes("If-Match")], ids=named)
def test_a_version_that_is_none_is_stale(shop, operation):
    call = RECIPES[operation.id](shop)
    with nothing_changes():
        for tag in ('"nonsense"', "nonsense", ",", '"', "\xff", '""', 'W/"x"', '"' + "x" * 5000 + '"'):
            refused(attempt(call, If_Match=tag), 412, "stale")


@pytest.mark.parametrize("operation", [o for o in KNOWN if o.method == "GET"], ids=named)
def test_a_version_that_is_none_does_not_hide_the_answer(shop, operation):
    call = RECIPES[operation.id](shop)
    for tag in ('"nonsense"', "nonsense", ",", '"', "\xff", '""'):
        assert attempt(call, If_None_Match=tag).status_code == 200


def test_a_problem_names_the_address_as_it_was_asked(shop):
    answer = shop.guest.get(f"/products/{quote('<b>🧺</b>')}")

    assert json.loads(answer.content)["instance"] == f"{BASE}/products/<b>🧺</b>"
