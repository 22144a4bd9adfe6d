"""How an admin page saves by the service, and shows its refusals beside the fields."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from shop.kernel.errors import DomainError, FieldError


class ServiceForm(forms.ModelForm):
    """A form that can be shown again with what the service refused."""

    refusal: DomainError | None = None

    def clean(self) -> dict[str, Any]:
        """Add the service's errors to the fields that they are about."""
        cleaned = super().clean() or self.cleaned_data
        if self.refusal is None:
            return cleaned
        for error in self.refusal.errors or [FieldError("", self.refusal.code, self.refusal.detail)]:
            name, _, rest = error.pointer.strip("/").partition("/")
            field = {"category_slugs": "categories", "images": "new_pictures"}.get(name, name)
            self.add_error(field if field in self.fields else None, _in_words(name, rest, error.detail))
        return cleaned


def _in_words(name: str, rest: str, detail: str) -> str:
    index, _, field = rest.partition("/")
    if name == "variants" and index.isdigit():
        return f"Variant {int(index) + 1}, {field.replace('/', ' ').replace('_', ' ') or 'all of it'}: {detail}"
    return detail


class ServiceAdmin(admin.ModelAdmin):
    """Saves by `save_by_service`. A refusal undoes everything and shows the form again, with what was typed."""

    show_full_result_count = False

    def save_by_service(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> tuple[Any, Sequence[str]]:
        """Save; return the row's key and what is different, in words."""
        raise NotImplementedError

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as error:
            request.refusal = error  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("RefusableForm", (form,), {"refusal": getattr(request, "refusal", None)})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Leave it to save_related, where the rows of the inlines are known."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        form.instance.pk, form.changes_in_words = self.save_by_service(request, form, formsets, change)
        form.instance._state.adding = False

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return "; ".join(form.changes_in_words)[:2000] or "Nothing was different."


def actor_of(request: HttpRequest) -> str:
    """Return who changes something, for the ledger."""
    return str(request.user)
