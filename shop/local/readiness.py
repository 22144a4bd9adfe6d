"""The wait until the shop answers that it can serve."""

import http.client
import os
from collections.abc import Callable

from shop.local.console import Clock
from shop.local.errors import LocalError
from shop.local.supervisor import Supervisor

PATIENCE = 90.0
"""Seconds for the processes to come up; a slow machine compiles every module at the first start."""


def ask(address: str, port: int) -> tuple[int, str]:
    """This function will return status and text of /readyz, or 0 and the reason when nobody answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104  (compared, not bound)
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"{_allowed_host()}:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def wait_until_ready(
    address: str, port: int, supervisor: Supervisor, pause: Callable[[float], None], log_place: str
) -> None:
    """This function will return when the shop can serve.

    Raises LocalError when a process ends instead, or it takes too long; what `pause` raises goes through.
    """
    clock = Clock("Web server")
    while True:
        status, text = ask(address, port)
        if status == 200:
            clock.done()
            return
        for watched in supervisor.ended():
            raise LocalError(f"The {watched.name} process ended at once:\n{watched.target.last_words()}")
        if clock.seconds > PATIENCE:
            raise LocalError(
                f"The shop does not get ready (/readyz answers {status or 'nothing'}: {text}).\n"
                f"The logs may say why: {log_place}"
            )
        clock.tick()
        pause(0.1)


def _allowed_host() -> str:
    for host in (os.environ.get("ALLOWED_HOSTS") or "localhost").split(","):
        if host.strip() not in ("", "*") and not host.strip().startswith("."):
            return host.strip()
    return "localhost"
