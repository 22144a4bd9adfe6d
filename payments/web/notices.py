"""What a declined card's page says, and where each thing to change is changed."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from payments.contracts import PaymentView


@dataclass(frozen=True, slots=True)
class Change:
    """A link to the one place where a thing is changed."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Plain words above the card form."""

    title: str
    text: str
    changes: tuple[Change, ...] = ()


def of_decline(payment: PaymentView) -> Notice:
    """Say what the bank did not like, with a link to each thing to change."""
    changes = tuple(_change(fix, payment.order_id) for fix in payment.fix)
    return Notice("Your payment didn't go through, and nothing was charged", payment.message, changes)


def of_refusal(text: str) -> Notice:
    """Say why the request itself could not be made."""
    return Notice("The payment could not be made, and nothing was charged", text)


def of_return(payment: PaymentView) -> Notice:
    """Say that the money of a payment goes back, because the order had changed by the time it came."""
    money = f"The {payment.captured.format()} that you paid with {payment.method}"
    return Notice("Your order changed while you were paying", f"{money} go back in full. Please pay the new total.")


def _change(fix: str, order_id: UUID) -> Change:
    if fix == "address":
        back = reverse("pay", args=[order_id])
        edit = reverse("order_edit", args=[order_id])
        return Change("Change the billing address", f"{edit}?{urlencode({'fix': 'address', 'next': back})}")
    return _ON_THE_CARD[fix]


_ON_THE_CARD = {
    "name": Change("Change the name on the card", "#card-name"),
    "card_number": Change("Enter the card again, or another one", "#card-number"),
    "expiry": Change("Change the expiry date", "#card-expiry"),
    "card_type": Change("Use a different kind of card", "#card-number"),
}
