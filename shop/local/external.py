"""The look at the servers that DATABASE_URL, REDIS_URL and CELERY_BROKER_URL name, before all else."""

import warnings
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
import kombu
import psycopg
import redis

from shop.local.errors import LocalError

OLDEST, NEWEST = 15, 18


def check_database(url: str) -> str:
    """This function will return the server's version, such as "15.14".

    Raises LocalError when the URL can't be read, the server can't be reached, or it is too old.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of an address it does not know; we say so ourselves
            parts = environ.Env.db_url_config(url)
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise LocalError(f"DATABASE_URL can't be read as an address ({error}).") from None
    if parts.get("ENGINE") != "django.db.backends.postgresql":
        raise LocalError("DATABASE_URL must begin with postgres://: the shop needs PostgreSQL.")
    arguments: dict[str, Any] = {
        "dbname": parts["NAME"] or None,
        "host": unquote(parts["HOST"]) or None,  # a socket's folder is percent-encoded
        "port": parts["PORT"] or None,
        "user": parts["USER"] or None,
        "password": parts["PASSWORD"] or None,
        "connect_timeout": 10,
        **parts.get("OPTIONS", {}),
    }
    try:
        with psycopg.connect(**arguments) as connection:
            number = connection.info.server_version
            encoding = connection.execute("SHOW server_encoding").fetchone()
    except psycopg.Error as error:
        raise LocalError(
            f"DATABASE_URL is set, but its PostgreSQL can't be used: {str(error).strip()}\n"
            "Correct it, or unset DATABASE_URL to let the shop bring its own."
        ) from None
    version = f"{number // 10000}.{number % 10000}"
    if number // 10000 < OLDEST:
        raise LocalError(f"DATABASE_URL points at PostgreSQL {version}; the shop needs {OLDEST} to {NEWEST}.")
    if encoding != ("UTF8",):
        raise LocalError(f"The database of DATABASE_URL is encoded in {encoding and encoding[0]}; it must be UTF8.")
    return version


def check_redis(url: str) -> str:
    """This function will return the server's version.

    Raises LocalError when the URL can't be read or the server can't be reached.
    """
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            return str(client.info("server")["redis_version"])
    except (redis.RedisError, ValueError, OSError) as error:
        raise LocalError(
            f"REDIS_URL is set, but its Redis can't be used: {error}\n"
            "Correct it, or unset REDIS_URL to let the shop bring its own."
        ) from None


def check_broker(url: str) -> None:
    """This function will return quietly when Celery's broker answers; raises LocalError when it does not."""
    try:
        with kombu.Connection(url, connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1, timeout=8)
    except Exception as error:  # noqa: BLE001  (each transport raises its own)
        raise LocalError(
            f"CELERY_BROKER_URL is set, but the broker can't be used: {error}\n"
            "Correct it, or unset CELERY_BROKER_URL to let the shop bring its own."
        ) from None


def without_password(url: str) -> str:
    """This function will return the URL as it may be shown on a terminal."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    return parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@")).geturl()
