"""Orders in the admin: one page with all that there is to know. State moves by buttons, never by typing."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from orders import queries
from orders.contracts import Actor, OrderView
from orders.models import Order, OrderLine
from orders.service import OrderService
from shop.kernel.errors import DomainError
from shop.kernel.ids import parse_id

CANCEL = "orders.cancel_order"
REFUND = "payments.refund"
DISPATCH = "fulfillment.dispatch"
"""The permissions behind the buttons. The last two lead to pages of apps above, which check them again."""


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    """The list, and the page of one order."""

    list_display = ("number", "state", "total", "items", "customer", "email", "placed_at")
    list_filter = ("status", "placed_at")
    list_per_page = 50
    search_fields = ("number",)
    search_help_text = "By number (T-1001), e-mail address or name"
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        units = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
        return super().get_queryset(request).annotate(units=Subquery(units.annotate(sum=Sum("quantity")).values("sum")))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        return (queries.search(queryset, search_term) if search_term.strip() else queryset), False

    def get_urls(self) -> list[URLPattern]:
        cancel = self.admin_site.admin_view(cancel_view)
        return [path("<uuid:order_id>/cancel/", cancel, name="orders_cancel"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        order = OrderService().get_order(order_id=parse_id(object_id))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Order {order.number}",
            "opts": self.opts,
            "order": order,
            "is_staff_customer_link": request.user.has_perm("users.view_user"),
            "may": _buttons(request, order),
            "mails": [entry for entry in order.timeline if "message_id" in entry.data],
        }
        return render(request, "admin/orders/order.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Orders", **(extra_context or {})})

    @admin.display(description="status", ordering="status")
    def state(self, order: Order) -> str:
        return format_html('<span class="badge is-{}">{}</span>', order.status, order.get_status_display())

    @admin.display(description="total", ordering="total_minor")
    def total(self, order: Order) -> str:
        return format_html('<span class="figure">{}</span>', order.money(order.total_minor).format())

    @admin.display(description="items", ordering="units")
    def items(self, order: Order) -> int:
        return getattr(order, "units", None) or 0

    @admin.display(description="name")
    def customer(self, order: Order) -> str:
        return str(order.shipping_address["name"])


def _buttons(request: HttpRequest, order: OrderView) -> dict[str, bool]:
    """Say which buttons the state and this person's permissions allow."""
    is_open = any(line.open_quantity and line.requires_shipping for line in order.lines)
    dispatch = request.user.has_perm(DISPATCH)
    return {
        "cancel": order.can_be_cancelled and request.user.has_perm(CANCEL),
        "refund": order.paid > order.refunded and request.user.has_perm(REFUND),
        "dispatch": order.status in {"paid", "partially_shipped"} and is_open and dispatch,
        "deliver": dispatch,
    }


class CancelForm(forms.Form):
    """Why, and which version of the order was looked at."""

    reason = forms.CharField(
        max_length=500,
        label="Why is it cancelled?",
        help_text="The customer reads this in the mail about the cancellation.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
    )
    version = forms.CharField(widget=forms.HiddenInput)


@permission_required(CANCEL, raise_exception=True)
def cancel_view(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Ask for the reason (GET), then cancel the order (POST)."""
    order = OrderService().get_order(order_id=order_id)
    form = CancelForm(request.POST or None, initial={"version": order.version})
    if request.method == "POST" and form.is_valid():
        actor = Actor("staff", request.user.get_username(), request.user.pk)
        try:
            OrderService().cancel_order(
                order_id=order_id,
                actor=actor,
                reason=form.cleaned_data["reason"],
                expected_version=form.cleaned_data["version"],
            )
        except DomainError as refused:
            messages.error(request, f"{order.number} was not cancelled. {refused.detail}")
        else:
            messages.success(request, f"{order.number} is cancelled.")
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order_id]))
    context = {
        **admin.site.each_context(request),
        "title": f"Cancel order {order.number}",
        "opts": Order._meta,
        "order": order,
        "form": form,
        "order_url": reverse("admin:orders_order_change", args=[order_id]),
    }
    return render(request, "admin/orders/cancel.html", context)
