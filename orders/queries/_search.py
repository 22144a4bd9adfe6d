"""Finding an order by what a caller on the phone says: its number, an e-mail address, a name."""

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.db.models.functions import Lower

from orders.models import Order, names_vector

_NUMBER = re.compile(r"(?:t-?)?(\d{1,18})", re.IGNORECASE)


def search(rows: QuerySet[Order], term: str) -> QuerySet[Order]:
    """This function will keep the orders that the term names. Each of the three ways goes through an index."""
    term = term.strip()
    if number := _NUMBER.fullmatch(term):
        return rows.filter(number=f"T-{number[1]}")
    if "@" in term:
        return rows.annotate(lower_email=Lower("email")).filter(lower_email__startswith=term.lower())
    words = re.findall(r"\w+", term)
    if not words:
        return rows.none()
    beginnings = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
    return rows.annotate(names=names_vector()).filter(names=beginnings)
