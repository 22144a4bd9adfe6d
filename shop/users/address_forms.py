"""The address form of pages: fields, labels and their order are those of the country that is chosen."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings

from shop.kernel.address import MAX_LENGTH, Address, address_form, check_address, country_names

_AUTOCOMPLETE = {
    "name": "name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "postal_code": "postal-code",
    "city": "address-level2",
    "region": "address-level1",
    "country": "country",
}
_POSTAL_CODE = {"US": "ZIP code", "IE": "Eircode", "IN": "PIN code"}
_REGION = {
    "US": "State",
    "AU": "State or territory",
    "CA": "Province or territory",
    "IE": "County",
    "JP": "Prefecture",
    "BR": "State",
    "ES": "Province",
    "IT": "Province",
    "IN": "State",
    "MX": "State",
}
_CITY = {"GB": "Town or city", "IE": "Town or city", "US": "City", "AU": "Suburb or town"}


class PartField(forms.CharField):
    """A part of an address. Whether it may be empty is the country's, not the form's, to say."""

    def __init__(self, *, is_optional: bool, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.is_optional = is_optional


class AddressForm(forms.Form):
    """One address. `purpose` is "shipping" or "billing": the browser knows then which of its own addresses fits.

    What a country asks for is not the form's to decide: `check_address` of the kernel does.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Address | None = None,
        prefix: str = "shipping",
        purpose: str = "shipping",
    ) -> None:
        values = initial.as_json() if initial else {"country": settings.SHOP_COUNTRY}
        super().__init__(data, prefix=prefix, initial=values, label_suffix="")
        country = values["country"] if data is None else str(data.get(self.add_prefix("country"), "")).upper()
        self.country = country if country in country_names() else settings.SHOP_COUNTRY
        self.shape = address_form(self.country)
        self.address: Address | None = None
        self._add("country", "Country", widget=forms.Select(choices=list(country_names().items())))
        self._add("name", "Full name")
        self._add("company", "Company")
        for name in self.shape.fields:
            self._add(name, self._label_of(name), widget=self._widget_of(name))
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = f"{purpose} {_AUTOCOMPLETE[name]}"

    @classmethod
    def of_typed(cls, data: Mapping[str, Any], *, prefix: str = "shipping", purpose: str = "shipping") -> "AddressForm":
        """Make a form anew for the country that was chosen, with all else that was typed kept and nothing checked."""
        typed = {part: str(data.get(f"{prefix}-{part}", ""))[:MAX_LENGTH] for part in _AUTOCOMPLETE}
        if typed["country"] not in country_names():
            typed["country"] = settings.SHOP_COUNTRY
        return cls(initial=Address(**typed), prefix=prefix, purpose=purpose)

    def _add(self, name: str, label: str, widget: forms.Widget | None = None) -> None:
        is_optional = name in {"company", "line2"} or (name != "country" and name not in self.shape.required)
        widget = widget or forms.TextInput(attrs={"maxlength": MAX_LENGTH})
        self.fields[name] = PartField(label=label, widget=widget, is_optional=is_optional)

    def _widget_of(self, name: str) -> forms.Widget | None:
        if name == "region" and self.shape.regions:
            return forms.Select(choices=[("", "Choose"), *self.shape.regions])
        return None

    def _label_of(self, name: str) -> str:
        country = self.shape.country
        return {
            "line1": "Street and number",
            "line2": "Flat, floor, building",
            "postal_code": _POSTAL_CODE.get(country, "Postcode"),
            "city": _CITY.get(country, "Town or city"),
            "region": _REGION.get(country, "Region"),
        }[name]

    def clean(self) -> dict[str, Any]:
        """Check the address as a whole; `address` is then the one in its country's own form."""
        typed = {name: self.cleaned_data.get(name, "") for name in self.fields}
        if not self.errors:
            self.address, errors = check_address(Address(**typed))
            for error in errors:
                name = error.pointer.removeprefix("/")
                self.add_error(name if name in self.fields else None, error.detail)
        return typed
