"""FakeStripe: a real HTTP server that the real SDK talks to, with Stripe's idempotency and a plan of faults.

    with FakeStripe() as fake:
        gateway = StripeGateway(secret_key=fake.secret_key, api_base=fake.url,
        webhook_secret=fake.webhook_secret) fake.plan(Fault.DROP_AFTER, path="/v1/payment_intents")

Parameters are checked against the SDK's own types. Webhooks go out when the test says so (`deliver`): once,
twice, late, out of order, forged, or never.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

import stripe

from tests.payments.stripe_books import ApiError, Body, Books, collapse
from tests.payments.stripe_params import ParameterError, check, decode_form


class Fault(Enum):
    """What goes wrong with a request; "after" means that Stripe has acted."""

    HANG_BEFORE = "hang before"
    HANG_AFTER = "hang after"
    DROP_BEFORE = "drop before"
    DROP_AFTER = "drop after"
    ERROR_500_BEFORE = "500 before"
    ERROR_500_AFTER = "500 after"
    CONFLICT_409 = "409"
    RATE_LIMIT_429 = "429"
    SLOW = "slow"
    GATEWAY_ERROR_PAGE = "502 with a page of HTML"


@dataclass
class Planned:
    fault: Fault
    path: str
    left: int
    seconds: float


@dataclass(frozen=True)
class Recorded:
    """One request as it came in."""

    method: str
    path: str
    params: Body
    idempotency_key: str | None
    stripe_version: str | None


@dataclass
class Kept:
    """What an idempotency key stands for; without an answer, its first request is still under way."""

    fingerprint: tuple[str, str, str]
    answer: tuple[int, Body] | None = None


@dataclass
class FakeStripe:
    secret_key: str = "sk_test_fake"
    webhook_secret: str = "whsec_fake"
    books: Books = field(default_factory=Books)
    requests: list[Recorded] = field(default_factory=list)
    crashes: list[BaseException] = field(default_factory=list)
    _plan: list[Planned] = field(default_factory=list)
    _keys: dict[str, Kept] = field(default_factory=dict)
    _closing: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        fake = self

        class Handler(_Handler):
            stripe = fake

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self.crashes:
            raise AssertionError("FakeStripe itself broke down") from self.crashes[0]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def plan(self, fault: Fault, *, path: str = "/v1/", times: int = 1, seconds: float = 0.3) -> None:
        """Let the next `times` requests below `path` go wrong."""
        self._plan.append(Planned(fault, path, times, seconds))

    def calls(self, method: str, path: str) -> list[Recorded]:
        """The requests that came to exactly this path."""
        return [seen for seen in self.requests if (seen.method, seen.path) == (method, path)]

    def sign(self, event: Body, *, secret: str | None = None, at: float | None = None) -> tuple[bytes, str]:
        """The body of an event and its `Stripe-Signature` header."""
        body = json.dumps(event)
        header = stripe.WebhookSignature.generate_signature_header(
            body, secret or self.webhook_secret, timestamp=int(at if at is not None else time.time())
        )
        return body.encode(), header

    def deliver(
        self, url: str, *, events: Sequence[Body] | None = None, times: int = 1, forged: bool = False
    ) -> list[int]:
        """Post events (all of them, oldest first, unless named) to a webhook; return the answers'
        statuses.
        """
        statuses = []
        for event in self.books.events if events is None else events:
            body, header = self.sign(event, secret="whsec_of_somebody_else" if forged else None)
            for _ in range(times):
                request = urllib.request.Request(
                    url, body, {"Stripe-Signature": header, "Content-Type": "application/json"}
                )
                try:
                    with urllib.request.urlopen(request, timeout=10) as answer:
                        statuses.append(answer.status)
                except urllib.error.HTTPError as error:
                    statuses.append(error.code)
        return statuses

    def _take_fault(self, path: str) -> Planned | None:
        with self.books.lock:
            for planned in self._plan:
                if planned.left and path.startswith(planned.path):
                    planned.left -= 1
                    return planned
        return None

    def answer(self, seen: Recorded) -> tuple[int, Body | str] | None:
        """Act on a request and return status and body; None hangs up without an answer."""
        planned = self._take_fault(seen.path)
        fault = planned.fault if planned else None
        if fault is Fault.RATE_LIMIT_429:
            return _error(429, "rate_limit_error", "Too many requests.", code="rate_limit")
        if fault is Fault.CONFLICT_409:
            return _error(409, "idempotency_error", "Another request holds this key.", code="idempotency_key_in_use")
        if fault is Fault.GATEWAY_ERROR_PAGE:
            return 502, "<h1>Bad gateway</h1>"
        if fault is Fault.ERROR_500_BEFORE:
            return _error(500, "api_error", "Something is broken here.")
        if fault is Fault.HANG_BEFORE:
            self._closing.wait(30)
        if fault in (Fault.HANG_BEFORE, Fault.DROP_BEFORE):
            return None
        answer = self._act_once(seen, planned)
        if fault is Fault.HANG_AFTER:
            self._closing.wait(30)
        return None if fault in (Fault.HANG_AFTER, Fault.DROP_AFTER) else answer

    def _act_once(self, seen: Recorded, planned: Planned | None) -> tuple[int, Body]:
        try:
            params = check(seen.method, seen.path, seen.params)
        except ParameterError as error:
            # Refused before it started, so the key is not kept.
            return _error(400, "invalid_request_error", str(error), code="parameter_unknown", param=error.param)
        if seen.method != "POST":
            return self._act(seen, params, planned)
        assert seen.idempotency_key
        fingerprint = (seen.method, seen.path, json.dumps(seen.params, sort_keys=True))
        with self.books.lock:
            kept = self._keys.get(seen.idempotency_key)
            if kept is None:
                self._keys[seen.idempotency_key] = mine = Kept(fingerprint)
        if kept is None:
            mine.answer = self._act(seen, params, planned)
            return mine.answer
        if kept.fingerprint != fingerprint:
            message = "Keys for idempotent requests can only be used with the same parameters."
            return _error(400, "idempotency_error", message)
        if kept.answer is None:
            return _error(409, "idempotency_error", "Another request holds this key.", code="idempotency_key_in_use")
        return kept.answer

    def _act(self, seen: Recorded, params: Body, planned: Planned | None) -> tuple[int, Body]:
        if planned and planned.fault is Fault.SLOW:
            self._closing.wait(planned.seconds)
        try:
            with self.books.lock:
                # A copy, so that an answer that is kept does not change afterwards.
                status, body = 200, json.loads(json.dumps(self._route(seen, params)))
        except ApiError as error:
            status, body = error.status, error.body
        if planned and planned.fault is Fault.ERROR_500_AFTER:
            # Stripe keeps this answer too, and will give it again for the same key.
            return _error(500, "api_error", "Something broke on the way back.")
        return status, body

    def _route(self, seen: Recorded, params: Body) -> Body:
        expand = frozenset(item.removeprefix("data.") for item in params.get("expand", ()))
        match seen.method, *seen.path.split("/")[2:]:
            case "POST", "payment_intents":
                return collapse(self.books.create_intent(params), expand)
            case "GET", "payment_intents":
                page = self.books.list_intents(params)
                return {**page, "data": [collapse(intent, expand) for intent in page["data"]]}
            case "GET", "payment_intents", intent_id:
                return collapse(self.books.get_intent(intent_id), expand)
            case "POST", "payment_intents", intent_id, "cancel":
                return collapse(self.books.cancel_intent(intent_id), expand)
            case "POST", "refunds":
                return self.books.create_refund(params)
            case "GET", "refunds", refund_id:
                return self.books.get_refund(refund_id)
        raise LookupError(seen.path)


def _error(status: int, type_: str, message: str, **facts: Any) -> tuple[int, Body]:
    return status, ApiError(status, type_, message, **facts).body


class _Handler(BaseHTTPRequestHandler):
    stripe: FakeStripe

    def do_GET(self) -> None:
        self._handle(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _handle(self, form: str) -> None:
        seen = Recorded(
            method=self.command,
            path=urlsplit(self.path).path,
            params=decode_form(form),
            idempotency_key=self.headers.get("Idempotency-Key"),
            stripe_version=self.headers.get("Stripe-Version"),
        )
        self.stripe.requests.append(seen)
        if self.headers.get("Authorization") != f"Bearer {self.stripe.secret_key}":
            self._send(*_error(401, "invalid_request_error", "Invalid API Key provided."))
            return
        try:
            answer = self.stripe.answer(seen)
        except BaseException as error:
            # To the SDK this looks like a broken connection, which a test may be expecting.
            self.stripe.crashes.append(error)
            raise
        if answer is not None:
            self._send(*answer)

    def _send(self, status: int, body: Body | str) -> None:
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Request-Id", f"req_fake_{len(self.stripe.requests)}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Stay silent: the test says what it needs to know."""
