"""A line of an order: a snapshot, but for how much of it has been shipped."""

from django.db import models
from django.db.models import F, Q

from orders.models._order import Order
from shop.kernel.ids import new_id


class OrderLine(models.Model):
    """So many units of a variant, as it was when it was ordered. Amounts are minor units of the order's currency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The unique constraint below begins with it, and is index enough.
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    # Plain ids: the snapshot stands by itself, whatever becomes of the catalog.
    variant_id = models.UUIDField()
    product_id = models.UUIDField()
    product_slug = models.CharField(max_length=255)
    sku = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    variant_title = models.CharField(max_length=255, blank=True)
    options = models.JSONField(default=dict)
    image_url = models.CharField(max_length=1000, blank=True)
    quantity = models.PositiveIntegerField()
    shipped_quantity = models.PositiveIntegerField(default=0)
    unit_price_minor = models.BigIntegerField()
    line_total_minor = models.BigIntegerField()
    tax_rate = models.PositiveIntegerField()
    tax_minor = models.BigIntegerField()
    weight_grams = models.PositiveIntegerField()
    requires_shipping = models.BooleanField()

    class Meta:
        ordering = ["order", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_order_line_per_position"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_quantity_positive"),
            models.CheckConstraint(
                condition=Q(shipped_quantity__gte=0, shipped_quantity__lte=F("quantity")),
                name="order_line_shipped_at_most_quantity",
            ),
            models.CheckConstraint(
                condition=Q(line_total_minor=F("unit_price_minor") * F("quantity")), name="order_line_total_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"
