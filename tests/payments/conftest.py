"""Fixtures of the payments tests that need Stripe: a FakeStripe, and settings that point at it."""

from collections.abc import Iterator

import pytest

from tests.payments.fake_stripe import FakeStripe


@pytest.fixture
def stripe_shop(settings) -> Iterator[FakeStripe]:
    """A shop whose gateway is Stripe, at a FakeStripe: the real SDK over real HTTP."""
    with FakeStripe() as fake:
        settings.STRIPE_SECRET_KEY = fake.secret_key
        settings.STRIPE_PUBLISHABLE_KEY = "pk_test_fake"
        settings.STRIPE_WEBHOOK_SECRET = fake.webhook_secret
        settings.STRIPE_API_BASE = fake.url
        yield fake
