"""What crosses the border of fulfillment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

ShipmentStatus = Literal["open", "shipped", "delivered", "cancelled"]


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """Units of an order's line in a parcel."""

    line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """A parcel: open until it is dispatched."""

    id: UUID
    order_id: UUID
    status: ShipmentStatus
    lines: tuple[ShipmentLine, ...]
    carrier: str
    tracking_number: str
    tracking_url: str
    created_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Send a parcel. No lines: all that is left of the order."""

    order_id: UUID
    shipment_id: UUID | None = None
    """The open parcel that somebody looked at and means: sent once, however often they say so."""
    lines: tuple[ShipmentLine, ...] = ()
    carrier: str = ""
    tracking_number: str = ""
