"""What all tests share: servers of their own, no network but loopback, settings that make tests quick."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

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
