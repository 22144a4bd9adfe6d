"""Child processes and the watch over them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from shop.local import leftovers, supervisor
from shop.local.child import Child, stop_all
from shop.local.preflight import PROJECT
from shop.local.supervisor import Supervisor
from tests.local.helpers import wait_until

pytestmark = pytest.mark.process

FAMILY = "import subprocess, sys, time; print(subprocess.Popen(['sleep', '300']).pid, flush=True); time.sleep(300)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(300)
"""
START_AND_DIE = """
import os, signal, sys
from pathlib import Path
from shop.local.child import Child
child = Child("sleep", ["sleep", "300"], env={"PATH": os.environ["PATH"]}, cwd=Path("/"), log=None)
child.start()
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def make(tmp_path: Path, code: str, **env: str) -> Child:
    log = tmp_path / "child.log"
    return Child("child", [sys.executable, "-c", code], env={**os.environ, **env}, cwd=tmp_path, log=log)


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_stop_ends_the_child_and_the_children_it_leaves(tmp_path: Path) -> None:
    child = make(tmp_path, FAMILY)
    child.start()
    wait_until(lambda: child.last_words().strip().isdigit(), "the grandchild is there")
    grandchild = int(child.last_words())
    child.stop(5)
    assert child.exit_code == -signal.SIGTERM
    wait_until(lambda: not alive(grandchild), "the grandchild is gone")


def test_a_child_that_ignores_the_signal_is_killed_when_its_time_is_over(tmp_path: Path) -> None:
    child = make(tmp_path, STUBBORN)
    child.start()
    wait_until(lambda: "deaf" in child.last_words(), "it ignores SIGTERM")
    began = time.monotonic()
    child.stop(1)
    assert child.exit_code == -signal.SIGKILL
    assert 1 <= time.monotonic() - began < 5


def test_children_are_stopped_side_by_side(tmp_path: Path) -> None:
    children = [make(tmp_path, STUBBORN) for _ in range(3)]
    for child in children:
        child.start()
    wait_until(lambda: children[0].last_words().count("deaf") == 3, "all ignore SIGTERM")
    began = time.monotonic()
    stop_all(children, 1)
    assert not any(child.running for child in children)
    assert time.monotonic() - began < 2.5


def test_a_child_ends_when_its_parent_is_killed() -> None:
    starter = subprocess.run(
        [sys.executable, "-c", START_AND_DIE], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert starter.returncode == -signal.SIGKILL
    wait_until(lambda: not alive(int(starter.stdout)), "the child is gone")


def test_what_a_crash_left_behind_is_found_by_its_mark_and_nothing_else_is(tmp_path: Path) -> None:
    ours = make(tmp_path, FAMILY, **{leftovers.MARK: "home-a"})
    other = make(tmp_path, "import time; time.sleep(300)", **{leftovers.MARK: "home-b"})
    ours.start()
    other.start()
    try:
        wait_until(lambda: len(leftovers.marked_with("home-a")) == 2, "child and grandchild carry the mark")
        leftovers.end(leftovers.marked_with("home-a"), seconds=5)
        assert not ours.running
        assert leftovers.marked_with("home-a") == []
        assert other.running
    finally:
        ours.kill()
        other.kill()


def test_a_pid_file_is_believed_only_when_program_and_argument_match(tmp_path: Path) -> None:
    pid_file = tmp_path / "x.pid"
    with subprocess.Popen(["sleep", "300"]) as process:
        pid_file.write_text(f"{process.pid}\n")
        assert leftovers.process_of(pid_file, program="sleep", argument="300") is not None
        assert leftovers.process_of(pid_file, program="sleep", argument="500") is None
        assert leftovers.process_of(pid_file, program="postgres", argument="300") is None
        process.kill()
        process.wait()
    assert leftovers.process_of(pid_file, program="sleep", argument="300") is None
    assert leftovers.process_of(tmp_path / "none.pid", program="sleep", argument="300") is None


def test_a_crashed_child_is_started_again_and_its_last_words_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.2)
    said: list[str] = []
    child = make(tmp_path, "import time; print('I was here', flush=True); time.sleep(300)")
    child.start()
    watch = Supervisor(report=said.append)
    watch.watch("web", child)
    try:
        watch.look()
        assert said == []
        wait_until(lambda: "I was here" in child.last_words(), "it spoke")
        assert child.pid is not None
        before = child.pid
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: _look(watch) and child.running and child.pid != before, "it runs again")
        assert any("web ended unexpectedly" in line for line in said)
        assert any("I was here" in line for line in said)
        assert said[-1].strip() == "web was started again."
    finally:
        child.kill()


def test_a_child_that_keeps_crashing_is_given_growing_pauses(tmp_path: Path) -> None:
    said: list[str] = []
    child = make(tmp_path, "raise SystemExit(3)")
    child.start()
    watch = Supervisor(report=said.append)
    watch.watch("web", child)
    wait_until(lambda: _look(watch) and sum("unexpectedly" in line for line in said) == 3, "it crashed three times")
    pauses = [line.rsplit(" in ", 1)[1] for line in said if "unexpectedly" in line]
    assert pauses == ["1 s.", "2 s.", "4 s."]
    child.kill()


def _look(watch: Supervisor) -> bool:
    watch.look()
    return True
