"""Money: an integer count of minor units, with its currency. Never a float.

Rounding policy of the whole shop: half away from zero, once, at the smallest unit of the currency, on each
line; sums are sums of rounded lines. Digits of a currency are Babel's (CLDR).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache, total_ordering

from babel.core import UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, is_currency

MAX_MINOR = 10**15
"""More than any order: amounts beyond it are refused before they reach a column."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were put together."""


@lru_cache(maxsize=256)
def digits(currency: str) -> int:
    """Return how many decimal digits the currency has: 2 for EUR, 0 for JPY, 3 for KWD.

    Raises ValueError for a code that is no ISO 4217 currency.
    """
    if not is_currency(currency):
        raise ValueError(f"{currency!r} is not an ISO 4217 currency code.")
    return get_currency_precision(currency)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount. `minor` counts the currency's smallest unit: Money(1990, "EUR") is 19.90 euros."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("Money counts whole minor units.")

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Make an amount of nothing."""
        return cls(0, currency)

    @classmethod
    def parse(cls, amount: str | Decimal, currency: str) -> "Money":
        """Read a decimal amount such as "19.90".

        Raises ValueError when it is no finite number, is too large, or has more digits than the currency.
        """
        try:
            number = Decimal(amount)
        except InvalidOperation:
            raise ValueError("An amount is a decimal number such as 19.90.") from None
        if not number.is_finite() or abs(number) > MAX_MINOR:
            raise ValueError("An amount is a decimal number such as 19.90.")
        minor = number.scaleb(digits(currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"{currency} has {digits(currency)} decimal digits.")
        if abs(minor) > MAX_MINOR:
            raise ValueError("The amount is too large.")
        return cls(int(minor), currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """Add amounts up; nothing adds up to zero of `currency`."""
        return sum(amounts, start=cls.zero(currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} can't be put together.")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        if not isinstance(count, int):
            raise TypeError("Money is multiplied by whole numbers; use portion() for shares.")
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def portion(self, numerator: int, denominator: int) -> "Money":
        """Return this amount times numerator/denominator, rounded half away from zero."""
        exact = Decimal(self.minor) * numerator / Decimal(denominator)
        return Money(int(exact.to_integral_value(ROUND_HALF_UP)), self.currency)

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Split by weights so that the parts add up exactly (largest remainder; ties go to the first).

        Raises ValueError when a weight is negative or all of them are zero.
        """
        whole = sum(weights)
        if whole <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("Weights are not negative, and one of them is not zero.")
        sign = -1 if self.minor < 0 else 1
        size = abs(self.minor)
        parts = [size * weight // whole for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % whole), i))
        for i in by_remainder[: size - sum(parts)]:
            parts[i] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    @property
    def amount(self) -> str:
        """The decimal string with the currency's own number of digits: "19.90"."""
        places = digits(self.currency)
        return f"{Decimal(self.minor).scaleb(-places):.{places}f}"

    def as_json(self) -> dict[str, str]:
        """Return the contract's shape: {"amount": "19.90", "currency": "EUR"}."""
        return {"amount": self.amount, "currency": self.currency}

    def format(self, locale: str = "en") -> str:
        """Write it for people, as `locale` does."""
        try:
            return format_currency(Decimal(self.amount), self.currency, locale=locale)
        except (UnknownLocaleError, ValueError):
            return format_currency(Decimal(self.amount), self.currency, locale="en")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
