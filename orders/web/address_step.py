"""The first step of checkout, several small forms in one: who, where to, and where the invoice goes."""

from dataclasses import replace

from django.forms import Form
from django.http import HttpRequest

from orders.web.draft import Draft
from orders.web.forms import NEW, BillingChoiceForm, ContactForm, SavedAddressForm
from shop.http.shopper import shopper_id
from shop.kernel.address import Address
from shop.users.address_forms import AddressForm
from shop.users.service import AddressBookEntry, UserService


class AddressStep:
    """The forms of the step. Each is made from what was sent, or from what is known (`load`)."""

    def __init__(
        self,
        *,
        contact: ContactForm,
        saved: SavedAddressForm | None,
        shipping: AddressForm,
        billing_choice: BillingChoiceForm,
        billing: AddressForm,
    ) -> None:
        self.contact = contact
        self.saved = saved
        self.shipping = shipping
        self.billing_choice = billing_choice
        self.billing = billing

    @classmethod
    def load(cls, request: HttpRequest, draft: Draft) -> "AddressStep":
        """Make the forms from what is known of the shopper."""
        entries = _entries(request)
        known = next((str(entry.id) for entry in entries if entry.address == draft.shipping), "")
        elsewhere = NEW if draft.shipping and not known else ""
        return cls(
            contact=ContactForm(email=draft.email or getattr(request.user, "email", "")),
            saved=SavedAddressForm(None, entries, chosen=known or elsewhere) if entries else None,
            shipping=AddressForm(initial=None if known else draft.shipping),
            billing_choice=BillingChoiceForm(is_same=draft.billing is None),
            billing=AddressForm(initial=draft.billing, prefix="billing", purpose="billing"),
        )

    @classmethod
    def receive(cls, request: HttpRequest) -> "AddressStep":
        """Make the forms from what was sent. The button that redraws an address for its country checks nothing."""
        sent, entries = request.POST, _entries(request)
        if "update" in sent:
            return cls(
                contact=ContactForm(email=sent.get("email", "")[:254]),
                saved=SavedAddressForm(None, entries, chosen=sent.get("saved", "")) if entries else None,
                shipping=AddressForm.of_typed(sent),
                billing_choice=BillingChoiceForm(is_same="billing_same" in sent),
                billing=AddressForm.of_typed(sent, prefix="billing", purpose="billing"),
            )
        return cls(
            contact=ContactForm(sent),
            saved=SavedAddressForm(sent, entries) if entries else None,
            shipping=AddressForm(sent),
            billing_choice=BillingChoiceForm(sent),
            billing=AddressForm(sent, prefix="billing", purpose="billing"),
        )

    @property
    def wanted(self) -> list[Form]:
        """The forms that count: those for a new address only where one is wanted."""
        forms: list[Form | None] = [self.contact, self.saved, self.billing_choice]
        if self.saved is None or self.saved.chosen is None:
            forms.append(self.shipping)
        if not self.billing_choice.is_same:
            forms.append(self.billing)
        return [form for form in forms if form is not None]

    def is_valid(self) -> bool:
        """Whether all that counts is complete."""
        return not [form for form in self.wanted if not form.is_valid()]

    def answer(self, draft: Draft) -> Draft:
        """Return the draft with the answers of a valid step."""
        entry = self.saved.chosen if self.saved else None
        shipping: Address | None = entry.address if entry else self.shipping.address
        billing = None if self.billing_choice.is_same else self.billing.address
        return replace(draft, email=self.contact.cleaned_data["email"], shipping=shipping, billing=billing)


def _entries(request: HttpRequest) -> list[AddressBookEntry]:
    user_id = shopper_id(request)
    return UserService().list_addresses(user_id=user_id) if user_id else []
