"""The order: what was agreed, and where it stands."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Lower

from orders import rules
from orders.errors import TransitionRefused
from shop.kernel.ids import new_id
from shop.kernel.money import Money


class OrderNumber(Func):
    """The next number for people: "T-1001". A sequence has gaps (an order that fails keeps its number), and never
    makes two buyers wait for one another."""

    template = "'T-' || nextval('orders_number')"
    output_field = models.CharField()

    def __init__(self) -> None:
        super().__init__()


def names_vector() -> SearchVector:
    """Return what a search by name looks through; the index is on exactly this."""
    return SearchVector(KT("shipping_address__name"), KT("billing_address__name"), "email", config="simple")


class Order(models.Model):
    """An order. Its amounts, lines and addresses are a frozen quote; amounts are minor units of `currency`."""

    class Status(models.TextChoices):
        PENDING_PAYMENT = rules.Status.PENDING_PAYMENT.value, "waits for payment"
        PAID = rules.Status.PAID.value, "paid"
        PARTIALLY_SHIPPED = rules.Status.PARTIALLY_SHIPPED.value, "partly shipped"
        SHIPPED = rules.Status.SHIPPED.value, "shipped"
        DELIVERED = rules.Status.DELIVERED.value, "delivered"
        CANCELLED = rules.Status.CANCELLED.value, "cancelled"
        EXPIRED = rules.Status.EXPIRED.value, "expired"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_default=OrderNumber())
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING_PAYMENT.value)
    email = models.EmailField("e-mail", max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # order_of_user begins with it
    )
    # Beneath the cart's lock: one cart, one order, whatever else goes wrong.
    cart_id = models.UUIDField(unique=True)
    currency = models.CharField(max_length=3)
    subtotal_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    payment_id = models.UUIDField(null=True)
    """The attempt that paid for it: a second charge is told apart by this."""
    shipping_address = models.JSONField()
    billing_address = models.JSONField()
    shipping_method = models.CharField(max_length=40)
    shipping_name = models.CharField(max_length=100)
    shipping_tax_rate = models.PositiveIntegerField()
    access_token = models.CharField(max_length=64)
    reserved_until = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        default_permissions = ("view",)
        permissions = [("cancel_order", "Can cancel an order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in rules.Status]), name="order_status_known"
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("subtotal_minor") - F("discount_minor") + F("shipping_minor")),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(subtotal_minor__gte=0, shipping_minor__gte=0, discount_minor__gte=0)
                & Q(total_minor__gte=0, tax_minor__gte=0, tax_minor__lte=F("total_minor")),
                name="order_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("paid_minor")),
                name="order_refunded_at_most_what_was_paid",
            ),
            # Stock waits for an order just as long as payment does.
            models.CheckConstraint(
                condition=Q(status=rules.Status.PENDING_PAYMENT.value, reserved_until__isnull=False)
                | (~Q(status=rules.Status.PENDING_PAYMENT.value) & Q(reserved_until__isnull=True)),
                name="order_reserved_while_pending",
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="order_newest"),
            models.Index(fields=["status", "-placed_at"], name="order_by_status"),
            models.Index(fields=["updated_at", "id"], name="order_by_change"),
            models.Index(fields=["user", "-placed_at"], name="order_of_user"),
            models.Index(
                fields=["reserved_until"],
                condition=Q(status=rules.Status.PENDING_PAYMENT.value),
                name="order_unpaid",
            ),
            models.Index(OpClass(Lower("email"), "text_pattern_ops"), name="order_by_email"),
            GinIndex(names_vector(), name="order_by_name"),
        ]

    def __str__(self) -> str:
        return self.number

    def money(self, minor: int) -> Money:
        """Return so many minor units in the order's currency."""
        return Money(minor, self.currency)

    def next_moment(self, now: datetime) -> datetime:
        """Return the `updated_at` of a change made now.

        It always grows, also where two servers' clocks differ a little: delta reads and ETags rely on that.
        """
        return max(now, self.updated_at + timedelta(microseconds=1))

    def change(self, *, now: datetime, **values: Any) -> None:
        """Write these columns, and that there was a change."""
        values["updated_at"] = self.next_moment(now)
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=values)

    def move(self, new: rules.Status, *, now: datetime, **values: Any) -> None:
        """Go to another state in one step: the UPDATE names the state that it leaves.

        Raises TransitionRefused when there is no way from here to there, or when somebody was quicker.
        """
        values |= {"status": new.value, "updated_at": self.next_moment(now)}
        here = Order.objects.filter(pk=self.pk, status=self.status)
        if not rules.may_move(self.status, new) or not here.update(**values):
            raise TransitionRefused(f"Order {self.number} is {self.get_status_display()}.")
        for name, value in values.items():
            setattr(self, name, value)
