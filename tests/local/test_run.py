"""`make run` as a person sees it: the whole shop, started, disturbed and stopped, with its real processes."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from shop.local import external, leftovers
from shop.local.preflight import PROJECT
from shop.local.state import Home
from tests.local.helpers import wait_until
from tests.processes import free_port, shop_env

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]
NEVER_INHERITED = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "SECRET_KEY", "DEBUG", "SITE_URL")


class Box:
    """A shop in a box in a home of its own, empty of demo goods to be quick."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.output = home.path / "terminal.txt"

    def env(self, **changes: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if name not in NEVER_INHERITED}
        place = {"TROLLEY_HOME": str(self.home.path), "PORT": str(self.port), "TROLLEY_DEMO": "0"}
        return {**clean, **place, **changes}

    def start(self, **changes: str) -> float:
        """This method will start the shop, wait until it is open, and return the seconds that took."""
        began = time.monotonic()
        command = [sys.executable, "-m", "shop.local", "run"]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env=self.env(**changes), stdout=output, stderr=subprocess.STDOUT
            )
        wait_until(lambda: "The shop is open" in self.said or not self.running, "it is open", seconds=120)
        assert self.running, self.said
        return time.monotonic() - began

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def second_run(self) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "shop.local", "run"]
        return subprocess.run(
            command, cwd=PROJECT, env=self.env(), capture_output=True, text=True, check=False, timeout=60
        )

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.pid).children(recursive=True)

    def members(self) -> set[int]:
        return {process.pid for process in psutil.Process(self.pid).children()}

    def member(self, *words: str) -> psutil.Process:
        for process in psutil.Process(self.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if all(word in " ".join(process.cmdline()) for word in words):
                    return process
        raise LookupError(words)

    def ready(self) -> bool:
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://localhost:{self.port}/readyz", timeout=5).status == 200
        return False

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    directory = Path(tempfile.mkdtemp(prefix="trolley box "))
    directory.chmod(0o711)
    box = Box(Home.at(directory / "home"))
    try:
        box.start()
        yield box
    finally:
        if box.running:
            box.stop()
        shutil.rmtree(directory)


@pytest.fixture
def open_box(box: Box) -> Box:
    if not box.running:
        box.start()
    return box


def test_it_says_where_everything_is_and_answers_there(open_box: Box) -> None:
    for path in ("/", "/admin/", "/api/v1/docs"):
        assert f"http://localhost:{open_box.port}{path}" in open_box.said
    assert "sandbox" in open_box.said
    assert open_box.ready()
    assert open_box.home.secret_key not in open_box.said


def test_a_second_run_is_told_about_the_first_and_disturbs_nothing(open_box: Box) -> None:
    before = open_box.members()
    second = open_box.second_run()
    assert second.returncode == 1
    assert f"http://localhost:{open_box.port}" in second.stderr
    assert open_box.members() == before
    assert open_box.ready()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_all_it_started_and_nothing_else(open_box: Box, number: signal.Signals) -> None:
    family = open_box.family()
    names = " ".join(" ".join(process.cmdline()) for process in family)
    for program in ("bin/postgres", "redis-server", "granian", "worker", "beat"):
        assert program in names
    with subprocess.Popen(["sleep", "300"]) as stranger:
        began = time.monotonic()
        assert open_box.stop(number) == 0
        assert time.monotonic() - began < 15
        assert stranger.poll() is None
        stranger.kill()
    gone, alive = psutil.wait_procs(family, timeout=3)
    assert alive == []
    assert len(gone) == len(family)
    assert leftovers.marked_with(open_box.home.key) == []


def test_data_survives_and_the_next_start_is_quick(open_box: Box) -> None:
    assert open_box.stop() == 0
    made = (open_box.home.path / "id").stat().st_mtime_ns
    seconds = open_box.start()
    assert "Setting up the database" not in open_box.said
    assert "Gathering the static files" not in open_box.said
    assert (open_box.home.path / "id").stat().st_mtime_ns == made
    # 10 s are promised on a quiet machine; here other tests may run beside this one.
    assert seconds < 25


@pytest.mark.parametrize("words", [("celery", "worker"), ("celery", "beat"), ("granian",), ("redis-server",)])
def test_a_killed_process_is_started_again(open_box: Box, words: tuple[str, ...]) -> None:
    victim = open_box.member(*words)
    victim.kill()

    def replaced() -> bool:
        with contextlib.suppress(LookupError):
            return open_box.member(*words).pid != victim.pid and open_box.ready()
        return False

    wait_until(replaced, f"{words} is back", seconds=40)
    assert "ended unexpectedly" in open_box.said


def test_a_killed_supervisor_takes_its_processes_along_and_the_next_start_works(open_box: Box) -> None:
    family = open_box.family()
    os.kill(open_box.pid, signal.SIGKILL)
    assert open_box.process is not None
    open_box.process.wait()
    open_box.start()  # at once, while the old ones may still be on their way out
    gone, alive = psutil.wait_procs(family, timeout=15)
    assert alive == []
    assert len(gone) == len(family)
    assert open_box.ready()


def test_a_stop_while_it_starts_leaves_nothing_behind(box: Box) -> None:
    if box.running:
        box.stop()
    command = [sys.executable, "-m", "shop.local", "run"]
    for delay in (0.3, 2.0):
        with box.output.open("wb") as output:
            process = subprocess.Popen(command, cwd=PROJECT, env=box.env(), stdout=output, stderr=output)
        time.sleep(delay)
        process.send_signal(signal.SIGTERM)
        # Python itself dies by the signal when it comes before the first line of ours.
        assert process.wait(timeout=30) in (0, -signal.SIGTERM), box.said
        assert leftovers.marked_with(box.home.key) == []
        assert not (box.home.path / "postgres" / "postmaster.pid").exists()


def test_stop_ends_the_shop_of_another_terminal(open_box: Box) -> None:
    command = [sys.executable, "-m", "shop.local", "stop"]
    note = json.loads((open_box.home.path / "run.lock").read_text())
    assert note["pid"] == open_box.pid
    result = subprocess.run(command, cwd=PROJECT, env=open_box.env(), capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert open_box.process is not None
    assert open_box.process.wait(timeout=5) == 0
    again = subprocess.run(command, cwd=PROJECT, env=open_box.env(), capture_output=True, text=True, check=False)
    assert again.returncode == 0
    assert "Nothing to stop" in again.stdout


@pytest.mark.django_db
def test_servers_of_the_environment_are_used_and_left_running(open_box: Box) -> None:
    open_box.stop()
    env = shop_env()
    open_box.start(**{name: env[name] for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")})
    commands = [" ".join(process.cmdline()) for process in open_box.family()]
    assert not any("bin/postgres" in command or "redis-server" in command for command in commands)
    assert "the one of DATABASE_URL" in open_box.said
    assert "the one of REDIS_URL" in open_box.said
    assert open_box.stop() == 0
    external.check_database(env["DATABASE_URL"])
    external.check_redis(env["REDIS_URL"])


def managed(box: Box, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "shop.local", "manage", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=box.env(), capture_output=True, text=True, check=False, timeout=60)


def test_a_command_works_on_the_running_shop_and_says_so_when_there_is_none(open_box: Box, tmp_path: Path) -> None:
    products = tmp_path / "my products.csv"
    products.write_text("Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\nkite,Kite,KITE,12.50,3\n")
    first = managed(open_box, "import_products", str(products))
    assert first.returncode == 0, first.stderr
    assert "1 new" in first.stdout
    page = urllib.request.urlopen(f"http://localhost:{open_box.port}/p/kite", timeout=10).read().decode()
    assert "Kite" in page
    assert open_box.home.environment.stat().st_mode & 0o077 == 0
    open_box.stop()
    assert not open_box.home.environment.exists()
    second = managed(open_box, "import_products", str(products))
    assert second.returncode == 1
    assert "make run" in second.stdout
