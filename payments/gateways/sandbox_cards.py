"""The sandbox's test cards: Stripe's own names where Stripe has one, and three more so that every fix can be
tried.

`static/js/pay-sandbox.js` holds the card numbers that stand for these names; a test keeps the two in step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from payments.gateways.protocol import CardSummary


class Mend(StrEnum):
    """What has to differ from the last declined try of the same order before the bank says yes."""

    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class SandboxCard:
    """How the bank behind one test card answers: yes, unless something here says otherwise.

    `does` is what a person who tries the shop wants to know of the card.
    """

    brand: str
    number: str
    does: str
    decline_code: str = ""
    asks_for_authentication: bool = False
    mend: Mend | None = None

    @property
    def last4(self) -> str:
        """The digits that a receipt may show."""
        return self.number[-4:]

    @property
    def summary(self) -> CardSummary:
        """What may be shown of the card."""
        return CardSummary(brand=self.brand, last4=self.last4)


SANDBOX_CARDS: Mapping[str, SandboxCard] = {
    "pm_card_visa": SandboxCard("visa", "4242424242424242", "pays"),
    "pm_card_mastercard": SandboxCard("mastercard", "5555555555554444", "pays"),
    "pm_card_amex": SandboxCard("amex", "378282246310005", "pays"),
    "pm_card_threeDSecure2Required": SandboxCard(
        "visa", "4000000000003220", "asks your bank first", asks_for_authentication=True
    ),
    "pm_card_chargeDeclined": SandboxCard("visa", "4000000000000002", "is declined", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": SandboxCard(
        "visa", "4000000000009995", "has too little money on it", "insufficient_funds"
    ),
    "pm_card_chargeDeclinedExpiredCard": SandboxCard("visa", "4000000000000069", "has expired", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": SandboxCard(
        "visa", "4000000000000127", "has another security code", "incorrect_cvc"
    ),
    "pm_card_chargeDeclinedProcessingError": SandboxCard(
        "visa", "4000000000000119", "meets an error at the bank", "processing_error"
    ),
    "pm_card_avsFail": SandboxCard(
        "visa",
        "4000000000000010",
        "is declined until the billing address is changed",
        "incorrect_zip",
        mend=Mend.ADDRESS,
    ),
    # Stripe has no number for these two, so their numbers are the sandbox's own.
    "pm_card_nameMismatch": SandboxCard(
        "visa", "4000000000001018", "is declined until the name is changed", "incorrect_name", mend=Mend.NAME
    ),
    "pm_card_notSupported": SandboxCard(
        "visa", "4000000000001026", "is of a kind that is not taken", "card_not_supported"
    ),
}
