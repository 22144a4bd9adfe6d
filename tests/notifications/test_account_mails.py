"""The mails of the account pages go the same way as all others."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.test import Client
from django.urls import reverse

from notifications.models import Message
from notifications.service import NotificationService
from notifications.web.account_adapter import AccountAdapter
from tests.cart.making import a_customer

pytestmark = pytest.mark.django_db


def only_message():
    return Message.objects.get()


def test_a_forgotten_password_is_mailed_and_the_link_in_it_works(smtp):
    user = a_customer()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    assert client.post(reverse("account_reset_password"), {"email": user.email}).status_code == 302
    message = only_message()
    assert (message.kind, message.recipient) == ("account.password_reset_key", "alice@example.com")
    assert message.subject == "Choose a new password"
    (link,) = set(re.findall(r"http\S+/password/reset/key/\S+", message.text))
    assert f'href="{link}"' in message.html
    assert client.get(link.replace("http://testserver", ""), follow=True).status_code == 200
    NotificationService().send_waiting()
    assert smtp.received[0]["To"] == "alice@example.com"


def test_an_address_without_an_account_gets_a_mail_that_says_so():
    Client().post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert only_message().kind == "account.unknown_account"
    assert "There is no account with this address" in only_message().subject


def test_a_new_account_is_asked_to_confirm_its_address():
    Client().post(
        reverse("account_signup"), {"email": "new@example.com", "password1": "a long enough one", "password2": ""}
    )
    message = only_message()
    assert message.kind == "account.email_confirmation_signup"
    assert re.search(r"http\S+/confirm-email/\S+", message.text)


def test_a_mail_without_words_of_our_own_carries_allauths(rf):
    request = rf.get("/")
    with request_context(request):
        AccountAdapter(request).send_mail(
            "account/email/email_changed",
            "anna@example.com",
            {"user": a_customer(), "ip": "203.0.113.7", "user_agent": "Browser", "timestamp": "now"},
        )
    message = only_message()
    assert message.kind == "account.email_changed"
    assert "203.0.113.7" in message.text
    assert "203.0.113.7" in message.html


def test_what_somebody_typed_can_not_become_part_of_the_page():
    NotificationService().queue_account_mail(
        kind="unknown_account",
        recipient="a@example.com",
        subject="<i>S</i>",
        text="<script>x</script>\n\nhttps://e.com/?a=1&b=2\n",
    )
    html = only_message().html
    assert "<script>" not in html
    assert "<i>" not in html
    assert 'href="https://e.com/?a=1&amp;b=2"' in html
