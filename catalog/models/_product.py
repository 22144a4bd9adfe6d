from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from catalog.models._category import Category
from shop.kernel.ids import new_id


class Product(models.Model):
    """Something that we sell, in one or more variants.

    `price_min` and `price_max` repeat those of the variants on sale, and `search` the words of the whole product: they
    are written in the same transaction as what they repeat, so that lists sort and search by an index.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        ACTIVE = "active"
        ARCHIVED = "archived"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=200, unique=True)
    title = models.CharField(max_length=255)
    vendor = models.CharField(max_length=255, blank=True, default="")
    product_type = models.CharField(max_length=255, blank=True, default="")
    description = models.TextField(blank=True, default="")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    rank = models.IntegerField(default=0, help_text="Higher stands further up among the featured.")
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    option_names = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    categories = models.ManyToManyField(Category, related_name="products", blank=True)
    seo_title = models.CharField(max_length=255, blank=True, default="")
    seo_description = models.CharField(max_length=500, blank=True, default="")
    price_min = models.BigIntegerField(default=0)
    price_max = models.BigIntegerField(default=0)
    search = SearchVectorField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_min__gte=0) & Q(price_max__gte=F("price_min")), name="product_price_range"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "active", "archived"]), name="product_status_known"
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="product_search"),
            GinIndex(fields=["tags"], name="product_tags"),
            models.Index(fields=["-rank", "-id"], condition=Q(status="active"), name="product_featured"),
            models.Index(fields=["-created_at", "-id"], condition=Q(status="active"), name="product_newest"),
            models.Index(fields=["price_min", "id"], condition=Q(status="active"), name="product_price"),
        ]

    def __str__(self) -> str:
        return self.title
