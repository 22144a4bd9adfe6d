"""The stored search vector of a product."""

from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db.models import TextField, Value

from catalog.models import Product
from catalog.queries import SEARCH_CONFIG
from catalog.rules import MAX_DESCRIPTION, fold
from catalog.service._text import words_of


def write_search(product: Product) -> None:
    """Write the words of a product and its variants, weighted: title, then SKU, kind and tags, then the rest.

    Names stand there twice: stemmed, and as they are written, so that a beginning or another language is found.
    """
    variants = list(product.variants.filter(is_active=True))
    names = " ".join([product.vendor, product.product_type, *product.tags])
    choices = " ".join(dict.fromkeys(value for row in variants for value in row.option_values))
    skus = " ".join(row.sku for row in variants)
    parts = [
        (product.title, SEARCH_CONFIG, "A"),
        (product.title, "simple", "A"),
        (names, SEARCH_CONFIG, "B"),
        (names, "simple", "B"),
        (skus, "simple", "B"),
        (choices, "simple", "C"),
        (words_of(product.description)[:MAX_DESCRIPTION], SEARCH_CONFIG, "D"),
    ]
    vectors: list[Any] = [
        SearchVector(Value(fold(text), output_field=TextField()), config=config, weight=weight)
        for text, config, weight in parts
    ]
    Product.objects.filter(pk=product.pk).update(search=reduce(add, vectors))
