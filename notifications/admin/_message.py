"""Every mail of the shop, shown as the shopper sees it.

A mail of the account pages may carry a link that lets its reader into a customer's account. Whoever could read it here
could take that account over, so what such a mail says is shown to superusers only, who may set any password anyway;
everybody else sees that it was sent, to whom and when, and may send it again.
"""

from typing import Any
from uuid import UUID

from csp.decorators import csp, csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin

from notifications.admin._readonly import ReadOnly
from notifications.errors import MessageNotFound
from notifications.models import Message
from notifications.service import NotificationService
from orders.contracts import Actor
from shop.kernel.errors import DomainError

PERMISSION = "notifications.resend"
PREVIEW_POLICY = {
    "default-src": ["'none'"],
    # Mails carry their styles in the elements. Nothing else may: no script, no form, no request but for pictures.
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", settings.SITE_URL, "data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": [""],
}


def may_read(request: HttpRequest, message: Message) -> bool:
    """Say whether this member of staff may see what the message says."""
    return bool(request.user.is_superuser or not message.opens_an_account)


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin):
    """Mails, newest first."""

    list_display = ("created_at", "kind", "recipient", "subject", "order_link", "state", "sent_at")
    list_display_links = ("subject",)
    list_filter = ("state", "kind")
    search_fields = ("recipient", "order__number__exact", "subject")
    search_help_text = "By recipient, order number or subject"
    list_select_related = ("order",)
    ordering = ("-id",)
    show_full_result_count = False
    change_form_template = "admin/notifications/message.html"
    fields = (
        ("kind", "state", "attempts"),
        ("recipient", "order_link", "resent_link"),
        ("created_at", "sent_at", "next_try"),
        "last_error",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Message | None = None) -> Any:
        return [name for row in self.fields for name in ((row,) if isinstance(row, str) else row)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        # What a mail says is long; its own page reads it when it shows it.
        return super().get_queryset(request).select_related("order").defer("html", "text")

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path("<uuid:message_id>/html/", site.admin_view(self.preview), name="notifications_message_preview"),
            path("<uuid:message_id>/resend/", site.admin_view(self.resend), name="notifications_message_resend"),
            *super().get_urls(),
        ]

    @method_decorator(csp_replace({"frame-src": ["'self'"]}))
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the message with its text and, in a frame of its own, its HTML."""
        message = self.get_object(request, object_id)
        context = {
            **(extra_context or {}),
            "message": message,
            "may_read": message is not None and may_read(request, message),
            "may_resend": request.user.has_perm(PERMISSION),
            "show_text": request.GET.get("show") == "text",
        }
        return super().change_view(request, object_id, form_url, context)

    @method_decorator(csp(PREVIEW_POLICY))
    @method_decorator(xframe_options_sameorigin)
    def preview(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Serve the mail's HTML by itself, under a policy of its own."""
        message = self._get(message_id)
        if not self.has_view_permission(request, message) or not may_read(request, message):
            raise PermissionDenied
        response = HttpResponse(message.html, content_type="text/html; charset=utf-8")
        response["Cache-Control"] = "no-store"
        return response

    def resend(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Send the message again."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        actor = Actor("staff", request.user.get_username(), request.user.pk)
        try:
            made = NotificationService().resend(message_id=message_id, actor=actor)
        except DomainError as refused:
            messages.error(request, refused.detail)
            return HttpResponseRedirect(reverse("admin:notifications_message_changelist"))
        messages.success(request, "It is on its way again. This is the new message.")
        return HttpResponseRedirect(reverse("admin:notifications_message_change", args=[made]))

    @admin.display(description="order", ordering="order__number")
    def order_link(self, message: Message) -> str:
        if message.order is None:
            return "–"
        address = reverse("admin:orders_order_change", args=[message.order_id])
        return format_html('<a href="{}">{}</a>', address, message.order.number)

    @admin.display(description="next try")
    def next_try(self, message: Message) -> Any:
        return message.due_at if message.state == Message.State.QUEUED else None

    @admin.display(description="sent again from")
    def resent_link(self, message: Message) -> str:
        if message.resent_from_id is None:
            return "–"
        address = reverse("admin:notifications_message_change", args=[message.resent_from_id])
        return format_html('<a href="{}">an earlier message</a>', address)

    def _get(self, message_id: UUID) -> Message:
        message = Message.objects.filter(pk=message_id).first()
        if message is None:
            raise MessageNotFound("There is no message with this id.")
        return message
