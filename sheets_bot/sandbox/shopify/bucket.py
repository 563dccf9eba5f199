"""
How much a store may ask: a bucket of points that refills by the second.

One bucket per app and store. The requested cost is held while a query runs, what it did not use goes
back (Shopify API rate limits, calculated query costs). Refills by real time, for a client that is told to
wait waits for real. What a query costs is in `cost.py`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What a store's subscription allows."""

    maximum: float
    """Size of the bucket in points; about twenty times the rate, but Shopify promises no figure."""
    restore_per_second: float


STANDARD = Plan(2_000, 100)
ADVANCED = Plan(4_000, 200)
PLUS = Plan(20_000, 1_000)
ENTERPRISE = Plan(40_000, 2_000)
ROOMY = Plan(400_000, 20_000)
"""No plan of Shopify's: a season is fetched without a wait."""


class Bucket:
    """The points of one app in one store."""

    def __init__(self, plan: Plan, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.plan = plan
        self._monotonic = monotonic
        self._points = plan.maximum
        self._filled_at = monotonic()

    def take(self, points: float) -> bool:
        """Take *points*; False, and nothing is taken, when there are not enough."""
        self._refill()
        if points > self._points:
            return False
        self._points -= points
        return True

    def give_back(self, points: float) -> None:
        """Put back what a query held and did not use."""
        self._refill()
        self._points = min(self.plan.maximum, self._points + points)

    def status(self) -> dict[str, Any]:
        """Return `throttleStatus` as it stands in every answer."""
        self._refill()
        return {
            "maximumAvailable": self.plan.maximum,
            "currentlyAvailable": int(self._points),
            "restoreRate": self.plan.restore_per_second,
        }

    def _refill(self) -> None:
        now = self._monotonic()
        gained = (now - self._filled_at) * self.plan.restore_per_second
        self._points = min(self.plan.maximum, self._points + gained)
        self._filled_at = now
