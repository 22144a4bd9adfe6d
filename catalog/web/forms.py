"""The one form of the catalog's pages: how to narrow and order a list. It travels in the address (GET)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from catalog.contracts import Facet, ProductQuery
from shop.kernel.money import Money

OPTION = "option."
"""A parameter `option.Size=M` asks for the option's value; several of one option are alternatives."""
PAGE = 24
MAX_VALUES = 20

SORTS = (
    ("", "Our order"),
    ("newest", "Newest first"),
    ("price", "Price, low to high"),
    ("-price", "Price, high to low"),
    ("title", "Name"),
)


def chosen_options(query: QueryDict) -> dict[str, tuple[str, ...]]:
    """Read the option parameters of an address."""
    found = {name: tuple(values[:MAX_VALUES]) for name, values in query.lists() if name.startswith(OPTION)}
    return {name.removeprefix(OPTION): values for name, values in found.items() if any(values)}


def option_groups(facets: Sequence[Facet], chosen: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Return the facets of options as groups of tick boxes, with what is chosen ticked."""
    return [
        {
            "label": facet.label,
            "field": facet.name,
            "values": [
                {
                    "value": item.value,
                    "label": item.label,
                    "count": item.count,
                    "is_chosen": item.value in chosen.get(facet.name.removeprefix(OPTION), ()),
                }
                for item in facet.values
            ],
        }
        for facet in facets
        if facet.name.startswith(OPTION)
    ]


class ListForm(forms.Form):
    """Search text, prices in the shop's currency, what is in stock, and the order."""

    q = forms.CharField(label="Search for", required=False, max_length=200)
    price_min = forms.DecimalField(label="From", required=False, min_value=0, max_value=10**9, decimal_places=2)
    price_max = forms.DecimalField(label="To", required=False, min_value=0, max_value=10**9, decimal_places=2)
    in_stock = forms.BooleanField(label="In stock only", required=False)
    sort = forms.ChoiceField(label="Order by", required=False, choices=SORTS)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")
        self.query_dict = data
        for name in ("price_min", "price_max"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def as_query(self, *, category: str = "") -> ProductQuery:
        """Return what to list. What can't be read narrows nothing; the form says so beside the field."""
        self.is_valid()
        wanted: Mapping[str, Any] = self.cleaned_data
        return ProductQuery(
            search=wanted.get("q", ""),
            category=category,
            price_min=_minor(wanted.get("price_min")),
            price_max=_minor(wanted.get("price_max")),
            in_stock=True if wanted.get("in_stock") else None,
            options=chosen_options(self.query_dict),
            sort=wanted.get("sort") or None,
            cursor=self.query_dict.get("cursor", ""),
            limit=PAGE,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the search text and the order is asked for."""
        asked = ("price_min", "price_max", "in_stock")
        return any(self.query_dict.get(name) for name in asked) or bool(chosen_options(self.query_dict))


def _minor(amount: Any) -> int | None:
    if amount is None:
        return None
    try:
        return Money.parse(amount, settings.SHOP_CURRENCY).minor
    except ValueError:
        return None
