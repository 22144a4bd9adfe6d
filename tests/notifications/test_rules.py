"""Pauses, states, and the signature of webhooks."""

import base64
import hashlib
import hmac
from datetime import timedelta
from itertools import takewhile

import pytest

from notifications.rules import (
    EVENT_TYPES,
    TRANSITIONS,
    Status,
    new_secret,
    pause_before_next_mail,
    pause_before_next_webhook,
    sign,
    sources,
)
from shop.event_routes import ROUTES


def pauses(rule):
    return list(takewhile(lambda pause: pause is not None, (rule(attempts) for attempts in range(1, 100))))


def test_webhooks_are_tried_with_growing_pauses_for_three_days():
    waits = pauses(pause_before_next_webhook)
    assert waits == sorted(set(waits))
    assert timedelta(days=2.9) < sum(waits, timedelta()) <= timedelta(days=3)


def test_mails_are_tried_with_growing_pauses_for_about_two_days():
    waits = pauses(pause_before_next_mail)
    assert waits == sorted(set(waits))
    assert timedelta(days=1.5) < sum(waits, timedelta()) < timedelta(days=3)


def test_the_signature_is_the_one_of_the_specification():
    """The example of the Standard Webhooks specification's own libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signature = sign(
        secret=secret, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_marked_random_and_signs():
    secret = new_secret(bytes(range(32)))
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert key == bytes(range(32))
    told = base64.b64decode(sign(secret=secret, message_id="a", timestamp=1, body=b"b").removeprefix("v1,"))
    assert told == hmac.new(key, b"a.1.b", hashlib.sha256).digest()


def test_what_is_no_secret_does_not_sign():
    with pytest.raises(ValueError, match="base64"):
        sign(secret="whsec_***", message_id="a", timestamp=1, body=b"")


def test_every_event_that_is_routed_here_can_be_chosen_for_a_webhook():
    heard = {
        event for event, consumers in ROUTES.items() if any(name.startswith("notifications.") for name in consumers)
    }
    assert heard == set(EVENT_TYPES)


def test_nothing_is_sent_but_by_who_has_claimed_it():
    assert sources(Status.SENT) == [Status.SENDING]
    assert set(TRANSITIONS) == set(Status)
