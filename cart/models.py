"""Carts with their lines, and what staff set: the ways of delivery and the tax rates."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from shop.kernel.ids import new_id

QUANTITY_CEILING = 10_000
"""What the column bears. The shop's own limit, MAX_LINE_QUANTITY, lies below it and can change."""

_country_code = RegexValidator(r"^[A-Z]{2}\Z", "Use two-letter ISO 3166 codes such as IE.")


class Cart(models.Model):
    """What a shopper wants to buy. Its row is the lock of its lines."""

    # A guest's cart id is the secret that opens the cart, so it is random throughout (122 bits). A UUID version 7
    # would give its time away, and with it most of what one has to guess.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    order_id = models.UUIDField(null=True, unique=True)
    """The order that took it: such a cart is never changed again."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Cart of {self.updated_at:%Y-%m-%d %H:%M}"

    def opens_for(self, user_id: UUID | None) -> bool:
        """This method will say whether this person may use it: a guest's cart opens by its id alone."""
        return self.user_id is None or self.user_id == user_id


class CartLine(models.Model):
    """So many units of a variant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The unique constraint below begins with it, and is index enough.
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines", db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    added_price_minor = models.BigIntegerField()
    """The unit price when the shopper last touched the line, to tell them of a change."""
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="one_cart_line_per_variant"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=QUANTITY_CEILING), name="cart_line_quantity_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class ShippingMethod(models.Model):
    """A way of delivery, with its price."""

    code = models.SlugField(primary_key=True, max_length=40, help_text="Short name that checkout sends: standard")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=200, blank=True, default="")
    countries = ArrayField(
        models.CharField(max_length=2, validators=[_country_code]),
        blank=True,
        default=list,
        help_text="Two-letter codes, separated by commas. Empty: wherever no other way of delivery goes.",
    )
    price_minor = models.PositiveIntegerField("price", help_text="In the smallest unit: 490 is 4.90.")
    free_from_minor = models.PositiveIntegerField(
        "free from", null=True, blank=True, help_text="Goods of this value or more are delivered free. Empty: never."
    )
    currency = models.CharField(max_length=3)
    days_min = models.PositiveSmallIntegerField("days, at least")
    days_max = models.PositiveSmallIntegerField("days, at most")
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="The smallest comes first.")

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days_min__lte=F("days_max")),
                name="shipping_days_in_order",
                violation_error_message="“At least” comes before “at most”.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaxRate(models.Model):
    """The standard VAT rate of a country from a day on. A country without a row is not taxed."""

    country = models.CharField(max_length=2, validators=[_country_code])
    rate = models.PositiveIntegerField(
        validators=[MaxValueValidator(10_000)], help_text="In basis points: 2300 is 23 %, 810 is 8.1 %."
    )
    valid_from = models.DateField()

    class Meta:
        ordering = ["country", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["country", "valid_from"], name="one_tax_rate_per_day"),
            models.CheckConstraint(condition=Q(rate__lte=10_000), name="tax_rate_at_most_100_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.rate / 100:g} % from {self.valid_from}"
