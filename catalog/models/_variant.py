from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from catalog.models._product import Product
from shop.kernel.ids import new_id


class Variant(models.Model):
    """What is bought. `option_values` stand in the order of the product's `option_names`; prices are in minor units.

    A variant that is no longer sold stays, for orders point at it; only those on sale must differ in their options.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="variants")
    sku = models.CharField("SKU", max_length=100, unique=True)
    option_values = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    # The same with their names (rules.choice), for filters and facets.
    choices = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    price = models.BigIntegerField()
    compare_at_price = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    weight_grams = models.PositiveIntegerField(default=0)
    barcode = models.CharField(max_length=100, blank=True, default="")
    requires_shipping = models.BooleanField(default=True)
    is_active = models.BooleanField("on sale", default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            GinIndex(fields=["choices"], name="variant_choices"),
            models.Index(Upper("sku"), name="variant_sku_any_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "option_values"],
                condition=Q(is_active=True),
                name="one_variant_on_sale_per_choice",
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="variant_price_not_negative"),
            models.CheckConstraint(
                condition=Q(compare_at_price__isnull=True) | Q(compare_at_price__gt=0),
                name="variant_compare_at_price_positive",
            ),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="variant_currency_code"),
        ]

    def __str__(self) -> str:
        return self.sku
