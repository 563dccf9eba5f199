"""
The clock of a thread: does the customer wait, since when, and by when should the answer go out.

A customer waits from the first mail of a person after our last answer. Programs' mails neither ask nor
answer. A person can say "dealt with" without a mail: by filing the mail in the archive, or with a date
in `Settled on`. Pure; the shifts and the flag of a target are in `targets.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sheets_bot.domain.deadlines import Clock, Deadline, Flag
from sheets_bot.domain.mail.mail import Place
from sheets_bot.domain.mail.mail_words import says_only_thanks
from sheets_bot.domain.mail.thread import Thread
from sheets_bot.domain.targets import target as target_of
from sheets_bot.domain.when_words import day_words, moment_words
from sheets_bot.sheets.row import Value

YOU, CUSTOMER, NOBODY = "You", "Customer", "Nobody"


@dataclass(frozen=True, slots=True)
class Target:
    """Within how many hours a mail should be answered, in whose shifts, and when a thread is over."""

    answer_hours: int
    quiet_days: int
    clock: Clock


@dataclass(frozen=True, slots=True)
class ThreadClock:
    """What the clock columns of a thread say."""

    waiting_since: datetime | None
    """The first unanswered mail of a customer; None where nobody waits."""
    whose_turn: str
    deadline: Deadline


def clock_of(
    thread: Thread,
    *,
    answered_at: datetime | None,
    settled_on: date | None,
    target: Target,
    now: datetime,
) -> ThreadClock:
    """
    Return the clock of a thread that was read.

    *answered_at* is the last answer that stands in the tab, *settled_on* the day up to which a
    person says that it is dealt with; it covers mails of that day, in the roster's zone.
    """
    open_mails = thread.unanswered(answered_at)
    if not open_mails:
        last_out = max(filter(None, (answered_at, *(r.mail.at for r in thread.answering))), default=None)
        return _answered(last_out, target, now)
    zone = target.clock.roster.zone
    if settled_on:
        open_mails = tuple(r for r in open_mails if r.mail.at.astimezone(zone).date() > settled_on)
        if not open_mails:
            return _closed(_settled_words(settled_on))
    open_mails = tuple(r for r in open_mails if r.mail.place is Place.INBOX)
    if not open_mails:
        return _closed("The last mail was put into the archive without an answer; counted as dealt with.")
    if all(says_only_thanks(r.mail.text, name=r.party.name) for r in open_mails):
        return _closed("The customer only says thank you; nothing to answer.")
    return _waiting(open_mails[0].mail.at, target, now)


def refreshed_clock(row: Mapping[str, Value], *, target: Target, now: datetime, gone: str) -> ThreadClock:
    """
    Return the clock anew for a row whose thread was not read, from what stands there.

    *gone* says why nobody waits any more; empty where that is not known.
    """
    since, last_out = instant_in(row, "waiting_since"), instant_in(row, "last_out")
    settled_on = row.get("settled_on")
    if gone:
        return _closed(gone)
    if since is None:
        if row.get("whose_turn") == CUSTOMER:
            return _answered(last_out, target, now)
        return _closed(str(row.get("why") or "Nothing waits for an answer."))
    if isinstance(settled_on, date):
        # Of the mails in between nothing is known here, only the first unanswered one and the last.
        waits = (at for at in (since, instant_in(row, "last_in")) if at)
        later = [at for at in waits if at.astimezone(target.clock.roster.zone).date() > settled_on]
        return _waiting(min(later), target, now) if later else _closed(_settled_words(settled_on))
    return _waiting(since, target, now)


def clock_values(clock: ThreadClock) -> dict[str, Value]:
    """Return the clock columns of a row."""
    return {
        "flag": clock.deadline.flag.value,
        "waiting_since": clock.waiting_since,
        "respond_by": clock.deadline.respond_by,
        "shifts_left": clock.deadline.shifts_left,
        "why": clock.deadline.why,
        "whose_turn": clock.whose_turn,
    }


def instant_in(row: Mapping[str, Value], name: str) -> datetime | None:
    """Return an instant as it stands in a row; None where there is none."""
    value = row.get(name)
    return value if isinstance(value, datetime) else None


def _waiting(since: datetime, target: Target, now: datetime) -> ThreadClock:
    deadline = target_of(since, target.answer_hours, clock=target.clock, now=now, what="The customer")
    return ThreadClock(since, YOU, deadline)


def _answered(last_out: datetime | None, target: Target, now: datetime) -> ThreadClock:
    if last_out is None or now - last_out > timedelta(days=target.quiet_days):
        return _closed(f"We wrote last; closed after {target.quiet_days} days without a word.")
    when = moment_words(last_out, target.clock.roster.zone)
    return ThreadClock(None, CUSTOMER, Deadline(Flag.WAITING, f"We wrote last, on {when}; nothing to do."))


def _closed(why: str) -> ThreadClock:
    return ThreadClock(None, NOBODY, Deadline(Flag.CLOSED, why))


def _settled_words(settled_on: date) -> str:
    return f"Dealt with on {day_words(settled_on)}, as typed in Settled on."
