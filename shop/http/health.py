"""Health: `/healthz` says that the process is up, `/readyz` that it can serve. Both answer to any host name."""

from collections.abc import Callable
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from shop.kernel import outbox
from shop.kernel.clock import system_clock

_NEEDED = {"database", "migrations"}
"""Without these nothing can be served; without cache or broker the shop is slower, and tells people later."""


class HealthMiddleware:
    """Answer the probes before anything else can refuse them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            if request.path == "/healthz":
                return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
            if request.path == "/readyz":
                return readiness()
        return self.get_response(request)


def readiness() -> HttpResponse:
    """Try everything the shop leans on. 503 when what is needed is missing, 200 "degraded" when it is the rest."""
    checks: dict[str, dict[str, Any]] = {}
    for name, check in (
        ("database", _database),
        ("migrations", _migrations),
        ("cache", _cache),
        ("broker", _broker),
        ("outbox", _outbox),
    ):
        try:
            checks[name] = {"ok": True, **(check() or {})}
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            checks[name] = {"ok": False, "error": type(error).__name__}
    failed = {name for name, result in checks.items() if not result["ok"]}
    status = "unavailable" if failed & _NEEDED else "degraded" if failed else "ok"
    return JsonResponse(
        {"status": status, "checks": checks},
        status=503 if status == "unavailable" else 200,
        headers={"Cache-Control": "no-store"},
    )


def _database() -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")


_migrations_are_done = False


def _migrations() -> None:
    # Once applied they stay applied while this code runs: the walk over all of them is made until it succeeds.
    global _migrations_are_done
    if _migrations_are_done:
        return
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("unapplied migrations")
    _migrations_are_done = True


def _cache() -> None:
    # The cache swallows its own errors, so that pages go on without it: ask whether the value came back.
    cache.set("readyz", "1", 5)
    if cache.get("readyz") != "1":
        raise ConnectionError("cache")


def _broker() -> None:
    with current_app.connection_for_write(transport_options={"socket_connect_timeout": 0.5}) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=1)


def _outbox() -> dict[str, int]:
    return outbox.backlog(now=system_clock.now())
