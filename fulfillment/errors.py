"""What fulfillment refuses, and why. Quantities and lines are refused by orders (`NothingToShip`)."""

from shop.kernel.errors import Conflict, Invalid, NotFound


class ShipmentNotFound(NotFound):
    code = "shipment_not_found"
    title = "There is no such parcel"


class ShipmentNotDispatched(Conflict):
    """Only a parcel that is on its way can arrive."""

    code = "shipment_not_dispatched"
    title = "The parcel is not on its way"


class ShipmentAlreadySent(Conflict):
    """It is not the open parcel that was looked at any more."""

    code = "shipment_already_sent"
    title = "The parcel is on its way already"


class DispatchInvalid(Invalid):
    """The lines can't be read as a parcel; `errors` names them."""

    code = "dispatch_invalid"
    title = "This parcel can't be sent"
