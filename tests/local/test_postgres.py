"""The PostgreSQL of the shop in a box: real, durable, private, and back after a crash."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from shop.local.errors import LocalError
from shop.local.postgres import PostgresServer
from shop.local.state import Home
from tests.local.helpers import wait_until

pytestmark = pytest.mark.process

START_AND_DIE = """
import os, signal, sys
from pathlib import Path
from shop.local.postgres import PostgresServer
from shop.local.state import Home
server = PostgresServer(Home.at(Path(sys.argv[1])))
server.start()
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def server(home: Home) -> Iterator[PostgresServer]:
    server = PostgresServer(home)
    server.start()
    yield server
    server.stop()


def ask(server: PostgresServer, query: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    return row and row[0]


def write(server: PostgresServer, value: int) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def test_it_is_postgresql_18_with_durability_left_on(server: PostgresServer) -> None:
    assert str(ask(server, "SHOW server_version")).startswith("18.")
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(server, f"SHOW {name}") == "on"
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SELECT lower('ÅÉÏ')") == "åéï"


def test_it_listens_on_a_socket_that_only_its_owner_reaches(server: PostgresServer) -> None:
    assert ask(server, "SHOW listen_addresses") == ""
    assert server.pid is not None
    assert psutil.Process(server.pid).net_connections(kind="tcp") == []
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700


def test_what_is_committed_survives_a_stop_and_a_power_cut(server: PostgresServer) -> None:
    write(server, 1)
    url = server.url
    server.stop()
    assert not server.running
    server.start()
    write(server, 2)
    server.kill()
    assert not server.running
    server.start()
    assert server.url == url
    assert ask(server, "SELECT sum(value) FROM kept") == 3


def test_a_stop_leaves_no_process_and_no_socket_behind(server: PostgresServer) -> None:
    assert server.pid is not None
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    server.stop()
    assert not any(process.is_running() for process in family)
    assert not server.socket_dir.exists()


def test_it_ends_with_a_starter_that_is_killed_and_starts_again_with_its_data(home: Home) -> None:
    starter = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, str(home.path)], capture_output=True, text=True, check=False
    )
    assert starter.returncode == -signal.SIGKILL
    orphan = int(starter.stdout)
    wait_until(lambda: not psutil.pid_exists(orphan), "the orphan ends by itself")
    again = PostgresServer(home)
    again.start()
    try:
        assert ask(again, "SELECT 1") == 1
    finally:
        again.stop()


def test_an_orphan_that_still_runs_is_stopped_before_the_next_start(home: Home) -> None:
    first, second = PostgresServer(home), PostgresServer(home)
    first.start()
    write(first, 7)
    try:
        second.start()
        assert not first.running
        assert ask(second, "SELECT value FROM kept") == 7
    finally:
        second.stop()
        first.stop()


def test_a_stale_pid_file_that_names_a_stranger_harms_neither(home: Home) -> None:
    server = PostgresServer(home)
    server.start()
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.kill()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        try:
            pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
            server.start()
            assert ask(server, "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            server.stop()
            stranger.kill()


def test_data_of_another_version_is_refused_and_left_alone(server: PostgresServer) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(LocalError, match="PostgreSQL 14"):
        server.start()
    assert not server.running
    assert (server.data / "PG_VERSION").read_text() == "14\n"
    (server.data / "PG_VERSION").write_text("18\n")
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_half_made_data_is_made_anew(home: Home) -> None:
    half = PostgresServer(home).data.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = PostgresServer(home)
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
        assert not half.exists()
    finally:
        server.stop()


def test_variables_of_the_callers_own_postgresql_do_not_change_ours(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")
    server = PostgresServer(home)
    server.start()
    try:
        assert ask(server, "SHOW port") == "5432"
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_under_root_it_runs_as_a_user_without_privileges(server: PostgresServer) -> None:
    assert server.pid is not None
    assert psutil.Process(server.pid).uids().real != 0
    assert server.data.stat().st_uid == psutil.Process(server.pid).uids().real
