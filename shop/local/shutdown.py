"""The wish to stop: Ctrl-C, SIGTERM or a closed terminal, looked at where stopping is safe."""

import signal
import time
from types import FrameType


class ShutdownRequested(Exception):
    """Somebody asked the shop to stop."""


class Shutdown:
    """Remembers the signal and raises only where it is safe, so that no child is started and forgotten."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.requested = False

    def install(self) -> None:
        """This method will take over the signals that ask a program to stop."""
        for number in self.SIGNALS:
            signal.signal(number, self._remember)

    def pause(self, seconds: float) -> None:
        """This method will sleep, in slices short enough that a stop is noticed at once.

        Raises ShutdownRequested.
        """
        until = time.monotonic() + seconds
        while True:
            if self.requested:
                raise ShutdownRequested
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.05))

    def _remember(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True
