"""
What the process knows about its own state; `health_page.py` tells it.

`/healthz` fails when starting the container anew would help: the timetable stands still, or a job
hangs. `/readyz` fails until every spreadsheet was reached once, and while a job hangs; a platform that
is down does not count, for nothing else could do its work. Both answer JSON with the age of each source's
last good run. `/metrics` tells the same to Prometheus (`counts.py`). No cell, no secret, no message of an
error is shown.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

MISSED_TICKS = 3
SLACK = timedelta(seconds=60)
LONGEST_SILENCE = timedelta(hours=1)
"""A spreadsheet that was not reached for longer is out of reach (ours); jobs ask for it every few minutes."""


@dataclass
class Health:
    """The board on which the scheduler and the jobs write; safe to use from several threads."""

    tick_seconds: int
    hung_after_seconds: int
    started_at: datetime
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _ticked_at: datetime | None = None
    _running: dict[str, datetime] = field(default_factory=dict)
    _stale_after: dict[str, timedelta] = field(default_factory=dict)
    _last_good_at: dict[str, datetime] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _reached_at: dict[str, datetime | None] = field(default_factory=dict)
    """By spreadsheet; None for one that was not reached yet."""

    def expects_spreadsheet(self, name: str) -> None:
        """Name a spreadsheet that must be reached before the bot is ready."""
        with self._lock:
            self._reached_at.setdefault(name, None)

    def reached(self, name: str, now: datetime) -> None:
        """Note that a spreadsheet has answered."""
        with self._lock:
            self._reached_at[name] = now

    def expects(self, source: str, *, stale_after: timedelta) -> None:
        """Name a source that must have a good run at least this often to be fresh."""
        with self._lock:
            # Several jobs may feed one source; the most frequent one says how old it may get.
            self._stale_after[source] = min(stale_after, self._stale_after.get(source, stale_after))

    def ticked(self, now: datetime) -> None:
        """Note that the timetable moves."""
        with self._lock:
            self._ticked_at = now

    def started(self, work: str, now: datetime) -> None:
        """Note that a piece of work runs."""
        with self._lock:
            self._running[work] = now

    def ended(self, work: str) -> None:
        """Note that it runs no more."""
        with self._lock:
            self._running.pop(work, None)

    def succeeded(self, source: str, now: datetime) -> None:
        """Note a good run of a source."""
        with self._lock:
            self._last_good_at[source] = now
            self._failures[source] = 0

    def knows(self, source: str, last_good_at: datetime) -> None:
        """Take over a good run from the `Status` tab, of another process maybe, where it is the latest."""
        with self._lock:
            known = self._last_good_at.get(source)
            self._last_good_at[source] = max(known, last_good_at) if known else last_good_at

    def told(self, source: str, *, good_at: datetime | None, failures: int) -> None:
        """Note how a source fared in other processes."""
        if good_at is not None:
            self.knows(source, good_at)
        with self._lock:
            self._failures[source] = failures

    def failed(self, source: str) -> None:
        """Note a run of a source that failed."""
        with self._lock:
            self._failures[source] = self._failures.get(source, 0) + 1

    def is_live(self, now: datetime) -> bool:
        """Say whether the timetable moves and nothing hangs."""
        with self._lock:
            since = self._ticked_at or self.started_at
            longest = MISSED_TICKS * timedelta(seconds=self.tick_seconds) + SLACK
            return now - since <= longest and not self._hangs(now)

    def is_ready(self, now: datetime) -> bool:
        """Say whether every spreadsheet was reached once and nothing hangs; the configuration was read."""
        with self._lock:
            return None not in self._reached_at.values() and not self._hangs(now)

    def is_in_touch(self, now: datetime) -> bool:
        """Say whether every spreadsheet was reached lately; one good answer long ago proves nothing."""
        with self._lock:
            return all(at is not None and now - at <= LONGEST_SILENCE for at in self._reached_at.values())

    def is_fresh(self, now: datetime) -> bool:
        """Say whether every source that is expected has a good run that is young enough."""
        with self._lock:
            return all(self._is_fresh(source, now) for source in self._stale_after)

    def ages(self, now: datetime) -> dict[str, timedelta]:
        """Return how long ago each source had its last good run; one without any is left out."""
        with self._lock:
            return {source: now - at for source, at in sorted(self._last_good_at.items())}

    def report(self, now: datetime) -> dict[str, Any]:
        """Return everything as JSON values; ages in whole seconds, None for never."""
        live, ready, fresh = self.is_live(now), self.is_ready(now), self.is_fresh(now)
        with self._lock:
            return {
                "live": live,
                "ready": ready,
                "fresh": fresh,
                "up_seconds": _seconds(now - self.started_at),
                "sources": {
                    source: {
                        "fresh": self._is_fresh(source, now),
                        "last_good_age_seconds": _seconds(now - at)
                        if (at := self._last_good_at.get(source))
                        else None,
                        "failures_in_a_row": self._failures.get(source, 0),
                    }
                    for source in sorted({*self._stale_after, *self._last_good_at, *self._failures})
                },
                "running_seconds": {work: _seconds(now - at) for work, at in sorted(self._running.items())},
            }

    def _hangs(self, now: datetime) -> bool:
        longest = timedelta(seconds=self.hung_after_seconds)
        return any(now - at > longest for at in self._running.values())

    def _is_fresh(self, source: str, now: datetime) -> bool:
        at = self._last_good_at.get(source)
        return at is not None and now - at <= self._stale_after.get(source, timedelta.max)


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
