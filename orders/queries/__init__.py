"""Reads of orders: one with all that its page shows, lists, the search of staff."""

from orders.queries._list import list_orders
from orders.queries._search import search
from orders.queries._view import find_view, view_order

__all__ = ["find_view", "list_orders", "search", "view_order"]
