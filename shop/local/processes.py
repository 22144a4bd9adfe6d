"""The three processes of the shop itself: web server, Celery worker, Celery beat."""

import sys
from collections.abc import Mapping
from pathlib import Path

from shop.local.child import Child
from shop.local.preflight import PROJECT

WEB_WORKERS, WEB_THREADS = 2, 4
WORKER_PROCESSES = 2


def web(*, address: str, port: int, env: Mapping[str, str], log: Path | None) -> Child:
    """This function will return the web server, not started."""
    options = ["--interface", "wsgi", "--host", address, "--port", str(port)]
    size = ["--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS)]
    # A worker that dies is replaced, and one that hangs on exit does not hold up the stop.
    care = ["--respawn-failed-workers", "--workers-kill-timeout", "3", "--no-ws"]
    return _python("web", "granian", *options, *size, *care, "shop.wsgi:application", env=env, log=log)


def worker(*, env: Mapping[str, str], log: Path | None) -> Child:
    """This function will return the Celery worker, not started."""
    options = [
        "--concurrency",
        str(WORKER_PROCESSES),
        "--loglevel",
        "INFO",
        "--without-gossip",
        "--without-mingle",
    ]
    return _python("worker", "celery", "-A", "shop.celery", "worker", *options, env=env, log=log)


def beat(*, env: Mapping[str, str], log: Path | None) -> Child:
    """This function will return Celery's scheduler, not started."""
    options = ["--loglevel", "INFO", "--pidfile="]
    return _python("beat", "celery", "-A", "shop.celery", "beat", *options, env=env, log=log)


def _python(name: str, module: str, *arguments: str, env: Mapping[str, str], log: Path | None) -> Child:
    return Child(name, [sys.executable, "-m", module, *arguments], env=env, cwd=PROJECT, log=log)
