"""Lists of orders, page by page, by keyset: a page costs the same however far in it is."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet

from orders import rules
from orders.contracts import OrderPage, OrderQuery, OrderStatus, OrderSummary
from orders.models import Order, OrderLine
from shop.http.pagination import CursorInvalid, ParameterInvalid, read_cursor, sign_cursor

PICTURES = 4
"""How many pictures a row of a list shows at most."""


def list_orders(query: OrderQuery) -> OrderPage:
    """This function will list orders: changes since `updated_after` oldest first, or else the newest order first.

    Raises ParameterInvalid for a status that there is not, CursorInvalid.
    """
    if query.status and query.status not in list(rules.Status):
        raise ParameterInvalid("status", f"There are: {', '.join(rules.Status)}.")
    field = "placed_at" if query.updated_after is None else "updated_at"
    forwards, place = _read_place(query.cursor, field)
    rows = _filtered(query)
    # The list itself runs down for the newest first, up for changes; a page before this one is read the other way.
    upwards = (field == "updated_at") == forwards
    if place is not None:
        rows = rows.filter(_beyond(field, place, upwards=upwards))
    sign = "" if upwards else "-"
    found = list(rows.order_by(f"{sign}{field}", f"{sign}id")[: query.limit + 1])
    more, found = len(found) > query.limit, found[: query.limit]
    if not forwards:
        found.reverse()
    has_next, has_previous = (more, place is not None) if forwards else (True, more)
    return OrderPage(
        _summaries(found),
        _place(field, "next", found[-1]) if has_next and found else None,
        _place(field, "previous", found[0]) if has_previous and found else None,
    )


def _filtered(query: OrderQuery) -> QuerySet[Order]:
    rows = Order.objects.all()
    if query.status:
        rows = rows.filter(status=query.status)
    if query.user_id is not None:
        rows = rows.filter(user_id=query.user_id)
    if query.updated_after is not None:
        rows = rows.filter(updated_at__gt=query.updated_after)
    return rows


def _beyond(field: str, place: tuple[datetime, UUID], *, upwards: bool) -> Q:
    moment, order_id = place
    compare = "gt" if upwards else "lt"
    # The first condition says nothing new; it is the one by which the index is entered.
    return Q(**{f"{field}__{compare}e": moment}) & (
        Q(**{f"{field}__{compare}": moment}) | Q(**{field: moment, f"id__{compare}": order_id})
    )


def _place(field: str, direction: str, order: Order) -> str:
    return sign_cursor(["orders", field, direction, getattr(order, field).isoformat(), str(order.pk)])


def _read_place(cursor: str, field: str) -> tuple[bool, tuple[datetime, UUID] | None]:
    if not cursor:
        return True, None
    match read_cursor(cursor):
        case ["orders", str(of), ("next" | "previous") as direction, str(moment), str(order_id)] if of == field:
            return direction == "next", (datetime.fromisoformat(moment), UUID(order_id))
    raise CursorInvalid


def _summaries(orders: list[Order]) -> tuple[OrderSummary, ...]:
    lines: dict[UUID, list[tuple[int, str]]] = {order.pk: [] for order in orders}
    rows = OrderLine.objects.filter(order__in=orders).order_by("position")
    for order_id, quantity, image_url in rows.values_list("order_id", "quantity", "image_url"):
        lines[order_id].append((quantity, image_url))
    return tuple(
        OrderSummary(
            id=order.pk,
            number=order.number,
            status=cast("OrderStatus", order.status),
            email=order.email,
            total=order.money(order.total_minor),
            item_count=sum(quantity for quantity, _ in lines[order.pk]),
            image_urls=tuple(url for _, url in lines[order.pk] if url)[:PICTURES],
            placed_at=order.placed_at,
            updated_at=order.updated_at,
        )
        for order in orders
    )
