"""A client that believes nothing: each answer is held against the served OpenAPI document."""

import json
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpResponse
from django.test import Client

from tests.api.document import PROBLEM, faults, find_operation

BASE = "/api/v1"
MEMBERS = {"type", "title", "status", "detail", "instance", "code"}


class Api:
    """Calls the API as one caller: with a key, an order's token, a customer's session, or as nobody.

    Each answer has a documented status, media type and body, and no field that the document does not name.
    """

    def __init__(self, *, key: str = "", token: str = "", browser: Client | None = None) -> None:
        self.headers = {"Authorization": f"Bearer {key}" if key else "", "Order-Token": token}
        self.browser = browser or Client()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Send a request; bytes and text go as they are, everything else as JSON. `If_Match` names If-Match."""
        raw = body if isinstance(body, bytes | str) else b"" if body is None else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", "application/json")
        answer = self.browser.generic(
            method,
            path if path.startswith(("/", "http")) and BASE in path else BASE + path,
            raw,
            content_type,
            headers={name: value for name, value in {**self.headers, **named}.items() if value},
        )
        check(answer)
        return answer

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("PATCH", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("PUT", path, body, **headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("DELETE", path, body, **headers)


def check(answer: HttpResponse) -> None:
    """Hold an answer against the document; one to an address or method that it does not know is a problem."""
    request = answer.wsgi_request  # type: ignore[attr-defined]
    status, media = answer.status_code, answer.headers.get("Content-Type", "")
    where = f"{request.method} {request.get_full_path()} answered {status}: {answer.content[:400]!r}"
    assert status < 500, where
    if status >= 400:
        check_problem(answer)
    operation = find_operation(request.method, urlsplit(request.path).path)
    if operation is None:
        assert status in {404, 405, 413}, f"{where}: the document knows no such operation"
        return
    if status == 405:
        return
    responses = operation.spec["responses"]
    assert str(status) in responses, f"{where}: {operation.id} documents {sorted(responses)}"
    content = responses[str(status)].get("content", {})
    if not content:
        assert answer.content == b"", f"{where}: {operation.id} documents no body"
        return
    assert media in content, f"{where}: {media!r} instead of {sorted(content)}"
    wrong = faults(content[media]["schema"], answer.json(), closed=True)
    assert wrong is None, f"{where}: {operation.id} does not answer as documented: {wrong}"


def check_problem(answer: HttpResponse) -> None:
    """A refusal is a problem with all its members, about this request."""
    where = f"{answer.wsgi_request.method} {answer.wsgi_request.path}: {answer.content[:400]!r}"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == PROBLEM, f"{where} as {answer['Content-Type']}"
    body = answer.json()
    assert body.keys() >= MEMBERS, where
    assert body["status"] == answer.status_code, where
    assert all(isinstance(body[name], str) and body[name] for name in MEMBERS - {"status"}), where
    assert unquote(body["instance"]) == unquote(answer.wsgi_request.path), where  # type: ignore[attr-defined]
    assert not {"traceback", "exception", "exc"} & body.keys(), where
    for error in body.get("errors", ()):
        assert error.keys() == {"pointer", "code", "detail"}, where
        assert error["code"], where
        assert error["detail"], where


def refused(answer: HttpResponse, status: int, code: str, pointer: str | None = None) -> dict[str, Any]:
    """The problem that the answer is, which must be this one, naming this field."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    if pointer is not None:
        assert pointer in [error["pointer"] for error in body["errors"]], body
    return body
