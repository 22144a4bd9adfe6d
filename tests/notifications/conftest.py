"""Fixtures of the notifications tests."""

from collections.abc import Iterator

import pytest

from tests.notifications.servers import Listener, MailServer, listener, mail_server, through


@pytest.fixture
def smtp(settings) -> Iterator[MailServer]:
    """A real mail server, through which the shop sends."""
    with mail_server() as server:
        through(server, settings)
        yield server


@pytest.fixture
def endpoint(settings) -> Iterator[Listener]:
    """Somebody's server, which the shop may call although it is on loopback."""
    settings.WEBHOOKS_ALLOW_HTTP = settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES = True
    with listener() as one:
        yield one
