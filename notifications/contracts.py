"""What crosses the border of notifications."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail, ready to be sent."""

    kind: str
    recipient: str
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class EndpointView:
    """A machine that hears of events. An empty `event_types` means all of them."""

    id: UUID
    url: str
    description: str
    event_types: tuple[str, ...]
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint just made, with the secret that is shown this once."""

    endpoint: EndpointView
    secret: str


@dataclass(frozen=True, slots=True)
class SentCount:
    """What a round of sending did."""

    mails: int
    webhooks: int
