"""
How much may be asked of a Shopify store now: its bucket of points, as its answers tell it.

A question costs points before it runs; the bucket fills up by the second (Shopify
API rate limits). Its size and speed differ by plan and store, so nothing is assumed:
each answer says them. Clock and sleep come in as arguments. Knows no question.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from sheets_bot.errors import TryLater


class Budget:
    """The points of one app in one store, for all threads."""

    def __init__(
        self,
        name: str,
        *,
        longest_wait_seconds: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._name = name
        self._longest_wait_seconds = longest_wait_seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._costs: dict[str, float] = {}
        self._available: float | None = None
        self._maximum = 0.0
        self._per_second = 1.0
        self._at = 0.0

    def acquire(self, question: str) -> float:
        """
        Wait until the bucket holds what *question* cost before, and return the seconds waited.

        A question that was never asked, or a bucket of which nothing is known yet, waits
        not at all. Raises TryLater, at once, when it would have to wait too long.
        """
        with self._lock:
            cost = self._costs.get(question, 0.0)
            if self._available is None:
                return 0.0
            now = self._clock()
            available = min(self._maximum, self._available + (now - self._at) * self._per_second)
            wait_seconds = max(0.0, min(cost, self._maximum) - available) / self._per_second
            if wait_seconds > self._longest_wait_seconds:
                raise TryLater(
                    f"{self._name}: the next question would have to wait {wait_seconds:.0f} s until "
                    "Shopify takes it. It was not sent; the next run asks again."
                )
            # Taken before the sleep, so that threads that come meanwhile queue up behind it.
            self._available, self._at = available - cost, now
        if wait_seconds > 0:
            self._sleep(wait_seconds)
        return wait_seconds

    def learn(self, question: str, cost: Mapping[str, Any]) -> bool:
        """
        Take in `extensions.cost` of an answer to *question*; what makes no sense in it is ignored.

        Returns whether it told the bucket, so that the next `acquire` waits as long as it must.
        """
        requested = _number(cost.get("requestedQueryCost"))
        throttle = cost.get("throttleStatus")
        status = throttle if isinstance(throttle, Mapping) else {}
        maximum, available, per_second = (
            _number(status.get(name)) for name in ("maximumAvailable", "currentlyAvailable", "restoreRate")
        )
        with self._lock:
            if requested is not None:
                self._costs[question] = requested
            if not maximum or not per_second or available is None:
                return False
            self._maximum, self._available, self._per_second = maximum, available, per_second
            self._at = self._clock()
            return True


def _number(value: Any) -> float | None:
    return (
        float(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        else None
    )
