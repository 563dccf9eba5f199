"""
What a webhook is about, and how hints are gathered: a burst of them wakes a job once.

Pure but for a clock that is handed in. A hint says that something is new, never what: the job that it wakes
reads the truth from the platform. So a hint that is lost, doubled or late changes nothing but the delay.
"""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

DISPUTES, SHOP_DISPUTES, ORDERS = "sync_paypal_disputes", "sync_shopify_disputes", "sync_orders"
REVIEWS, OLD_REVIEWS = "sync_reviews", "sweep_reviews"

_OF_PAYPAL = {"CUSTOMER.DISPUTE.": DISPUTES, "RISK.DISPUTE.": DISPUTES}
_OF_SHOPIFY = {
    "disputes/": SHOP_DISPUTES,
    "orders/": ORDERS,
    "fulfillments/": ORDERS,
    "fulfillment_events/": ORDERS,
    "refunds/": ORDERS,
    "returns/": ORDERS,
}
_OF_TRUSTPILOT = {
    "service-review-created": REVIEWS,
    # Only the sweep notices what became of an older review.
    "service-review-updated": OLD_REVIEWS,
    "service-review-deleted": OLD_REVIEWS,
}
"""By how the name of the event begins; what begins otherwise wakes nothing."""

GATHER_SECONDS = 3.0
"""A hint waits so long for others of its burst (ours)."""
_REST_SECONDS = {REVIEWS: 900.0, OLD_REVIEWS: 3600.0}
"""Between two hinted runs of one job: Trustpilot sells its calls by the year."""
_SHORTEST_REST_SECONDS = 30.0
MOST_SEEN = 4096


def jobs_of_paypal(body: bytes) -> list[str]:
    """Return the jobs that an event of PayPal's wakes."""
    return list(_woken(_OF_PAYPAL, [_object(body).get("event_type")]))


def jobs_of_shopify(topic: str) -> list[str]:
    """Return the jobs that a topic of Shopify's wakes."""
    return list(_woken(_OF_SHOPIFY, [topic.casefold()]))


def jobs_of_trustpilot(body: bytes) -> list[str]:
    """Return the jobs that some events of Trustpilot's wake."""
    events = _object(body).get("events")
    names = (
        [event.get("eventName") for event in events if isinstance(event, dict)]
        if isinstance(events, list)
        else []
    )
    return list(dict.fromkeys(_woken(_OF_TRUSTPILOT, names)))


def _woken(jobs: dict[str, str], names: Iterable[Any]) -> Iterator[str]:
    for name in names:
        if isinstance(name, str):
            yield from (job for beginning, job in jobs.items() if name.startswith(beginning))


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class Seen:
    """The deliveries of late, so that one that comes again wakes nobody; forgets the oldest."""

    def __init__(self, most: int = MOST_SEEN) -> None:
        self._most = most
        self._names: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def is_new(self, name: str) -> bool:
        """Say whether a delivery was not seen before, and remember it."""
        with self._lock:
            new = name not in self._names
            self._names[name] = None
            self._names.move_to_end(name)
            while len(self._names) > self._most:
                self._names.popitem(last=False)
            return new


class Hints:
    """Which jobs have been hinted at and wait to run, by spreadsheet; shared by all threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: set[tuple[str, str]] = set()
        self._taken_at: dict[tuple[str, str], float] = {}

    def add(self, workbook: str, job: str) -> float:
        """Remember a hint; return after how many seconds the job should look for it."""
        with self._lock:
            self._waiting.add((workbook, job))
            return max(GATHER_SECONDS, self._rests_seconds(workbook, job))

    def take(self, workbook: str, job: str) -> bool:
        """Say whether hints ask for a run, and forget them; a job rests between two such runs."""
        with self._lock:
            if (workbook, job) not in self._waiting or self._rests_seconds(workbook, job) > 0:
                return False
            self._waiting.discard((workbook, job))
            self._taken_at[workbook, job] = self._clock()
            return True

    def _rests_seconds(self, workbook: str, job: str) -> float:
        taken_at = self._taken_at.get((workbook, job), float("-inf"))
        return taken_at + _REST_SECONDS.get(job, _SHORTEST_REST_SECONDS) - self._clock()
