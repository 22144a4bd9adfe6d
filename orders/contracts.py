"""What crosses the border of orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from cart.contracts import Totals
from shop.kernel.address import Address
from shop.kernel.money import Money

OrderStatus = Literal["pending_payment", "paid", "partially_shipped", "shipped", "delivered", "cancelled", "expired"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: kind and, where there is one, a name for the timeline."""

    kind: Literal["shopper", "staff", "api", "system", "gateway"]
    name: str = ""
    id: UUID | None = None


SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """A shopper's word: this cart, to there, in that way. `expected_total` is the total that they last saw."""

    cart_id: UUID
    email: str
    shipping_address: Address
    billing_address: Address | None = None
    """None: the same as the delivery address."""
    shipping_method: str
    expected_total: Money | None = None
    user_id: UUID | None = None
    """Who is signed in; a cart of a customer opens for that customer only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDetails:
    """What a shopper may still change before the order is paid; None leaves a part as it is."""

    name: str | None = None
    email: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping_method: str | None = None
    expected_total: Money | None = None


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """A line as it was agreed."""

    id: UUID
    variant_id: UUID
    product_id: UUID
    product_slug: str
    sku: str
    title: str
    variant_title: str
    options: Mapping[str, str]
    image_url: str
    quantity: int
    shipped_quantity: int
    unit_price: Money
    line_total: Money
    tax_rate: int
    tax: Money
    weight_grams: int
    requires_shipping: bool

    @property
    def open_quantity(self) -> int:
        """Units that have still to be shipped."""
        return self.quantity - self.shipped_quantity


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """An attempt to pay, as the order remembers it. payments tells it through `record_payment`."""

    id: UUID
    status: str
    amount: Money
    method: str
    """For people: "Visa ending in 4242"."""
    decline_code: str
    message: str
    at: datetime
    refunded: Money


@dataclass(frozen=True, slots=True)
class ShippedLine:
    line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentFact:
    """A parcel, as the order remembers it. fulfillment tells it through `mark_shipped` and `mark_delivered`."""

    id: UUID
    lines: tuple[ShippedLine, ...]
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened: who, what, when. `public` entries are shown to the shopper."""

    at: datetime
    kind: str
    text: str
    actor: Actor
    public: bool
    data: Mapping[str, Any] = field(default_factory=dict)


def version_of(updated_at: datetime) -> str:
    """Return the version that an order has since this change; each change is later than the one before it."""
    return updated_at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with all that its page shows."""

    id: UUID
    number: str
    status: OrderStatus
    email: str
    user_id: UUID | None
    cart_id: UUID
    currency: str
    lines: tuple[OrderLineView, ...]
    totals: Totals
    paid: Money
    refunded: Money
    shipping_address: Address
    billing_address: Address
    shipping_method: str
    shipping_name: str
    placed_at: datetime
    updated_at: datetime
    reserved_until: datetime | None
    """Until when the unpaid order keeps its stock; None once it is paid or ended."""
    paid_at: datetime | None
    cancelled_at: datetime | None
    access_token: str
    """Opens the order for a guest: shown when it is placed, and in the mails."""
    payment_id: UUID | None
    """The payment that paid for it: not one that came as well and goes back."""
    payments: tuple[PaymentFact, ...]
    shipments: tuple[ShipmentFact, ...]
    timeline: tuple[TimelineEntry, ...]

    @property
    def is_payable(self) -> bool:
        return self.status == "pending_payment"

    @property
    def needs_parcel(self) -> bool:
        """Whether anything of it is sent."""
        return any(line.requires_shipping for line in self.lines)

    @property
    def can_be_cancelled(self) -> bool:
        return self.status in {"pending_payment", "paid"}

    @property
    def version(self) -> str:
        """Changes whenever the order does: the body of an ETag."""
        return version_of(self.updated_at)


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """The order, and whether it was made just now (False: this cart had become it before)."""

    order: OrderView
    created: bool


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order in a list."""

    id: UUID
    number: str
    status: OrderStatus
    email: str
    total: Money
    item_count: int
    image_urls: tuple[str, ...]
    placed_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class OrderPage:
    results: tuple[OrderSummary, ...]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuery:
    """Which orders to list; oldest change first where `updated_after` is given, else newest order first."""

    status: str = ""
    updated_after: datetime | None = None
    user_id: UUID | None = None
    cursor: str = ""
    limit: int = 24
