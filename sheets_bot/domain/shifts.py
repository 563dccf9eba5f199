"""
Shifts: when the specialist works, as instants.

A shift is typed in wall-clock time and repeats every week; this file turns it
into spans of real time, right across daylight saving, and counts them. What a
deadline means in shifts is in `deadlines.py`; how a shift is typed in the
`Settings` tab is in `rules.py`. No clock: the caller says what time it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """
    One weekly stretch of work in wall-clock time.

    *weekday* is that of the start, 0 for Monday. An *end* not after *start*
    is on the next day: 22:00 to 02:00, or 17:00 to 00:00 for "until midnight".
    """

    weekday: int
    start: time
    end: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"{self.weekday} is not a weekday; 0 (Monday) to 6 (Sunday) are.")
        if self.start == self.end:
            raise ValueError("A shift cannot start and end at the same time.")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One shift on one date. Both instants are in UTC; a span is never empty."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Roster:
    """
    All shifts of the week, in one time zone, without the shifts that start on *days_off*.

    On the day the clocks change, a shift keeps its wall-clock times. Where such
    a time does not exist (clocks forward) the shift begins or ends with the jump
    and is that much shorter, or falls away. Where it exists twice (clocks back)
    the first one counts: who has gone home cannot answer.
    """

    shifts: tuple[Shift, ...]
    zone: ZoneInfo
    days_off: frozenset[date] = frozenset()

    def spans_ending(self, *, after: datetime, until: datetime) -> list[Span]:
        """All spans with ``after < ends_at <= until``, the first to end first."""
        # A shift ends on the day on which it starts, or on the next.
        found = [
            span
            for day in _days(self._local_day(after) - _DAY, self._local_day(until))
            for span in self._spans_of(day)
            if after < span.ends_at <= until
        ]
        return sorted(found, key=lambda span: (span.ends_at, span.starts_at))

    def shifts_left(self, *, now: datetime, until: datetime) -> int:
        """How many shifts still end by *until*. The one that runs at *now* counts while it runs."""
        return len(self.spans_ending(after=now, until=until))

    def last_ending_by(self, until: datetime) -> Span | None:
        """The last span that ends at or before *until*, however long ago; None without any shift."""
        # Every shift comes once a week, and a day off or a lost hour takes away one occurrence at most,
        # so one of the spans looked at here must exist.
        for weeks in range(1, len(self.days_off) + 4):
            found = self.spans_ending(after=until - weeks * 7 * _DAY, until=until)
            if found:
                return found[-1]
        return None

    def next_ending_after(self, now: datetime) -> Span | None:
        """The span that runs at *now*, or else the next one; None without any shift."""
        for weeks in range(1, len(self.days_off) + 4):
            found = self.spans_ending(after=now, until=now + weeks * 7 * _DAY)
            if found:
                return found[0]
        return None

    def _local_day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def _spans_of(self, day: date) -> Iterator[Span]:
        if day in self.days_off:
            return
        for shift in self.shifts:
            if shift.weekday == day.weekday():
                span = _span(shift, day, self.zone)
                if span is not None:
                    yield span


@lru_cache(maxsize=4096)
def _span(shift: Shift, day: date, zone: ZoneInfo) -> Span | None:
    """*shift* as it happens on *day*; None where the clocks jump over all of it."""
    end_day = day if shift.end > shift.start else day + _DAY
    starts_at = _instant(datetime.combine(day, shift.start), zone)
    ends_at = _instant(datetime.combine(end_day, shift.end), zone)
    return Span(starts_at, ends_at) if starts_at < ends_at else None


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in *zone* first show *wall*, or jump over it."""
    # For a wall-clock time in a gap, fold 0 lies after the jump and fold 1 before it (PEP 495).
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset_before = early.astimezone(zone).utcoffset()
    while late - early > _SECOND:
        middle = early + ((late - early) // (2 * _SECOND)) * _SECOND
        if middle.astimezone(zone).utcoffset() == offset_before:
            early = middle
        else:
            late = middle
    return late


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY
