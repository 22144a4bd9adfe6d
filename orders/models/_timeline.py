"""The timeline of an order: who did what, and when."""

from django.db import models

from orders.models._order import Order


class OrderEntry(models.Model):
    """One thing that happened. Rows are only ever added; a trigger refuses the rest."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="entries", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    actor_kind = models.CharField(max_length=10)
    actor_name = models.CharField(max_length=254, blank=True)
    actor_id = models.UUIDField(null=True)
    public = models.BooleanField()
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        indexes = [models.Index(fields=["order", "id"], name="entry_of_order")]

    def __str__(self) -> str:
        return self.text
