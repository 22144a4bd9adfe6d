"""Outgoing webhooks: who hears of what, and how each telling went."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from notifications.contracts import EndpointView
from notifications.models._queue import Sending, waiting_index
from shop.kernel.ids import new_id


class WebhookEndpoint(models.Model):
    """A machine's address. Removed ones are kept, for their log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    url = models.URLField(max_length=2000)
    description = models.CharField(max_length=200, blank=True, default="")
    # Signing needs the secret itself, so it can't be kept as a hash.
    secret = models.CharField(max_length=120, editable=False)
    event_types = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.url

    def view(self) -> EndpointView:
        """This method will return the endpoint as a contract, without its secret."""
        return EndpointView(self.pk, self.url, self.description, tuple(self.event_types), self.active, self.created_at)


class WebhookDelivery(Sending):
    """One event for one endpoint. The body is kept as it is signed, so that every attempt sends the same bytes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("kernel.Event", on_delete=models.PROTECT, related_name="+")
    event_type = models.CharField(max_length=64)
    body = models.TextField()
    response_status = models.PositiveSmallIntegerField(null=True)
    response_excerpt = models.TextField(blank=True, default="")

    class Meta:
        default_permissions = ("view",)
        permissions = [("redeliver", "Can send webhooks again")]
        verbose_name_plural = "webhook deliveries"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="one_webhook_delivery_per_event"),
        ]
        indexes = [waiting_index("webhook_delivery_waiting")]

    def __str__(self) -> str:
        return f"{self.event_type} to {self.endpoint_id}"
