"""What this shop asks of a payment gateway, in the shop's own words.

Amounts are `Money`. Ids of the shop are strings. Every write carries an idempotency key that the caller has
committed beforehand, because the answer may come twice, late or never:

- The same key with the same request replays the *first* answer, a decline included, and never charges again.
  The answer is as old as that first call: after an authentication, ask `retrieve`, not `charge`.
- The same key with another request raises `GatewayKeyReused`.
- `GatewayUnavailable` means that the outcome is unknown. Recover by calling again with the same key while it
  is younger than `KEY_LIFETIME`; later, or when the answer stays an error, look with `find_charge`. A key
  that the gateway has forgotten would charge a second time.
- `GatewayRejected` means that nothing was done and nothing will be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shop.kernel.money import Money

# Stripe keeps keys for at least 24 hours; an hour is left for clocks and queues.
KEY_LIFETIME = timedelta(hours=23)


class ChargeStatus(StrEnum):
    SUCCEEDED = "succeeded"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class RefundStatus(StrEnum):
    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"


class GatewayEventType(StrEnum):
    """What a webhook is about. It says where to look, not what is true: retrieve before acting on it."""

    CHARGE_UPDATED = "charge.updated"
    REFUND_UPDATED = "refund.updated"
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_UPDATED = "dispute.updated"
    DISPUTE_CLOSED = "dispute.closed"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayAddress:
    """A name and where its owner lives; `country` is an ISO 3166 alpha-2 code."""

    name: str
    line1: str
    city: str
    country: str
    postal_code: str = ""
    line2: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRequest:
    """One attempt to be paid for one order.

    `return_url` is the page that goes on after an authentication; None where no page of ours is involved
    (the API).
    """

    amount: Money
    payment_method: str
    idempotency_key: str
    order_id: str
    order_number: str
    attempt_id: str
    email: str
    billing: GatewayAddress
    shipping: GatewayAddress | None = None
    return_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSummary:
    """What may be shown of a card: its brand in lower case, and its last four digits."""

    brand: str
    last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeResult:
    """Where a charge stands.

    `gateway_id` is None only when a decline came without a charge to look up. `amount_received` is zero
    until the status is `succeeded`. `client_secret` is there while `requires_action`. `decline_code` is for
    `payments.rules`, `decline_message` is the gateway's own sentence, for staff only. `attempt_id` is what
    `ChargeRequest` carried.
    """

    gateway_id: str | None
    status: ChargeStatus
    amount: Money
    amount_received: Money
    client_secret: str | None = None
    decline_code: str | None = None
    decline_message: str | None = None
    card: CardSummary | None = None
    attempt_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """`amount` of the charge `gateway_id` goes back to its card; `refund_id` is the shop's own."""

    gateway_id: str
    amount: Money
    idempotency_key: str
    refund_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundResult:
    """Where a refund stands. A refund that succeeded may still fail days later, and is then `failed`."""

    gateway_refund_id: str
    gateway_id: str
    status: RefundStatus
    amount: Money
    failure_reason: str | None = None
    refund_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayDispute:
    """The cardholder's bank takes the money back until somebody has decided; words and status as the
    gateway's.
    """

    dispute_id: str
    amount: Money
    reason: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEvent:
    """A verified webhook. `gateway_id` is the charge it concerns; `attempt_id` helps when we never learned
    that id.
    """

    id: str
    type: GatewayEventType
    raw_type: str
    created_at: datetime
    livemode: bool
    account: str | None = None
    gateway_id: str | None = None
    gateway_refund_id: str | None = None
    attempt_id: str | None = None
    dispute: GatewayDispute | None = None


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card number that is no card, and what it does: "pays", "is declined"."""

    number: str
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """What the card page needs.

    `kind` is the value of the form's `data-pay`; `script` is our own file below STATIC_URL; `remote_scripts`
    are loaded before it; `csp` adds hosts to the page's directives (`{"script-src": (...), ...}`), on that
    page only. `test_cards` may be offered on the page; real money knows none.
    """

    kind: str
    script: str
    publishable_key: str = ""
    remote_scripts: tuple[str, ...] = ()
    csp: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    test_cards: tuple[TestCard, ...] = ()


class PaymentGateway(Protocol):
    """Takes money, gives it back, and says where it is. Called outside any transaction.

    Every method raises `GatewayUnavailable` when the answer is unknown, and `GatewayMisconfigured` when the
    gateway refuses our credentials.
    """

    @property
    def name(self) -> str:
        """This property will be "stripe" or "sandbox", and is kept with each attempt."""

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """This method will create and confirm a charge in one step; a decline is a result, not an error.

        Raises `PaymentMethodInvalid`, `GatewayRejected`, `GatewayKeyReused`, `GatewayUnavailable`.
        """

    def retrieve(self, gateway_id: str) -> ChargeResult:
        """This method will say where a charge stands now. Raises `ChargeUnknown`, `GatewayUnavailable`."""

    def find_charge(self, *, attempt_id: str, created_after: datetime, created_before: datetime) -> ChargeResult | None:
        """This method will look a charge up by the attempt it was made for, among those made between two
        moments.

        None means that the attempt never reached the gateway. Raises `GatewayUnavailable`.
        """

    def cancel(self, gateway_id: str, *, idempotency_key: str) -> ChargeResult:
        """This method will end a charge that has taken no money, and say where it stands then.

        Too late is not an error: the result is `succeeded`, and the money is there. Raises `ChargeUnknown`,
        `GatewayUnavailable`.
        """

    def refund(self, request: RefundRequest) -> RefundResult:
        """This method will send money back to the card.

        Raises `GatewayRejected` (more than is left, or nothing was paid), `ChargeUnknown`,
        `GatewayKeyReused`, `GatewayUnavailable`.
        """

    def retrieve_refund(self, gateway_refund_id: str) -> RefundResult:
        """This method will say where a refund stands now. Raises `ChargeUnknown`, `GatewayUnavailable`."""

    def parse_webhook(self, body: bytes, signature: str | None, *, now: datetime) -> GatewayEvent:
        """This method will verify the signature over the raw body and its age at `now`, then read the event.

        Raises `WebhookSignatureInvalid`, `WebhookMalformed`.
        """

    def client_config(self) -> ClientConfig:
        """This method will return what the card page needs; no secret is in it."""
