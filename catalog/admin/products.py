"""Products with their variants, stock and pictures on one page."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.product_forms import ImageForm, ProductForm, VariantForm
from catalog.admin.service_forms import ServiceAdmin, actor_of
from catalog.admin.stock import LowStock
from catalog.contracts import ChangeProduct, SaveImage, SaveProduct
from catalog.models import Product, ProductImage, Variant
from catalog.queries import product_search
from catalog.service import CatalogService
from shop.kernel.money import Money


def thumbnail(image: ProductImage | None) -> SafeString | str:
    """Return a small picture."""
    if image is None:
        return "–"
    height = max(1, round(64 * image.height / image.width))
    return format_html('<img src="{}" alt="{}" width="64" height="{}">', image.sources[0][0], image.alt, height)


class VariantInline(admin.TabularInline):
    model = Variant
    form = VariantForm
    extra = 1
    can_delete = False
    fields = (
        "sku", "choices_text", "amount", "compare_at", "on_hand", "reserved", "weight_grams", "barcode",
        "requires_shipping", "position", "off_sale",
    )  # fmt: skip
    readonly_fields = ("reserved",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        return super().get_queryset(request).filter(is_active=True).select_related("stock")

    @admin.display(description="reserved")
    def reserved(self, variant: Variant) -> int | str:
        return "–" if variant._state.adding else variant.stock.reserved


class ImageInline(admin.TabularInline):
    model = ProductImage
    form = ImageForm
    extra = 0
    fields = ("preview", "alt", "option_value", "position")
    readonly_fields = ("preview",)
    verbose_name_plural = "pictures"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pictures are added by the upload field, several at a time."""
        return False

    @admin.display(description="picture")
    def preview(self, image: ProductImage) -> SafeString | str:
        return thumbnail(image)


@admin.register(Product)
class ProductAdmin(ServiceAdmin):
    form = ProductForm
    inlines = (VariantInline, ImageInline)
    list_display = ("picture", "title", "status", "prices", "available", "updated_at")
    list_display_links = ("picture", "title")
    list_filter = ("status", LowStock, "categories")
    list_per_page = 50
    search_fields = ("title",)
    search_help_text = "Words of a product, or a SKU"
    filter_horizontal = ("categories",)
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = (
        (None, {"fields": ("title", "slug", "status", "description", "new_pictures")}),
        ("Where it stands", {"fields": ("vendor", "product_type", "categories", "tags", "rank")}),
        ("What buyers choose", {"fields": ("option_names", "stock_reason")}),
        ("Search engines", {"classes": ("collapse",), "fields": ("seo_title", "seo_description")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        on_sale = Q(variants__is_active=True)
        left = Sum(F("variants__stock__on_hand") - F("variants__stock__reserved"), filter=on_sale)
        rows = super().get_queryset(request).defer("search").annotate(available=left)
        return rows.prefetch_related(Prefetch("images", ProductImage.objects.order_by("position", "id")))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        """Search by the stored vector, as the shop does."""
        return (queryset.filter(product_search(search_term)) if search_term.strip() else queryset), False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Products are archived, for orders point at them."""
        return False

    def save_by_service(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> tuple[Any, Sequence[str]]:
        catalog, actor = CatalogService(), actor_of(request)
        by_model = {formset.model: formset for formset in formsets}
        values = form.as_values()
        rows = [row for row in by_model[Variant].forms if _is_filled(row) and not row.cleaned_data["off_sale"]]
        rows.sort(key=_place)
        values["variants"] = tuple(row.as_command(values["option_names"]) for row in rows)
        values["images"] = _images(form, by_model[ProductImage])
        if change:
            saved = catalog.change_product(product_id=form.instance.pk, change=ChangeProduct(**values), actor=actor)
        else:
            saved = catalog.create_product(SaveProduct(**values), actor=actor)
        return saved.product_id, (*saved.changes, *_set_stock(catalog, form, rows, actor))

    @admin.display(description="")
    def picture(self, product: Product) -> SafeString | str:
        return thumbnail(next(iter(product.images.all()), None))

    @admin.display(description="price", ordering="price_min")
    def prices(self, product: Product) -> str:
        low, high = (Money(minor, settings.SHOP_CURRENCY).format() for minor in (product.price_min, product.price_max))
        return low if low == high else f"{low} – {high}"

    @admin.display(description="available", ordering="available")
    def available(self, product: Any) -> int:
        return product.available or 0


def _is_filled(row: Any) -> bool:
    return bool(row.cleaned_data) and (row.has_changed() or not row.instance._state.adding)


def _place(row: Any) -> float:
    position = row.cleaned_data["position"]
    return float("inf") if position is None else position


def _images(form: Any, formset: Any) -> tuple[SaveImage, ...]:
    kept = [row for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
    kept.sort(key=_place)
    uploads = (SaveImage(content=file.read()) for file in form.cleaned_data["new_pictures"])
    return (*(row.as_command() for row in kept), *uploads)


def _set_stock(catalog: CatalogService, form: Any, rows: Sequence[Any], actor: str) -> list[str]:
    changes = []
    for row in rows:
        wanted = row.cleaned_data["on_hand"]
        if row.instance._state.adding or wanted is None or "on_hand" not in row.changed_data:
            continue
        sku = Variant.objects.values_list("sku", flat=True).get(pk=row.instance.pk)
        catalog.set_stock(
            sku=sku,
            on_hand=wanted,
            expected_on_hand=row.on_hand_shown(),
            reason=form.cleaned_data["stock_reason"] or "Counted",
            actor=actor,
        )
        changes.append(f"stock of {sku}: {wanted}")
    return changes
