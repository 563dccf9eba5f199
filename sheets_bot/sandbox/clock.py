"""
The sandbox's own time: runs with real time or stands still, and jumps when told.

Every room is told the time with each call; no room asks the machine's clock.
"""

import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from sheets_bot.sandbox.orders import BadOrder

START_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Where time starts unless told otherwise: a Monday morning, the same one on every machine."""

LONGEST_JUMP_SECONDS = 366 * 86_400.0


class Clock:
    """An instant that only moves forward. Safe to use from several threads."""

    def __init__(
        self,
        start_at: datetime = START_AT,
        *,
        running: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start at *start_at* (aware); with *running* false only :meth:`advance` moves the time."""
        if start_at.tzinfo is None:
            raise ValueError(f"The clock needs an instant with a time zone, e.g. {START_AT.isoformat()}.")
        self.running = running
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._start_at = start_at.timestamp()
        self._since = monotonic()
        self._jumped_seconds = 0.0

    def now(self) -> float:
        """Return the instant in seconds since 1970."""
        with self._lock:
            run = self._monotonic() - self._since if self.running else 0.0
            return self._start_at + self._jumped_seconds + run

    def instant(self) -> datetime:
        """Return the instant as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> float:
        """
        Jump ahead and return the new instant in seconds since 1970.

        Raises:
            BadOrder: *seconds* is negative, not a number, or more than a year and a day.
        """
        if not math.isfinite(seconds) or not 0 <= seconds <= LONGEST_JUMP_SECONDS:
            raise BadOrder(
                f"'seconds' must be a number from 0 to {LONGEST_JUMP_SECONDS:.0f}, not {seconds!r}. "
                "The clock did not move."
            )
        with self._lock:
            self._jumped_seconds += seconds
        return self.now()

    def restart(self) -> None:
        """Go back to the instant at which the sandbox started; only a reset of the whole world does this."""
        with self._lock:
            self._since = self._monotonic()
            self._jumped_seconds = 0.0
