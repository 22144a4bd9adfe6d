"""The watch over the shop's processes: what ends unasked is started again, with growing pauses."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shop.local.console import say
from shop.local.errors import LocalError

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY_AFTER = 60.0
"""Seconds of life after which an earlier crash is forgotten."""


class Watchable(Protocol):
    """What can be kept alive: a child process or one of our servers."""

    @property
    def running(self) -> bool: ...

    def start(self) -> object: ...

    def kill(self) -> None: ...

    def last_words(self) -> str: ...


@dataclass
class Watched:
    """One of them with its record."""

    name: str
    target: Watchable
    started_at: float = field(default_factory=time.monotonic)
    pause: float = field(default_factory=lambda: FIRST_PAUSE)
    due_at: float | None = None


class Supervisor:
    """Looks after what is running; call `look` again and again."""

    def __init__(self, report: Callable[[str], None] = say) -> None:
        self._report = report
        self._watched: list[Watched] = []

    def watch(self, name: str, target: Watchable) -> None:
        """This method will take a running process into care."""
        self._watched.append(Watched(name, target))

    def ended(self) -> Sequence[Watched]:
        """This method will return those that do not run now."""
        return [watched for watched in self._watched if not watched.target.running]

    def look(self) -> None:
        """This method will notice who ended, and start again those whose pause is over."""
        now = time.monotonic()
        for watched in self.ended():
            if watched.due_at is None:
                if now - watched.started_at > STEADY_AFTER:
                    watched.pause = FIRST_PAUSE
                watched.due_at = now + watched.pause
                self._report(f"! {watched.name} ended unexpectedly; starting it again in {watched.pause:.0f} s.")
                self._report(_indented(watched.target.last_words()))
                watched.pause = min(watched.pause * 2, LONGEST_PAUSE)
            elif now >= watched.due_at:
                self._restart(watched)

    def _restart(self, watched: Watched) -> None:
        # The rest of its process group goes first: orphaned workers would still answer, with the old code.
        watched.target.kill()
        watched.due_at = None
        watched.started_at = time.monotonic()
        try:
            watched.target.start()
        except (LocalError, OSError) as error:
            self._report(f"! {watched.name} does not start: {error}")
        else:
            self._report(f"  {watched.name} was started again.")


def _indented(text: str) -> str:
    return "\n".join(f"    | {line}" for line in text.splitlines())
