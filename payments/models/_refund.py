"""Money on its way back: set aside on the attempt and written here before the gateway is asked."""

from django.db import models
from django.db.models import Q

from payments.models._attempt import PaymentAttempt
from payments.rules import RefundState
from shop.kernel.ids import new_id
from shop.kernel.money import Money


class Refund(models.Model):
    """A refund of `amount_minor` in the attempt's currency. `lines` says for which units, where somebody said so."""

    class Status(models.TextChoices):
        PENDING = RefundState.PENDING.value, "on its way"
        SUCCEEDED = RefundState.SUCCEEDED.value, "went back"
        FAILED = RefundState.FAILED.value, "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING)
    reason = models.CharField(max_length=500)
    lines = models.JSONField(default=list, blank=True)
    actor_kind = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=254, blank=True, default="")
    idempotency_key = models.CharField(max_length=255, unique=True)
    request_key = models.CharField(max_length=255, blank=True, default="")
    gateway_refund_id = models.CharField("gateway's id", max_length=255, blank=True, default="")
    failure = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    look_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_amount_positive"),
            models.UniqueConstraint(
                fields=["attempt", "request_key"], condition=~Q(request_key=""), name="one_refund_per_request"
            ),
            models.UniqueConstraint(
                fields=["gateway_refund_id"], condition=~Q(gateway_refund_id=""), name="one_refund_per_gateway_id"
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=Q(status="pending"), name="refund_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.status}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.attempt.currency)
