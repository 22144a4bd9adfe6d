"""The servers that the tests run on: those of the environment, or throwaway ones made for this run.

tests/conftest.py calls `configure` while it is imported. It must be there: with DJANGO_SETTINGS_MODULE in
pyproject.toml, pytest-django would read the settings before any conftest could name the servers.
"""

import atexit
import os
from urllib.parse import urlsplit

from django.conf import settings

from shop.local.throwaway import ThrowawayServers

_running: ThrowawayServers | None = None


def ensure_servers() -> None:
    """This function will leave DATABASE_URL, REDIS_URL and CELERY_BROKER_URL in the environment.

    What is set stays. pytest-xdist's workers inherit the variables of the process that started the servers.
    Raises LocalError when a server does not come up.
    """
    global _running
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if missing and _running is None:
        servers = ThrowawayServers()
        # The process that starts them stops them: a forked child runs no exit handlers of its own here.
        owner = os.getpid()
        atexit.register(lambda: servers.stop() if os.getpid() == owner else None)
        urls = servers.start()
        _running = servers
        for name in missing:
            os.environ[name] = urls[name]
        if "REDIS_URL" in missing:
            os.environ.setdefault("CELERY_BROKER_URL", urls["CELERY_BROKER_URL"])
    os.environ.setdefault("CELERY_BROKER_URL", os.environ["REDIS_URL"])
    _keep_workers_apart(os.environ.get("PYTEST_XDIST_WORKER", ""))
    os.environ.setdefault("SECRET_KEY", "only-for-the-tests")


def _keep_workers_apart(worker: str) -> None:
    # Each has a PostgreSQL database of its own from pytest-django; cache and broker get two numbers of Redis each.
    if not worker.startswith("gw"):
        return
    first = 2 * (int(worker.removeprefix("gw")) + 1)
    for number, name in enumerate(("REDIS_URL", "CELERY_BROKER_URL"), start=first):
        parts = urlsplit(os.environ[name])
        os.environ[name] = parts._replace(path=f"/{number}").geturl()


def configure() -> None:
    """This function will start what is missing and let Django read its settings; pytest-django does the rest.

    Raises LocalError when a server does not come up.
    """
    ensure_servers()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    settings.DATABASES  # noqa: B018  (the first look loads them)
