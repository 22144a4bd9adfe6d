"""What the gateway told us: one row for each of its events, however often it tells."""

from django.db import models
from django.db.models import Q

from shop.kernel.ids import new_id


class WebhookInbox(models.Model):
    """A verified event. It says where to look; what is true is asked of the gateway."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gateway = models.CharField(max_length=20)
    event_id = models.CharField("gateway's id", max_length=255)
    type = models.CharField(max_length=100)
    livemode = models.BooleanField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    event = models.JSONField()
    outcome = models.CharField(max_length=200, blank=True, default="")
    handled_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "webhook received"
        verbose_name_plural = "webhooks received"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="one_row_per_gateway_event"),
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=Q(handled_at__isnull=True), name="webhook_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
