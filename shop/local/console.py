"""The terminal: what the person who typed `make run` reads."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str = "") -> None:
    """This function will print a line at once, also into a pipe; a reader that went away does not stop the shop."""
    write(f"{text}\n")


def write(text: str) -> None:
    """This function will put the text on the terminal as it is."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody listens any more (`make run | head`): from here on the words go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Clock:
    """A line with the time a step has taken so far: rewritten in place, or every ten seconds into a pipe."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.began = time.monotonic()
        self._shown = 0.0
        self._terminal = sys.stdout.isatty()

    @property
    def seconds(self) -> float:
        """This property will return the seconds since the step began."""
        return time.monotonic() - self.began

    def tick(self) -> None:
        """This method will show the time passed; call it as often as you like."""
        if self._terminal and self.seconds - self._shown >= 1:
            self._shown = self.seconds
            write(f"\r  {self.label} ... {self.seconds:.0f} s")
        elif self.seconds - self._shown >= 10:
            self._shown = self.seconds
            say(f"  {self.label} ... {self.seconds:.0f} s")

    def done(self, result: str = "") -> None:
        """This method will close the line with the whole time and what came of it."""
        if self._terminal:
            write("\r\033[K")
        say(f"  {self.label}: {result + ', ' if result else ''}{self.seconds:.1f} s")


@contextmanager
def step(label: str) -> Iterator[Clock]:
    """This context will print a step's name with the time it took, when it ends well."""
    clock = Clock(label)
    yield clock
    clock.done()
