"""`Idempotency-Key`: the same request twice has one effect and one answer.

The record is written in the transaction of the effect, so that there is never one without the other. A caller is a
key, a customer, or a guest with an order's token; a guest without either is told apart by the secret in the path. Where
there is none, `by_address` adds the network address, so that two guests who both call their key "1" do not meet.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from shop.http.models import IdempotencyRecord
from shop.kernel.clock import system_clock
from shop.kernel.errors import Conflict, FieldError, Invalid
from shop.users.keys import KeyHolder

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=48)
STAGE_LEASE = timedelta(seconds=60)
"""How long a staged request may run before a repeat may take it up: longer than the gateway's time limits."""
_KEPT_HEADERS = ("Location", "ETag")

View = Callable[..., Any]


class RequestInProgress(Conflict):
    code = "request_in_progress"
    title = "The first request with this key is still running"

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is running. Wait a moment, then repeat it.")


class KeyReused(Invalid):
    code = "idempotency_key_reused"
    title = "This key was used for another request"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key came with another body before. Use a new key for a new request.")


class KeyInvalid(Invalid):
    code = "idempotency_key_invalid"
    title = "This is no Idempotency-Key"
    status = 400

    def __init__(self) -> None:
        detail = "Use 1 to 255 printable ASCII characters, such as a UUID."
        super().__init__(detail, errors=[FieldError("", "invalid", detail)])


def idempotent(*, staged: bool = False, by_address: bool = False) -> Callable[[View], View]:
    """Make a view's method honour `Idempotency-Key`.

    Plain: effect, record and answer are one transaction. `staged`: for views that call the outside world; the record is
    committed first and completed afterwards, and a repeat after a crash runs the view again with the same
    `request.idempotency_scope`, by which its service finds what it had begun.
    """

    def decorate(method: View) -> View:
        @wraps(method)
        def wrapper(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
            key = request.headers.get(HEADER)
            if key is None:
                return method(view, request, *args, **kwargs)
            if not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
                raise KeyInvalid
            body_hash = hashlib.sha256(request._request.body).digest()
            scope = _scope(request, key, by_address=by_address)
            setattr(request, "idempotency_scope", scope.hex())  # noqa: B010

            def answer() -> Response:
                response: Response = method(view, request, *args, **kwargs)
                return response

            run = _run_staged if staged else _run_in_one_transaction
            return run(view, scope, body_hash, answer)

        wrapper.is_idempotent = True  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _scope(request: Request, key: str, *, by_address: bool) -> bytes:
    if isinstance(request.auth, KeyHolder):
        caller = f"key:{request.auth.id}"
    elif request.user.is_authenticated:
        caller = f"user:{request.user.pk}"
    else:
        caller = f"guest:{request.headers.get('Order-Token', '')}"
        if by_address:
            caller += f":{BaseThrottle().get_ident(request)}"
    return hashlib.sha256("\n".join([caller, str(request.method), request.path, key]).encode()).digest()


def _is_kept(status: int) -> bool:
    # What another key, header or moment would change is not kept.
    return status < 500 and status not in {401, 403, 409, 412, 429}


def _replay(record: IdempotencyRecord, body_hash: bytes) -> HttpResponse:
    if bytes(record.body_hash) != body_hash:
        raise KeyReused
    response = HttpResponse(bytes(record.body), status=record.status or 200)
    # An answer without a body has none; left to itself, Django would call it HTML.
    del response["Content-Type"]
    for name, value in record.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def _kept_form(response: Response) -> dict[str, Any]:
    body = b"" if response.data is None else JSONRenderer().render(response.data)
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    if body:
        headers["Content-Type"] = response.content_type or "application/json"
    return {"status": response.status_code, "headers": headers, "body": body}


def _run_in_one_transaction(view: Any, scope: bytes, body_hash: bytes, answer: Callable[[], Response]) -> Any:
    with transaction.atomic():
        with connection.cursor() as cursor:
            number = int.from_bytes(scope[:8], "big", signed=True)
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
            if not cursor.fetchone()[0]:
                raise RequestInProgress
        record = IdempotencyRecord.objects.filter(scope=scope).first()
        if record is not None:
            return _replay(record, body_hash)
        try:
            with transaction.atomic():
                response = answer()
        except Exception as error:  # noqa: BLE001 - handle_exception raises again what it does not know
            # A refusal undoes its own effects; its answer is kept all the same. What is no refusal is raised again.
            response = view.handle_exception(error)
        if _is_kept(response.status_code):
            IdempotencyRecord.objects.create(
                scope=scope, body_hash=body_hash, created_at=system_clock.now(), **_kept_form(response)
            )
        return response


def _run_staged(view: Any, scope: bytes, body_hash: bytes, answer: Callable[[], Response]) -> Any:
    now = system_clock.now()
    record, is_new = IdempotencyRecord.objects.get_or_create(
        scope=scope, defaults={"body_hash": body_hash, "created_at": now, "locked_until": now + STAGE_LEASE}
    )
    mine = IdempotencyRecord.objects.filter(scope=scope)
    if not is_new:
        if record.status is not None or bytes(record.body_hash) != body_hash:
            return _replay(record, body_hash)
        taken_up = mine.filter(status=None, locked_until=record.locked_until, locked_until__lt=now)
        if not taken_up.update(locked_until=now + STAGE_LEASE):
            raise RequestInProgress
    try:
        response = answer()
    except Exception as error:  # noqa: BLE001 - handle_exception raises again what it does not know
        try:
            response = view.handle_exception(error)
        except Exception:
            mine.update(locked_until=system_clock.now())
            raise
    if _is_kept(response.status_code):
        mine.update(locked_until=None, **_kept_form(response))
    else:
        mine.delete()
    return response


def drop_old_records() -> int:
    """Forget the keys that nobody will repeat any more. Returns how many."""
    dropped, _ = IdempotencyRecord.objects.filter(created_at__lt=system_clock.now() - KEPT_FOR).delete()
    return dropped
