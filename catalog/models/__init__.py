"""The rows of the catalog."""

from catalog.models._category import Category
from catalog.models._image import ProductImage
from catalog.models._product import Product
from catalog.models._stock import Reservation, StockLevel, StockMovement
from catalog.models._variant import Variant

__all__ = ["Category", "Product", "ProductImage", "Reservation", "StockLevel", "StockMovement", "Variant"]
