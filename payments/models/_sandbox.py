"""The books of the sandbox's bank. Only `payments.gateways.sandbox` writes here, in transactions of its
own.
"""

from django.db import models
from django.db.models import Q


class SandboxIntent(models.Model):
    """A charge as the imaginary bank knows it, declined ones included. Amounts are minor units of
    `currency`.
    """

    class Status(models.TextChoices):
        REQUIRES_ACTION = "requires_action"
        SUCCEEDED = "succeeded"
        DECLINED = "declined"
        CANCELLED = "cancelled"

    id = models.CharField(primary_key=True, max_length=64)
    client_secret = models.CharField(max_length=120, unique=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20, choices=Status.choices)
    payment_method = models.CharField(max_length=80)
    decline_code = models.CharField(max_length=80, blank=True)
    order_id = models.CharField(max_length=64)
    order_number = models.CharField(max_length=64)
    attempt_id = models.CharField(max_length=64, db_index=True)
    billing_name = models.TextField()
    billing_address = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "sandbox charge"
        indexes = [models.Index(fields=["order_id", "-created_at"], name="sandbox_intent_of_order")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="sandbox_intent_amount_positive"),
        ]

    def __str__(self) -> str:
        return self.id


class SandboxRefund(models.Model):
    """Money that went back. Together the refunds of a charge never exceed it: the charge's row is locked."""

    id = models.CharField(primary_key=True, max_length=64)
    intent = models.ForeignKey(SandboxIntent, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    refund_id = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "sandbox refund"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="sandbox_refund_amount_positive"),
        ]

    def __str__(self) -> str:
        return self.id


class SandboxAnswer(models.Model):
    """What the first call with an idempotency key was told, to be told again.

    `fingerprint` is a hash of the request. `status` is that of the charge at the time, which may have moved
    since.
    """

    key = models.CharField(primary_key=True, max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.CharField(max_length=20, blank=True)
    intent = models.ForeignKey(SandboxIntent, null=True, on_delete=models.PROTECT, related_name="+")
    refund = models.ForeignKey(SandboxRefund, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "sandbox answer"

    def __str__(self) -> str:
        return self.key
