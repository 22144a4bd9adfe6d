"""What an event is: a fact of the past, with the data of that moment, in the contract's JSON."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from shop.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """The base of every event. A subclass names its `type`, and its fields become `data`."""

    type: ClassVar[str]
    version: ClassVar[int] = 1

    order_id: UUID
    user_id: UUID | None
    """Whose order it is; None for a guest's."""

    def data(self) -> dict[str, Any]:
        """Return the facts of that moment, ready for JSON."""
        own = (field for field in fields(self) if field.name not in {"order_id", "user_id"})
        return {field.name: to_json(getattr(self, field.name)) for field in own}


def to_json(value: Any) -> Any:
    """Turn a contract's value into JSON's types: money by its shape, times as RFC 3339, ids as strings.

    Raises TypeError for what has no JSON form.
    """
    if isinstance(value, Money):
        return value.as_json()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return rfc3339(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form.")


def rfc3339(moment: datetime) -> str:
    """Write a moment as the contract does: UTC, milliseconds, "Z"."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
