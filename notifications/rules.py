"""How messages and webhook deliveries move, how long they wait, and how a webhook is signed. No row, no clock."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

EVENT_TYPES = (
    "order.created",
    "order.paid",
    "order.shipped",
    "order.delivered",
    "order.cancelled",
    "order.expired",
    "payment.failed",
    "payment.refunded",
)

LEASE = timedelta(minutes=6)
"""How long a worker may be at one message. Longer than a task may run (CELERY_TASK_TIME_LIMIT, 5 minutes), so a worker
that still lives never loses its message to another."""

_MAIL_PAUSES = (
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
_WEBHOOK_PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=18),
    timedelta(hours=22),
)
SECRET_PREFIX = "whsec_"  # noqa: S105  a mark, not a secret


class Status(StrEnum):
    """Where a message or a webhook delivery stands. `sending` ends by itself when its lease runs out."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.SENDING, Status.FAILED}),
    Status.SENDING: frozenset({Status.SENDING, Status.SENT, Status.QUEUED, Status.FAILED}),
    Status.SENT: frozenset({Status.QUEUED}),
    Status.FAILED: frozenset({Status.QUEUED}),
}
"""A webhook delivery that is over goes back to `queued` when staff send it again; a mail is sent again as a new one."""


def sources(new: Status) -> list[str]:
    """This function will return the states from which one may go to `new`."""
    return [old.value for old, allowed in TRANSITIONS.items() if new in allowed]


def pause_before_next_mail(attempts: int) -> timedelta | None:
    """This function will return how long to wait after so many failures; None: it is over, after about two days."""
    return _MAIL_PAUSES[attempts - 1] if attempts <= len(_MAIL_PAUSES) else None


def pause_before_next_webhook(attempts: int) -> timedelta | None:
    """This function will return how long to wait after so many failures; None: it is over, after three days."""
    return _WEBHOOK_PAUSES[attempts - 1] if attempts <= len(_WEBHOOK_PAUSES) else None


def new_secret(random: bytes) -> str:
    """This function will write 24 to 64 random bytes as a signing secret of Standard Webhooks."""
    return SECRET_PREFIX + base64.b64encode(random).decode("ascii")


def sign(*, secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """This function will return the value of `webhook-signature` (Standard Webhooks, symmetric).

    `timestamp` is in whole seconds since 1970. Raises ValueError for a secret that is none.
    """
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("A signing secret is whsec_ and base64.") from error
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")
