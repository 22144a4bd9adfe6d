"""What payments announce."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shop.kernel.events import DomainEvent
from shop.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(DomainEvent):
    type: ClassVar[str] = "payment.failed"

    number: str
    payment_id: UUID
    amount: Money
    decline_code: str
    fix: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(DomainEvent):
    type: ClassVar[str] = "payment.refunded"

    number: str
    payment_id: UUID
    refund_id: UUID
    amount: Money
    reason: str
