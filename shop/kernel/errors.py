"""Named errors: what went wrong, in words for people and a stable code for machines.

Every refusal of the shop is a DomainError. Skins turn it into a page or a problem response; none of them
decides anew what it means. `status` is the HTTP status that fits the kind of error (RFC 9110).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `pointer` is a JSON pointer into the request body (RFC 6901)."""

    pointer: str
    code: str
    detail: str


class DomainError(Exception):
    """The base of every named refusal. `extra` holds facts that a caller can act on, ready for JSON."""

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "The request was refused"
    status: ClassVar[int] = 422

    def __init__(self, detail: str, *, errors: Sequence[FieldError] = (), **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.extra = extra


class Invalid(DomainError):
    """The input is well-formed, and wrong: `errors` names the fields."""

    code = "invalid"
    title = "Some fields need attention"


class NotFound(DomainError):
    """There is no such thing, or it is not yours."""

    code = "not_found"
    title = "Not found"
    status = 404


class Conflict(DomainError):
    """The state of things does not allow this now."""

    code = "conflict"
    title = "That does not fit the present state"
    status = 409


class Stale(DomainError):
    """The caller's copy is older than ours."""

    code = "stale"
    title = "It has changed in the meantime"
    status = 412


class Unavailable(DomainError):
    """Something that we depend on does not answer; the same request may be sent again."""

    code = "unavailable"
    title = "Not available at the moment"
    status = 503
