"""Servers for an hour: PostgreSQL and Redis in a temporary directory, fast, not durable, gone afterwards."""

import shutil
import tempfile
from pathlib import Path

from shop.local.postgres import PostgresServer
from shop.local.redis import RedisServer
from shop.local.state import Home

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "500",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
}


class ThrowawayServers:
    """Both servers with their URLs, for tests and checks."""

    def __init__(self) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="trolley-servers-"))
        self._directory.chmod(0o711)
        home = Home.at(self._directory)
        self.postgres = PostgresServer(home, settings=FAST)
        self.redis = RedisServer(home, databases=64)

    def start(self) -> dict[str, str]:
        """This method will start both and return DATABASE_URL, REDIS_URL and CELERY_BROKER_URL.

        Raises LocalError when one does not come up.
        """
        try:
            database = self.postgres.start()
            redis = self.redis.start()
        except BaseException:
            self.stop()
            raise
        return {"DATABASE_URL": database, "REDIS_URL": f"{redis}/0", "CELERY_BROKER_URL": f"{redis}/1"}

    def stop(self) -> None:
        """This method will stop both and remove all that they wrote."""
        self.redis.kill()
        self.postgres.stop()  # killed, it would leave its shared memory behind
        for place in (self._directory, self.postgres.data.parent, self.postgres.socket_dir):
            shutil.rmtree(place, ignore_errors=True)
