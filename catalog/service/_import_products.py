"""Importing a merchant's products: all of the file or nothing of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from catalog.contracts import (
    ImportedProduct,
    ImportReport,
    ImportRow,
    SavedProduct,
    SaveImage,
    SaveProduct,
)
from catalog.errors import CategoryNotFound, ImageInvalid, ImportRefused, StockBelowReserved
from catalog.gateways.pictures import PictureNotFetched, PictureSource
from catalog.gateways.shopify_csv import SourceFile, SourceImage, SourceProduct, read_products
from catalog.models import Category, Product, Variant
from catalog.rules import check_product
from catalog.service._images import keep_picture
from catalog.service._save_product import ProductSaving, as_command
from catalog.service._stock import count
from shop.kernel.errors import DomainError

MAX_PICTURES = 20

Progress = Callable[[int, int, str], None]


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


class ProductImport(ProductSaving):
    """The part of the service that takes in a merchant's file."""

    def import_products(
        self,
        *,
        content: bytes,
        actor: str,
        pictures: PictureSource | None = None,
        category_slug: str = "",
        update_stock: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Import Shopify's product CSV. Importing the same file twice changes nothing the second time.

        A new variant gets the file's stock; that of one that is there is counted again only with `update_stock`, for
        orders have moved it since. Categories and tags that staff gave are kept. `pictures` None fetches none. With
        `dry_run` the report says what would change, and nothing does. Raises ImportRefused naming every wrong row,
        CategoryNotFound.
        """
        source = read_products(content, currency=settings.SHOP_CURRENCY)
        _check(source)
        if category_slug and not Category.objects.filter(slug=category_slug).exists():
            raise CategoryNotFound(f"There is no category {category_slug}.")
        remarks = list(source.remarks)
        tell = progress or (lambda done, count, what: None)
        images: dict[str, tuple[SaveImage, ...] | None] = {}
        # The network is asked before the transaction begins.
        for number, product in enumerate(source.products, start=1):
            tell(number, len(source.products), f"pictures of {product.product.slug}")
            images[product.product.slug] = _fetch(product, pictures, remarks)
        done: list[ImportedProduct] = []
        try:
            with transaction.atomic():
                for number, product in enumerate(source.products, start=1):
                    tell(number, len(source.products), product.product.slug)
                    command = self._command(product, images[product.product.slug], category_slug)
                    saved = self._save(product, command, actor)
                    done.append(ImportedProduct(command.slug, command.title, saved.created, saved.changes))
                if update_stock:
                    # Last, and all levels at once in the order of their ids, so that buyers hardly wait.
                    done = self._count_again(source.products, done, actor)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        return ImportReport(products=tuple(done), remarks=tuple(remarks), dry_run=dry_run)

    def _command(self, source: SourceProduct, images: tuple[SaveImage, ...] | None, category_slug: str) -> SaveProduct:
        wanted = replace(source.product, images=images)
        categories = [slug for slug in (category_slug,) if slug]
        row = Product.objects.filter(slug=wanted.slug).first()
        if row is None:
            return replace(wanted, category_slugs=tuple(categories))
        present = as_command(row)
        skus = {variant.sku for variant in present.variants}
        choices = {tuple(variant.options.items()) for variant in present.variants}
        variants = tuple(
            replace(variant, on_hand=None)
            if variant.sku in skus or (not variant.sku and tuple(variant.options.items()) in choices)
            else variant
            for variant in wanted.variants
        )
        return replace(
            wanted,
            variants=variants,
            tags=tuple(dict.fromkeys([*wanted.tags, *present.tags])),
            category_slugs=tuple(dict.fromkeys([*present.category_slugs, *categories])),
        )

    def _save(self, source: SourceProduct, command: SaveProduct, actor: str) -> SavedProduct:
        try:
            return self.save_product(command, actor=actor)
        except DomainError as error:
            raise ImportRefused([ImportRow(source.line, "Handle", f"{command.slug}: {error.detail}")]) from error

    def _count_again(
        self, sources: Sequence[SourceProduct], done: Sequence[ImportedProduct], actor: str
    ) -> list[ImportedProduct]:
        rows = Variant.objects.filter(product__slug__in=[row.product.slug for row in sources], is_active=True)
        found: dict[tuple[str, tuple[str, ...]], Variant] = {
            (row.product.slug, tuple(row.option_values)): row for row in rows.select_related("product")
        }
        levels = {
            found[source.product.slug, tuple(variant.options.values())].pk: variant.on_hand
            for source in sources
            for variant in source.product.variants
            if variant.on_hand is not None
        }
        try:
            changed = count(levels, reason="Import", actor=actor, now=self.clock.now())
        except StockBelowReserved as error:
            raise ImportRefused([ImportRow(0, "Variant Inventory Qty", error.detail)]) from error
        told: dict[str, list[str]] = defaultdict(list)
        for row in found.values():
            if row.pk in changed:
                before, after = changed[row.pk]
                told[row.product.slug].append(f"stock of {row.sku}: {before} → {after}")
        return [replace(product, changes=(*product.changes, *told[product.slug])) for product in done]


def _check(source: SourceFile) -> None:
    problems = list(source.problems)
    for product in source.products:
        problems += [
            ImportRow(product.line, error.pointer.strip("/"), error.detail) for error in check_product(product.product)
        ]
    if problems:
        raise ImportRefused(sorted(problems, key=lambda row: row.line))


def _fetch(
    source: SourceProduct, pictures: PictureSource | None, remarks: list[ImportRow]
) -> tuple[SaveImage, ...] | None:
    """Return the product's pictures, or None to leave those it has: none are named, or some could not be had."""
    if pictures is None or not source.images:
        return None
    kept = list(_each(source.images[:MAX_PICTURES], pictures, remarks))
    is_whole = len(kept) == len(source.images)
    if kept and (is_whole or not Product.objects.filter(slug=source.product.slug).exists()):
        return tuple(kept)
    return None


def _each(images: Iterable[SourceImage], pictures: PictureSource, remarks: list[ImportRow]) -> Iterable[SaveImage]:
    for image in images:
        try:
            content = pictures.fetch(image.url)
            keep_picture(content)
        except PictureNotFetched as error:
            remarks.append(ImportRow(image.line, "Image Src", f"{image.url}: not fetched, {error}."))
        except ImageInvalid as error:
            remarks.append(ImportRow(image.line, "Image Src", f"{image.url}: {error.detail}"))
        else:
            yield SaveImage(content=content, alt=image.alt, option_value=image.option_value)
