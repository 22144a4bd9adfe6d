"""What all tests share: servers of their own, no network but loopback, settings that make tests quick."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers import chromium  # noqa: F401  (a fixture for every test)
from tests.servers import configure

configure()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.WHITENOISE_USE_FINDERS = True
settings.WHITENOISE_AUTOREFRESH = True
settings.SECURE_SSL_REDIRECT = False
settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"].update(read="100000/min", write="100000/min")
settings.CACHES["default"]["KEY_PREFIX"] = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.delete_pattern("*")  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _have_terms(request: pytest.FixtureRequest) -> None:
    """Give every test with a database the rates and ways of delivery that the migrations brought.

    A test with real commits empties the tables at its end, and would leave the next one a shop that delivers nowhere.
    """
    marker = request.node.get_closest_marker("django_db")
    committing = bool({"transactional_db", "live_server"} & set(request.fixturenames))
    if marker is None and not committing and "db" not in request.fixturenames:
        return
    committing = committing or bool(marker and marker.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if committing else "db")
    from tests.cart.making import have_terms

    have_terms()
