"""The Redis of the shop in a box: durable enough for a broker, closed to the other users of the machine."""

import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest
import redis

from shop.local.errors import LocalError
from shop.local.redis import RedisServer
from shop.local.state import Home
from tests.local.helpers import wait_until

pytestmark = pytest.mark.process

START_AND_DIE = """
import os, signal, sys
from pathlib import Path
from shop.local.redis import RedisServer
from shop.local.state import Home
server = RedisServer(Home.at(Path(sys.argv[1])))
server.start()
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def server(home: Home) -> Iterator[RedisServer]:
    server = RedisServer(home)
    server.start()
    yield server
    server.stop()


def client(server: RedisServer) -> redis.Redis:
    return redis.Redis.from_url(f"{server.url}/1", decode_responses=True)


def test_tasks_survive_a_stop_and_a_start_at_the_same_address(server: RedisServer) -> None:
    client(server).rpush("celery", "first")
    url = server.url
    server.stop()
    assert not server.running
    server.start()
    assert server.url == url
    assert client(server).lrange("celery", 0, -1) == ["first"]


def test_tasks_survive_a_sigkill_of_the_server(server: RedisServer) -> None:
    connection = client(server)
    connection.rpush("celery", "first")
    server.kill()
    assert not server.running
    server.start()
    assert client(server).lrange("celery", 0, -1) == ["first"]


def test_nobody_gets_in_without_the_password(server: RedisServer) -> None:
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=server.port).ping()
    configuration = server.data / "redis.conf"
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600


def test_it_listens_on_the_loopback_address_only(server: RedisServer) -> None:
    assert server.pid is not None
    listening = psutil.Process(server.pid).net_connections(kind="inet")
    assert {entry.laddr.ip for entry in listening if entry.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_it_finds_another_port_when_a_stranger_took_its_own(server: RedisServer) -> None:
    client(server).set("kept", "yes")
    taken = server.port
    server.stop()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", taken))
        stranger.listen()
        server.start()
        assert server.port != taken
        assert client(server).get("kept") == "yes"


def test_a_port_that_was_asked_for_and_is_taken_is_refused(home: Home) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        server = RedisServer(home, port=stranger.getsockname()[1])
        with pytest.raises(LocalError, match="is taken"):
            server.start()
        assert not server.running


def test_it_ends_with_a_starter_that_is_killed(home: Home) -> None:
    starter = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, str(home.path)], capture_output=True, text=True, check=False
    )
    assert starter.returncode == -signal.SIGKILL
    orphan = int(starter.stdout)
    wait_until(lambda: not psutil.pid_exists(orphan), "the orphan ends by itself")


def test_an_orphan_that_still_runs_is_stopped_before_the_next_start(home: Home) -> None:
    first, second = RedisServer(home), RedisServer(home)
    first.start()
    client(first).set("kept", "yes")
    try:
        second.start()
        assert not first.running
        assert second.url == first.url
        assert client(second).get("kept") == "yes"
    finally:
        second.stop()
        first.stop()
