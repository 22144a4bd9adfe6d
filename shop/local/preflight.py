"""The questions to ask before anything slow: does this shop run already, and is its port free?

The Makefile runs this file by its path before anything is installed, so it imports the standard library only.
"""

import errno
import fcntl
import json
import os
import socket
import sys
from pathlib import Path
from typing import IO, Any

PROJECT = Path(__file__).resolve().parents[2]
LOCK_NAME = "run.lock"


class NotStartable(Exception):
    """The shop can't be started now; the message says why and what to do about it."""


def home_path() -> Path:
    """This function will return where the shop in a box keeps its state: TROLLEY_HOME, or `.local`."""
    return Path(os.environ.get("TROLLEY_HOME") or PROJECT / ".local").absolute()


def port_number() -> int:
    """This function will return the port to serve on, from PORT.

    Raises NotStartable when PORT is no port number.
    """
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise NotStartable(f"PORT={text} is no port number. Try: PORT=8080 make run")
    return int(text)


def bind_address() -> str:
    """This function will return the address to serve on, from BIND; by default only this machine can call."""
    return os.environ.get("BIND") or "127.0.0.1"


def check_port(port: int, address: str) -> None:
    """This function will return quietly when the port is free.

    Raises NotStartable when another program listens on it, or when it may not be used.
    """
    # A browser may take "localhost" for ::1, so a stranger there would be shown in our place.
    places = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    if address not in ("127.0.0.1", "localhost"):
        places.append((socket.AF_INET6 if ":" in address else socket.AF_INET, address))
    other = 8080 if port != 8080 else 8081
    for family, host in places:
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                # Without it a port that was closed a moment ago would look taken.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise NotStartable(
                    f"Port {port} is taken by another program.\n"
                    f"Stop that program, or give the shop another port: PORT={other} make run"
                ) from error
            if error.errno == errno.EACCES:
                raise NotStartable(
                    f"Port {port} is kept for the system. Take one above 1023: PORT={other} make run"
                ) from error
            if host == address:
                raise NotStartable(f"BIND={address} is no address of this machine: {error.strerror}") from error
            # Only our own address matters: a machine without IPv6 has no ::1.


class InstanceLock:
    """One shop per home: an flock, which the kernel drops however its holder ends, and a note about him."""

    def __init__(self, home: Path) -> None:
        self.path = home / LOCK_NAME
        self._file: IO[str] | None = None

    def acquire(self, *, url: str) -> bool:
        """This method will take the lock, note `url`, and return whether its last holder crashed.

        Raises NotStartable when another process holds it.
        """
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise NotStartable(self._already_running()) from None
        crashed = bool(self.note())
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "url": url}, file)
        file.flush()
        self._file = file
        return crashed

    def release(self) -> None:
        """This method will give the lock back and leave no note behind."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None

    def is_held(self) -> bool:
        """This method will return whether a living process holds the lock."""
        try:
            with self.path.open("r") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def note(self) -> dict[str, Any]:
        """This method will return what the last holder wrote: its pid and url; empty after a tidy end."""
        try:
            note = json.loads(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _already_running(self) -> str:
        note = self.note()
        where = f" at {note['url']} (process {note['pid']})" if note else ", and is just starting"
        return f"This shop is running already{where}.\nStop it with Ctrl-C in its terminal, or with: make stop"


def main() -> int:
    """This function will say whether `make run` may begin: 0, or 1 with the reason on the terminal."""
    lock = InstanceLock(home_path())
    try:
        if lock.is_held():
            raise NotStartable(lock._already_running())
        port = port_number()
        if not lock.note():
            # After a crash our own orphans may hold the port; the start ends them and then looks again.
            check_port(port, bind_address())
    except NotStartable as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
