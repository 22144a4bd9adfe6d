"""What crosses the border of payments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from shop.kernel.money import Money

PaymentStatus = Literal["processing", "requires_action", "succeeded", "declined", "cancelled", "failed"]
"""processing: the outcome isn't known yet, and is being looked up. failed: nothing was charged, and it was not the
shopper's doing."""

RefundStatus = Literal["pending", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class RefundLine:
    """So many units of a line of the order."""

    line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundView:
    """Money on its way back, or back."""

    id: UUID
    payment_id: UUID
    amount: Money
    status: RefundStatus
    reason: str
    lines: tuple[RefundLine, ...]
    failure: str
    """For staff: why the payment service could not send it back."""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """An attempt to pay, and what came of it."""

    id: UUID
    order_id: UUID
    gateway: str
    status: PaymentStatus
    amount: Money
    captured: Money
    refunded: Money
    refundable: Money
    """What was captured, less what went back or is on its way back."""
    method: str
    """For people: "Visa ending in 4242"."""
    client_secret: str
    """While `requires_action`, for the shopper only: with it their browser goes on with the bank."""
    decline_code: str
    fix: tuple[str, ...]
    """What to change before paying again: of name, address, card_number, expiry, card_type."""
    message: str
    """The decline in words for the shopper."""
    created_at: datetime
    refunds: tuple[RefundView, ...] = ()

    @property
    def is_open(self) -> bool:
        """It may still turn into money."""
        return self.status in {"processing", "requires_action"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardForm:
    """What the card page loads and allows, by the gateway that is in use."""

    kind: Literal["sandbox", "stripe"]
    script: str
    publishable_key: str
    remote_scripts: tuple[str, ...]
    csp: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Hosts to allow, by directive."""
