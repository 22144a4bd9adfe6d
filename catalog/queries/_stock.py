from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from catalog.contracts import StockDiscrepancy, StockView
from catalog.errors import VariantNotFound
from catalog.models import StockLevel
from catalog.rules import is_storable

_DISCREPANCIES = """
SELECT * FROM (
    SELECT variant.sku, level.on_hand, coalesce(ledger.on_hand, 0) AS on_hand_by_ledger,
        level.reserved, coalesce(ledger.reserved, 0) AS reserved_by_ledger,
        coalesce(orders.reserved, 0) AS reserved_by_orders
    FROM catalog_variant variant
    LEFT JOIN catalog_stocklevel level ON level.variant_id = variant.id
    LEFT JOIN (
        SELECT variant_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
        FROM catalog_stockmovement GROUP BY variant_id
    ) ledger ON ledger.variant_id = variant.id
    LEFT JOIN (
        SELECT variant_id, sum(quantity) AS reserved
        FROM catalog_reservation WHERE state = 'held' GROUP BY variant_id
    ) orders ON orders.variant_id = variant.id
) found
WHERE on_hand IS DISTINCT FROM on_hand_by_ledger
    OR reserved IS DISTINCT FROM reserved_by_ledger
    OR reserved IS DISTINCT FROM reserved_by_orders
ORDER BY sku
"""


def get_stock(sku: str) -> StockView:
    """Return a variant's stock. Raises VariantNotFound."""
    found = StockLevel.objects.filter(variant__sku=sku).values_list("on_hand", "reserved")
    level = found.first() if is_storable(sku) else None
    if level is None:
        raise VariantNotFound("There is no variant with this SKU.")
    return StockView(sku, *level)


def list_levels(variant_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many units of each variant can be bought."""
    rows = StockLevel.objects.filter(variant__in=list(variant_ids))
    return {key: max(0, on_hand - held) for key, on_hand, held in rows.values_list("variant_id", "on_hand", "reserved")}


def list_discrepancies() -> tuple[StockDiscrepancy, ...]:
    """Return the levels that the ledger or the reservations held do not add up to."""
    with connection.cursor() as cursor:
        cursor.execute(_DISCREPANCIES)
        return tuple(
            StockDiscrepancy(sku, *(int(number or 0) for number in numbers)) for sku, *numbers in cursor.fetchall()
        )
