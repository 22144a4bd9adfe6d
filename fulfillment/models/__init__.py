"""The rows of fulfillment."""

from fulfillment.models._shipment import ParcelLine, Shipment, lock_parcels_of

__all__ = ["ParcelLine", "Shipment", "lock_parcels_of"]
