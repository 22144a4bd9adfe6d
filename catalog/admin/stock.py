"""Stock in the admin: a filter for what runs out, and the ledger to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest

from catalog.models import StockLevel, StockMovement

LOW = 5


class LowStock(admin.SimpleListFilter):
    """Products of which a variant on sale runs out."""

    title = "stock"
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("low", f"a variant has {LOW} or fewer"), ("out", "a variant is sold out")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        most = {"low": LOW, "out": 0}.get(self.value() or "")
        if most is None:
            return queryset
        levels = StockLevel.objects.filter(variant__product=OuterRef("pk"), variant__is_active=True)
        return queryset.filter(Exists(levels.filter(on_hand__lte=F("reserved") + most)))


@admin.register(StockMovement)
class StockMovementAdmin(admin.ModelAdmin):
    """The ledger. It is read, and never written."""

    list_display = ("at", "variant", "kind", "on_hand_delta", "reserved_delta", "reason", "actor", "reference")
    list_filter = ("kind",)
    list_select_related = ("variant",)
    list_per_page = 50
    ordering = ("-id",)
    search_fields = ("variant__sku", "=reference")
    search_help_text = "A SKU, or an order's id"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
