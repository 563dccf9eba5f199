"""
What happened between two instants of a practice: what was done, what the world did, what the bot flags.

Counted from the world's chronicle and parcels, and from the tab `Today` as anybody reads it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sheets_bot.practice.person import Person
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.truth import OUTCOMES

FLAGS = ("MISSED", "LATE", "LAST SHIFT", "NO DATE", "SOON", "OK")


def deeds_between(world: World, since: datetime, until: datetime) -> str:
    """Return what reached the platforms and customers, e.g. ``2 answers to cases, 3 mails``."""
    return _listed(Counter(filter(None, map(_deed, _between(world, since, until)))), "nothing was done")


def events_between(world: World, since: datetime, until: datetime) -> str:
    """Return what the world did, e.g. ``4 parcels arrived, 1 new case``."""
    found = Counter(filter(None, map(_event, _between(world, since, until))))
    start, end = since.timestamp(), until.timestamp()
    with world.lock:
        arrived = sum(
            start < (parcel.delivered_at or 0) <= end
            for listed in world.parcels.values()
            for parcel in listed
        )
    found["parcel arrived|parcels arrived"] = arrived
    return _listed(found, "nothing happened")


def flags_in(person: Person) -> str:
    """Return how many tasks stand in `Today`, with their minutes, and by flag."""
    if "Today" not in person.tabs():
        return "the tab is gone or renamed"
    tasks = [row for row in person.table("Today") if row.get("Item")]
    flags = Counter(str(row.get("Flag")) for row in tasks)
    told = [f"{flags[flag]} {flag}" for flag in FLAGS if flags[flag]]
    known = [row.get("Minutes") for row in tasks]
    minutes = sum(int(one) for one in known if isinstance(one, int | float))
    return f"{len(tasks)} tasks, {minutes} minutes" + (f": {', '.join(told)}" if told else "")


def _between(world: World, since: datetime, until: datetime) -> Iterator[Happening]:
    start, end = since.timestamp(), until.timestamp()
    with world.lock:
        return iter([one for one in world.chronicle.entries if start < one.at <= end])


def _deed(one: Happening) -> str:
    ours = one.kind == "answered" or (one.kind == "message" and one.detail.get("by") == "SELLER")
    if ours or one.kind == "offer":
        return "answer to a case|answers to cases"
    if one.kind == "evidence sent":
        return "answer to a bank|answers to banks" if one.detail["case"].sent_by == "person" else ""
    if one.kind == "replied":
        return "reply to a review|replies to reviews"
    if one.kind == "letter":
        letter = one.detail["letter"]
        return "" if letter.inbound or letter.automatic else "mail|mails"
    if one.kind == "closed" and one.detail["outcome"] == "ACCEPTED":
        return "case given back|cases given back"
    return ""


def _event(one: Happening) -> str:
    if one.kind in {"opened", "charged back"}:
        return "new case|new cases"
    if one.kind == "closed":
        word = OUTCOMES[one.detail["outcome"]].lower()
        return f"case {word}|cases {word}"
    if one.kind == "decided":
        word = one.detail["case"].status.lower()
        return f"bank case {word}|bank cases {word}"
    if one.kind == "reviewed":
        return "new review|new reviews"
    if one.kind == "letter":
        letter = one.detail["letter"]
        return "mail came in|mails came in" if letter.inbound and not letter.automatic else ""
    return ""


def _listed(counts: Counter[str], none: str) -> str:
    words = [f"{count} {what.split('|')[count != 1]}" for what, count in counts.items() if count]
    return ", ".join(words) or none
