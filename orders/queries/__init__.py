"""Reads of orders: one with all that its page shows, and lists."""

from orders.queries._list import list_orders
from orders.queries._view import find_view, view_order

__all__ = ["find_view", "list_orders", "view_order"]
