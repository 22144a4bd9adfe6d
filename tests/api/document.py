"""The served OpenAPI document, and what it says of an answer."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

PROBLEM = "application/problem+json"
Place = tuple[str | int, ...]
"""Where in a body something stands."""
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_formats = FormatChecker(formats=())


@_formats.checks("uuid", raises=ValueError)
def _is_uuid(value: Any) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value


@_formats.checks("date-time", raises=ValueError)
def _is_utc(value: Any) -> bool:
    """RFC 3339, in UTC, as the contract promises."""
    if not isinstance(value, str):
        return True
    well_formed = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", value)
    return bool(well_formed) and datetime.fromisoformat(value).tzinfo is not None


@_formats.checks("uri", raises=ValueError)
def _is_address(value: Any) -> bool:
    return not isinstance(value, str) or urlsplit(value).scheme in {"http", "https"}


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    spec: dict[str, Any]

    @property
    def parameters(self) -> list[dict[str, Any]]:
        return self.spec.get("parameters", [])

    def takes(self, header: str) -> bool:
        """Say whether the request may carry this header."""
        return any(parameter["name"] == header for parameter in self.parameters)

    @property
    def body(self) -> dict[str, Any] | None:
        """The schema of the request body, resolved one level; None where there is none."""
        content = self.spec.get("requestBody", {}).get("content", {})
        return content["application/json"]["schema"] if "application/json" in content else None


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The document as it is served."""
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@lru_cache(maxsize=1)
def operations() -> tuple[Operation, ...]:
    """Every operation of the document."""
    return tuple(
        Operation(spec["operationId"], method.upper(), path, spec)
        for path, methods in document()["paths"].items()
        for method, spec in methods.items()
    )


def find_operation(method: str, path: str) -> Operation | None:
    """The operation that a request goes to; None where the document has none."""
    for operation in operations():
        # A SKU may hold slashes; all other parameters are one segment of the path.
        pattern = re.sub(
            r"\\{(\w+)\\}", lambda match: ".+" if match[1] == "sku" else "[^/]+", re.escape(operation.path)
        )
        if operation.method == method and re.fullmatch(pattern, path):
            return operation
    return None


@lru_cache(maxsize=2)
def _components(closed: bool) -> dict[str, Any]:
    return {
        name: _plain(schema, closed and name != "Problem")
        for name, schema in document()["components"]["schemas"].items()
    }


def _plain(schema: Any, closed: bool) -> Any:
    """OpenAPI 3.0 as JSON Schema. `closed`: an object has the properties that it names, and no other."""
    if isinstance(schema, list):
        return [_plain(item, closed) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _plain(value, closed) for key, value in schema.items() if key not in {"nullable", "example"}}
    if "$ref" in plain:
        plain["$ref"] = plain["$ref"].replace("#/components/schemas/", "#/$defs/")
    if closed and "properties" in schema and isinstance(schema["properties"], dict):
        plain.setdefault("additionalProperties", False)
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


def faults(schema: dict[str, Any], value: Any, *, closed: bool = False) -> str | None:
    """What is wrong with the value by this schema of the document; None where nothing is."""
    whole = {**_plain(schema, closed), "$defs": _components(closed)}
    error = best_match(Draft202012Validator(whole, format_checker=_formats).iter_errors(value))
    return None if error is None else f"{error.json_path}: {error.message}"


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    if "$ref" in schema:
        return document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if len(schema.get("allOf", ())) == 1:
        return resolve(schema["allOf"][0])
    return schema


def fields(schema: dict[str, Any], at: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every field of a body with its own schema: those of inner objects, and a list's first item, too."""
    return _walk(schema, at, set())


def _walk(schema: dict[str, Any], at: Place, seen: set[int]) -> Iterator[tuple[Place, dict[str, Any]]]:
    found = resolve(schema)
    if at:
        yield at, schema
    # A shape that stands in two places of a body is read by the same code: once is enough.
    if found.get("properties") and id(found) in seen:
        return
    seen.add(id(found))
    if found.get("type") == "array":
        yield from _walk(found["items"], (*at, 0), seen)
    for name, inner in found.get("properties", {}).items():
        yield from _walk(inner, (*at, name), seen)
