"""The log files: one for each process, kept short, and followed onto the terminal on request."""

from pathlib import Path

from shop.local.console import say

LARGE = 5_000_000
"""Bytes from which a log is put aside at the next start; one older one is kept."""


def rotate(directory: Path) -> None:
    """This function will put large logs aside."""
    for log in directory.glob("*.log"):
        if log.stat().st_size > LARGE:
            log.replace(log.with_suffix(".log.1"))


class Follower:
    """Shows what is added to the logs, each line with the name of its process."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._seen = {log: log.stat().st_size for log in directory.glob("*.log")}

    def show_new(self) -> None:
        """This method will print the lines written since the last call."""
        for log in sorted(self._directory.glob("*.log")):
            with log.open("rb") as file:
                file.seek(self._seen.get(log, 0))
                # A line that is not whole yet waits for the next call.
                whole, newline, _ = file.read().rpartition(b"\n")
            self._seen[log] = self._seen.get(log, 0) + len(whole + newline)
            for line in whole.decode(errors="replace").splitlines():
                say(f"{log.stem:>8} | {line}")
