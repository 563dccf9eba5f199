"""
Threads become rows of the `Inbox` tab: who waits since when, by when to answer, what it is about.

`shape_threads` makes the rows of everything that was read, and the clocks of what was not. What stands
in the tab counts too: an answer that was seen once stays an answer when it is no longer to be read.
Pure; who wrote and what belongs together is in `mail_readings.py` and `thread.py`, whose row it is in
`thread_keys.py`, the clock in `thread_clock.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sheets_bot.domain.mail import Mail
from sheets_bot.domain.mail_readings import BOUNCE, Ours, read_mail
from sheets_bot.domain.mail_settings import MailRules
from sheets_bot.domain.mail_words import (
    category_of,
    name_in_form,
    order_numbers,
    postal_marks,
    shown_subject,
    surname_of,
)
from sheets_bot.domain.masking import mark_of, masked_name
from sheets_bot.domain.thread import Thread, threads_of, without_copies
from sheets_bot.domain.thread_clock import Target, clock_of, clock_values, instant_in, refreshed_clock
from sheets_bot.domain.thread_keys import IN, OUT, count_of, keyed, members_of
from sheets_bot.sheets.row import Row, Value

TabRows = Mapping[str, Mapping[str, Value]]
"""A tab as read: key to column name to value."""

_OVERLAP = timedelta(days=1)
"""A thread older than the last good run by more than this, and absent, was removed by a person."""
_MOST_MARKS = 20


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


@dataclass(frozen=True, slots=True)
class Desk:
    """What the shaping of threads needs to know of the house."""

    rules: MailRules
    target: Target
    salt: str
    """The spreadsheet's id, for marks."""
    addresses: Mapping[str, frozenset[str]]
    """The addresses of the accounts, in small letters, by brand."""

    @property
    def ours(self) -> Ours:
        """All addresses of the house."""
        return Ours(self.rules.own_addresses.union(*self.addresses.values()))


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
    shaped = [
        _row(
            key, thread, standing=rows.get(key), post=post_of[thread.asking[0].mail.brand], desk=desk, now=now
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
            gone = f"Now part of {merged[key]}: a later mail ties the two together."
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
    key: str, thread: Thread, *, standing: Mapping[str, Value] | None, post: Post, desk: Desk, now: datetime
) -> Row:
    before = standing or {}
    clock = clock_of(
        thread,
        answered_at=instant_in(before, "last_out"),
        settled_on=_date_in(before, "settled_on"),
        target=desk.target,
        now=now,
    )
    is_old = post.seen_through is not None and thread.last_at < post.seen_through - _OVERLAP
    when_absent: Literal["add", "leave"] = "leave" if is_old and not clock.waiting_since else "add"
    values = {
        "thread_id": key,
        **_figures(thread, before),
        **_first_words(thread, before, desk),
        **_traces(thread, before, desk),
        **clock_values(clock),
        "updated": _latest(thread.last_at, instant_in(before, "updated")),
        "problem": _problem(thread),
    }
    return Row(key, values, when_absent=when_absent, why=f"mail of {thread.last_at:%Y-%m-%d %H:%M} UTC")


def _figures(thread: Thread, before: Mapping[str, Value]) -> dict[str, Value]:
    """How many mails went each way, and when: together with those that are no longer read."""
    members = members_of(thread, str(before.get("members") or ""))
    asked = [reading.mail.at for reading in thread.asking]
    answered = [reading.mail.at for reading in thread.answering]
    return {
        "members": members,
        "messages_in": count_of(members, IN),
        "messages_out": count_of(members, OUT),
        "first_in": min(filter(None, (*asked, instant_in(before, "first_in")))),
        "last_in": max(filter(None, (*asked, instant_in(before, "last_in")))),
        "first_out": min(filter(None, (*answered, instant_in(before, "first_out"))), default=None),
        "last_out": max(filter(None, (*answered, instant_in(before, "last_out"))), default=None),
    }


def _first_words(thread: Thread, before: Mapping[str, Value], desk: Desk) -> dict[str, Value]:
    """What the first mail of the customer says; left as it stands where that one is no longer read."""
    first = thread.asking[0]
    known = instant_in(before, "first_in")
    if known is not None and known < first.mail.at:
        return {}
    # Forms write from the shop's address, often with the customer's bare address to reply to.
    name = first.party.name or name_in_form(first.mail.text)
    return {
        "brand": str(before.get("brand") or "") or first.mail.brand,
        "subject": shown_subject(first.mail.subject) or "(no subject)",
        "customer": masked_name(name) or None,
        "category": category_of(first.mail.subject, first.mail.text, desk.rules.categories),
        "contact": mark_of(first.party.email, salt=desk.salt) or None,
        "name_mark": mark_of(name, salt=desk.salt) or None,
        "surname_mark": mark_of(surname_of(name), salt=desk.salt) or None,
    }


def _traces(thread: Thread, before: Mapping[str, Value], desk: Desk) -> dict[str, Value]:
    """What may lead to the order, from all mails of the customer."""
    brands = tuple(desk.addresses)
    mails = [reading.mail for reading in thread.asking]
    numbers: dict[str, None] = {}
    for mail in mails:
        found = order_numbers(mail.text, subject=mail.subject, words=desk.rules.order_words, brands=brands)
        numbers.update(dict.fromkeys(found))
    kept = [number for number in str(before.get("order_numbers") or "").split(", ") if number]
    marks = dict.fromkeys(str(before.get("postal_marks") or "").split())
    for mail in mails:
        marks.update(dict.fromkeys(postal_marks(mail.text, salt=desk.salt, but=numbers)))
    return {
        "order_numbers": ", ".join(dict.fromkeys([*kept, *numbers])) or None,
        "postal_marks": " ".join([*marks][:_MOST_MARKS]) or None,
    }


def _problem(thread: Thread) -> str | None:
    bounces = [reading.mail.at for reading in thread.readings if reading.automatic == BOUNCE]
    answers = [reading.mail.at for reading in thread.answering]
    if not bounces or (answers and max(answers) > max(bounces)):
        return None
    return f"A mail of ours came back undelivered ({max(bounces):%Y-%m-%d}): check the customer's address."


def _longest_waiting_first(rows: Iterable[Row]) -> list[Row]:
    """Return rows in the order in which new ones should come into the tab: who waits longest on top."""

    def place(row: Row) -> tuple[bool, float]:
        since, updated = row.values["waiting_since"], row.values["updated"]
        assert isinstance(updated, datetime)
        waits = isinstance(since, datetime)
        return not waits, since.timestamp() if isinstance(since, datetime) else -updated.timestamp()

    return sorted(rows, key=place)


def _latest(found: datetime, known: datetime | None) -> datetime:
    return max(found, known) if known else found


def _date_in(row: Mapping[str, Value], name: str) -> date | None:
    value = row.get(name)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
