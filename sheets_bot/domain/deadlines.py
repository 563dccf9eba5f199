"""
Deadlines in shifts: what a due instant means for a person who works part-time.

Given whose turn it is, the due instant, the margin, the roster and the time,
says by when to answer, how many shifts are left, how pressing that is, and why
in one sentence. Keeps nothing: the platform's date can move either way, cases
reopen, so everything is worked out anew on each run.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sheets_bot.domain.shifts import Roster, Span

_FARTHEST = timedelta(days=366)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Turn(StrEnum):
    """Who has to do something; the text is what stands in the column `Whose turn`."""

    YOU = "You"
    BUYER = "Buyer"
    PLATFORM = "PayPal"
    NOBODY = "Nobody"
    APPEAL = "You may appeal"
    UNKNOWN = "Not clear"


class Flag(StrEnum):
    """How pressing a row is; the text is what stands in the column `Flag`."""

    MISSED = "MISSED"
    """The platform's date has passed and it still waits for us."""
    LATE = "LATE"
    """A target of our own has passed (`targets.py`); no platform closes anything for it."""
    LAST_SHIFT = "LAST SHIFT"
    """One safe shift is left, or none at all: answer in this one, or at once."""
    SOON = "SOON"
    OK = "OK"
    NO_DATE = "NO DATE"
    """It is our turn and the platform gives no usable date: a person must look."""
    WAITING = "WAITING"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Deadline:
    """What the clock columns of a row say."""

    flag: Flag
    why: str
    """In a sentence for the specialist, with times in the roster's zone."""
    respond_by: datetime | None = None
    """End of the last safe shift, in UTC. May have passed. None where nothing is to be answered."""
    shifts_left: int | None = None
    """Safe shifts that have not ended, the running one included. None where nothing is to be answered."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The roster with its margins: the part of the rules that deadlines need."""

    roster: Roster
    margin: timedelta = timedelta(hours=24)
    """A safe shift ends at least this long before the due instant."""
    soon_shifts: int = 2
    """With this many safe shifts left or fewer, the flag is SOON."""


def deadline(turn: Turn, due_at: datetime | None, *, clock: Clock, now: datetime) -> Deadline:
    """
    Return flag, answering time, shifts left and why.

    As *now* advances and nothing else changes, the flag only ever goes from OK
    over SOON and LAST SHIFT to MISSED. A turn that is not clear counts as ours.
    """
    if turn in {Turn.NOBODY, Turn.APPEAL}:
        return Deadline(Flag.CLOSED, _why_closed(turn))
    if turn in {Turn.BUYER, Turn.PLATFORM}:
        return Deadline(Flag.WAITING, _why_waiting(turn))
    if due_at is None or abs(due_at - now) > _FARTHEST:
        return Deadline(Flag.NO_DATE, _doubt(turn) + _why_no_date(due_at))
    safe_until = due_at - clock.margin
    last_safe = clock.roster.last_ending_by(safe_until)
    left = clock.roster.shifts_left(now=now, until=safe_until)
    flag = _flag(left, due_at, clock=clock, now=now)
    why = _doubt(turn) + _why(flag, left, due_at, last_safe, clock=clock, now=now)
    return Deadline(flag, why, last_safe.ends_at if last_safe else safe_until, left)


def _flag(left: int, due_at: datetime, *, clock: Clock, now: datetime) -> Flag:
    if now >= due_at:
        return Flag.MISSED
    if left <= 1:
        return Flag.LAST_SHIFT
    return Flag.SOON if left <= clock.soon_shifts else Flag.OK


def _why(
    flag: Flag, left: int, due_at: datetime, last_safe: Span | None, *, clock: Clock, now: datetime
) -> str:
    zone = clock.roster.zone
    due = _moment(due_at, zone)
    if flag is Flag.MISSED:
        return f"Was due {due}, and PayPal still waits for your answer; look at the case now."
    if last_safe is None:
        return f"Due {due}; no shifts are set in Settings, so nothing can be planned: answer now."
    if left == 0:
        hours = clock.margin // timedelta(hours=1)
        return f"Due {due}; no shift of yours ends {hours} hours before that: {_at_once(due_at, clock, now)}."
    shift = _shift(last_safe, zone, now)
    if left == 1:
        return f"Due {due}; your last safe shift is {shift}."
    return f"Due {due}; {left} safe shifts are left, the last is {shift}."


def _at_once(due_at: datetime, clock: Clock, now: datetime) -> str:
    """Say what is still possible when no safe shift is left."""
    coming = clock.roster.next_ending_after(now)
    if coming is None or not now < coming.starts_at < due_at:
        return "answer now"
    return f"answer now, or first thing in your shift {_shift(coming, clock.roster.zone, now)}"


def _why_closed(turn: Turn) -> str:
    if turn is Turn.APPEAL:
        return "Closed; PayPal still takes an appeal and names no date for it."
    return "Closed; nothing to do."


def _why_waiting(turn: Turn) -> str:
    return "The buyer's turn; nothing to do." if turn is Turn.BUYER else "PayPal decides; nothing to do."


def _why_no_date(due_at: datetime | None) -> str:
    found = "no date for your answer" if due_at is None else "a date more than a year away"
    return f"PayPal gives {found}; look at the case on PayPal in this shift."


def _doubt(turn: Turn) -> str:
    return "Not clear whose turn it is, so counted as yours. " if turn is Turn.UNKNOWN else ""


def _moment(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{_day(local.date())} {local:%H:%M}"


def _shift(span: Span, zone: ZoneInfo, now: datetime) -> str:
    start, end = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    today = now.astimezone(zone).date()
    near = {today: "today", today + timedelta(days=1): "tomorrow"}
    return f"{near.get(start.date()) or _day(start.date())} {start:%H:%M}-{end:%H:%M}"


def _day(day: date) -> str:
    # Not strftime: its names of days and months follow the machine's locale.
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
