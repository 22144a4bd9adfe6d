"""Cursor paging: signed, opaque cursors, and the envelope of every list."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from rest_framework.request import Request

from shop.kernel.errors import FieldError, Invalid

DEFAULT_LIMIT = 24
MAX_LIMIT = 100
_SALT = "trolley.cursor"


class CursorInvalid(Invalid):
    """The cursor was cut, changed, or belongs to another list."""

    code = "cursor_invalid"
    title = "The cursor can't be used"
    status = 400

    def __init__(self) -> None:
        super().__init__("The cursor can't be read. Start again without one, or use `next` as it was given.")


class ParameterInvalid(Invalid):
    """A query parameter is not what it should be; `errors` points at `?name`."""

    code = "parameter_invalid"
    title = "A query parameter can't be used"

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"{name}: {detail}", errors=[FieldError(f"?{name}", "invalid", detail)])


def sign_cursor(position: Sequence[Any]) -> str:
    """Turn a place in a list (values of JSON's types) into an opaque cursor."""
    return signing.dumps(list(position), salt=_SALT, compress=False)


def read_cursor(cursor: str) -> list[Any]:
    """Return the place that a cursor names.

    Raises CursorInvalid.
    """
    try:
        position = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, UnicodeError):
        raise CursorInvalid from None
    if not isinstance(position, list):
        raise CursorInvalid
    return position


def limit_and_cursor(request: Request) -> tuple[int, str]:
    """Read `limit` (1 to 100) and `cursor` from the query.

    Raises ParameterInvalid.
    """
    raw = request.query_params.get("limit", "")
    if raw and not (raw.isascii() and raw.isdigit() and len(raw) <= 3 and 1 <= int(raw) <= MAX_LIMIT):
        raise ParameterInvalid("limit", f"Use a whole number from 1 to {MAX_LIMIT}.")
    return int(raw or DEFAULT_LIMIT), request.query_params.get("cursor", "")


def page_of(
    request: Request,
    results: Sequence[Any],
    next_cursor: str | None,
    previous_cursor: str | None,
    **more: Any,
) -> dict[str, Any]:
    """Return the envelope: results, and the addresses of the pages beside this one."""

    def address(cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = request.query_params.copy()
        query["cursor"] = cursor
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {
        "results": list(results),
        "next": address(next_cursor),
        "previous": address(previous_cursor),
        **more,
    }
