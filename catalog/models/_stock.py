"""Stock: the level, what is promised of it, and the ledger that explains it."""

from django.db import models
from django.db.models import F, Q

from catalog.models._variant import Variant
from shop.kernel.ids import new_id


class StockLevel(models.Model):
    """How many units of a variant there are, and how many of these are promised to orders."""

    variant = models.OneToOneField(Variant, on_delete=models.PROTECT, primary_key=True, related_name="stock")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_on_hand_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="stock_never_oversold"),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} on hand, {self.reserved} reserved"


class Reservation(models.Model):
    """An order's share of a variant's stock. Secured (`expires_at` empty) once the order is paid."""

    class State(models.TextChoices):
        HELD = "held"
        CONSUMED = "consumed"
        RELEASED = "released"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order_id = models.UUIDField()
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    # Units of a consumed reservation that came back.
    returned = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id", "variant"], name="one_reservation_per_order_and_variant"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="reservation_of_something"),
            models.CheckConstraint(condition=Q(returned__lte=F("quantity")), name="reservation_returned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for order {self.order_id}: {self.state}"


class StockMovement(models.Model):
    """A line of the ledger. Lines are only ever added (a trigger refuses anything else); their sum is the level."""

    class Kind(models.TextChoices):
        SET = "set", "counted"
        RESERVE = "reserve", "reserved"
        RELEASE = "release", "released"
        CONSUME = "consume", "sold"
        RETURN = "return", "returned"

    id = models.BigAutoField(primary_key=True)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on_hand_delta = models.IntegerField(default=0)
    reserved_delta = models.IntegerField(default=0)
    reference = models.CharField(max_length=100, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    actor = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reference"], name="movement_reference")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(on_hand_delta=0) | ~Q(reserved_delta=0), name="movement_moves_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on_hand_delta:+d}/{self.reserved_delta:+d}"
