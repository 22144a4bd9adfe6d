"""Amounts as Stripe counts them, which is not always how ISO 4217 and CLDR do.

Stripe wants integers in its own smallest unit: https://docs.stripe.com/currencies.
"""

from payments.errors import GatewayRejected
from shop.kernel.money import Money, digits

_NO_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# Whole units by now, but still sent with two decimals that are always 00.
_WHOLE_UNITS_AS_HUNDREDTHS = frozenset({"ISK", "UGX"})


def stripe_exponent(currency: str) -> int:
    """This function will return how many decimal digits Stripe's integer amounts have in this currency."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def to_stripe(money: Money) -> int:
    """This function will return the integer that Stripe expects for an amount.

    Raises GatewayRejected when Stripe can't take exactly this amount: three-decimal currencies end in 0, and
    ISK and UGX in 00.
    """
    shift = stripe_exponent(money.currency) - digits(money.currency)
    amount, rest = _rescale(money.minor, shift)
    step = 10 if money.currency in _THREE_DECIMALS else 1
    if money.currency in _WHOLE_UNITS_AS_HUNDREDTHS:
        step = 100
    if rest or amount % step:
        raise GatewayRejected(f"Stripe can't take {money}: the amount is too fine for {money.currency}.")
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """This function will return the Money that one of Stripe's integers stands for."""
    code = currency.upper()
    shift = digits(code) - stripe_exponent(code)
    minor, rest = _rescale(amount, shift)
    if rest:
        raise ValueError(f"Stripe speaks of {amount} {code}, which is finer than the currency.")
    return Money(minor, code)


def _rescale(amount: int, shift: int) -> tuple[int, int]:
    """Move the decimal point by `shift` digits; the digits that fall off come second."""
    up, down = int(10 ** max(shift, 0)), int(10 ** max(-shift, 0))
    return divmod(amount * up, down)
