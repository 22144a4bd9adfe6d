"""Payments in the admin: to look at, and to refund. What happened can't be typed over."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from orders.contracts import Actor, OrderLineView, OrderView
from orders.service import OrderService
from payments.contracts import PaymentView, RefundLine
from payments.models import PaymentAttempt, Refund, WebhookInbox
from payments.service import PaymentService
from shop.kernel.errors import DomainError
from shop.kernel.money import Money

PERMISSION = "payments.refund"


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class RefundInline(_ReadOnly, admin.TabularInline):
    model = Refund
    fields = ("money", "status", "reason", "by", "gateway_refund_id", "failure", "created_at")
    readonly_fields = ("money", "by")

    @admin.display(description="amount")
    def money(self, refund: Refund) -> str:
        return refund.amount.format()

    @admin.display(description="by")
    def by(self, refund: Refund) -> str:
        return refund.actor_name or refund.actor_kind


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(_ReadOnly, admin.ModelAdmin):
    """Every attempt to pay, the newest first."""

    list_display = ("created_at", "order_link", "money", "status", "card", "decline_code", "given_back", "next_step")
    list_filter = ("status", "gateway")
    search_fields = ("order__number", "=gateway_id", "order__email")
    search_help_text = "By order number, e-mail address, or the payment service's own id"
    list_select_related = ("order",)
    date_hierarchy = "created_at"
    show_full_result_count = False
    inlines = (RefundInline,)
    fields = (
        ("order_link", "status", "next_step"),
        ("money", "taken", "given_back"),
        ("card", "decline_code", "gateway_message"),
        ("gateway", "gateway_id", "idempotency_key"),
        ("created_at", "updated_at", "look_at", "looks"),
    )
    readonly_fields = ("order_link", "money", "taken", "given_back", "card", "next_step")

    def get_urls(self) -> list[URLPattern]:
        refund = self.admin_site.admin_view(refund_view)
        return [path("refund/<uuid:order_id>/", refund, name="payments_refund"), *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> Any:
        may_refund = request.user.has_perm(PERMISSION)
        return [name for name in self.list_display if may_refund or name != "next_step"]

    @admin.display(description="order", ordering="order__number")
    def order_link(self, attempt: PaymentAttempt) -> str:
        address = reverse("admin:orders_order_change", args=[attempt.order_id])
        return format_html('<a href="{}">{}</a>', address, attempt.order.number)

    @admin.display(description="amount", ordering="amount_minor")
    def money(self, attempt: PaymentAttempt) -> str:
        return attempt.amount.format()

    @admin.display(description="taken")
    def taken(self, attempt: PaymentAttempt) -> str:
        return attempt.captured.format()

    @admin.display(description="refunded", ordering="refunded_minor")
    def given_back(self, attempt: PaymentAttempt) -> str:
        return attempt.refunded.format() if attempt.refunded else "–"

    @admin.display(description="next")
    def next_step(self, attempt: PaymentAttempt) -> str:
        if not attempt.refundable:
            return "–"
        address = reverse("admin:payments_refund", args=[attempt.order_id])
        return format_html('<a class="button" href="{}">Refund</a>', address)


@admin.register(WebhookInbox)
class WebhookInboxAdmin(_ReadOnly, admin.ModelAdmin):
    """What the payment service told us, and what came of it."""

    list_display = ("received_at", "type", "event_id", "outcome", "handled_at")
    list_filter = ("type", "gateway")
    search_fields = ("=event_id", "event__gateway_id")
    show_full_result_count = False


class RefundForm(forms.Form):
    """How much goes back, or which units, and why."""

    by = forms.ChoiceField(
        label="What goes back",
        choices=[("amount", "an amount"), ("lines", "what these units cost")],
        initial="amount",
        widget=forms.RadioSelect,
    )
    amount = forms.DecimalField(required=False)
    reason = forms.CharField(max_length=500, widget=forms.TextInput(attrs={"class": "vTextField"}))
    confirm = forms.BooleanField(label="Yes, send this money back now")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, order: OrderView, payments: list[PaymentView]) -> None:
        left = payments[0].refundable
        super().__init__(data, initial={"token": uuid4(), "amount": Decimal(left.amount)})
        self.currency, self.lines = left.currency, order.lines
        self.fields["payment"] = forms.ChoiceField(
            label="Which payment",
            choices=[
                (str(one.id), f"{one.method}: {one.refundable.format()} left of {one.captured.format()}")
                for one in payments
            ],
        )
        for line in self.lines:
            self.fields[f"quantity-{line.id}"] = forms.IntegerField(
                label=f"Units of {line.title}", min_value=0, max_value=line.quantity, initial=0, required=False
            )

    def rows(self) -> list[tuple[OrderLineView, forms.BoundField]]:
        """Return each line with its field."""
        return [(line, self[f"quantity-{line.id}"]) for line in self.lines]

    def clean_amount(self) -> Money | None:
        typed = self.cleaned_data["amount"]
        try:
            return None if typed is None else Money.parse(typed, self.currency)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("by") == "amount" and "amount" not in self.errors and data.get("amount") is None:
            self.add_error("amount", "Say how much goes back.")
        if data.get("by") == "lines" and not self.wanted_lines():
            self.add_error("by", "Say how many units go back.")
        return data

    def wanted_lines(self) -> list[RefundLine]:
        """Return the units that were chosen."""
        chosen = ((line.id, self.cleaned_data.get(f"quantity-{line.id}") or 0) for line in self.lines)
        return [RefundLine(line_id, quantity) for line_id, quantity in chosen if quantity]


@permission_required(PERMISSION, raise_exception=True)
def refund_view(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Choose how much of an order's payment goes back, and send it."""
    order = OrderService().get_order(order_id=order_id)
    payments = [one for one in PaymentService().list_payments(order_id=order_id) if one.refundable]
    form = RefundForm(request.POST or None, order=order, payments=payments) if payments else None
    if form is not None and request.method == "POST" and form.is_valid() and _refund(request, form):
        return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order_id]))
    context = {
        **admin.site.each_context(request),
        "title": f"Refund {order.number}",
        "order": order,
        "form": form,
        "order_url": reverse("admin:orders_order_change", args=[order_id]),
    }
    return render(request, "admin/payments/refund.html", context)


def _refund(request: HttpRequest, form: RefundForm) -> bool:
    data = form.cleaned_data
    by_lines = data["by"] == "lines"
    try:
        refund = PaymentService().refund(
            payment_id=UUID(data["payment"]),
            amount=None if by_lines else data["amount"],
            lines=form.wanted_lines() if by_lines else (),
            reason=data["reason"],
            actor=Actor("staff", request.user.get_username(), request.user.pk),
            request_key=f"admin-{data['token']}",
        )
    except DomainError as refused:
        form.add_error(None, refused.detail)
        return False
    if refund.status == "succeeded":
        messages.success(request, f"{refund.amount.format()} went back.")
    else:
        messages.warning(request, f"{refund.amount.format()} is on its way; the payment service has not confirmed it.")
    return True
