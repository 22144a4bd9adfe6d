"""JSON as RFC 8259 has it: no NaN, no names twice, no NUL, and nothing nested deeper than a person would."""

import json
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 32


class StrictJSONParser(JSONParser):
    """Read a JSON body, or say where it is broken."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the value.

        Raises ParseError (400) for what is not JSON, and for what no column can hold.
        """
        try:
            text = stream.read().decode("utf-8")
            value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_once_each)
        except UnicodeDecodeError:
            raise ParseError("The body is not UTF-8.") from None
        except json.JSONDecodeError as error:
            raise ParseError(f"The body is not JSON: {error.msg} at line {error.lineno}.") from None
        except RecursionError:
            raise ParseError("The body is nested too deeply.") from None
        except ValueError as error:
            raise ParseError(f"The body can't be read: {error}") from None
        _check(value, 0)
        return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice in one object.")
    return value


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ParseError("The body is nested too deeply.")
    if isinstance(value, str):
        if "\x00" in value:
            raise ParseError("The body holds a NUL character.")
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise ParseError("The body holds half of a surrogate pair.")
    elif isinstance(value, dict):
        for name, item in value.items():
            _check(name, depth + 1)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
