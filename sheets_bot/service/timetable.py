"""
When a job is due: a pure function of its timetable, the time zone and what is already done.

Never reads the clock and keeps nothing: the caller brings `now` and the last good run (kept in the
`Status` tab). So a restart, an outage and a change to daylight saving are one path. The running
clock is `scheduler.py`; the timetable entries themselves are `Job.every` in `job.py`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(minutes=30)
MOST_DOUBLINGS = 5


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day, from a local wall-clock time on."""

    at: time

    def __str__(self) -> str:
        return f"daily from {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a week, from a local wall-clock time on; *weekday* counts from Monday = 0."""

    weekday: int
    at: time

    def __str__(self) -> str:
        names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
        return f"every {names[self.weekday]} from {self.at:%H:%M}"


Every = timedelta | Daily | Weekly


def last_slot_at(every: Every, *, now: datetime, zone: ZoneInfo) -> datetime:
    """
    Return the latest instant at or before *now* at which the job should have started.

    An interval has slots on the round clock in UTC, so they neither drift nor move with daylight
    saving. A wall-clock time that occurs twice counts once, the first time; one that a change
    skips counts as late as the clock jumped (02:30 becomes 03:30 on that day).
    """
    if isinstance(every, timedelta):
        return EPOCH + (now - EPOCH) // every * every
    return max(slot for slot in _slots_around(every, now, zone) if slot <= now)


def next_slot_at(every: Every, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant after *now* at which the job should start."""
    if isinstance(every, timedelta):
        return last_slot_at(every, now=now, zone=zone) + every
    return min(slot for slot in _slots_around(every, now, zone) if slot > now)


def due(
    every: Every,
    *,
    now: datetime,
    zone: ZoneInfo,
    last_good_at: datetime | None,
    last_tried_at: datetime | None = None,
    failures: int = 0,
) -> bool:
    """
    Say whether a job should run now: its latest slot has no good run yet.

    Args:
        every: The job's timetable.
        now: Aware instant.
        zone: The zone of daily and weekly times.
        last_good_at: Start of the last good run; None means never. One that lies in the future was
            mistyped or comes from a wrong clock, and is not believed.
        last_tried_at: Start of the last run that failed, if it was after *last_good_at*.
        failures: How many runs failed in a row; spaces the next tries (see `retry_wait`).
    """
    if last_tried_at is not None and failures and now < last_tried_at + retry_wait(failures):
        return False
    if last_good_at is None or last_good_at > now:
        return True
    return last_good_at < last_slot_at(every, now=now, zone=zone)


def next_due_at(
    every: Every,
    *,
    now: datetime,
    zone: ZoneInfo,
    last_good_at: datetime | None,
) -> datetime:
    """Return *now* when the job is due already, else the start of its next slot."""
    if due(every, now=now, zone=zone, last_good_at=last_good_at):
        return now
    return next_slot_at(every, now=now, zone=zone)


def retry_wait(failures: int) -> timedelta:
    """Return the wait after so many failures in a row: 1, 2, 4, 8, 16, then 30 minutes."""
    doublings = min(max(failures - 1, 0), MOST_DOUBLINGS)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def _slots_around(every: Daily | Weekly, now: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the slots, in UTC, of the local days near enough to hold the last and the next one."""
    reach = 2 if isinstance(every, Daily) else 8
    today = now.astimezone(zone).date()
    days = [today + n * DAY for n in range(-reach, reach + 1)]
    if isinstance(every, Weekly):
        days = [day for day in days if day.weekday() == every.weekday]
    # fold=0 is the earlier of two equal wall times, and moves a skipped one past the jump (PEP 495).
    wall = every.at.replace(fold=0)
    return [datetime.combine(day, wall, tzinfo=zone).astimezone(UTC) for day in days]
