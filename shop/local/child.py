"""A child process: started in its own session, ended with us whatever happens, its output in a log file."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from shop.local.server_user import ServerUser

PR_SET_PDEATHSIG = 1
# Loaded before any fork: after it, only the plainest calls are safe.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_parent(parent: int, number: int) -> Callable[[], None]:
    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
            if os.getppid() != parent:  # it died between fork and here
                os._exit(1)

    return prepare


class Child:
    """One program with its arguments. It may be started again after it ended.

    Start it from the main thread: Linux sends the parent-death signal when the starting *thread* ends.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        log: Path | None,
        user: ServerUser | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.stop_signal = stop_signal
        self._env = dict(env)
        self._cwd = cwd
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """This method will start the process; raises OSError when the program can't be executed."""
        output = self.log.open("ab") if self.log else None
        try:
            self._process = subprocess.Popen(
                self.command,
                env=self._env,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                # Its own session: Ctrl-C in the terminal is ours to pass on, in the right order.
                start_new_session=True,
                preexec_fn=_die_with_parent(os.getpid(), self.stop_signal),
                user=self._user.uid if self._user else None,
                group=self._user.gid if self._user else None,
                extra_groups=[] if self._user else None,
            )
        finally:
            if output:
                output.close()

    @property
    def pid(self) -> int | None:
        """This property will return the process id, None before the first start."""
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """This property will return the exit code, negative for a signal, and None before the end."""
        return self._process.poll() if self._process else None

    @property
    def running(self) -> bool:
        """This property will return whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        """This method will send the stop signal and not wait."""
        if self._process is not None and self.running:
            self._process.send_signal(self.stop_signal)

    def wait(self, seconds: float) -> bool:
        """This method will return whether the process has ended, after waiting at most that long."""
        if self._process is None:
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=max(seconds, 0))
        return not self.running

    def kill(self) -> None:
        """This method will end the process and all of its session's group with SIGKILL, at once."""
        if self._process is None:
            return
        # A dead leader's workers live on in its group; the kernel gives its number to nobody else meanwhile.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self, seconds: float = 10) -> None:
        """This method will stop the process: politely, and after the given seconds by force."""
        stop_all([self], seconds)

    def last_words(self, lines: int = 15) -> str:
        """This method will return the end of the log."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 8000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])


def stop_all(children: Iterable[Child], seconds: float) -> None:
    """This function will stop children side by side; those that live after the given seconds are killed."""
    children = list(children)
    deadline = time.monotonic() + seconds
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait(deadline - time.monotonic())
        child.kill()
