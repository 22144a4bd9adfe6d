"""What crosses the cart's border: the cart, the ways of delivery, and the quote that an order freezes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from catalog.contracts import ImageView
from shop.kernel.address import Address
from shop.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Totals:
    """subtotal - discount + shipping = total. Prices include tax: `tax` is the part of the total that is tax."""

    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class CartLineView:
    """A line, priced now. `price_changed_from` is what it cost when it was put in, where that differs."""

    id: UUID
    variant_id: UUID
    product_id: UUID
    product_slug: str
    sku: str
    title: str
    variant_title: str
    options: Mapping[str, str]
    image: ImageView | None
    quantity: int
    unit_price: Money
    line_total: Money
    price_changed_from: Money | None
    available: int
    problem: Literal["", "short", "sold_out", "not_sold"] = ""
    """short: fewer left than wanted; sold_out: none left; not_sold: no longer sold. Not part of the totals then
    for not_sold."""
    requires_shipping: bool = True


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart, freshly priced."""

    id: UUID
    user_id: UUID | None
    currency: str
    items: tuple[CartLineView, ...]
    totals: Totals
    order_id: UUID | None
    """The order it became; such a cart can't be changed any more."""

    @property
    def count(self) -> int:
        """Units of all lines."""
        return sum(item.quantity for item in self.items)

    @property
    def problems(self) -> tuple[CartLineView, ...]:
        return tuple(item for item in self.items if item.problem)


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """A way of delivery to a place, with its price for this cart. `estimated_days` is (at least, at most)."""

    id: str
    name: str
    description: str
    price: Money
    estimated_days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line as it is agreed: nothing of it is computed again afterwards. `tax_rate` is in basis points."""

    variant_id: UUID
    product_id: UUID
    product_slug: str
    sku: str
    title: str
    variant_title: str
    options: Mapping[str, str]
    image_url: str
    quantity: int
    unit_price: Money
    line_total: Money
    tax_rate: int
    tax: Money
    weight_grams: int
    requires_shipping: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What the whole would cost, delivered there in that way."""

    currency: str
    lines: tuple[QuoteLine, ...]
    shipping_method: str
    shipping_name: str
    shipping_tax_rate: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class TakenCart:
    """A cart that was taken for an order, or that had been taken before."""

    cart_id: UUID
    user_id: UUID | None
    quote: Quote | None
    """None when `order_id` names the order that it became before."""
    order_id: UUID | None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a quote is for."""

    address: Address
    shipping_method: str
