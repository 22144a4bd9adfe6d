"""What a shopper types: addresses and an e-mail address."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from shop.kernel.address import Address, check_address
from shop.kernel.errors import FieldError, Invalid

MAX_EMAIL = 254


class Checks:
    """Collects what is wrong, so that a shopper hears of everything at once."""

    def __init__(self) -> None:
        self._errors: list[FieldError] = []

    def email(self, value: str) -> str:
        """Return the e-mail address without the blanks around it."""
        value = value.strip()
        try:
            validate_email(value)
        except ValidationError:
            detail = "Enter an e-mail address such as anna@example.com."
            self._errors.append(FieldError("/email", "invalid", detail))
        else:
            if len(value) > MAX_EMAIL:
                self._errors.append(FieldError("/email", "too_long", f"Use at most {MAX_EMAIL} characters."))
        return value

    def address(self, value: Address, pointer: str) -> Address:
        """Return the address in its country's own form."""
        value, errors = check_address(value, pointer=pointer)
        self._errors.extend(errors)
        return value

    def refuse(self, detail: str) -> None:
        """Raise Invalid when anything is wrong."""
        if self._errors:
            raise Invalid(detail, errors=self._errors)
