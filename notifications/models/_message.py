"""Mails: every one that the shop sends is kept here, as it was sent."""

from django.db import models

from notifications.models._queue import Sending, waiting_index
from shop.kernel.ids import new_id

ACCOUNT_PREFIX = "account."


class Message(Sending):
    """A mail to a person. What it says never changes; sent again, it is a new row that names this one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    recipient = models.EmailField(max_length=254)
    subject = models.CharField(max_length=255)
    html = models.TextField(blank=True)
    text = models.TextField()
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+")
    # What makes a second delivery of an event write nothing.
    dedupe_key = models.CharField(max_length=120, unique=True)
    resent_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ("view",)
        permissions = [("resend", "Can send messages again")]
        ordering = ["-id"]
        indexes = [
            waiting_index("message_waiting"),
            models.Index(fields=["recipient"], name="message_by_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def opens_an_account(self) -> bool:
        """Whether it may carry a link that lets its reader into an account (a password reset, a verification)."""
        return self.kind.startswith(ACCOUNT_PREFIX)
