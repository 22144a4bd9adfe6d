"""What is read: products, lists, categories, offers."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from catalog import queries
from catalog.contracts import CategoryView, Offer, ProductPage, ProductQuery, ProductSummary, ProductView
from catalog.errors import VariantNotFound
from catalog.rules import is_storable
from catalog.service._cache import cached


class Reading:
    """The part of the service that answers."""

    def list_products(self, query: ProductQuery, *, with_facets: bool = False) -> ProductPage:
        """Return one page of products on sale.

        Raises CategoryNotFound, CursorInvalid.
        """
        return cached(f"list {query!r} {with_facets}", lambda: _load_page(query, with_facets))

    def get_product(self, slug_or_id: str) -> ProductView:
        """Return a product on sale, with its stock of this moment. Raises ProductNotFound."""
        product = cached(
            f"product {slug_or_id!r}",
            lambda: queries.get_product(slug_or_id, queries.load_tree(), only_active=True),
        )
        return queries.with_stock(product, queries.list_levels(row.id for row in product.variants))

    def get_product_for_staff(self, slug_or_id: str) -> ProductView:
        """Return a product whatever its status, fresh from the database. Raises ProductNotFound."""
        product = queries.get_product(slug_or_id, queries.load_tree(), only_active=False)
        return queries.with_stock(product, queries.list_levels(row.id for row in product.variants))

    def list_categories(self) -> tuple[CategoryView, ...]:
        """Return the roots of the category tree, each with those below it."""
        return self._tree().roots

    def get_category(self, slug: str) -> CategoryView:
        """Return a category with those below it. Raises CategoryNotFound."""
        return self._tree().get(slug)

    def list_related(self, product_id: UUID, limit: int = 4) -> tuple[ProductSummary, ...]:
        """Return other products of the same categories, the featured first."""
        return cached(f"related {product_id} {limit}", lambda: queries.list_related(product_id, limit))

    def get_offers(self, variant_ids: Iterable[UUID]) -> dict[UUID, Offer]:
        """Return what variants are and cost now, by id; ids that do not exist are missing."""
        return {offer.variant_id: offer for offer in queries.list_offers(pk__in=list(variant_ids))}

    def find_offer(
        self, *, variant_id: UUID | None = None, sku: str | None = None, product_id: UUID | None = None
    ) -> Offer:
        """Return the offer of a variant, or of a product's first variant on sale.

        Raises VariantNotFound.
        """
        found: list[Offer] = []
        if variant_id is not None:
            found = queries.list_offers(pk=variant_id)
        elif sku is not None and is_storable(sku):
            found = queries.list_offers(sku=sku)
        elif product_id is not None:
            found = list(self.list_product_offers(product_id))
        if not found:
            raise VariantNotFound("There is no such variant.")
        return found[0]

    def list_product_offers(self, product_id: UUID) -> tuple[Offer, ...]:
        """Return the offers of all variants of a product that are on sale; none for a product that is not."""
        return tuple(queries.list_offers(product=product_id, is_active=True, product__status="active"))

    def _tree(self) -> queries.Tree:
        return cached("tree", queries.load_tree)


def _load_page(query: ProductQuery, with_facets: bool) -> ProductPage:
    tree = queries.load_tree()
    page = queries.list_products(query, tree)
    facets = queries.list_facets(query, tree, settings.SHOP_CURRENCY) if with_facets else ()
    return ProductPage(page.results, page.next_cursor, page.previous_cursor, page.total, facets)
