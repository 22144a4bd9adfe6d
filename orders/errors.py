"""What orders refuse, and why."""

from typing import Any

from shop.kernel.errors import Conflict, NotFound


class OrderNotFound(NotFound):
    """There is no such order, or it is not yours."""

    code = "order_not_found"
    title = "There is no such order"


class PriceChanged(Conflict):
    """The total is not the one that the shopper last saw; `quote` is the new one. Nothing was ordered."""

    code = "price_changed"
    title = "The total has changed"

    def __init__(self, detail: str, *, quote: dict[str, Any]) -> None:
        super().__init__(detail, quote=quote)


class TransitionRefused(Conflict):
    """The order's state does not allow it."""

    code = "transition_refused"
    title = "The order's state does not allow this"


class OrderAlreadyPaid(TransitionRefused):
    code = "already_paid"
    title = "The order is paid already"


class OrderNotPayable(TransitionRefused):
    """The order expired or was cancelled."""

    code = "order_not_payable"
    title = "The order can't be paid any more"


class OrderNotChangeable(TransitionRefused):
    code = "order_not_changeable"
    title = "The order can't be changed any more"


class OrderNotCancellable(TransitionRefused):
    code = "order_not_cancellable"
    title = "The order can't be cancelled any more"


class NothingToShip(TransitionRefused):
    """More units than are left to be shipped, or lines that are not this order's."""

    code = "nothing_to_ship"
    title = "These units can't be shipped"


class ShipmentNotFound(NotFound):
    """The order has no such parcel."""

    code = "shipment_not_found"
    title = "There is no such parcel"
