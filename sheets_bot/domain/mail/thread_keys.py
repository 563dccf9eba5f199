"""
Keys of threads that stay: how a thread finds the row that already stands for it.

A row remembers its mails as marks in a hidden column. A thread that holds or names some of them is that
row's, whatever else has come, gone, or fallen out of the days that are read. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sheets_bot.domain.mail.mail import mark_of_mail
from sheets_bot.domain.mail.thread import Thread

MOST_MEMBERS = 60
"""So many mails of a thread are remembered, the latest: enough to know it again (ours)."""

IN, OUT = "i", "o"
_MEMBER = re.compile(r"\b[io][0-9a-f]{12}\b")
"""Anything else in the column was typed by a person."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """Threads by the key of their row, and rows whose thread has become part of another."""

    threads: Mapping[str, Thread]
    merged: Mapping[str, str]
    """Key of a row that stands for no thread of its own any more, and the key of the other."""


def keyed(threads: Sequence[Thread], members: Mapping[str, str]) -> Keyed:
    """
    Return the threads by key. *members* is the column of that name by the key of each row.

    Of several rows for one thread, the one with most of its mails goes on, in a draw the one that
    comes first in the alphabet. A thread without a row is named after its first mail of a customer.
    """
    rows_of_mark: dict[str, set[str]] = defaultdict(set)
    for key, text in members.items():
        # A row that lost what it remembers is still known by the mail that it is named after.
        for mark in (key.removeprefix("T-"), *_marks_in(text)):
            rows_of_mark[mark].add(key)
    claims = [
        (-shared, key, place)
        for place, thread in enumerate(threads)
        for key, shared in _overlaps(thread, rows_of_mark).items()
    ]
    key_of: dict[int, str] = {}
    place_of: dict[str, int] = {}
    for _, key, place in sorted(claims):
        if place not in key_of and key not in place_of:
            key_of[place], place_of[key] = key, place
    merged = {key: key_of[place] for _, key, place in sorted(claims, reverse=True) if key not in place_of}
    taken = set(members)
    named: dict[str, Thread] = {}
    for place, thread in enumerate(threads):
        key = key_of.get(place) or _new_key(thread, taken)
        taken.add(key)
        named[key] = thread
    return Keyed(named, merged)


def members_of(thread: Thread, before: str) -> str:
    """
    Return what the column `members` should hold: direction and mark of each mail, in order of time.

    *before* is what stands there: mails that are no longer to be read stay remembered.
    """
    # Programs' mails belong to a thread too, but nobody counts them.
    counted = [(IN, reading) for reading in thread.asking] + [(OUT, reading) for reading in thread.answering]
    in_time = sorted(counted, key=lambda pair: pair[1].mail.at)
    first = thread.asking[0].party.email
    found = {
        mark_of_mail(reading.mail.mail_id, reading.party.email or first): letter
        for letter, reading in in_time
    }
    kept = [word for word in _MEMBER.findall(before) if word[1:] not in found]
    return " ".join([*kept, *(letter + mark for mark, letter in found.items())][-MOST_MEMBERS:])


def has_mails_of_old(thread: Thread, members: str) -> bool:
    """Say whether a row, by its column *members*, remembers mails that are no longer to be read."""
    remembered = _MEMBER.findall(members)
    read = {word[1:] for word in members_of(thread, "").split()}
    return len(remembered) >= MOST_MEMBERS or any(word[1:] not in read for word in remembered)


def count_of(members: str, direction: str) -> int:
    """Return how many mails of one direction are remembered; see `IN` and `OUT`."""
    return sum(word.startswith(direction) for word in members.split())


def _overlaps(thread: Thread, rows_of_mark: Mapping[str, set[str]]) -> Mapping[str, int]:
    """Return how many mails each row shares with a thread; those that are named but not there count too."""
    ids = {one for r in thread.readings for one in (r.mail.mail_id, *r.mail.named_ids)}
    parties = {reading.party.email for reading in thread.asking}
    shared: dict[str, int] = defaultdict(int)
    for mark in (mark_of_mail(one, party) for one in ids for party in parties):
        for key in rows_of_mark.get(mark, ()):
            shared[key] += 1
    return shared


def _new_key(thread: Thread, taken: set[str]) -> str:
    names = (f"T-{mark_of_mail(r.mail.mail_id, r.party.email)}" for r in thread.asking)
    first = thread.asking[0]
    spare = (f"T-{mark_of_mail(first.mail.mail_id, str(count))}" for count in range(len(taken) + 1))
    return next(name for name in chain(names, spare) if name not in taken)


def _marks_in(members: str) -> Iterable[str]:
    return (word[1:] for word in _MEMBER.findall(members))
