"""Outgoing webhooks in the admin: who is told, how each telling went, and telling it again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from notifications.admin._readonly import ReadOnly
from notifications.errors import EndpointInvalid
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.rules import EVENT_TYPES
from notifications.service import NotificationService
from shop.kernel.errors import DomainError


class EndpointForm(forms.ModelForm):
    """An endpoint's address is given once; a new address is a new endpoint with a new secret."""

    url = forms.URLField(max_length=2000, assume_scheme="https", label="URL")
    event_types = forms.MultipleChoiceField(
        choices=[(name, name) for name in EVENT_TYPES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="None chosen: all of them.",
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "description", "event_types", "active")


@admin.register(WebhookEndpoint)
class EndpointAdmin(admin.ModelAdmin):
    """The secret is shown once, when the endpoint is made."""

    form = EndpointForm
    list_display = ("url", "description", "types", "active", "created_at")
    list_filter = ("active",)
    actions = ("remove",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        return super().get_queryset(request).filter(removed_at__isnull=True)

    def get_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        return ("url", "description", "event_types", "active") if obj else ("url", "description", "event_types")

    def get_readonly_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        return ("url",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        """Keep what may be changed; a new endpoint is made by the service, and its secret shown."""
        if change:
            obj.save(update_fields=["description", "event_types", "active"])
            return
        data = form.cleaned_data
        made = NotificationService().add_endpoint(
            url=data["url"], event_types=data["event_types"], description=data["description"]
        )
        obj.pk = made.endpoint.id
        obj.refresh_from_db()
        messages.warning(request, f"The signing secret, shown only now: {made.secret}")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Say on the form's own page why the service refuses an endpoint."""
        try:
            return super().add_view(request, form_url, extra_context)
        except DomainError as refused:
            reasons = [error.detail for error in refused.errors] if isinstance(refused, EndpointInvalid) else []
            for reason in reasons or [refused.detail]:
                messages.error(request, reason)
            return HttpResponseRedirect(reverse("admin:notifications_webhookendpoint_add"))

    @admin.display(description="events")
    def types(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(endpoint.event_types) or "all"

    @admin.action(description="Remove the selected endpoints", permissions=["change"])
    def remove(self, request: HttpRequest, endpoints: QuerySet[WebhookEndpoint]) -> None:
        ids = list(endpoints.values_list("pk", flat=True))
        for endpoint_id in ids:
            NotificationService().remove_endpoint(endpoint_id=endpoint_id)
        messages.success(request, f"{len(ids)} removed; nothing is sent there any more.")


@admin.register(WebhookDelivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    """The log: what was posted where, what came back, and when it is tried again."""

    list_display = (
        "created_at",
        "event_type",
        "endpoint",
        "state",
        "attempts",
        "response_status",
        "next_try",
        "sent_at",
    )
    list_filter = ("state", "event_type")
    list_select_related = ("endpoint",)
    search_fields = ("event__id__exact", "event__order_id__exact")
    search_help_text = "By the id of the event or of the order"
    ordering = ("-id",)
    actions = ("send_again",)
    show_full_result_count = False
    fields = (
        "endpoint",
        ("event_type", "event_id"),
        ("state", "attempts", "next_try"),
        ("created_at", "sent_at"),
        ("response_status", "response_excerpt"),
        "last_error",
        "body",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: WebhookDelivery | None = None) -> Any:
        return [name for row in self.fields for name in ((row,) if isinstance(row, str) else row)]

    def has_redeliver_permission(self, request: HttpRequest) -> bool:
        """Say whether "send again" is offered."""
        return bool(request.user.has_perm("notifications.redeliver"))

    @admin.display(description="next try", ordering="due_at")
    def next_try(self, delivery: WebhookDelivery) -> Any:
        return delivery.due_at if delivery.state == WebhookDelivery.State.QUEUED else None

    @admin.action(description="Send the selected ones again", permissions=["redeliver"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[WebhookDelivery]) -> None:
        done = 0
        for delivery_id in list(deliveries.values_list("pk", flat=True)):
            try:
                NotificationService().redeliver(delivery_id=delivery_id)
            except DomainError as refused:
                messages.error(request, refused.detail)
            else:
                done += 1
        messages.success(request, f"{done} on the way again.")
