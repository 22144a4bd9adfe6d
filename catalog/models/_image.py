from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import default_storage
from django.db import models

from catalog.models._product import Product
from shop.kernel.ids import new_id


class ProductImage(models.Model):
    """A picture of a product, kept as WebP in a few widths under a name made from its content."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    content_hash = models.CharField(max_length=64, editable=False)
    widths = ArrayField(models.PositiveIntegerField(), editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(max_length=500, blank=True, default="")
    option_value = models.CharField(
        max_length=100, blank=True, default="", help_text='Shows the variants with this value, such as "Blue".'
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "content_hash"], name="one_picture_once_per_product"),
        ]

    def __str__(self) -> str:
        return self.alt or self.content_hash[:12]

    @staticmethod
    def name_for(content_hash: str, width: int) -> str:
        """Return the file's name in the storage for one width."""
        return f"products/{content_hash[:2]}/{content_hash[:32]}-{width}.webp"

    @property
    def sources(self) -> tuple[tuple[str, int], ...]:
        """The addresses with their widths, narrowest first."""
        return tuple((default_storage.url(self.name_for(self.content_hash, width)), width) for width in self.widths)
