"""The servers under the shop: our own PostgreSQL and Redis, or those that the environment names."""

import os
import time
from collections.abc import Callable

from shop.local import external
from shop.local.console import say, step
from shop.local.postgres import MAJOR, PostgresServer
from shop.local.redis import RedisServer
from shop.local.state import Home


class Servers:
    """What the shop stands on. Only servers of our own are started, watched and stopped."""

    def __init__(self, home: Home, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.postgres = None if os.environ.get("DATABASE_URL") else PostgresServer(home, pause=pause)
        self.redis = None if os.environ.get("REDIS_URL") else RedisServer(home, pause=pause)
        self._home = home

    def start(self) -> dict[str, str]:
        """This method will start our own servers and look at the others, and return the URLs of our own.

        Raises LocalError when one of them can't be used.
        """
        urls: dict[str, str] = {}
        if self.postgres is None:
            version = external.check_database(os.environ["DATABASE_URL"])
            say(f"  PostgreSQL {version}: the one of DATABASE_URL")
        else:
            fresh = not self.postgres.data.exists()
            with step(f"PostgreSQL {MAJOR}"):
                urls["DATABASE_URL"] = self.postgres.start()
            if fresh and not self.postgres.data.is_relative_to(self._home.path):
                say(f"    Its data is in {self.postgres.data}: its user can't enter this directory.")
        if self.redis is not None:
            with step("Redis"):
                url = self.redis.start()
            urls |= {"REDIS_URL": f"{url}/0", "CELERY_BROKER_URL": f"{url}/1"}
        if given := os.environ.get("REDIS_URL"):
            say(f"  Redis {external.check_redis(given)}: the one of REDIS_URL")
            # With no word about the broker, the same Redis carries the tasks too.
            urls["CELERY_BROKER_URL"] = given
        if given := os.environ.get("CELERY_BROKER_URL"):
            external.check_broker(given)
            say(f"  Broker: {external.without_password(given)}, the one of CELERY_BROKER_URL")
        return urls

    def stop(self) -> None:
        """This method will stop our own servers; their data stays."""
        for server in (self.redis, self.postgres):
            if server is not None:
                server.stop()
