"""Mails and webhooks in the admin: shown as the shopper sees them, sent again, by who may."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.models import Message, WebhookDelivery, WebhookEndpoint
from notifications.service import NotificationService
from shop.users.models import User
from tests.notifications.making import hear
from tests.orders.making import a_paid_order, an_order

pytestmark = pytest.mark.django_db


def signed_in(*groups, **more):
    user = User.objects.create_user(f"{'-'.join(groups) or 'nobody'}@example.com", "secret", is_staff=True, **more)
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(message):
    return reverse("admin:notifications_message_change", args=[message.pk])


def preview_of(message):
    return reverse("admin:notifications_message_preview", args=[message.pk])


def resend_of(message):
    return reverse("admin:notifications_message_resend", args=[message.pk])


def directives(answer):
    pairs = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in pairs}


@pytest.fixture
def receipt():
    hear(a_paid_order(), "order.paid")
    return Message.objects.get()


@pytest.fixture
def reset_mail():
    text = "Secret link:\n\nhttp://testserver/account/password/reset/key/1-abc/\n"
    NotificationService().queue_account_mail(
        kind="password_reset_key", recipient="alice@example.com", subject="Choose a new password", text=text
    )
    return Message.objects.get(kind="account.password_reset_key")


@pytest.mark.parametrize("group", ["support", "orders", "owner"])
def test_staff_see_the_mail_in_a_frame_under_a_policy_of_its_own(group, receipt):
    client = signed_in(group)
    page = client.get(page_of(receipt))
    assert page.status_code == 200
    assert f'<iframe src="{preview_of(receipt)}"' in page.content.decode()
    assert 'sandbox=""' in page.content.decode()
    assert directives(page)["frame-src"] == "'self'"
    assert "unsafe" not in page["Content-Security-Policy"]

    mail = client.get(preview_of(receipt))
    assert mail.content.decode() == receipt.html
    assert mail["X-Frame-Options"] == "SAMEORIGIN"
    policy = directives(mail)
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert "unsafe-inline" in policy["style-src"]


def test_the_plain_text_is_there_too(receipt):
    page = signed_in("support").get(page_of(receipt), {"show": "text"}).content.decode()
    assert "WHAT YOU ORDERED" in page
    assert "<iframe" not in page


@pytest.mark.parametrize("group", ["support", "orders", "owner"])
def test_a_mail_is_sent_again_by_a_button(group, receipt):
    answer = signed_in(group).post(resend_of(receipt))
    again = Message.objects.get(resent_from=receipt)
    assert answer["Location"] == page_of(again)
    assert again.state == "queued"


def test_a_mail_is_not_sent_again_by_a_link(receipt):
    assert signed_in("support").get(resend_of(receipt)).status_code == 405
    assert Message.objects.count() == 1


@pytest.mark.parametrize("group", ["catalog", None])
def test_others_see_and_send_nothing(group, receipt):
    client = signed_in(*([group] if group else []))
    for path in (page_of(receipt), preview_of(receipt), reverse("admin:notifications_message_changelist")):
        assert client.get(path).status_code == 403
    assert client.post(resend_of(receipt)).status_code == 403
    for path in (preview_of(receipt), resend_of(receipt)):
        assert "login" in Client().post(path)["Location"]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("group", ["support", "orders", "owner"])
def test_a_link_into_a_customers_account_is_not_shown_to_staff(group, reset_mail):
    client = signed_in(group)
    for query in ({}, {"show": "text"}):
        page = client.get(page_of(reset_mail), query).content.decode()
        assert "alice@example.com" in page
        assert "1-abc" not in page
        assert "<iframe" not in page
    assert client.get(preview_of(reset_mail)).status_code == 403
    assert client.post(resend_of(reset_mail)).status_code == 302
    assert Message.objects.filter(resent_from=reset_mail, recipient="alice@example.com").count() == 1


def test_a_superuser_may_read_every_mail(reset_mail):
    client = signed_in(is_superuser=True)
    assert "1-abc" in client.get(preview_of(reset_mail)).content.decode()


def test_nobody_types_over_a_mail(receipt):
    for client in (signed_in("owner"), signed_in(is_superuser=True)):
        assert client.post(page_of(receipt), {"state": "sent", "text": "other"}).status_code == 403
        assert client.get(reverse("admin:notifications_message_add")).status_code == 403
    receipt.refresh_from_db()
    assert receipt.state == "queued"


def test_mails_are_found_by_recipient_order_number_and_subject(receipt, reset_mail):
    client = signed_in("support")
    for words, found in [
        ("anna@example.com", [receipt]),
        (receipt.order.number, [receipt]),
        ("new password", [reset_mail]),
        ("nothing like it", []),
    ]:
        page = client.get(reverse("admin:notifications_message_changelist"), {"q": words})
        assert list(page.context["cl"].result_list) == found


def test_the_list_of_mails_does_not_read_the_mails(receipt):
    client = signed_in("support")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("admin:notifications_message_changelist")).status_code == 200
    reads = [query["sql"] for query in queries if 'FROM "notifications_message"' in query["sql"]]
    assert reads
    assert not [sql for sql in reads if '."html"' in sql or '."text"' in sql]


def test_the_owner_adds_an_endpoint_and_sees_its_secret_once():
    client = signed_in("owner")
    path = reverse("admin:notifications_webhookendpoint_add")
    answer = client.post(path, {"url": "https://hooks.example.com/", "event_types": ["order.paid"]}, follow=True)
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.secret in answer.content.decode()
    again = client.get(reverse("admin:notifications_webhookendpoint_change", args=[endpoint.pk]))
    assert again.status_code == 200
    assert endpoint.secret not in again.content.decode()


def test_an_endpoint_in_our_own_network_is_refused_in_words():
    path = reverse("admin:notifications_webhookendpoint_add")
    answer = signed_in("owner").post(path, {"url": "https://127.0.0.1/"}, follow=True)
    assert "not on the public internet" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_an_endpoint_is_switched_off_and_removed_but_its_address_stays(endpoint):
    made = NotificationService().add_endpoint(url=endpoint.url).endpoint
    client = signed_in("owner")
    path = reverse("admin:notifications_webhookendpoint_change", args=[made.id])
    assert client.post(path, {"url": "https://eve.example/", "description": "CRM"}).status_code == 302
    row = WebhookEndpoint.objects.get()
    assert (row.url, row.description, row.active) == (endpoint.url, "CRM", False)
    listing = reverse("admin:notifications_webhookendpoint_changelist")
    client.post(listing, {"action": "remove", "_selected_action": [str(made.id)]})
    assert NotificationService().list_endpoints() == ()


def test_the_log_of_webhooks_sends_again_what_was_given_up(endpoint):
    NotificationService().add_endpoint(url=endpoint.url)
    hear(an_order(), "order.created")
    delivery = WebhookDelivery.objects.get()
    WebhookDelivery.objects.update(state="failed")
    client = signed_in("owner")
    listing = reverse("admin:notifications_webhookdelivery_changelist")
    assert client.get(reverse("admin:notifications_webhookdelivery_change", args=[delivery.pk])).status_code == 200
    client.post(listing, {"action": "send_again", "_selected_action": [str(delivery.pk)]})
    assert WebhookDelivery.objects.get().state == "queued"
    NotificationService().send_waiting()
    assert len(endpoint.posts) == 1


@pytest.mark.parametrize("group", ["support", "orders", "catalog"])
def test_webhooks_are_the_owners_business(group, endpoint):
    NotificationService().add_endpoint(url=endpoint.url)
    hear(an_order(), "order.created")
    client = signed_in(group)
    for name in ("webhookendpoint_changelist", "webhookendpoint_add", "webhookdelivery_changelist"):
        assert client.get(reverse(f"admin:notifications_{name}")).status_code == 403
