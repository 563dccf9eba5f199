"""
Time inside shifts: how many staffed hours lie between two instants.

Elapsed time is what the customer waits; staffed time is what the specialist could have
done about it. Pure; the shifts are those of `shifts.py`.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta

from sheets_bot.domain.shifts import Roster, Span

_LONGEST_SHIFT = timedelta(days=1)


class StaffedTime:
    """The shifts of a roster between two instants, added up once."""

    def __init__(self, roster: Roster, *, since: datetime, until: datetime) -> None:
        self._has_shifts = bool(roster.shifts)
        spans = roster.spans_ending(after=since, until=until + _LONGEST_SHIFT)
        self._spans = _merged(spans)
        self._starts = [span.starts_at for span in self._spans]
        self._before = [timedelta()]
        for span in self._spans:
            self._before.append(self._before[-1] + (span.ends_at - span.starts_at))

    @property
    def is_empty(self) -> bool:
        """True where nobody ever works; between the two instants there may be no shift all the same."""
        return not self._has_shifts

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Return the staffed hours from *start* to *end*, both within the time that was asked for."""
        return (self._until(end) - self._until(start)) / timedelta(hours=1)

    def _until(self, at: datetime) -> timedelta:
        """All staffed time up to *at*."""
        place = bisect_right(self._starts, at)
        if place == 0:
            return timedelta()
        return self._before[place - 1] + min(at, self._spans[place - 1].ends_at) - self._starts[place - 1]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap or touch as one: two shifts at one time are one staffed time."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.starts_at <= found[-1].ends_at:
            found[-1] = Span(found[-1].starts_at, max(found[-1].ends_at, span.ends_at))
        else:
            found.append(span)
    return found
