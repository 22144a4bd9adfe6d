import threading

import pytest
from django.db import connection

from shop.kernel.address import Address
from shop.kernel.errors import Invalid, NotFound
from shop.users.models import SavedAddress, User
from shop.users.service import UserService

HOME = Address(name="Ada", line1="12 St James's Square", city="London", postal_code="SW1Y 4JH", country="GB")
WORK = Address(name="Ada", line1="1 Main Street", city="Dublin", postal_code="D02 X285", country="IE")


@pytest.fixture
def alice():
    return User.objects.create_user("alice@example.com", "a-long-password").pk


@pytest.fixture
def bob():
    return User.objects.create_user("bob@example.com", "a-long-password").pk


def book(user_id):
    return [(entry.address.line1, entry.is_default) for entry in UserService().list_addresses(user_id=user_id)]


@pytest.mark.django_db
def test_the_first_address_is_the_default_and_a_new_default_takes_its_place(alice):
    service = UserService()
    service.save_address(user_id=alice, address=HOME)
    service.save_address(user_id=alice, address=WORK)
    assert book(alice) == [(HOME.line1, True), (WORK.line1, False)]
    service.save_address(user_id=alice, address=WORK, is_default=True)
    assert [is_default for _, is_default in book(alice)] == [True, False, False]


@pytest.mark.django_db
def test_removing_the_default_leaves_another_one(alice):
    service = UserService()
    first = service.save_address(user_id=alice, address=HOME)
    service.save_address(user_id=alice, address=WORK)
    service.remove_address(user_id=alice, address_id=first)
    assert book(alice) == [(WORK.line1, True)]


@pytest.mark.django_db
def test_an_incomplete_address_is_refused_and_nothing_changes(alice):
    with pytest.raises(Invalid) as refused:
        UserService().save_address(user_id=alice, address=Address(name="", line1="", country="GB"))
    assert {error.pointer for error in refused.value.errors} == {"/name", "/line1", "/city", "/postal_code"}
    assert book(alice) == []


@pytest.mark.django_db
def test_somebody_elses_address_can_not_be_seen_changed_or_removed(alice, bob):
    service = UserService()
    address_id = service.save_address(user_id=alice, address=HOME)
    with pytest.raises(NotFound):
        service.get_address(user_id=bob, address_id=address_id)
    with pytest.raises(NotFound):
        service.save_address(user_id=bob, address=WORK, address_id=address_id)
    with pytest.raises(NotFound):
        service.remove_address(user_id=bob, address_id=address_id)
    assert book(alice) == [(HOME.line1, True)]
    assert book(bob) == []


@pytest.mark.django_db(transaction=True)
def test_two_first_addresses_at_once_make_one_default(alice):
    barrier = threading.Barrier(2)

    def save(address):
        barrier.wait()
        UserService().save_address(user_id=alice, address=address)
        connection.close()

    threads = [threading.Thread(target=save, args=[address]) for address in (HOME, WORK)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SavedAddress.objects.filter(user_id=alice, is_default=True).count() == 1
    assert len(book(alice)) == 2


@pytest.mark.django_db
def test_an_account_is_made_once_and_its_groups_must_exist():
    service = UserService()
    first = service.create_account(email="Carol@Example.com", password="a-long-password")
    assert service.create_account(email="carol@example.com", password="another-one") == first
    assert User.objects.get(pk=first).check_password("a-long-password")
    with pytest.raises(Invalid):
        service.create_account(email="dave@example.com", password="a-long-password", groups=["wizards"])
    assert not User.objects.filter(email="dave@example.com").exists()
