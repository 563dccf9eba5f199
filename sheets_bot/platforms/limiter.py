"""
Taking turns: never more than so many requests in any minute.

Keeps the time of each turn of the last minute, so the promise holds for every
window of a minute and not only from one full minute to the next. Clock and
sleep come in as arguments. Knows no service; `http.py` asks it before every
attempt, `google.py` says which requests are reads and which are writes.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from sheets_bot.errors import TryLater

WINDOW_SECONDS = 62.0
"""A minute, and two seconds because requests do not all travel equally fast."""


class Limiter:
    """
    The turns of one credential at one service, for all its threads.

    *per_minute* holds the allowance of each kind of request, e.g.
    ``{"read": 50, "write": 50}``: Sheets counts reads and writes apart, 60 of each
    per minute for one service account (Sheets API usage limits).
    """

    def __init__(
        self,
        name: str,
        per_minute: Mapping[str, int],
        *,
        longest_wait_seconds: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if any(count < 1 for count in per_minute.values()):
            raise ValueError(f"{name}: a limit below one request a minute lets nothing through.")
        self._name = name
        self._longest_wait_seconds = longest_wait_seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._turns: dict[str, deque[float]] = {kind: deque(maxlen=n) for kind, n in per_minute.items()}
        self._closed_until: dict[str, float] = dict.fromkeys(per_minute, float("-inf"))

    def __repr__(self) -> str:
        allowance = ", ".join(f"{turns.maxlen} {kind}s" for kind, turns in self._turns.items())
        return f"<Limiter {self._name}: {allowance} a minute>"

    def acquire(self, kind: str) -> float:
        """
        Wait for a turn and return the seconds waited.

        Raises TryLater, at once and without taking a turn, when the turn would
        come later than the longest wait; KeyError for a kind without allowance.
        """
        with self._lock:
            now = self._clock()
            turns = self._turns[kind]
            turn = max(now, self._closed_until[kind])
            if len(turns) == turns.maxlen:
                turn = max(turn, turns[0] + WINDOW_SECONDS)
            wait_seconds = turn - now
            if wait_seconds > self._longest_wait_seconds:
                raise TryLater(
                    f"{self._name}: the next {kind} request would have to wait {wait_seconds:.0f} s for its "
                    f"turn (limit: {turns.maxlen} a minute). It was not sent; the next run tries again."
                )
            # The turn is taken before the sleep, so that threads that come meanwhile queue up behind it.
            turns.append(turn)
        if wait_seconds > 0:
            self._sleep(wait_seconds)
        return wait_seconds

    def pause(self, kind: str, seconds: float) -> None:
        """Give no turn of *kind* for *seconds*: the service asked one of our threads to wait."""
        with self._lock:
            self._closed_until[kind] = max(self._closed_until[kind], self._clock() + seconds)
