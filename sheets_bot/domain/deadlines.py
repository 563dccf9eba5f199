"""
Deadlines in shifts: what a due instant means for a person who works part-time.

Given whose turn it is, the due instant, the margin, the roster and the time,
says by when to answer, how many shifts are left, how pressing that is, and why
in one sentence. Keeps nothing: the platform's date can move either way, cases
reopen, so everything is worked out anew on each run. What a date does differs by
`Platform`; targets of our own are in `targets.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sheets_bot.domain.shifts import Roster, Span
from sheets_bot.domain.when_words import moment_words, shift_words

_FARTHEST = timedelta(days=366)


class Turn(StrEnum):
    """Who has to do something; the text is what stands in the column `Whose turn`."""

    YOU = "You"
    BUYER = "Buyer"
    PLATFORM = "PayPal"
    SHOPIFY = "Shopify"
    """The bank decides; Shopify says when it has."""
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


_WAITING = {
    Turn.BUYER: "The buyer's turn",
    Turn.PLATFORM: "PayPal decides",
    Turn.SHOPIFY: "The bank decides, and Shopify will say",
}


@dataclass(frozen=True, slots=True)
class Platform:
    """What a platform's date means, in words; ``{due}`` stands for the instant."""

    name: str
    due: str
    """How a sentence about an open case begins."""
    missed: str
    act: str
    """What to do at once where no safe shift is left."""


PAYPAL = Platform(
    "PayPal",
    due="Due {due}",
    missed="Was due {due}, and PayPal still waits for your answer; look at the case now.",
    act="answer now",
)
"""Silence loses the case (Customer Disputes API v1, `seller_response_due_date`)."""

SHOPIFY = Platform(
    "Shopify",
    due="What is saved goes out by itself {due}; review it before",
    missed="What was saved went out by itself {due}, unreviewed; look at the case now.",
    act="review it now",
)
"""On the due date Shopify itself sends what is saved, and after it nothing can be added (Shopify help)."""


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


def deadline(
    turn: Turn, due_at: datetime | None, *, clock: Clock, now: datetime, platform: Platform = PAYPAL
) -> Deadline:
    """
    Return flag, answering time, shifts left and why.

    As *now* advances and nothing else changes, the flag only ever goes from OK
    over SOON and LAST SHIFT to MISSED. A turn that is not clear counts as ours.
    """
    if turn in {Turn.NOBODY, Turn.APPEAL}:
        return Deadline(Flag.CLOSED, _why_closed(turn))
    if turn in _WAITING:
        return Deadline(Flag.WAITING, f"{_WAITING[turn]}; nothing to do.")
    if due_at is None or abs(due_at - now) > _FARTHEST:
        return Deadline(Flag.NO_DATE, _doubt(turn) + _why_no_date(due_at, platform))
    safe_until = due_at - clock.margin
    last_safe = clock.roster.last_ending_by(safe_until)
    left = clock.roster.shifts_left(now=now, until=safe_until)
    flag = _flag(left, due_at, clock=clock, now=now)
    due = moment_words(due_at, clock.roster.zone)
    if flag is Flag.MISSED:
        why = platform.missed.format(due=due)
    else:
        advice = _advice(left, due_at, last_safe, platform, clock=clock, now=now)
        why = f"{platform.due.format(due=due)}; {advice}."
    return Deadline(flag, _doubt(turn) + why, last_safe.ends_at if last_safe else safe_until, left)


def _flag(left: int, due_at: datetime, *, clock: Clock, now: datetime) -> Flag:
    if now >= due_at:
        return Flag.MISSED
    if left <= 1:
        return Flag.LAST_SHIFT
    return Flag.SOON if left <= clock.soon_shifts else Flag.OK


def _advice(
    left: int, due_at: datetime, last_safe: Span | None, platform: Platform, *, clock: Clock, now: datetime
) -> str:
    if last_safe is None:
        return f"no shifts are set in Settings, so nothing can be planned: {platform.act}"
    if left == 0:
        hours = clock.margin // timedelta(hours=1)
        return f"no shift of yours ends {hours} hours before that: {_at_once(due_at, platform, clock, now)}"
    shift = shift_words(last_safe, clock.roster.zone, now)
    if left == 1:
        return f"your last safe shift is {shift}"
    return f"{left} safe shifts are left, the last is {shift}"


def _at_once(due_at: datetime, platform: Platform, clock: Clock, now: datetime) -> str:
    """Say what is still possible when no safe shift is left."""
    coming = clock.roster.next_ending_after(now)
    if coming is None or not now < coming.starts_at < due_at:
        return platform.act
    return f"{platform.act}, or first thing in your shift {shift_words(coming, clock.roster.zone, now)}"


def _why_closed(turn: Turn) -> str:
    if turn is Turn.APPEAL:
        return "Closed; PayPal still takes an appeal and names no date for it."
    return "Closed; nothing to do."


def _why_no_date(due_at: datetime | None, platform: Platform) -> str:
    found = "no date for your answer" if due_at is None else "a date more than a year away"
    return f"{platform.name} gives {found}; look at the case on {platform.name} in this shift."


def _doubt(turn: Turn) -> str:
    return "Not clear whose turn it is, so counted as yours. " if turn is Turn.UNKNOWN else ""
