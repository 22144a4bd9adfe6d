"""What the card page sends. The card itself is never part of it."""

import hashlib

from django import forms
from django.core.validators import RegexValidator

from payments.gateways.sandbox_cards import SANDBOX_CARDS, SandboxCard

_PRINTABLE = RegexValidator(r"^[^\x00-\x1f\x7f]*$", "Remove the control characters.")


class PayForm(forms.Form):
    """The name of a card at the gateway, and a token that makes a second click the same request."""

    payment_method = forms.CharField(max_length=200, validators=[_PRINTABLE])
    billing_name = forms.CharField(max_length=200, required=False, validators=[_PRINTABLE])
    token = forms.UUIDField()

    @property
    def request_key(self) -> str:
        """The request's name. Another card with an old token (the browser's "back") is another request."""
        data = self.cleaned_data
        parts = [str(data["token"]), data["payment_method"], data["billing_name"]]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class BankForm(forms.Form):
    """The cardholder's answer to their bank."""

    answer = forms.ChoiceField(choices=[("approve", "Yes"), ("refuse", "No")])


def sandbox_card_choices() -> list[tuple[str, str]]:
    """Return the sandbox's cards, for those whose browser runs no scripts."""
    return [
        (name, f"{card.brand.title()} ending in {card.last4}: {_outcome(card)}") for name, card in SANDBOX_CARDS.items()
    ]


def _outcome(card: SandboxCard) -> str:
    if card.asks_for_authentication:
        return "the bank asks first"
    if not card.decline_code:
        return "pays"
    return f"declined ({card.decline_code.replace('_', ' ')})"
