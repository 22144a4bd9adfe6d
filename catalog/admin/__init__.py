"""The catalog in the admin. Whatever is saved here is saved by CatalogService: cleaned, searchable, in the ledger."""

from catalog.admin.categories import CategoryAdmin
from catalog.admin.products import ProductAdmin
from catalog.admin.stock import StockMovementAdmin

__all__ = ["CategoryAdmin", "ProductAdmin", "StockMovementAdmin"]
