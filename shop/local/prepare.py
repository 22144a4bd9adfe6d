"""The steps between empty servers and a shop that can open: tables, static files, the demo shop.

Runs in a process of its own (`python -m shop.local prepare`), with the environment of the shop.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shop.local import demo_mark
from shop.local.console import Clock, say
from shop.local.demo_mark import DemoMark
from shop.local.preflight import home_path
from shop.local.state import DEMO_NOTE


def prepare() -> None:
    """This function will leave a database and files that the shop can open with. It may be repeated."""
    django.setup()
    migrate()
    collect_static(home_path() / "static.json")
    load_demo()
    note = home_path() / DEMO_NOTE
    note.touch() if demo_mark.read() else note.unlink(missing_ok=True)


def migrate() -> None:
    """This function will apply what migrations are missing, counting them on the terminal."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        clock = Clock("Setting up the database")
        call_command("migrate", interactive=False, stdout=_Ticker(clock), no_color=True)
        clock.done(f"{missing} migrations")


def collect_static(stamp: Path) -> None:
    """This function will gather the static files for the web server, unless nothing changed."""
    if settings.DEBUG:
        return  # they are served from where they lie
    state = _static_fingerprint()
    if stamp.exists() and json.loads(stamp.read_text()) == state and Path(settings.STATIC_ROOT).exists():
        return
    clock = Clock("Gathering the static files")
    gather = collectstatic.Command()
    # The names and the manifest of production, without its compression: that takes half a minute and saves
    # nothing between a server and a browser on one machine.
    gather.storage = ManifestStaticFilesStorage()
    call_command(gather, interactive=False, verbosity=2, stdout=_Ticker(clock), no_color=True)
    stamp.write_text(json.dumps(state))
    clock.done()


def load_demo() -> None:
    """This function will fill an empty shop with the demo, once. TROLLEY_DEMO=0 leaves it empty.

    A database that has people in it and no mark of ours is somebody's shop: it stays as it is.
    """
    if os.environ.get("TROLLEY_DEMO") == "0":
        return
    mark = demo_mark.read()
    if mark is DemoMark.LOADED:
        return
    if mark is None and get_user_model().objects.exists():
        say("  The database has accounts already: the demo shop is not loaded into it.")
        return
    demo_mark.write(DemoMark.LOADING)
    say("  Loading the demo shop, this once")
    connection.close()  # a database that limits connections shall not count an idle one
    env = {**os.environ, "TROLLEY_DEMO": "1"}
    code = subprocess.run([sys.executable, "-m", "shop.local.demo"], env=env, check=False).returncode
    if code:
        raise SystemExit(f"The demo shop could not be loaded (exit code {code}); the next start goes on with it.")
    demo_mark.write(DemoMark.LOADED)


class _Ticker:
    """The text stream that a command prints to: each line moves the clock, none is shown."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def write(self, text: str) -> int:
        self._clock.tick()
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""

    def isatty(self) -> bool:
        return False


def _static_fingerprint() -> dict[str, str]:
    total = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            total.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return {
        "root": str(settings.STATIC_ROOT),
        "storage": settings.STORAGES["staticfiles"]["BACKEND"],
        "files": total.hexdigest(),
    }
