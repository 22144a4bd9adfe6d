"""The address book's pages."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.kernel.address import Address
from shop.kernel.errors import Invalid
from shop.users.address_forms import AddressForm
from shop.users.service import AddressBookEntry, UserService
from shop.users.web.forms import DefaultForm


def _customer(request: HttpRequest) -> UUID:
    """Who is signed in; only for pages that ask for it."""
    return cast("UUID", request.user.pk)


@never_cache
@login_required
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """Show the address book."""
    entries = UserService().list_addresses(user_id=_customer(request))
    return render(request, "users/addresses.html", {"entries": entries})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_address(request: HttpRequest) -> HttpResponse:
    """Ask for another address."""
    return _edit(request, None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: HttpRequest, address_id: UUID) -> HttpResponse:
    """Change a saved address."""
    return _edit(request, UserService().get_address(user_id=_customer(request), address_id=address_id))


def _edit(request: HttpRequest, entry: AddressBookEntry | None) -> HttpResponse:
    form, default = _forms(request, entry)
    if request.method == "POST" and "update" not in request.POST and form.is_valid() and default.is_valid():
        try:
            UserService().save_address(
                user_id=_customer(request),
                address=cast("Address", form.address),
                address_id=entry.id if entry else None,
                is_default=default.cleaned_data["is_default"],
            )
        except Invalid as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, "The address is saved.")
            return redirect("account_addresses")
    return render(request, "users/address.html", {"form": form, "default": default, "entry": entry})


def _forms(request: HttpRequest, entry: AddressBookEntry | None) -> tuple[AddressForm, DefaultForm]:
    is_default = entry.is_default if entry else False
    if request.method != "POST":
        return AddressForm(initial=entry.address if entry else None), DefaultForm(initial={"is_default": is_default})
    if "update" in request.POST:
        return AddressForm.of_typed(request.POST), DefaultForm(initial={"is_default": "is_default" in request.POST})
    return AddressForm(request.POST), DefaultForm(request.POST)


@require_POST
@login_required
def remove_address(request: HttpRequest, address_id: UUID) -> HttpResponse:
    """Take an address out of the book."""
    UserService().remove_address(user_id=_customer(request), address_id=address_id)
    messages.success(request, "The address is removed.")
    return redirect("account_addresses")


@require_POST
@login_required
def make_default(request: HttpRequest, address_id: UUID) -> HttpResponse:
    """Let checkout begin with this address."""
    entry = UserService().get_address(user_id=_customer(request), address_id=address_id)
    UserService().save_address(user_id=_customer(request), address=entry.address, address_id=entry.id, is_default=True)
    return redirect("account_addresses")
