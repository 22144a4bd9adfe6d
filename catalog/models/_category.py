from typing import ClassVar

from django.db import models
from treebeard.mp_tree import MP_Node

from shop.kernel.ids import new_id


class Category(MP_Node):
    """A node of the category tree. Siblings stand in the order in which staff put them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")

    node_order_by: ClassVar[list[str]] = []

    class Meta:
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
