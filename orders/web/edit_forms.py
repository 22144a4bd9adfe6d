"""Changing an unpaid order: one page that shows all of it, or exactly what the bank asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from cart.errors import ShippingMethodUnknown
from cart.service import CartService
from orders.contracts import Actor, ChangeDetails, OrderView
from orders.service import OrderService
from orders.web.forms import ContactForm, DeliveryForm
from shop.kernel.address import MAX_LENGTH
from shop.kernel.errors import Invalid
from shop.users.address_forms import AddressForm

FIXES = ("name", "address")


class NameForm(forms.Form):
    """The name alone."""

    name = forms.CharField(
        label="Name, as it is printed on the card",
        max_length=MAX_LENGTH,
        error_messages={"required": "Enter the name as it is printed on the card."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, name: str = "") -> None:
        super().__init__(data, initial={"name": name}, label_suffix="")
        self.fields["name"].widget.attrs["autocomplete"] = "cc-name"


class OrderEdit:
    """The forms of the page, filled with what was sent, else with the order. Those not shown are None."""

    def __init__(self, request: HttpRequest, order: OrderView) -> None:
        asked = request.POST.get("fix") or request.GET.get("fix") or ""
        self.fix = asked if asked in FIXES else ""
        self.order = order
        self.is_redrawn = "update" in request.POST
        sent = request.POST if request.method == "POST" and not self.is_redrawn else None
        self.name = self.contact = self.shipping = self.billing = self.delivery = None
        if self.fix == "name":
            self.name = NameForm(sent, name=order.billing_address.name)
        elif self.fix == "address":
            self.billing = self._address_form(request.POST, "billing")
        else:
            self.contact = ContactForm(sent, email=request.POST.get("email", order.email))
            self.shipping = self._address_form(request.POST, "shipping")
            self.delivery = self._delivery_form(sent)

    def _address_form(self, sent: QueryDict, purpose: str) -> AddressForm:
        if self.is_redrawn:
            return AddressForm.of_typed(sent, prefix=purpose, purpose=purpose)
        known = self.order.billing_address if purpose == "billing" else self.order.shipping_address
        return AddressForm(sent or None, initial=known, prefix=purpose, purpose=purpose)

    def _delivery_form(self, sent: QueryDict | None) -> DeliveryForm:
        assert self.shipping is not None
        options = CartService().shipping_options(
            cart_id=self.order.cart_id, user_id=self.order.user_id, country=self.shipping.country
        )
        return DeliveryForm(sent, options, chosen=self.order.shipping_method)

    @property
    def shown(self) -> list[Any]:
        """The forms of this page."""
        every = (self.name, self.contact, self.shipping, self.billing, self.delivery)
        return [form for form in every if form is not None]

    def is_valid(self) -> bool:
        """Whether all that is shown was sent and is complete."""
        return not self.is_redrawn and not [form for form in self.shown if not form.is_valid()]

    def save(self) -> OrderView | None:
        """Change the order; None when something has to be mended first, which the forms then say."""
        if not self.is_valid():
            return None
        try:
            return OrderService().change_details(order_id=self.order.id, change=self._change(), actor=Actor("shopper"))
        except ShippingMethodUnknown as refused:
            self.shown[-1].add_error(None, refused.detail)
        except Invalid as refused:
            self._explain(refused)
        return None

    def _change(self) -> ChangeDetails:
        return ChangeDetails(
            name=self.name.cleaned_data["name"] if self.name else None,
            email=self.contact.cleaned_data["email"] if self.contact else None,
            shipping_address=self.shipping.address if self.shipping else None,
            billing_address=self.billing.address if self.billing else None,
            shipping_method=self.delivery.cleaned_data["method"] if self.delivery else None,
        )

    def _explain(self, refused: Invalid) -> None:
        for error in refused.errors:
            name = error.pointer.rsplit("/", 1)[-1]
            home = next((form for form in self.shown if name in form.fields), self.shown[0])
            home.add_error(name if name in home.fields else None, error.detail)
