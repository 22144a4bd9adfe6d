"""Accounts and address books: what the pages, the admin and the demo shop do with people.

Signing in, verifying an address and changing a password are django-allauth's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from shop.kernel.address import Address, check_address
from shop.kernel.errors import Invalid, NotFound
from shop.users.models import SavedAddress, User

MAX_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class AddressBookEntry:
    """One saved address."""

    id: UUID
    address: Address
    is_default: bool


class UserService:
    """Accounts and their addresses."""

    def create_account(
        self,
        *,
        email: str,
        password: str,
        name: str = "",
        groups: Sequence[str] = (),
        is_superuser: bool = False,
    ) -> UUID:
        """Make an account with a verified address; with groups or `is_superuser` it is a member of staff.

        An account that is there already is returned unchanged. Raises Invalid for a group that does not exist.
        """
        with transaction.atomic():
            found = User.objects.filter(email__iexact=email).first()
            if found is not None:
                return found.pk
            rows = list(Group.objects.filter(name__in=groups))
            if len(rows) != len(set(groups)):
                raise Invalid(f"There is no group among {', '.join(groups)} by one of these names.")
            user = User.objects.create_user(
                email, password, name=name, is_staff=bool(groups) or is_superuser, is_superuser=is_superuser
            )
            user.groups.set(rows)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            return user.pk

    def list_addresses(self, *, user_id: UUID) -> list[AddressBookEntry]:
        """Return the address book, the default one first."""
        rows = SavedAddress.objects.filter(user_id=user_id)
        return [AddressBookEntry(row.pk, row.as_address(), row.is_default) for row in rows]

    def get_address(self, *, user_id: UUID, address_id: UUID) -> AddressBookEntry:
        """Return one saved address of this user.

        Raises NotFound, also for somebody else's.
        """
        row = SavedAddress.objects.filter(user_id=user_id, pk=address_id).first()
        if row is None:
            raise NotFound("There is no such address in your address book.")
        return AddressBookEntry(row.pk, row.as_address(), row.is_default)

    def save_address(
        self, *, user_id: UUID, address: Address, address_id: UUID | None = None, is_default: bool = False
    ) -> UUID:
        """Add an address, or change the one named. The first one becomes the default.

        Raises Invalid naming the fields, NotFound for an address that is not this user's.
        """
        address, errors = check_address(address)
        if errors:
            raise Invalid("The address is not complete.", errors=errors)
        with transaction.atomic():
            # The user's row is the lock of the address book: two tabs can't make two defaults.
            User.objects.select_for_update(no_key=True).get(pk=user_id)
            rows = SavedAddress.objects.filter(user_id=user_id)
            if address_id is not None and not rows.filter(pk=address_id).exists():
                raise NotFound("There is no such address in your address book.")
            if address_id is None and rows.count() >= MAX_ADDRESSES:
                raise Invalid(f"An address book holds {MAX_ADDRESSES} addresses; remove one first.")
            others = rows.exclude(pk=address_id) if address_id else rows
            is_default = is_default or not others.filter(is_default=True).exists()
            if is_default:
                others.update(is_default=False)
            values = {**address.as_json(), "is_default": is_default}
            if address_id is None:
                return SavedAddress.objects.create(user_id=user_id, **values).pk
            rows.filter(pk=address_id).update(**values)
            return address_id

    def remove_address(self, *, user_id: UUID, address_id: UUID) -> None:
        """Take an address out of the book; the oldest one left becomes the default.

        Raises NotFound.
        """
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=user_id)
            rows = SavedAddress.objects.filter(user_id=user_id)
            row = rows.filter(pk=address_id).first()
            if row is None:
                raise NotFound("There is no such address in your address book.")
            row.delete()
            heir = rows.first()
            if row.is_default and heir is not None:
                rows.filter(pk=heir.pk).update(is_default=True)
