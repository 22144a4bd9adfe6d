"""A real browser on a real server. Where there is no Chromium, the journeys are skipped, and say why."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def shop(transactional_db, settings):
    from tests.pages.making import a_shop

    settings.INSECURE_HTTP = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    return a_shop()


@pytest.fixture
def open_browser(chromium, live_server, shop) -> Iterator[Callable[..., Any]]:
    """Open a browser window on the shop. A script that fails, or that the content policy stops, fails the test."""
    contexts, faults = [], []

    def opened(*, width: int = 1440, dark: bool = False, scripts: bool = True) -> Any:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
