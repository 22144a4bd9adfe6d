"""What the apps above told: attempts to pay, and parcels. The order page is composed of these."""

from django.db import models

from orders.models._order import Order


class OrderPayment(models.Model):
    """An attempt to pay; its id is that of payments. Amounts are minor units of the order's currency."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    status = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    method = models.CharField(max_length=200, blank=True)
    decline_code = models.CharField(max_length=100, blank=True)
    message = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.status} {self.method}".strip()


class OrderShipment(models.Model):
    """A parcel; its id is that of fulfillment. `lines` are {"line_id", "quantity"}."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments")
    lines = models.JSONField()
    carrier = models.CharField(max_length=100, blank=True)
    tracking_number = models.CharField(max_length=200, blank=True)
    tracking_url = models.CharField(max_length=1000, blank=True)
    shipped_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["shipped_at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}".strip() or "Parcel"
