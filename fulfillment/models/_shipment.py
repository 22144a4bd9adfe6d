"""Parcels and what is in them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, models
from django.db.models import Q

from fulfillment import rules
from fulfillment.contracts import ShipmentLine, ShipmentView
from shop.kernel.ids import new_id

_LOCKS = 7_215_002
"""The space of our advisory locks: one lock for each order."""


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def move(self, new: rules.Status, **values: object) -> int:
        """This method will move those parcels that may go to `new`, and return how many did."""
        return self.filter(status__in=rules.sources(new)).update(status=new.value, **values)


class Shipment(models.Model):
    """A parcel of an order; `open` is the one that waits to be packed."""

    class Status(models.TextChoices):
        OPEN = rules.Status.OPEN.value, "to pack"
        SHIPPED = rules.Status.SHIPPED.value, "on its way"
        DELIVERED = rules.Status.DELIVERED.value, "delivered"
        CANCELLED = rules.Status.CANCELLED.value, "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    carrier = models.CharField(max_length=100, blank=True, default="")
    tracking_number = models.CharField(max_length=100, blank=True, default="")
    tracking_url = models.CharField(max_length=1000, blank=True, default="")
    created_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        permissions = [("dispatch", "Can dispatch parcels")]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(status="open"), name="one_open_shipment_per_order"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "cancelled"], shipped_at__isnull=True)
                | Q(status__in=["shipped", "delivered"], shipped_at__isnull=False),
                name="shipment_shipped_at_when_shipped",
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="shipment_by_status")]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}".strip() or "Parcel"

    def pack(self, lines: Iterable[ShipmentLine]) -> None:
        """This method will make these lines all that is in the parcel."""
        self.lines.all().delete()
        ParcelLine.objects.bulk_create(
            ParcelLine(shipment=self, order_line_id=line.line_id, quantity=line.quantity) for line in lines
        )

    def view(self) -> ShipmentView:
        """This method will return the parcel as a contract."""
        lines = tuple(ShipmentLine(line.order_line_id, line.quantity) for line in self.lines.all())
        return ShipmentView(
            id=self.pk,
            order_id=self.order_id,
            status=rules.Status(self.status).value,
            lines=lines,
            carrier=self.carrier,
            tracking_number=self.tracking_number,
            tracking_url=self.tracking_url,
            created_at=self.created_at,
            shipped_at=self.shipped_at,
            delivered_at=self.delivered_at,
        )


class ParcelLine(models.Model):
    """Units of an order's line in a parcel."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        verbose_name = "line"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "order_line"], name="one_parcel_line_per_order_line"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="parcel_line_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} ×"


def lock_parcels_of(order_id: UUID) -> None:
    """This function will let one transaction at a time work on the parcels of an order, until it ends.

    An advisory lock, because the first parcel has no row yet that could be locked. Taken before any row, so it
    comes before the locks of catalog and orders in every transaction of fulfillment.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int, hashtext(%s))", [_LOCKS, str(order_id)])
