"""What a crash left behind: processes of ours whose supervisor was killed before it could stop them."""

import contextlib
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil

MARK = "TROLLEY_RUN"


def marked_with(key: str) -> list[psutil.Process]:
    """This function will return the processes started for the home of this key: their environment tells."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == key:
                found.append(process)
    return found


def process_of(pid_file: Path, *, program: str, argument: str) -> psutil.Process | None:
    """This function will return the living process named in a pid file, if it is the program we mean.

    A pid file outlives its process, and the number goes to somebody else: name and argument must match.
    """
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        command = process.cmdline()
        known = program in Path(command[0]).name and any(argument in part for part in command)
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return None
    return process if known else None


def end(processes: Iterable[psutil.Process], *, politely: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """This function will end the processes: by the given signal, and when that takes too long by SIGKILL."""
    processes = list(processes)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(politely)
    _, stubborn = psutil.wait_procs(processes, timeout=seconds)
    for process in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)
