"""The catalog: what we sell, what it costs, and how many are left.

Owns categories, products, variants, pictures, stock levels, reservations and the stock ledger. Does not know carts,
orders or payments: a reservation carries an order's id and no more. Called by the shop's own skins, by cart (offers),
orders (reserve, secure, release, return), fulfillment (consume) and imports (save).
"""

from catalog.service._import_products import ProductImport
from catalog.service._read import Reading
from catalog.service._save_categories import CategorySaving
from catalog.service._stock import StockKeeping

__all__ = ["CatalogService"]


class CatalogService(Reading, StockKeeping, ProductImport, CategorySaving):
    """Everything that others may ask of the catalog, one use case a file."""
