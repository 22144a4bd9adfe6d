"""Identifiers: UUID version 7 (RFC 9562), whose order in an index is the order of their making."""

from uuid import UUID

from uuid_utils.compat import uuid7

from shop.kernel.errors import NotFound


def new_id() -> UUID:
    """Make a new time-ordered id."""
    return uuid7()


def parse_id(value: str | UUID) -> UUID:
    """Read an id from outside; anything that is no id can't be found.

    Raises NotFound.
    """
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("There is nothing with this id.") from None
