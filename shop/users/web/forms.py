"""What the address book asks beside the address itself."""

from django import forms


class DefaultForm(forms.Form):
    """Whether checkout shall begin with this address."""

    is_default = forms.BooleanField(label="Use this address first at checkout", required=False)
