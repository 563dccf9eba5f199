"""
Threads become rows of the `Inbox` tab: who waits since when, by when to answer, what it is about.

`shape_threads` makes the rows of everything that was read, and the clocks of what was not. Pure. Who
wrote is in `mail_readings.py`, what belongs together in `thread.py`, whose row it is in `thread_keys.py`,
what a thread says in `thread_values.py`, the clock in `thread_clock.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sheets_bot.domain.mail.mail import Mail
from sheets_bot.domain.mail.mail_readings import read_mail
from sheets_bot.domain.mail.thread import Thread, threads_of, without_copies
from sheets_bot.domain.mail.thread_clock import (
    ThreadClock,
    clock_of,
    clock_values,
    instant_in,
    refreshed_clock,
)
from sheets_bot.domain.mail.thread_keys import has_mails_of_old, keyed
from sheets_bot.domain.mail.thread_values import (
    Answered,
    Desk,
    bounce_of,
    figures_of,
    first_words_of,
    last_answers,
    traces_of,
)
from sheets_bot.domain.when_words import moment_words
from sheets_bot.sheets.row import Row, Value

TabRows = Mapping[str, Mapping[str, Value]]
"""A tab as read: key to column name to value."""

MERGED = "Now part of"
"""How the reason of a row begins whose thread has become part of another: it is no thread any more."""

_OVERLAP = timedelta(days=1)
"""A thread older than the last good run by more than this, and absent, was removed by a person."""


@dataclass(frozen=True, slots=True)
class Post:
    """What the mailbox of one brand brought."""

    brand: str
    mails: tuple[Mail, ...]
    since: datetime
    """From when on mail was read."""
    seen_through: datetime | None
    """Up to when all mail of this brand has been in the tab before; None on the first run."""
    complete: bool
    """Whether really all mail since then was read, so that what is missing is gone."""


def shape_threads(posts: Sequence[Post], *, rows: TabRows, desk: Desk, now: datetime) -> list[Row]:
    """
    Return the rows that change: one for each thread that was read, the clocks of the others.

    *rows* is the tab as read. A thread that a person removed from the tab stays away, unless it
    waits for an answer. One whose mails are gone from the inbox (deleted, moved) no longer waits.
    """
    mails = without_copies((mail for post in posts for mail in post.mails), addresses=desk.addresses)
    readings = [read_mail(mail, ours=desk.ours, notifiers=desk.rules.notifier_domains) for mail in mails]
    found = keyed(
        threads_of(readings, ours=desk.ours),
        {key: str(row.get("members") or "") for key, row in rows.items()},
    )
    post_of = {post.brand: post for post in posts}
    answered = last_answers(found.threads)
    shaped = [
        _row(
            key,
            thread,
            standing=rows.get(key),
            post=post_of[thread.asking[0].mail.brand],
            answered=answered.get(thread.asking[-1].party.email),
            desk=desk,
            now=now,
        )
        for key, thread in found.threads.items()
    ]
    return [*_longest_waiting_first(shaped), *_others(rows, found.threads, found.merged, post_of, desk, now)]


def _others(
    rows: TabRows,
    threads: Mapping[str, Thread],
    merged: Mapping[str, str],
    post_of: Mapping[str, Post],
    desk: Desk,
    now: datetime,
) -> Iterable[Row]:
    """Yield the clocks of rows whose thread was not read; rows that the bot never filled are left alone."""
    for key, row in rows.items():
        if key in threads or not row.get("members"):
            continue
        gone = ""
        if key in merged:
            gone = f"{MERGED} {merged[key]}: a later mail ties the two together."
        elif _is_gone(row, post_of.get(str(row.get("brand")))):
            gone = "Its mails are no longer in the inbox: moved or deleted, so counted as dealt with."
        yield Row(
            key,
            clock_values(refreshed_clock(row, target=desk.target, now=now, gone=gone)),
            when_absent="leave",
            why="no longer in the inbox" if gone else "clock recomputed",
        )


def _is_gone(row: Mapping[str, Value], post: Post | None) -> bool:
    last_in = instant_in(row, "last_in")
    return post is not None and post.complete and last_in is not None and last_in >= post.since


def _row(
    key: str,
    thread: Thread,
    *,
    standing: Mapping[str, Value] | None,
    post: Post,
    answered: Answered | None,
    desk: Desk,
    now: datetime,
) -> Row:
    before = standing or {}
    # Where every mail can be read, the cells add nothing but what a person may have typed over them.
    memory = before if has_mails_of_old(thread, str(before.get("members") or "")) else {}
    clock = clock_of(
        thread,
        answered_at=instant_in(memory, "last_out"),
        settled_on=_date_in(before, "settled_on"),
        target=desk.target,
        now=now,
    )
    is_old = post.seen_through is not None and thread.last_at < post.seen_through - _OVERLAP
    when_absent: Literal["add", "leave"] = "leave" if is_old and not clock.waiting_since else "add"
    values = {
        "thread_id": key,
        **figures_of(thread, memory),
        **first_words_of(thread, memory, desk),
        **traces_of(thread, memory, desk),
        **clock_values(clock),
        "problem": " ".join(_problems(thread, clock, answered, desk)) or None,
    }
    return Row(key, values, when_absent=when_absent, why=f"mail of {thread.last_at:%Y-%m-%d %H:%M} UTC")


def _problems(thread: Thread, clock: ThreadClock, answered: Answered | None, desk: Desk) -> Iterable[str]:
    if bounced_at := bounce_of(thread):
        when = moment_words(bounced_at, desk.target.clock.roster.zone)
        yield f"A mail of ours came back undelivered on {when}: check the customer's address."
    if answered and clock.waiting_since and answered.at > clock.waiting_since:
        when = moment_words(answered.at, desk.target.clock.roster.zone)
        yield (
            f"We wrote to the same address on {when}, in thread {answered.key}. If that answers this mail "
            "too, type the day in Settled on."
        )


def _longest_waiting_first(rows: Iterable[Row]) -> list[Row]:
    """Return rows in the order in which new ones should come into the tab: who waits longest on top."""

    def place(row: Row) -> tuple[bool, float]:
        since, updated = row.values["waiting_since"], row.values["updated"]
        assert isinstance(updated, datetime)
        waits = isinstance(since, datetime)
        return not waits, since.timestamp() if isinstance(since, datetime) else -updated.timestamp()

    return sorted(rows, key=place)


def _date_in(row: Mapping[str, Value], name: str) -> date | None:
    value = row.get(name)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
