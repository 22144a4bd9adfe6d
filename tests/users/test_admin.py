"""Who may do what in the admin: people, roles, keys."""

import io
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.urls import reverse

from shop.kernel.clock import system_clock
from shop.users.keys import find_key_holder
from shop.users.models import ApiKey, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client):
    user = User.objects.create_superuser("root@example.com", "a-long-password")
    client.force_login(user)
    return user


@pytest.fixture
def manager(client):
    """Staff who may change people, and nothing more."""
    user = User.objects.create_user("manager@example.com", "a-long-password", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client.force_login(user)
    return user


def test_staff_who_change_people_can_not_raise_themselves(client, manager):
    group = Group.objects.create(name="wizards")
    url = reverse("admin:users_user_change", args=[manager.pk])
    inline = {"addresses-TOTAL_FORMS": 0, "addresses-INITIAL_FORMS": 0}
    response = client.post(
        url,
        {"email": manager.email, "name": "New", "is_superuser": "on", "is_staff": "on", "groups": [group.pk], **inline},
    )
    manager.refresh_from_db()
    assert response.status_code == 302
    assert (manager.name, manager.is_superuser, manager.groups.count()) == ("New", False, 0)


def test_a_superusers_account_is_out_of_reach_of_other_staff(client, manager):
    root = User.objects.create_superuser("root@example.com", "a-long-password")
    response = client.post(reverse("admin:users_user_change", args=[root.pk]), {"email": "mine@example.com"})
    root.refresh_from_db()
    assert response.status_code == 403
    assert root.email == "root@example.com"
    assert client.post(reverse("admin:auth_user_password_change", args=[root.pk]), {}).status_code == 403


def test_a_key_is_shown_once_and_works(client, superuser):
    response = client.post(
        reverse("admin:users_apikey_add"), {"name": "warehouse", "scopes": ["stock:write"]}, follow=True
    )
    key = re.search(r"trk_[0-9a-f]{12}_[\w-]+", response.content.decode())[0]
    assert find_key_holder(key, now=system_clock.now()).scopes == {"stock:write"}
    assert key not in client.get(reverse("admin:users_apikey_changelist")).content.decode()


def test_a_key_can_be_revoked_and_neither_changed_nor_deleted(client, superuser):
    key = ApiKey.objects.create(name="old", prefix="abc", secret_hash=b"x", scopes=["orders:read"])
    assert client.get(reverse("admin:users_apikey_change", args=[key.pk])).status_code == 200
    assert client.post(reverse("admin:users_apikey_change", args=[key.pk]), {"name": "new"}).status_code == 403
    assert client.post(reverse("admin:users_apikey_delete", args=[key.pk]), {"post": "yes"}).status_code == 403
    client.post(reverse("admin:users_apikey_changelist"), {"action": "revoke", "_selected_action": [str(key.pk)]})
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert key.name == "old"


def test_the_command_makes_a_key_with_scopes_and_refuses_others():
    out = io.StringIO()
    call_command("create_api_key", "cli", "--scope", "orders:read", "--scope", "events:read", stdout=out)
    assert find_key_holder(out.getvalue().strip(), now=system_clock.now()).scopes == {"orders:read", "events:read"}
    with pytest.raises(CommandError, match="everything"):
        call_command("create_api_key", "cli", "--scope", "everything")
    with pytest.raises(CommandError, match="at least one"):
        call_command("create_api_key", "cli")
    assert ApiKey.objects.count() == 1


def test_the_admin_signs_in_through_the_shops_own_door(client):
    response = client.get("/admin/login/")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_guessing_passwords_is_slowed_down(client):
    User.objects.create_user("alice@example.com", "a-long-password")
    form = {"login": "alice@example.com", "password": "wrong"}
    for _ in range(5):
        client.post(reverse("account_login"), form)
    response = client.post(reverse("account_login"), {**form, "password": "a-long-password"})
    assert "_auth_user_id" not in client.session
    assert b"Too many failed" in response.content
