"""From a query string to a ProductQuery; what can't be read is named."""

from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from django.conf import settings
from rest_framework.request import Request

from catalog.contracts import ProductQuery, Sort
from shop.http.pagination import ParameterInvalid, limit_and_cursor
from shop.kernel.money import Money

MAX_TEXT = 200
MAX_OPTIONS = 10
MAX_VALUES = 50
OPTION = "option."
_BOOLEANS = {"true": True, "false": False}


def product_query(request: Request) -> ProductQuery:
    """Return what the query string asks for.

    Raises ParameterInvalid, naming the parameter; an unknown one too, for a misspelt filter would show everything.
    """
    limit, cursor = limit_and_cursor(request)
    values: dict[str, Any] = {}
    options: dict[str, tuple[str, ...]] = {}
    for name, given in request.query_params.lists():
        if name.startswith(OPTION) and len(name) > len(OPTION):
            options[_text(name, name.removeprefix(OPTION))] = tuple(_text(name, value) for value in given)
        elif name in _READ:
            if len(given) > 1:
                raise ParameterInvalid(name, "Give it once.")
            values[name] = _READ[name](name, given[0])
        elif name not in {"limit", "cursor", "facets"}:
            raise ParameterInvalid(_shown(name), f"There is no such parameter. There are: {', '.join(_KNOWN)}.")
    if len(options) > MAX_OPTIONS or any(len(wanted) > MAX_VALUES for wanted in options.values()):
        raise ParameterInvalid(OPTION, f"At most {MAX_OPTIONS} options with {MAX_VALUES} values each.")
    return ProductQuery(**values, options=options, cursor=cursor, limit=limit)


def wants_facets(request: Request) -> bool:
    """Say whether the list shall bring its facets."""
    return _boolean("facets", request.query_params.get("facets", "false"))


def _text(name: str, value: str, most: int = MAX_TEXT) -> str:
    if len(value) > most:
        raise ParameterInvalid(_shown(name), f"At most {most} characters.")
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ParameterInvalid(_shown(name), "This holds a character that no text has.")
    return value


def _shown(name: str) -> str:
    return name[:50].encode("ascii", "backslashreplace").decode()


def _amount(name: str, value: str) -> int:
    try:
        money = Money.parse(_text(name, value, most=30), settings.SHOP_CURRENCY)
    except ValueError as error:
        raise ParameterInvalid(name, str(error)) from None
    if money.minor < 0:
        raise ParameterInvalid(name, "An amount from 0 up.")
    return money.minor


def _boolean(name: str, value: str) -> bool:
    if value not in _BOOLEANS:
        raise ParameterInvalid(name, "Use true or false.")
    return _BOOLEANS[value]


def _sort(name: str, value: str) -> Sort:
    if value not in get_args(Sort):
        raise ParameterInvalid(name, f"Use one of {', '.join(get_args(Sort))}.")
    return cast("Sort", value)


_READ: Mapping[str, Callable[[str, str], Any]] = {
    "search": _text,
    "category": _text,
    "tag": _text,
    "price_min": _amount,
    "price_max": _amount,
    "in_stock": _boolean,
    "sort": _sort,
}
_KNOWN = (*_READ, "option.<name>", "facets", "cursor", "limit")
