"""`make run`: the whole shop, from empty servers to an open door, and down again."""

import os
import sys
import time
from pathlib import Path

from shop.local import leftovers, logs, processes
from shop.local.banner import opening
from shop.local.child import Child, stop_all
from shop.local.console import say
from shop.local.environment import SHARED, shop_environment
from shop.local.errors import LocalError
from shop.local.preflight import (
    PROJECT,
    InstanceLock,
    NotStartable,
    bind_address,
    check_port,
    home_path,
    port_number,
)
from shop.local.readiness import wait_until_ready
from shop.local.servers import Servers
from shop.local.shutdown import Shutdown, ShutdownRequested
from shop.local.state import Home
from shop.local.supervisor import Supervisor

DEMO_THEME = PROJECT / "shop" / "local" / "demo" / "theme"
"""What the demo shop says about itself."""
GRACE = 4.0
"""Seconds that web server, and after it the worker, get to finish what they are doing."""


def run() -> int:
    """This function will run the shop until somebody stops it, and return the exit code for the terminal."""
    shutdown = Shutdown()
    shutdown.install()
    try:
        port, address = port_number(), bind_address()
        home = Home.at(home_path())
        lock = InstanceLock(home.path)
        crashed = lock.acquire(url=f"http://localhost:{port}")
    except (NotStartable, LocalError) as problem:
        return _refuse(problem)
    box = ShopInABox(home, port=port, address=address, shutdown=shutdown)
    try:
        if crashed:
            box.clear_leftovers()
        check_port(port, address)
        box.open()
        box.watch()
    except ShutdownRequested:
        say("\nStopping ...")
        return 0
    except (NotStartable, LocalError) as problem:
        return _refuse(problem)
    finally:
        box.close()
        lock.release()
    return 0


def stop() -> int:
    """This function will stop the shop that runs elsewhere, wait for its end, and return the exit code."""
    lock = InstanceLock(home_path())
    if not lock.is_held():
        say("Nothing to stop: this shop is not running.")
        return 0
    os.kill(lock.note()["pid"], Shutdown.SIGNALS[1])
    deadline = time.monotonic() + 30
    while lock.is_held() and time.monotonic() < deadline:
        time.sleep(0.1)
    say("It still runs; its own terminal may say why." if lock.is_held() else "Stopped. The data stays.")
    return int(lock.is_held())


class ShopInABox:
    """The servers and processes of one shop. `close` ends what was started, however far `open` got."""

    def __init__(self, home: Home, *, port: int, address: str, shutdown: Shutdown) -> None:
        self._home = home
        self._port = port
        self._address = address
        self._shutdown = shutdown
        self._began = time.monotonic()
        self._supervisor = Supervisor()
        self._servers: Servers | None = None
        self._preparing: Child | None = None
        self._follower: logs.Follower | None = None
        self._front: list[Child] = []
        self._back: list[Child] = []

    def clear_leftovers(self) -> None:
        """This method will end what a supervisor left behind that was killed."""
        orphans = leftovers.marked_with(self._home.key)
        if orphans:
            say(f"  The shop was killed last time: ending {len(orphans)} processes that it left behind.")
            leftovers.end(orphans)

    def open(self) -> None:
        """This method will start everything, and return when the shop can serve.

        Raises LocalError when something does not come up, ShutdownRequested when somebody stops it meanwhile.
        """
        say("Trolley is starting")
        logs.rotate(self._home.logs)
        self._follower = logs.Follower(self._home.logs) if os.environ.get("VERBOSE") else None
        self._servers = Servers(self._home, pause=self._shutdown.pause)
        urls = self._servers.start()
        site_url = os.environ.get("SITE_URL") or f"http://localhost:{self._port}"
        env = shop_environment(self._home, site_url=site_url, servers=urls)
        self._home.keep_environment({name: value for name, value in env.items() if name in SHARED or name in urls})
        self._prepare(env)
        if self._home.demo_is_loaded:
            env.setdefault("SHOP_THEME", str(DEMO_THEME))
        self._watch_servers()
        self._start(processes.web(address=self._address, port=self._port, env=env, log=self._log("web")))
        wait_until_ready(self._address, self._port, self._supervisor, self._shutdown.pause, self._logs_place)
        # After the web server, not beside it: on two cores it would be ready only when all three are.
        self._start(processes.worker(env=env, log=self._log("worker")))
        self._start(processes.beat(env=env, log=self._log("beat")))
        ready_after = time.monotonic() - self._began
        say(opening(self._home, env, port=self._port, logs=self._logs_place, seconds=ready_after))

    def watch(self) -> None:
        """This method will look after the processes until ShutdownRequested is raised."""
        while True:
            self._supervisor.look()
            if self._follower:
                self._follower.show_new()
            self._shutdown.pause(0.2)

    def close(self) -> None:
        """This method will stop, in the order in which they need each other, all that was started."""
        if self._preparing:
            self._preparing.stop(GRACE)
        stop_all(self._front, GRACE)
        stop_all(self._back, GRACE)
        if self._servers:
            self._servers.stop()
        self._home.environment.unlink(missing_ok=True)

    @property
    def _logs_place(self) -> str:
        return str(_shown(self._home.logs / "*.log"))

    def _prepare(self, env: dict[str, str]) -> None:
        command = [sys.executable, "-m", "shop.local", "prepare"]
        self._preparing = Child("prepare", command, env=env, cwd=PROJECT, log=None)
        self._preparing.start()
        while self._preparing.running:
            self._shutdown.pause(0.05)
        if self._preparing.exit_code:
            raise LocalError("The shop could not be prepared; the reason stands above.")

    def _start(self, child: Child) -> None:
        (self._back if child.name == "worker" else self._front).append(child)
        child.start()
        self._supervisor.watch(child.name, child)

    def _log(self, name: str) -> Path:
        return self._home.logs / f"{name}.log"

    def _watch_servers(self) -> None:
        if self._servers and self._servers.postgres:
            self._supervisor.watch("PostgreSQL", self._servers.postgres)
        if self._servers and self._servers.redis:
            self._supervisor.watch("Redis", self._servers.redis)


def _shown(path: Path) -> Path:
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path


def _refuse(problem: Exception) -> int:
    sys.stderr.write(f"{problem}\n")
    return 1
