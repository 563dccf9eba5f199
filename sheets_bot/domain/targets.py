"""
Targets in shifts: by when we want to have answered what no platform sets a date for.

A customer's mail and a review wait for us, but nothing closes when we are late. So the
clock runs from when the waiting began, for the hours set in `Settings`, and only shifts
count in which somebody works. Keeps nothing; a platform's own dates are in `deadlines.py`.
"""

from datetime import datetime, timedelta

from sheets_bot.domain.deadlines import Clock, Deadline, Flag
from sheets_bot.domain.shifts import Roster, Span
from sheets_bot.domain.when_words import moment_words, shift_words


def target(waiting_since: datetime | None, hours: int, *, clock: Clock, now: datetime, what: str) -> Deadline:
    """
    Return flag, answering time, shifts left and why, for something that waits for our answer.

    To be answered in the last shift that ends within *hours* of *waiting_since*; where
    none does, in the first one after it, since nobody can answer between shifts (ours).
    LATE once both that shift and the hours are over. As *now* advances and nothing else
    changes, the flag only ever goes from OK over SOON and LAST SHIFT to LATE.

    Args:
        waiting_since: When the waiting began; None: nothing waits, which is CLOSED. A caller that
            knows that the other side has to act says WAITING itself. A time to come counts as *now*.
        hours: How long it may wait.
        clock: The roster; its margin does not count here.
        now: The present.
        what: Who or what waits, to begin a sentence with, e.g. ``The customer``.
    """
    if waiting_since is None:
        return Deadline(Flag.CLOSED, "Nothing waits for an answer.")
    since = min(waiting_since, now)
    until = since + timedelta(hours=hours)
    shift = _shift_for(since, until, clock.roster)
    respond_by = shift.ends_at if shift else until
    left = clock.roster.shifts_left(now=now, until=respond_by)
    flag = _flag(left, max(until, respond_by), clock=clock, now=now)
    zone = clock.roster.zone
    waits = (
        f"{what} waits since {moment_words(since, zone)}; "
        f"{_hours(hours)} is the target, until {moment_words(until, zone)}"
    )
    return Deadline(flag, f"{waits}: {_advice(flag, left, shift, clock=clock, now=now)}.", respond_by, left)


def _shift_for(since: datetime, until: datetime, roster: Roster) -> Span | None:
    """Return the last shift that ends between the two, else the first one after *since*; None without any."""
    last = roster.last_ending_by(until)
    return last if last is not None and last.ends_at > since else roster.next_ending_after(since)


def _flag(left: int, late_at: datetime, *, clock: Clock, now: datetime) -> Flag:
    if now >= late_at:
        return Flag.LATE
    if left <= 1:
        return Flag.LAST_SHIFT
    return Flag.SOON if left <= clock.soon_shifts else Flag.OK


def _advice(flag: Flag, left: int, shift: Span | None, *, clock: Clock, now: datetime) -> str:
    zone = clock.roster.zone
    if shift is None:
        return "no shifts are set in Settings, so nothing can be planned; answer now"
    if left == 0:
        coming = clock.roster.next_ending_after(now)
        when = f", at the latest in your shift {shift_words(coming, zone, now)}" if coming else ""
        reason = "it is late" if flag is Flag.LATE else "no shift of yours ends before that"
        return f"{reason}; answer now{when}"
    if left == 1:
        return f"answer in your shift {shift_words(shift, zone, now)}"
    return f"{left} of your shifts are left, the last is {shift_words(shift, zone, now)}"


def _hours(hours: int) -> str:
    return "1 hour" if hours == 1 else f"{hours} hours"
