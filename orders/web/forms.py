"""What the pages of checkout and of an order ask. They check the shape of answers; services decide."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.conf import settings

from cart.contracts import ShippingOption
from shop.kernel.money import Money
from shop.users.service import AddressBookEntry

NEW = "new"


class ContactForm(forms.Form):
    """Where the receipt goes."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="For the receipt and the news of your parcel. Nothing else.",
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address like name@example.com.",
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, email: str = "") -> None:
        super().__init__(data, initial={"email": email}, label_suffix="")
        self.fields["email"].widget.attrs.update(autocomplete="email", spellcheck="false")


class SavedAddressForm(forms.Form):
    """Which of the saved addresses, or a new one."""

    saved = forms.ChoiceField(
        label="Deliver to",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an address.", "invalid_choice": "Choose an address."},
    )

    def __init__(
        self, data: Mapping[str, Any] | None, entries: Sequence[AddressBookEntry], *, chosen: str = ""
    ) -> None:
        super().__init__(data, initial={"saved": chosen or (str(entries[0].id) if entries else NEW)}, label_suffix="")
        self.entries = entries
        cast("forms.ChoiceField", self.fields["saved"]).choices = [
            (str(entry.id), entry.address.name) for entry in entries
        ] + [(NEW, "Another address")]

    @property
    def chosen(self) -> AddressBookEntry | None:
        """The saved address that was chosen; None for a new one."""
        value = self["saved"].value()
        return next((entry for entry in self.entries if str(entry.id) == value), None)


class BillingChoiceForm(forms.Form):
    """Whether the invoice goes where the parcel goes."""

    billing_same = forms.BooleanField(label="The billing address is the same", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, is_same: bool = True) -> None:
        super().__init__(data, initial={"billing_same": is_same}, label_suffix="")

    @property
    def is_same(self) -> bool:
        """What is ticked, sent or not."""
        return bool(self["billing_same"].value())


class DeliveryForm(forms.Form):
    """Which way of delivery."""

    method = forms.ChoiceField(
        label="How shall it come?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a way of delivery.",
            "invalid_choice": "Choose a way of delivery from the list.",
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, options: Sequence[ShippingOption], *, chosen: str = "") -> None:
        there = [option.id for option in options]
        first = chosen if chosen in there else next(iter(there), "")
        super().__init__(data, initial={"method": first}, label_suffix="")
        self.options = options
        cast("forms.ChoiceField", self.fields["method"]).choices = [(option.id, option.name) for option in options]

    @property
    def chosen(self) -> str:
        """The id of what is chosen, sent or not."""
        return str(self["method"].value() or "")


class ReviewForm(forms.Form):
    """The total that the shopper saw when they pressed the button."""

    expected_total = forms.DecimalField(max_digits=15)

    @property
    def money(self) -> Money | None:
        """The total as an amount; None where nothing readable was sent, and so nothing was agreed."""
        if not self.is_valid():
            return None
        try:
            return Money.parse(self.cleaned_data["expected_total"], settings.SHOP_CURRENCY)
        except ValueError:
            return None
