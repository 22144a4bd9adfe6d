"""The environment of the shop's processes: what the person set goes through, the rest is filled in."""

import os
from collections.abc import Mapping

from shop.local.leftovers import MARK
from shop.local.state import Home

SHARED = (
    "DJANGO_SETTINGS_MODULE",
    "SECRET_KEY",
    "DEBUG",
    "INSECURE_HTTP",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "MEDIA_ROOT",
    "STATIC_ROOT",
    "DATABASE_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
)
"""What a command of `make manage` has to know of the running shop."""


def shop_environment(
    home: Home, *, site_url: str, servers: Mapping[str, str], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """This function will return the variables for web server, worker and scheduler.

    The shop runs as in production but for plain http on this machine. `servers`: the URLs of our own servers.
    """
    given = os.environ if given is None else given
    defaults = {
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "SECRET_KEY": home.secret_key,
        "DEBUG": "0",
        "INSECURE_HTTP": "1",
        "SITE_URL": site_url,
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "CSRF_TRUSTED_ORIGINS": f"{site_url},{site_url.replace('localhost', '127.0.0.1')}",
        "MEDIA_ROOT": str(home.path / "media"),
        "STATIC_ROOT": str(home.path / "static"),
        "CELERY_BEAT_SCHEDULE_FILENAME": str(home.path / "celerybeat-schedule"),
        "PYTHONUNBUFFERED": "1",
    }
    # An empty variable counts as unset, so that `DATABASE_URL= make run` means: your own, please.
    chosen = {name: value for name, value in given.items() if value or name not in {**defaults, **servers}}
    return {**defaults, **servers, **chosen, MARK: home.key}
