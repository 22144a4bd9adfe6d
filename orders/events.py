"""What orders announce. The fields are the contract's `data` (api.md, "Events")."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shop.kernel.events import DomainEvent
from shop.kernel.money import Money


@dataclass(frozen=True)
class EventLine:
    """A line of an order in an event."""

    line_id: UUID
    sku: str
    title: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class OrderCreated(DomainEvent):
    type: ClassVar[str] = "order.created"

    number: str
    total: Money
    lines: tuple[EventLine, ...]


@dataclass(frozen=True, kw_only=True)
class OrderPaid(DomainEvent):
    type: ClassVar[str] = "order.paid"

    number: str
    total: Money
    lines: tuple[EventLine, ...]


@dataclass(frozen=True, kw_only=True)
class OrderShipped(DomainEvent):
    """Once for each parcel."""

    type: ClassVar[str] = "order.shipped"

    number: str
    total: Money
    shipment_id: UUID
    carrier: str
    tracking_number: str
    tracking_url: str
    lines: tuple[EventLine, ...]
    complete: bool
    """True when nothing is left to be shipped."""


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(DomainEvent):
    type: ClassVar[str] = "order.delivered"

    number: str
    total: Money


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(DomainEvent):
    type: ClassVar[str] = "order.cancelled"

    number: str
    total: Money
    reason: str
    was_paid: bool


@dataclass(frozen=True, kw_only=True)
class OrderExpired(DomainEvent):
    type: ClassVar[str] = "order.expired"

    number: str
    total: Money
