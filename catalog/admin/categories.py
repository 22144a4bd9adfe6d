"""The category tree."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.service_forms import ServiceAdmin, ServiceForm
from catalog.contracts import SaveCategory
from catalog.models import Category
from catalog.service import CatalogService


class ParentField(forms.ModelChoiceField):
    """Where it stands, the depth shown by the indent."""

    def label_from_instance(self, obj: Any) -> str:
        return "— " * (obj.depth - 1) + obj.name


class CategoryForm(ServiceForm):
    parent = ParentField(Category.objects.order_by("path"), required=False, empty_label="(at the top)")

    class Meta:
        model = Category
        fields = ("name", "slug", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["parent"] = Category.objects.get_parent(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse a place below itself."""
        cleaned = super().clean()
        parent = cleaned.get("parent")
        if parent and not self.instance._state.adding and parent.path.startswith(self.instance.path):
            self.add_error("parent", "A category can't stand below itself.")
        return cleaned


@admin.register(Category)
class CategoryAdmin(ServiceAdmin):
    form = CategoryForm
    fields = ("name", "slug", "parent", "description")
    list_display = ("indented", "slug")
    ordering = ("path",)
    search_fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A slug is an address that others have linked to: it stays."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).order_by("path")

    def save_by_service(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> tuple[Any, Sequence[str]]:
        values = form.cleaned_data
        slug = form.instance.slug
        parent = values["parent"].slug if values["parent"] else ""
        wanted = SaveCategory(slug=slug, name=values["name"], description=values["description"], parent_slug=parent)
        changes = CatalogService().save_categories([wanted])
        return Category.objects.get(slug=slug).pk, changes

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        CatalogService().delete_category(obj.slug)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Category]) -> None:
        for slug in queryset.values_list("slug", flat=True).order_by("-depth"):
            CatalogService().delete_category(slug)

    @admin.display(description="name", ordering="path")
    def indented(self, category: Category) -> SafeString:
        return format_html("{}{}", "— " * (category.depth - 1), category.name)
