"""An attempt to be paid: written before the gateway is called, so that no charge is ever without a row."""

from django.db import models
from django.db.models import F, Q

from payments.rules import OPEN_ATTEMPTS, AttemptStatus
from shop.kernel.ids import new_id
from shop.kernel.money import Money

_OPEN = sorted(status.value for status in OPEN_ATTEMPTS)


class PaymentAttempt(models.Model):
    """One attempt, for one amount. Amounts count minor units of `currency`.

    `request` is what the gateway was asked, word for word: asked again with the same idempotency key it must be the
    same, whatever the order says by then.
    """

    class Status(models.TextChoices):
        CREATED = AttemptStatus.CREATED.value, "asked, no answer yet"
        PROCESSING = AttemptStatus.PROCESSING.value, "the bank has not decided"
        REQUIRES_ACTION = AttemptStatus.REQUIRES_ACTION.value, "the bank asks the shopper"
        SUCCEEDED = AttemptStatus.SUCCEEDED.value, "succeeded"
        DECLINED = AttemptStatus.DECLINED.value, "declined"
        CANCELLED = AttemptStatus.CANCELLED.value, "given up"
        FAILED = AttemptStatus.FAILED.value, "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=20)
    gateway_id = models.CharField("gateway's id", max_length=255, blank=True, default="")
    idempotency_key = models.CharField(max_length=255, unique=True)
    request_key = models.CharField(max_length=255, blank=True, default="")
    request = models.JSONField()
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.CREATED)

    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(default=0)
    refund_reserved_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)

    client_secret = models.CharField(max_length=255, blank=True, default="", editable=False)
    card_brand = models.CharField(max_length=40, blank=True, default="")
    card_last4 = models.CharField(max_length=4, blank=True, default="")
    decline_code = models.CharField(max_length=80, blank=True, default="")
    gateway_message = models.TextField(blank=True, default="")

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    look_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "payment"
        ordering = ["-created_at", "-id"]
        permissions = [("refund", "Can refund payments")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=_OPEN),
                name="one_open_attempt_per_order",
            ),
            models.UniqueConstraint(
                fields=["order", "request_key"], condition=~Q(request_key=""), name="one_attempt_per_request"
            ),
            models.UniqueConstraint(
                fields=["gateway", "gateway_id"], condition=~Q(gateway_id=""), name="one_attempt_per_charge"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="attempt_amount_positive"),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0)
                & Q(refunded_minor__lte=F("refund_reserved_minor"))
                & Q(refund_reserved_minor__lte=F("captured_minor")),
                name="refunds_within_captured",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "-created_at"], name="attempt_of_order"),
            models.Index(fields=["look_at"], condition=Q(status__in=_OPEN), name="attempt_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.status}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def captured(self) -> Money:
        return Money(self.captured_minor, self.currency)

    @property
    def refunded(self) -> Money:
        return Money(self.refunded_minor, self.currency)

    @property
    def refundable(self) -> Money:
        """What was captured, less what went back or is on its way back."""
        return Money(self.captured_minor - self.refund_reserved_minor, self.currency)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_ATTEMPTS

    @property
    def card(self) -> str:
        """For people: "Visa ending in 4242"."""
        if not self.card_last4:
            return "Card"
        return f"{_BRANDS.get(self.card_brand, self.card_brand.title())} ending in {self.card_last4}"

    def reserve_refund(self, amount: Money) -> bool:
        """Set money aside for a refund, in one step; False when less than that is left."""
        rows = PaymentAttempt.objects.filter(
            pk=self.pk, currency=amount.currency, refund_reserved_minor__lte=F("captured_minor") - amount.minor
        )
        done = rows.update(refund_reserved_minor=F("refund_reserved_minor") + amount.minor)
        self.refresh_from_db(fields=["refund_reserved_minor"])
        return bool(done)


_BRANDS = {"amex": "American Express", "unionpay": "UnionPay", "jcb": "JCB", "mastercard": "Mastercard"}
