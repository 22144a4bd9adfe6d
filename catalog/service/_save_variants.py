"""A product's variants: matched with those there are, changed, added, taken off sale."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.text import slugify

from catalog.contracts import SaveProduct, SaveVariant
from catalog.errors import ProductInvalid
from catalog.models import Product, StockLevel, Variant
from catalog.rules import choice
from catalog.service._stock import count
from shop.kernel.errors import FieldError
from shop.kernel.money import Money

_FIELDS = (
    "sku", "option_values", "choices", "price", "compare_at_price", "currency", "weight_grams", "barcode",
    "requires_shipping", "is_active", "position",
)  # fmt: skip


def save_variants(product: Product, command: SaveProduct, *, actor: str, now: datetime) -> list[str]:
    """Make the product's variants those of the command; return what is different in words.

    Raises ProductInvalid for a SKU that another variant has, StockBelowReserved.
    """
    existing = list(product.variants.all())
    matched = _match(command, existing)
    _check_ids(command, matched)
    skus = _skus(command, matched)
    added: list[Variant] = []
    changed: list[Variant] = []
    changes: list[str] = []
    for position, (wanted, row) in enumerate(zip(command.variants, matched, strict=True)):
        variant = row or Variant(product=product)
        before = {name: getattr(variant, name) for name in _FIELDS}
        _set(variant, wanted, command, skus[position], position)
        differs = [name for name in _FIELDS if getattr(variant, name) != before[name]]
        if row is None:
            added.append(variant)
            changes.append(f"variant {variant.sku} added")
        elif differs:
            changed.append(variant)
            changes += [_in_words(variant, name, before[name]) for name in differs if name != "choices"]
    gone = [row for row in existing if row not in matched and row.is_active]
    changes += [f"variant {row.sku} taken off sale" for row in gone]
    if changes:
        _store(gone, changed, added)
    prices = [variant.price for variant in command.variants]
    product.price_min, product.price_max = min(prices), max(prices)
    return changes + _count(command, [row for row in matched if row] + added, skus, actor=actor, now=now)


def _match(command: SaveProduct, existing: Sequence[Variant]) -> list[Variant | None]:
    """Find for each wanted variant the one that it is: by id, else by SKU, else by its options."""
    free = {row.id: row for row in sorted(existing, key=lambda row: row.is_active)}
    found: list[Variant | None] = []
    by_sku = {row.sku: row for row in existing}
    for wanted in command.variants:
        row = free.get(wanted.variant_id) if wanted.variant_id else by_sku.get(wanted.sku)
        found.append(free.pop(row.id, None) if row else None)
    for index, wanted in enumerate(command.variants):
        if found[index] is None and not wanted.variant_id:
            values = _values(wanted, command)
            alike = [row for row in free.values() if row.option_values == values]
            # The one on sale comes last, and before one that was taken off sale earlier.
            found[index] = free.pop(alike[-1].id) if alike else None
    return found


def _check_ids(command: SaveProduct, matched: Sequence[Variant | None]) -> None:
    for index, (wanted, row) in enumerate(zip(command.variants, matched, strict=True)):
        if wanted.variant_id and row is None:
            detail = "That is no variant of this product."
            raise ProductInvalid(detail, errors=[FieldError(f"/variants/{index}/id", "unknown", detail)])


def _values(wanted: SaveVariant, command: SaveProduct) -> list[str]:
    return [wanted.options[name] for name in command.option_names]


def _skus(command: SaveProduct, matched: Sequence[Variant | None]) -> list[str]:
    """Return each variant's SKU: the one given, else the one it has, else one that is free."""
    bases = [_made_sku(command, wanted) for wanted in command.variants]
    wanted_skus = [variant.sku for variant in command.variants if variant.sku]
    owners = dict(Variant.objects.filter(sku__in=wanted_skus).values_list("sku", "id"))
    taken = {*wanted_skus, *(row.sku for row in matched if row)}
    skus: list[str] = []
    errors = []
    for index, (wanted, row) in enumerate(zip(command.variants, matched, strict=True)):
        owner = owners.get(wanted.sku)
        if wanted.sku and owner is not None and (row is None or owner != row.id):
            errors.append(FieldError(f"/variants/{index}/sku", "taken", f"Another variant has the SKU {wanted.sku}."))
        sku = wanted.sku or (row.sku if row else _free_sku(bases[index], taken))
        taken.add(sku)
        skus.append(sku)
    if errors:
        raise ProductInvalid(errors[0].detail, errors=errors)
    return skus


def _made_sku(command: SaveProduct, wanted: SaveVariant) -> str:
    return slugify("-".join([command.slug, *_values(wanted, command)])).upper()[:80] or "SKU"


def _free_sku(base: str, taken: set[str]) -> str:
    known = taken | set(Variant.objects.filter(sku__startswith=base).values_list("sku", flat=True))
    sku, number = base, 1
    while sku in known:
        number += 1
        sku = f"{base}-{number}"
    return sku


def _set(variant: Variant, wanted: SaveVariant, command: SaveProduct, sku: str, position: int) -> None:
    variant.sku = sku
    variant.option_values = _values(wanted, command)
    variant.choices = [choice(name, wanted.options[name]) for name in command.option_names]
    variant.price = wanted.price
    variant.compare_at_price = wanted.compare_at_price
    variant.currency = settings.SHOP_CURRENCY
    variant.weight_grams = wanted.weight_grams
    variant.barcode = wanted.barcode.strip()
    variant.requires_shipping = wanted.requires_shipping
    variant.is_active = True
    variant.position = position


def _in_words(variant: Variant, name: str, before: Any) -> str:
    after = getattr(variant, name)
    if name in ("price", "compare_at_price"):
        before, after = (
            "none" if amount is None else Money(amount, variant.currency).amount for amount in (before, after)
        )
    elif name == "option_values":
        before, after = " / ".join(before), " / ".join(after)
    elif name == "is_active":
        return f"variant {variant.sku} on sale again"
    return f"{name} of {variant.sku}: {before} → {after}"


def _store(gone: Sequence[Variant], changed: Sequence[Variant], added: Sequence[Variant]) -> None:
    # What changes is off sale for the moment of the writing, so that two variants may exchange their options: the
    # index of what is on sale is checked row by row.
    Variant.objects.filter(pk__in=[row.pk for row in (*gone, *changed)]).update(is_active=False)
    if changed:
        Variant.objects.bulk_update(changed, _FIELDS)
    Variant.objects.bulk_create(added)
    StockLevel.objects.bulk_create(StockLevel(variant=variant) for variant in added)


def _count(
    command: SaveProduct, rows: Sequence[Variant], skus: Sequence[str], *, actor: str, now: datetime
) -> list[str]:
    by_sku = {row.sku: row for row in rows}
    wanted: dict[UUID, int] = {
        by_sku[sku].id: variant.on_hand
        for sku, variant in zip(skus, command.variants, strict=True)
        if variant.on_hand is not None
    }
    counted = count(wanted, reason="Saved with the product", actor=actor, now=now) if wanted else {}
    names = {row.id: row.sku for row in rows}
    return [f"stock of {names[key]}: {before} → {after}" for key, (before, after) in counted.items()]
