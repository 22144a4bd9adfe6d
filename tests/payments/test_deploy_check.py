"""What `manage.py check --deploy` says of payments."""

import pytest

from payments.apps import check_cards_are_real

KEYS = ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET")


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ((), ["payments.W001"]),
        (KEYS[:1], ["payments.W002", "payments.W002"]),
        (KEYS[:2], ["payments.W002"]),
        (KEYS, []),
    ],
)
def test_going_live_without_real_cards_is_warned_of(settings, given, ids):
    for name in KEYS:
        setattr(settings, name, "set" if name in given else "")
    assert [message.id for message in check_cards_are_real()] == ids
