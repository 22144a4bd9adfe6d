"""Checks a request against the parameter types that Stripe's own SDK publishes for its API version.

Unknown, missing and mistyped parameters are found, at every depth, just as Stripe itself would refuse them.
"""

import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import typing_extensions
from pydantic import ConfigDict, TypeAdapter, ValidationError
from stripe import params as sdk
from stripe._stripe_object import UntypedStripeObject

# In the form that the SDK's own methods take, a few keys are options of the call and not parameters of the
# API.
_OPTIONS = frozenset(sdk.PaymentIntentRetrieveParams.__annotations__) - {"client_secret", "expand"}

TYPES: Mapping[tuple[str, str], Any] = {
    ("POST", r"/v1/payment_intents"): sdk.PaymentIntentCreateParams,
    ("GET", r"/v1/payment_intents"): sdk.PaymentIntentListParams,
    ("GET", r"/v1/payment_intents/[^/]+"): sdk.PaymentIntentRetrieveParams,
    ("POST", r"/v1/payment_intents/[^/]+/cancel"): sdk.PaymentIntentCancelParams,
    ("POST", r"/v1/refunds"): sdk.RefundCreateParams,
    ("GET", r"/v1/refunds/[^/]+"): sdk.RefundRetrieveParams,
}


class ParameterError(Exception):
    """What is wrong, and with which parameter (`shipping[address][line1]`)."""

    def __init__(self, message: str, param: str) -> None:
        super().__init__(message)
        self.param = param


def decode_form(encoded: str) -> dict[str, Any]:
    """This function will turn `a[b]=1&c[0]=2` into `{"a": {"b": "1"}, "c": ["2"]}`."""
    tree: dict[str, Any] = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        path = [key.partition("[")[0], *re.findall(r"\[([^\]]*)\]", key)]
        node = tree
        for part in path[:-1]:
            node = node.setdefault(part, {})
        node[path[-1]] = value
    return {key: _as_lists(value) for key, value in tree.items()}


def check(method: str, path: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """This function will return the parameters with their types.

    Raises ParameterError for the first that is unknown, missing or mistyped, and LookupError for a path that
    this shop has no business calling.
    """
    for key in form:
        if key in _OPTIONS:
            raise ParameterError(f"Received unknown parameter: {key}", key)
    try:
        return dict(_adapter(_type_of(method, path)).validate_python(form))
    except ValidationError as error:
        first = error.errors()[0]
        head, *rest = (str(part) for part in first["loc"])
        param = head + "".join(f"[{part}]" for part in rest)
        raise ParameterError(f"{first['msg']}: {param}", param) from None


def _type_of(method: str, path: str) -> Any:
    for (known_method, pattern), type_ in TYPES.items():
        if method == known_method and re.fullmatch(pattern, path):
            return type_
    raise LookupError(f"{method} {path}")


@cache
def _adapter(type_: Any) -> "TypeAdapter[Any]":
    names = vars(sys.modules[type_.__module__])
    for value in names.values():
        if typing_extensions.is_typeddict(value):
            value.__pydantic_config__ = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    adapter: TypeAdapter[Any] = TypeAdapter(type_)
    # The SDK imports these for type checkers only.
    absent = {"UntypedStripeObject": UntypedStripeObject, "StripeContext": object, "Mapping": Mapping}
    adapter.rebuild(_types_namespace={**names, **absent}, raise_errors=True)
    return adapter


def _as_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_as_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _as_lists(item) for key, item in value.items()}
