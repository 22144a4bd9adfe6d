"""A small shop for the tests of pages."""

from catalog.contracts import ProductView, SaveCategory, SaveImage
from catalog.service import CatalogService
from tests.cart.making import have_terms
from tests.catalog.making import mug, picture, save, shirt


def a_shop() -> dict[str, ProductView]:
    """Two categories, one below the other, a shirt with options, a mug, a sold-out card."""
    have_terms()
    CatalogService().save_categories(
        [
            SaveCategory(slug="things", name="Things", description="Things to wear and to drink from."),
            SaveCategory(slug="shirts", name="Shirts", parent_slug="things"),
        ]
    )
    images = (
        SaveImage(content=picture(800, 1000, colour="navy"), alt="A blue shirt", option_value="Blue"),
        SaveImage(content=picture(800, 1000, colour="crimson"), alt="A red shirt", option_value="Red"),
    )
    found = save(
        shirt(category_slugs=("shirts",), images=images, vendor="Loom", description="<p>Soft as rain.</p>"),
        mug(category_slugs=("things",)),
        mug("card", title="Folded card", price=350, on_hand=0, category_slugs=("things",)),
    )
    return {product.slug: product for product in found}
