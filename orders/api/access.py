"""Whose order it is, as a request can show it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from rest_framework.request import Request

from orders.api.serializers import OrderSerializer
from orders.contracts import Actor, OrderView
from orders.service import OrderService
from shop.http.auth import holds
from shop.http.etags import require_match
from shop.http.pagination import ParameterInvalid
from shop.users.keys import KeyHolder


def customer_of(request: Request) -> UUID | None:
    """Return who is signed in, or None for a guest or a machine."""
    return request.user.pk if request.user.is_authenticated else None


def actor_of(request: Request) -> Actor:
    """Return who acts, for the timeline."""
    if isinstance(request.auth, KeyHolder):
        return Actor("api", request.auth.name, request.auth.id)
    return Actor("shopper", id=customer_of(request))


def open_order(request: Request, order_id: UUID, *scopes: str) -> OrderView:
    """Return the order to a key with one of the scopes, to the customer whose it is, or to a bearer of its token.

    Raises OrderNotFound to everybody else.
    """
    if any(holds(request, scope) for scope in scopes):
        return OrderService().get_order(order_id=order_id)
    return OrderService().get_order_for(
        order_id=order_id, user_id=customer_of(request), access_token=request.headers.get("Order-Token")
    )


def order_json(request: Request, order: OrderView) -> dict[str, Any]:
    """Return the order as this caller sees it: a key all of the timeline, a shopper its public part."""
    if not isinstance(request.auth, KeyHolder):
        order = replace(order, timeline=tuple(entry for entry in order.timeline if entry.public))
    return OrderSerializer(order).data


def expected_version(request: Request, order: OrderView) -> str | None:
    """Return the version that the change is meant for, where `If-Match` was sent; the service compares it under lock.

    Raises Stale when it is not the present one even now.
    """
    if "If-Match" not in request.headers:
        return None
    require_match(request, order_json(request, order))
    return order.version


def moment_from(request: Request, name: str) -> datetime | None:
    """Read a moment from the query. Raises ParameterInvalid for what is no RFC 3339 time."""
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        moment = parse_datetime(text)
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ParameterInvalid(name, "Use a time with its offset, such as 2026-11-22T10:00:00Z.")
