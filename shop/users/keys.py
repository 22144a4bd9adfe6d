"""API keys: made once, shown once, looked up by prefix and compared by SHA-256 of 32 random bytes."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shop.kernel.errors import FieldError, Invalid
from shop.users.models import ApiKey

SCOPES: dict[str, str] = {
    "catalog:write": "create and change products",
    "stock:write": "read and set stock levels",
    "orders:read": "read every order",
    "orders:write": "change and cancel orders",
    "fulfillment:write": "dispatch parcels",
    "payments:refund": "refund payments",
    "events:read": "read the event feed",
    "webhooks:write": "manage outgoing webhooks",
}
_MARK = "trk"
_USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A machine that has shown a valid key."""

    id: UUID
    name: str
    scopes: frozenset[str]


def create_api_key(*, name: str, scopes: Sequence[str]) -> str:
    """Make a key and return it; it can't be shown again.

    Raises Invalid for a scope that does not exist, or for none at all.
    """
    unknown = sorted(set(scopes) - SCOPES.keys())
    if unknown or not scopes:
        detail = f"Unknown scope {unknown[0]!r}." if unknown else "A key needs at least one scope."
        raise Invalid(
            f"{detail} There are: {', '.join(SCOPES)}.",
            errors=[FieldError("/scopes", "unknown_scope", detail)],
        )
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    ApiKey.objects.create(
        name=name,
        prefix=prefix,
        secret_hash=hashlib.sha256(secret.encode()).digest(),
        scopes=sorted(set(scopes)),
    )
    return f"{_MARK}_{prefix}_{secret}"


def find_key_holder(key: str, *, now: datetime) -> KeyHolder | None:
    """Return whose key this is, or None for one that is wrong or revoked."""
    mark, _, rest = key.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != _MARK or not prefix or not secret or len(key) > 200 or "\x00" in key:
        return None
    row = ApiKey.objects.filter(prefix=prefix, revoked_at__isnull=True).first()
    if row is None or not hmac.compare_digest(bytes(row.secret_hash), hashlib.sha256(secret.encode()).digest()):
        return None
    if row.last_used_at is None or now - row.last_used_at > _USE_NOTED_EVERY:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return KeyHolder(row.pk, row.name, frozenset(row.scopes))
