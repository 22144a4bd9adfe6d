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
    """How the bank behind one test card answers: yes, unless something here says otherwise."""

    brand: str
    last4: str
    decline_code: str = ""
    asks_for_authentication: bool = False
    mend: Mend | None = None

    @property
    def summary(self) -> CardSummary:
        """What may be shown of the card."""
        return CardSummary(brand=self.brand, last4=self.last4)


SANDBOX_CARDS: Mapping[str, SandboxCard] = {
    "pm_card_visa": SandboxCard("visa", "4242"),
    "pm_card_mastercard": SandboxCard("mastercard", "4444"),
    "pm_card_amex": SandboxCard("amex", "0005"),
    "pm_card_chargeDeclined": SandboxCard("visa", "0002", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": SandboxCard("visa", "9995", "insufficient_funds"),
    "pm_card_chargeDeclinedExpiredCard": SandboxCard("visa", "0069", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": SandboxCard("visa", "0127", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": SandboxCard("visa", "0119", "processing_error"),
    "pm_card_threeDSecure2Required": SandboxCard("visa", "3220", asks_for_authentication=True),
    "pm_card_avsFail": SandboxCard("visa", "0010", "incorrect_zip", mend=Mend.ADDRESS),
    # Stripe has no number for these two, so their numbers are the sandbox's own.
    "pm_card_nameMismatch": SandboxCard("visa", "1018", "incorrect_name", mend=Mend.NAME),
    "pm_card_notSupported": SandboxCard("visa", "1026", "card_not_supported"),
}
