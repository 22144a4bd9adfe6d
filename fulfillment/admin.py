"""Parcels in the admin: what to pack, what is on its way. Buttons call the service; nothing is typed over."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Case, QuerySet, Sum, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from fulfillment.contracts import Dispatch, ShipmentLine
from fulfillment.errors import ShipmentNotFound
from fulfillment.gateways.carriers import CARRIERS
from fulfillment.models import ParcelLine, Shipment
from fulfillment.service import FulfillmentService
from orders.contracts import Actor, OrderLineView, OrderView
from orders.service import OrderService
from shop.kernel.errors import DomainError

PERMISSION = "fulfillment.dispatch"


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ParcelLineInline(_ReadOnly, admin.TabularInline):
    model = ParcelLine
    fields = ("quantity", "sku", "title")
    readonly_fields = ("sku", "title")
    verbose_name_plural = "what is in it"

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("fulfillment.view_shipment")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ParcelLine]:
        return super().get_queryset(request).select_related("order_line")

    @admin.display(description="SKU")
    def sku(self, line: ParcelLine) -> str:
        return line.order_line.sku

    @admin.display(description="product")
    def title(self, line: ParcelLine) -> str:
        return " · ".join(part for part in (line.order_line.title, line.order_line.variant_title) if part)


@admin.register(Shipment)
class ShipmentAdmin(_ReadOnly, admin.ModelAdmin):
    """Parcels; those to pack come first, the one that waits longest on top."""

    list_display = ("order_link", "status", "next_step", "units", "carrier", "tracking", "created_at")
    list_display_links = ("status",)
    list_filter = ("status",)
    search_fields = ("order__number", "order__email", "tracking_number")
    search_help_text = "By order number, e-mail address or tracking number"
    list_select_related = ("order",)
    fields = ("order_link", "status", "carrier", "tracking", "created_at", "shipped_at", "delivered_at", "next_step")
    inlines = (ParcelLineInline,)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        first = Case(When(status=Shipment.Status.OPEN, then=0), default=1)
        waiting_since = Case(When(status=Shipment.Status.OPEN, then="created_at"))
        rows = super().get_queryset(request).select_related("order")
        return rows.annotate(unit_count=Sum("lines__quantity")).order_by(first, waiting_since, "-id")

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path("dispatch/<uuid:order_id>/", site.admin_view(dispatch_view), name="fulfillment_dispatch"),
            path("<uuid:shipment_id>/deliver/", site.admin_view(deliver_view), name="fulfillment_deliver"),
            *super().get_urls(),
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        may_dispatch = request.user.has_perm(PERMISSION)
        return [name for name in self.list_display if may_dispatch or name != "next_step"]

    def get_fields(self, request: HttpRequest, obj: Shipment | None = None) -> Any:
        may_dispatch = request.user.has_perm(PERMISSION)
        return [name for name in self.fields or () if may_dispatch or name != "next_step"]

    def get_readonly_fields(self, request: HttpRequest, obj: Shipment | None = None) -> Any:
        return self.get_fields(request, obj)

    @admin.display(description="order", ordering="order__number")
    def order_link(self, shipment: Shipment) -> str:
        address = reverse("admin:orders_order_change", args=[shipment.order_id])
        return format_html('<a href="{}">{}</a>', address, shipment.order.number)

    @admin.display(description="units")
    def units(self, shipment: Shipment) -> int:
        return getattr(shipment, "unit_count", 0) or 0

    @admin.display(description="tracking")
    def tracking(self, shipment: Shipment) -> str:
        if not shipment.tracking_url:
            return shipment.tracking_number or "–"
        link = '<a href="{}" target="_blank" rel="noopener">{}</a>'
        return format_html(link, shipment.tracking_url, shipment.tracking_number)

    @admin.display(description="next")
    def next_step(self, shipment: Shipment) -> str:
        if shipment.status == Shipment.Status.OPEN:
            address = reverse("admin:fulfillment_dispatch", args=[shipment.order_id])
            return format_html('<a href="{}">Dispatch…</a>', address)
        if shipment.status == Shipment.Status.SHIPPED:
            address = reverse("admin:fulfillment_deliver", args=[shipment.pk])
            return format_html('<a href="{}">Has arrived…</a>', address)
        return "–"


class DispatchForm(forms.Form):
    """How many units of each open line go into the parcel, and who carries it."""

    carrier = forms.CharField(max_length=100, required=False, widget=forms.TextInput(attrs={"list": "carriers"}))
    tracking_number = forms.CharField(max_length=100, required=False)
    shipment_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, order: OrderView) -> None:
        parcels = FulfillmentService().list_shipments(order_id=order.id)
        to_pack = next((parcel.id for parcel in parcels if parcel.status == "open"), None)
        super().__init__(data, initial={"shipment_id": to_pack})
        self.order_id = order.id
        self.open_lines = [line for line in order.lines if line.open_quantity and line.requires_shipping]
        for line in self.open_lines:
            self.fields[f"quantity-{line.id}"] = forms.IntegerField(
                label=f"Units of {line.title}", min_value=0, max_value=line.open_quantity, initial=line.open_quantity
            )

    def rows(self) -> list[tuple[OrderLineView, forms.BoundField]]:
        """Return each open line with its field."""
        return [(line, self[f"quantity-{line.id}"]) for line in self.open_lines]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data[f"quantity-{line.id}"] for line in self.open_lines):
            raise forms.ValidationError("Put at least one unit into the parcel.")
        return data

    def as_dispatch(self) -> Dispatch:
        """Return the contract."""
        data = self.cleaned_data
        lines = ((line.id, data[f"quantity-{line.id}"]) for line in self.open_lines)
        return Dispatch(
            order_id=self.order_id,
            shipment_id=data["shipment_id"],
            lines=tuple(ShipmentLine(line_id, quantity) for line_id, quantity in lines if quantity),
            carrier=data["carrier"],
            tracking_number=data["tracking_number"],
        )


@permission_required(PERMISSION, raise_exception=True)
def dispatch_view(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Choose what goes into the parcel, and send it."""
    order = OrderService().get_order(order_id=order_id)
    form = DispatchForm(request.POST or None, order=order)
    if request.method == "POST" and form.is_valid():
        try:
            shipment = FulfillmentService().dispatch(form.as_dispatch(), actor=staff(request))
        except DomainError as refused:
            form.add_error(None, refused.detail)
        else:
            units = sum(line.quantity for line in shipment.lines)
            messages.success(request, f"Dispatched {units} {'unit' if units == 1 else 'units'} of {order.number}.")
            return _to_order(order_id)
    context = {
        **admin.site.each_context(request),
        "title": f"Dispatch {order.number}",
        "order": order,
        "form": form,
        "carriers": CARRIERS,
        "order_url": reverse("admin:orders_order_change", args=[order_id]),
    }
    return render(request, "admin/fulfillment/dispatch.html", context)


@permission_required(PERMISSION, raise_exception=True)
def deliver_view(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """Ask whether the parcel has arrived (GET), or note it (POST)."""
    shipment = Shipment.objects.select_related("order").prefetch_related("lines").filter(pk=shipment_id).first()
    if shipment is None:
        raise ShipmentNotFound("There is no parcel with this id.")
    if request.method != "POST":
        context = {
            **admin.site.each_context(request),
            "title": f"Has the parcel of {shipment.order.number} arrived?",
            "shipment": shipment,
            "order_url": reverse("admin:orders_order_change", args=[shipment.order_id]),
        }
        return render(request, "admin/fulfillment/deliver.html", context)
    try:
        FulfillmentService().mark_delivered(shipment_id=shipment_id, actor=staff(request))
    except DomainError as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, "The parcel has arrived.")
    return _to_order(shipment.order_id)


def staff(request: HttpRequest) -> Actor:
    """Return who is at work."""
    return Actor("staff", request.user.get_username(), request.user.pk)


def _to_order(order_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order_id]))
