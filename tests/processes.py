"""The shop's real processes, for tests that kill them: web server, Celery worker, Celery beat, Redis.

Each is a context manager that returns when the process is ready, and ends it afterwards. `stop` is polite,
`kill` is SIGKILL for the process and its children, `start` begins again. Call them from the main thread.

    with celery_worker(shop_env()) as worker:
        ...
        worker.kill()
"""

import http.client
import os
import re
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit

from django.db import connection

from shop.local import processes
from shop.local.child import Child
from shop.local.redis import RedisServer
from shop.local.state import Home

AnyProcess = TypeVar("AnyProcess", bound="Process")


def shop_env(**changes: str) -> dict[str, str]:
    """This function will return the environment for a process that shall work on this test's database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DATABASE_URL": _with_database(connection.settings_dict["NAME"]),
        "INSECURE_HTTP": "1",
        "PYTHONUNBUFFERED": "1",
        **changes,
    }


class Process:
    """One of the shop's processes with its log."""

    def __init__(self, child: Child, *, ready: "re.Pattern[str] | None" = None) -> None:
        self._child = child
        self._ready = ready

    @property
    def pid(self) -> int:
        """This property will return the process id."""
        assert self._child.pid is not None, "it was never started"
        return self._child.pid

    @property
    def running(self) -> bool:
        """This property will return whether the process lives."""
        return self._child.running

    def start(self) -> None:
        """This method will start the process and return when it is ready."""
        assert self._child.log is not None
        self._child.log.write_text("")
        self._child.start()
        deadline = time.monotonic() + 60
        while not self._is_ready():
            assert self._child.running, f"{self._child.name} ended at once:\n{self.log}"
            assert time.monotonic() < deadline, f"{self._child.name} does not get ready:\n{self.log}"
            time.sleep(0.05)

    def stop(self) -> None:
        """This method will stop the process politely."""
        self._child.stop()

    def kill(self) -> None:
        """This method will end the process and its children with SIGKILL."""
        self._child.kill()

    @property
    def log(self) -> str:
        """This property will return what the process printed since its start."""
        assert self._child.log is not None
        return self._child.log.read_text(errors="replace")

    def _is_ready(self) -> bool:
        return self._ready is None or bool(self._ready.search(self.log))


class Web(Process):
    """The web server, at `url`."""

    def __init__(self, child: Child, port: int) -> None:
        super().__init__(child)
        self.port = port
        self.url = f"http://localhost:{port}"

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def web(port: int | None = None, env: Mapping[str, str] | None = None) -> Iterator[Web]:
    """This context will be a web server that answers /healthz; on a free port when none is given."""
    port = port or free_port()
    with _log("web") as log:
        given = env or shop_env(SITE_URL=f"http://localhost:{port}")
        child = processes.web(address="127.0.0.1", port=port, env=given, log=log)
        with _running(Web(child, port)) as process:
            yield process


@contextmanager
def celery_worker(env: Mapping[str, str] | None = None) -> Iterator[Process]:
    """This context will be a Celery worker that takes tasks."""
    with _log("worker") as log:
        child = processes.worker(env=env or shop_env(), log=log)
        with _running(Process(child, ready=re.compile(r"celery@\S+ ready"))) as process:
            yield process


@contextmanager
def celery_beat(env: Mapping[str, str] | None = None) -> Iterator[Process]:
    """This context will be Celery's scheduler, with a fresh schedule of its own."""
    with _log("beat") as log:
        schedule = {"CELERY_BEAT_SCHEDULE_FILENAME": str(log.with_name("schedule"))}
        child = processes.beat(env={**(env or shop_env()), **schedule}, log=log)
        with _running(Process(child, ready=re.compile(r"beat: Starting"))) as process:
            yield process


@contextmanager
def redis_server(port: int | None = None) -> Iterator[RedisServer]:
    """This context will be a Redis for this test: `stop` or `kill` it and `start` it again with its data."""
    with tempfile.TemporaryDirectory(prefix="trolley-redis-") as directory:
        server = RedisServer(Home.at(Path(directory)), port=port or free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """This function will return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(process: AnyProcess) -> Iterator[AnyProcess]:
    try:
        process.start()
        yield process
    finally:
        process.stop()


def _with_database(name: str) -> str:
    """This function will return DATABASE_URL with another database: pytest-django makes one for the tests."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()


@contextmanager
def _log(name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f"trolley-{name}-") as directory:
        yield Path(directory) / f"{name}.log"
