"""From rows to the contract."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from cart.contracts import Totals
from orders.contracts import (
    Actor,
    OrderLineView,
    OrderStatus,
    OrderView,
    PaymentFact,
    ShipmentFact,
    ShippedLine,
    TimelineEntry,
)
from orders.models import Order, OrderEntry, OrderLine, OrderPayment, OrderShipment
from shop.kernel.address import Address


def find_view(order_id: UUID) -> OrderView | None:
    """This function will return an order with all that its page shows, in five statements; None without one."""
    order = Order.objects.filter(pk=order_id).first()
    return view_order(order) if order else None


def view_order(
    order: Order,
    *,
    lines: Iterable[OrderLine] | None = None,
    payments: Iterable[OrderPayment] | None = None,
    shipments: Iterable[OrderShipment] | None = None,
    entries: Iterable[OrderEntry] | None = None,
) -> OrderView:
    """This function will return the contract of an order; what is not handed in is read."""
    return OrderView(
        id=order.pk,
        number=order.number,
        status=cast("OrderStatus", order.status),
        email=order.email,
        user_id=order.user_id,
        cart_id=order.cart_id,
        currency=order.currency,
        lines=tuple(_line(order, row) for row in (order.lines.all() if lines is None else lines)),
        totals=totals_of(order),
        paid=order.money(order.paid_minor),
        refunded=order.money(order.refunded_minor),
        shipping_address=Address.from_json(order.shipping_address),
        billing_address=Address.from_json(order.billing_address),
        shipping_method=order.shipping_method,
        shipping_name=order.shipping_name,
        placed_at=order.placed_at,
        updated_at=order.updated_at,
        reserved_until=order.reserved_until,
        paid_at=order.paid_at,
        cancelled_at=order.cancelled_at,
        access_token=order.access_token,
        payment_id=order.payment_id,
        payments=tuple(_payment(order, row) for row in (order.payments.all() if payments is None else payments)),
        shipments=tuple(_shipment(row) for row in (order.shipments.all() if shipments is None else shipments)),
        timeline=tuple(_entry(row) for row in (order.entries.all() if entries is None else entries)),
    )


def totals_of(order: Order) -> Totals:
    """This function will return the order's sums."""
    return Totals(
        subtotal=order.money(order.subtotal_minor),
        discount=order.money(order.discount_minor),
        shipping=order.money(order.shipping_minor),
        tax=order.money(order.tax_minor),
        total=order.money(order.total_minor),
    )


_SAME = (
    "variant_id",
    "product_id",
    "product_slug",
    "sku",
    "title",
    "variant_title",
    "options",
    "image_url",
    "quantity",
    "shipped_quantity",
    "tax_rate",
    "weight_grams",
    "requires_shipping",
)


def _line(order: Order, row: OrderLine) -> OrderLineView:
    same: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    return OrderLineView(
        id=row.pk,
        unit_price=order.money(row.unit_price_minor),
        line_total=order.money(row.line_total_minor),
        tax=order.money(row.tax_minor),
        **same,
    )


def _payment(order: Order, row: OrderPayment) -> PaymentFact:
    return PaymentFact(
        id=row.pk,
        status=row.status,
        amount=order.money(row.amount_minor),
        method=row.method,
        decline_code=row.decline_code,
        message=row.message,
        at=row.at,
        refunded=order.money(row.refunded_minor),
    )


def _shipment(row: OrderShipment) -> ShipmentFact:
    return ShipmentFact(
        id=row.pk,
        lines=tuple(ShippedLine(UUID(line["line_id"]), line["quantity"]) for line in row.lines),
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        tracking_url=row.tracking_url,
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
    )


def _entry(row: OrderEntry) -> TimelineEntry:
    return TimelineEntry(
        at=row.at,
        kind=row.kind,
        text=row.text,
        actor=Actor(row.actor_kind, row.actor_name, row.actor_id),  # type: ignore[arg-type]
        public=row.public,
        data=row.data,
    )
