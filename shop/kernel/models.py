"""The outbox: events that happened, and who has still to hear of each."""

from django.db import models
from django.db.models import Q

from shop.kernel.ids import new_id


class Event(models.Model):
    """One fact, written in the transaction that made it true. Rows are never changed but for `position`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    occurred_at = models.DateTimeField()
    order_id = models.UUIDField(db_index=True)
    user_id = models.UUIDField(null=True)
    data = models.JSONField()
    # Given after the commit, in one queue: a reader that has seen a position will never find a smaller new one.
    # An id can't promise that, for a slow transaction may commit an older id after a younger one was read.
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(position__isnull=True), name="event_without_position"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class Delivery(models.Model):
    """One consumer's share of an event: pending until the consumer's own transaction marks it done."""

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        FAILED = "failed"

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    consumer = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["event", "consumer"], name="one_delivery_per_consumer"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.state}"
