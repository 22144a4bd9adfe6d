"""The rows of orders."""

from orders.models._facts import OrderPayment, OrderShipment
from orders.models._line import OrderLine
from orders.models._order import Order, OrderNumber, names_vector
from orders.models._timeline import OrderEntry

__all__ = ["Order", "OrderEntry", "OrderLine", "OrderNumber", "OrderPayment", "OrderShipment", "names_vector"]
