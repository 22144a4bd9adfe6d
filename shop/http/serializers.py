"""Shapes that several endpoints share: strict bodies, money, addresses, problems."""

import re
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.kernel.address import MAX_LENGTH, Address
from shop.kernel.money import Money


class StrictSerializer(serializers.Serializer[Any]):
    """A body that refuses fields it does not know, so that a misspelt name is never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError({"non_field_errors": ["Send a JSON object."]}, code="not_an_object")
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = [name for name in data if name not in writable]
        if unknown:
            known = ", ".join(sorted(writable)) or "none"
            raise serializers.ValidationError(
                {name: [f"There is no such field. There are: {known}."] for name in unknown},
                code="unknown_field",
            )
        return super().to_internal_value(data)


class StrictIntegerField(serializers.IntegerField):
    """A whole number that is a number: neither "3" nor 3.0 nor true."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class StrictCharField(serializers.CharField):
    """Text that is text: a number or true is not taken for it."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictUUIDField(serializers.UUIDField):
    """An id that is text: 5 is not taken for 00000000-0000-0000-0000-000000000005."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class StrictBooleanField(serializers.BooleanField):
    """true or false: neither "yes" nor 1."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


_AMOUNT = r"^-?[0-9]+(\.[0-9]+)?$"


@extend_schema_field(
    {
        "type": "object",
        "required": ["amount", "currency"],
        "properties": {
            "amount": {"type": "string", "pattern": _AMOUNT, "example": "19.90"},
            "currency": {"type": "string", "minLength": 3, "maxLength": 3, "example": "EUR"},
        },
        "additionalProperties": False,
    }
)
class MoneyField(serializers.Field[Money, Any, dict[str, str], Money]):
    """An amount: {"amount": "19.90", "currency": "EUR"}."""

    def to_representation(self, value: Money) -> dict[str, str]:
        return value.as_json()

    def to_internal_value(self, data: Any) -> Money:
        if not isinstance(data, dict) or set(data) != {"amount", "currency"}:
            raise serializers.ValidationError('Money is {"amount": "19.90", "currency": "EUR"}.', code="invalid")
        amount, currency = data["amount"], data["currency"]
        if not isinstance(amount, str) or not isinstance(currency, str) or len(amount) > 30:
            raise serializers.ValidationError("Amount and currency are strings.", code="invalid")
        if not re.fullmatch(_AMOUNT, amount):
            raise serializers.ValidationError("An amount is a decimal number such as 19.90.", code="invalid_amount")
        try:
            return Money.parse(amount, currency)
        except ValueError as error:
            raise serializers.ValidationError(str(error), code="invalid_amount") from None


class AddressSerializer(StrictSerializer):
    """A postal address. Which parts are required, and what a postcode looks like, depends on the country."""

    name = StrictCharField(max_length=MAX_LENGTH)
    company = StrictCharField(max_length=MAX_LENGTH, required=False, allow_blank=True, default="")
    line1 = StrictCharField(max_length=MAX_LENGTH)
    line2 = StrictCharField(max_length=MAX_LENGTH, required=False, allow_blank=True, default="")
    city = StrictCharField(max_length=MAX_LENGTH, required=False, allow_blank=True, default="")
    region = StrictCharField(max_length=MAX_LENGTH, required=False, allow_blank=True, default="")
    postal_code = StrictCharField(max_length=MAX_LENGTH, required=False, allow_blank=True, default="")
    country = StrictCharField(min_length=2, max_length=2, help_text="ISO 3166-1 alpha-2")

    def to_internal_value(self, data: Any) -> Address:
        return Address(**super().to_internal_value(data))

    def to_representation(self, instance: Address) -> dict[str, str]:
        return instance.as_json()


class FieldErrorSerializer(serializers.Serializer[Any]):
    pointer = serializers.CharField(help_text="JSON pointer into the request body")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457. Some problems carry more members, named in the operation's description."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    code = serializers.CharField(help_text="Stable; decide by this one.")
    errors = FieldErrorSerializer(many=True, required=False)  # type: ignore[assignment]
