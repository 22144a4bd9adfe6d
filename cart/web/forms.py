"""What the product page and the cart page send."""

from uuid import UUID

from django import forms
from django.conf import settings

from catalog.contracts import Offer
from catalog.service import CatalogService

OPTION = "option."


class QuantityForm(forms.Form):
    """How many; what is no whole number within reach of a cart line is refused here."""

    quantity = forms.IntegerField(
        min_value=1,
        max_value=settings.MAX_LINE_QUANTITY,
        error_messages={
            "required": "Enter how many you want.",
            "invalid": "Enter a whole number.",
            "min_value": "Enter 1 or more, or remove it.",
            "max_value": f"Enter {settings.MAX_LINE_QUANTITY} or fewer.",
        },
    )


class AddForm(QuantityForm):
    """A product with its options, as the product page's radio buttons name them."""

    product_id = forms.UUIDField()

    @property
    def wanted_options(self) -> dict[str, str]:
        """The option values that were sent."""
        sent = self.data
        return {name.removeprefix(OPTION): sent[name] for name in sent if name.startswith(OPTION)}

    def find_offer(self, product_id: UUID) -> Offer | None:
        """Return the variant that has exactly the options sent; None where it is not made."""
        offers = CatalogService().list_product_offers(product_id)
        if len(offers) == 1:
            return offers[0]
        return next((offer for offer in offers if dict(offer.options) == self.wanted_options), None)
