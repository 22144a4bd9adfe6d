"""The outbox in the admin: what happened, who has heard of it, and what was set aside."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from shop.kernel import outbox
from shop.kernel.clock import system_clock
from shop.kernel.models import Delivery, Event


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class DeliveryInline(_ReadOnly, admin.TabularInline):
    model = Delivery
    fields = ("consumer", "state", "attempts", "due_at", "done_at", "last_error")


@admin.register(Event)
class EventAdmin(_ReadOnly, admin.ModelAdmin):
    """What happened, newest first."""

    list_display = ("occurred_at", "type", "order_id", "position")
    list_filter = ("type",)
    search_fields = ("order_id__exact", "id__exact")
    ordering = ("-id",)
    inlines = (DeliveryInline,)
    show_full_result_count = False


@admin.register(Delivery)
class DeliveryAdmin(_ReadOnly, admin.ModelAdmin):
    """Each consumer's share. What failed too often is set aside here until somebody tries it again."""

    list_display = ("consumer", "event", "state", "attempts", "due_at", "done_at", "last_error")
    list_filter = ("state", "consumer")
    list_select_related = ("event",)
    ordering = ("-id",)
    actions = ("try_again",)
    show_full_result_count = False

    @admin.action(description="Try the selected deliveries again", permissions=["view"])
    def try_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        now = system_clock.now()
        for delivery in deliveries:
            outbox.retry(delivery.pk, now=now)
        messages.success(request, "They are due now; the sweeper sends them within seconds.")
