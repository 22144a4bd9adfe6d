"""What `make run` looks at before anything slow."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from shop.local.preflight import PROJECT, InstanceLock, NotStartable, check_port
from tests.processes import free_port


def preflight(home: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """This function will do what the Makefile does before it installs anything: no package may be needed."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(PROJECT / "shop/local/preflight.py")],
        env={"PATH": os.environ["PATH"], "TROLLEY_HOME": str(home), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_free_port_and_no_other_shop_let_the_start_go_on(tmp_path: Path) -> None:
    result = preflight(tmp_path / "never made", PORT=str(free_port()))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_taken_port_is_refused_with_the_way_out(tmp_path: Path, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as stranger:
        try:
            stranger.bind((host, 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        stranger.listen()
        port = stranger.getsockname()[1]
        result = preflight(tmp_path, PORT=str(port))
    assert result.returncode == 1
    assert f"Port {port} is taken" in result.stderr
    assert "PORT=8080 make run" in result.stderr


def test_a_port_that_was_closed_a_moment_ago_is_free() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as every web server does
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            listener.accept()[0].close()
    check_port(port, "127.0.0.1")


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "٨٠٨٠"])
def test_what_is_no_port_number_is_refused(tmp_path: Path, text: str) -> None:
    result = preflight(tmp_path, PORT=text, PYTHONIOENCODING="utf-8")
    assert result.returncode == 1
    assert "is no port number" in result.stderr


def test_a_second_shop_of_the_same_home_is_refused_and_told_where_the_first_is(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path)
    lock.acquire(url="http://localhost:8123")
    result = preflight(tmp_path, PORT=str(free_port()))
    assert result.returncode == 1
    assert "already at http://localhost:8123" in result.stderr
    assert str(os.getpid()) in result.stderr
    with pytest.raises(NotStartable, match="already at"):
        InstanceLock(tmp_path).acquire(url="http://localhost:9999")
    assert lock.note()["url"] == "http://localhost:8123"


def test_the_lock_knows_a_crash_from_a_tidy_end(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path)
    assert lock.acquire(url="http://localhost:1") is False
    lock.release()
    assert not lock.is_held()
    hold_and_die = (
        "import os, sys; from pathlib import Path; from shop.local.preflight import InstanceLock;"
        "InstanceLock(Path(sys.argv[1])).acquire(url='http://localhost:2'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", hold_and_die, str(tmp_path)], cwd=PROJECT, check=False)
    assert not lock.is_held()
    assert lock.acquire(url="http://localhost:3") is True
    lock.release()


def test_after_a_crash_orphans_on_the_port_do_not_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "run.lock").write_text('{"pid": 4194305, "url": "http://localhost:1"}')
    with socket.socket() as orphan:
        orphan.bind(("127.0.0.1", 0))
        orphan.listen()
        result = preflight(tmp_path, PORT=str(orphan.getsockname()[1]))
    assert result.returncode == 0, result.stderr
