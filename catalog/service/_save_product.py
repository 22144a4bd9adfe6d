"""Saving a product: all of it in one transaction, and only what differs."""

from dataclasses import fields, replace
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction

from catalog import queries
from catalog.contracts import ChangeProduct, ProductStatus, SavedProduct, SaveProduct, SaveVariant
from catalog.errors import ImageInvalid, ProductInvalid, ProductNotFound, SlugTaken
from catalog.models import Category, Product
from catalog.rules import check_product
from catalog.service._cache import forget_after_commit
from catalog.service._images import Picture, keep_picture
from catalog.service._save_images import save_images
from catalog.service._save_variants import save_variants
from catalog.service._search import write_search
from catalog.service._text import clean_html
from shop.kernel.clock import Clock
from shop.kernel.errors import FieldError, Stale

_PLAIN = ("slug", "title", "vendor", "product_type", "status", "seo_title", "seo_description")


class ProductSaving:
    """The part of the service that writes products."""

    clock: Clock

    def save_product(self, command: SaveProduct, *, actor: str) -> SavedProduct:
        """Make a product, or make the one with this slug as it shall be. Saving the same twice changes nothing.

        Raises ProductInvalid, and StockBelowReserved when `on_hand` is less than orders were promised.
        """
        pictures = _prepare(command)
        with _naming_conflicts(), transaction.atomic():
            found = Product.objects.select_for_update().filter(slug=command.slug).first()
            return self._write(found or self._new(command), command, pictures, actor, created=found is None)

    def create_product(self, command: SaveProduct, *, actor: str) -> SavedProduct:
        """Make a product. Raises SlugTaken, ProductInvalid."""
        pictures = _prepare(command)
        with _naming_conflicts(), transaction.atomic():
            if Product.objects.filter(slug=command.slug).exists():
                raise _slug_taken(command.slug)
            return self._write(self._new(command), command, pictures, actor, created=True)

    def change_product(
        self, *, product_id: UUID, change: ChangeProduct, actor: str, expected_version: str | None = None
    ) -> SavedProduct:
        """Change some of a product.

        Raises ProductNotFound, Stale when `expected_version` is not the present ProductView's, SlugTaken,
        ProductInvalid, StockBelowReserved.
        """
        with _naming_conflicts(), transaction.atomic():
            product = Product.objects.select_for_update().filter(pk=product_id).first()
            if product is None:
                raise ProductNotFound("There is no such product.")
            if expected_version is not None and expected_version != _version_of(product):
                raise Stale("The product has changed since you read it. Read it again, then repeat your change.")
            command = _changed(product, change)
            pictures = _prepare(command)
            if Product.objects.filter(slug=command.slug).exclude(pk=product.pk).exists():
                raise _slug_taken(command.slug)
            return self._write(product, command, pictures, actor, created=False)

    def _new(self, command: SaveProduct) -> Product:
        now = self.clock.now()
        return Product.objects.create(
            slug=command.slug, title=command.title, status=command.status, created_at=now, updated_at=now
        )

    def _write(
        self, product: Product, command: SaveProduct, pictures: list[Picture | None], actor: str, *, created: bool
    ) -> SavedProduct:
        now = self.clock.now()
        changes = _set_fields(product, command)
        changes += _set_categories(product, command)
        changes += save_variants(product, command, actor=actor, now=now)
        changes += save_images(product, command, pictures)
        if created:
            changes.insert(0, f"new product {command.slug}")
        if changes:
            product.updated_at = now
            product.save()
            write_search(product)
            forget_after_commit()
        return SavedProduct(product.pk, created, tuple(changes))


class _naming_conflicts:  # noqa: N801  reads as a clause of `with`
    """Two saves at the same moment can both find a slug or SKU free; the database lets one have it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, IntegrityError):
            detail = "Someone saved the same slug, SKU or choice at the same moment. Look, then save again."
            raise ProductInvalid(detail, errors=[FieldError("", "conflict", detail)]) from error


def _slug_taken(slug: str) -> SlugTaken:
    detail = f"Another product has the slug {slug}."
    return SlugTaken(detail, errors=[FieldError("/slug", "taken", detail)])


def _prepare(command: SaveProduct) -> list[Picture | None]:
    """Check everything that can be checked without the rows, and keep the pictures."""
    errors = check_product(command)
    pictures: list[Picture | None] = []
    for index, image in enumerate(command.images or ()):
        try:
            pictures.append(None if image.image_id else keep_picture(image.content))
        except ImageInvalid as error:
            errors.append(FieldError(f"/images/{index}", error.code, error.detail))
    if errors:
        raise ProductInvalid("; ".join(error.detail for error in errors[:3]), errors=errors)
    return pictures


def _set_fields(product: Product, command: SaveProduct) -> list[str]:
    wanted: dict[str, Any] = {name: getattr(command, name).strip() for name in _PLAIN}
    wanted["description"] = clean_html(command.description)
    wanted["tags"] = list(dict.fromkeys(tag.strip() for tag in command.tags))
    wanted["option_names"] = list(command.option_names)
    if command.rank is not None:
        wanted["rank"] = command.rank
    changes = []
    for name, value in wanted.items():
        before = getattr(product, name)
        if before != value:
            setattr(product, name, value)
            changes.append(f"{name}: {_short(before)} → {_short(value)}")
    return changes


def _short(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”"


def _set_categories(product: Product, command: SaveProduct) -> list[str]:
    known = dict(Category.objects.filter(slug__in=command.category_slugs).values_list("slug", "id"))
    errors = [
        FieldError(f"/category_slugs/{index}", "unknown", f"There is no category {slug}.")
        for index, slug in enumerate(command.category_slugs)
        if slug not in known
    ]
    if errors:
        raise ProductInvalid(errors[0].detail, errors=errors)
    before = set(product.categories.values_list("slug", flat=True))
    if before == set(known):
        return []
    product.categories.set(known.values())
    return [f"categories: {_short(sorted(before))} → {_short(sorted(known))}"]


def _version_of(product: Product) -> str:
    view = queries.get_product(str(product.pk), queries.load_tree(), only_active=False)
    return queries.with_stock(view, queries.list_levels(row.id for row in view.variants)).version


def _changed(product: Product, change: ChangeProduct) -> SaveProduct:
    """Return the product as it is, with the change."""
    given: dict[str, Any] = {
        field.name: value for field in fields(change) if (value := getattr(change, field.name)) is not None
    }
    return replace(as_command(product), **given)


def as_command(product: Product) -> SaveProduct:
    """Return what would save the product as it is."""
    return SaveProduct(
        slug=product.slug,
        title=product.title,
        description=product.description,
        vendor=product.vendor,
        product_type=product.product_type,
        status=cast("ProductStatus", product.status),
        tags=tuple(product.tags),
        category_slugs=tuple(product.categories.values_list("slug", flat=True)),
        option_names=tuple(product.option_names),
        variants=tuple(
            SaveVariant(
                variant_id=row.id,
                sku=row.sku,
                options=dict(zip(product.option_names, row.option_values, strict=True)),
                price=row.price,
                compare_at_price=row.compare_at_price,
                weight_grams=row.weight_grams,
                requires_shipping=row.requires_shipping,
                barcode=row.barcode,
            )
            for row in product.variants.filter(is_active=True)
        ),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
    )
