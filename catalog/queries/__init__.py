"""What the catalog reads of its own rows."""

from catalog.queries._categories import Tree, load_tree
from catalog.queries._facets import list_facets
from catalog.queries._listing import ListedPage, list_products, list_related
from catalog.queries._matching import CONFIG as SEARCH_CONFIG, product_search
from catalog.queries._offers import list_offers
from catalog.queries._product import get_product, with_stock
from catalog.queries._stock import get_stock, list_discrepancies, list_levels

__all__ = [
    "SEARCH_CONFIG",
    "ListedPage",
    "Tree",
    "get_product",
    "get_stock",
    "list_discrepancies",
    "list_facets",
    "list_levels",
    "list_offers",
    "list_products",
    "list_related",
    "load_tree",
    "product_search",
    "with_stock",
]
