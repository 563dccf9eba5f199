"""
What is remembered of a review, and what has changed since: the rows of `Review history`.

Trustpilot keeps no history of stars and lists no edits, so the bot keeps its own: one event when
a review is first seen, and one for each change that a later look finds. The last event says how
the review stood; the next look is compared with that, so an event is written once, whatever run
dies in between. Content is compared by a mark of stars, title and text, never by a date. That a
review is missing from a list is no event: it is gone only where a look at it said so.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sheets_bot.domain.review import Review
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in, whole_in
from sheets_bot.sheets.row import Row

_MARK_DIGITS = 12


class State(StrEnum):
    """Where a review is; the text is what stands in the column `State`. Other words are Trustpilot's own."""

    ONLINE = "online"
    HIDDEN = "hidden"
    """Not shown while a report is looked at; it may come back."""
    MOVED = "moved"
    """It belongs to another business unit now."""
    GONE = "gone"
    """Trustpilot no longer knows it, or a person says that it is no longer there."""


class What(StrEnum):
    """What happened; the text is what stands in the column `What`."""

    FIRST_SEEN = "first seen"
    TAKEN_OVER = "now from Trustpilot"
    """It was pasted by a person before."""
    EDITED = "edited"
    REPLIED = "replied"
    REPLY_EDITED = "reply edited"
    REPLY_DELETED = "reply deleted"
    BACK = "back online"
    HIDDEN = "hidden"
    MOVED = "moved"
    GONE = "gone"
    STATE = "state changed"


_STATE_EVENTS = {
    State.ONLINE: What.BACK,
    State.HIDDEN: What.HIDDEN,
    State.MOVED: What.MOVED,
    State.GONE: What.GONE,
}
# The words of `status` and `reviewVisibility` are not documented (unverified); others are shown as they are.
_SHOWN = frozenset({"", "active", "online", "public", "published", "visible"})
_NOT_SHOWN = frozenset({"hidden", "invisible", "not visible", "offline", "unpublished"})


@dataclass(frozen=True, slots=True)
class Memory:
    """How a review stood when it was last looked at."""

    source: str
    stars: int | None
    first_stars: int | None
    """The first number of stars that was ever seen; never changes."""
    state: str
    content_mark: str
    reply_mark: str
    """``""`` without a reply."""
    edited_at: datetime | None = None
    """Of the last edit: Trustpilot's time, or when it was noticed."""
    events: int = 0
    """Events that stand in the history."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one review."""

    review_id: str
    brand: str
    what: What
    seen_at: datetime
    said_at: datetime | None
    """The platform's own time of it, where it gives one."""
    before: Memory | None
    after: Memory
    title: str = ""
    text: str = ""
    """As they stood after it; kept where they are new."""


def memories(history: TabRows, reviews: TabRows) -> dict[str, Memory]:
    """
    Return what is remembered, by review id.

    *history* decides; a review of which it has nothing (people may prune it) is remembered as its
    row in *reviews* shows it. What cannot be read there counts as never seen.
    """
    events: dict[str, dict[int, TabRow]] = {}
    for key, row in history.items():
        review_id, slash, number = key.partition(" / ")
        if slash and number.isascii() and number.isdigit():
            events.setdefault(review_id, {})[int(number)] = row
    found = {key: memory for key, row in reviews.items() if (memory := _memory_in(row))}
    return found | {key: _folded(rows) for key, rows in events.items()}


def news(review: Review, known: Memory | None, *, now: datetime) -> list[Event]:
    """Return what has happened to a review since it was last looked at; nothing where all is as it was."""
    seen = Memory(
        source=review.source,
        stars=review.stars,
        first_stars=review.stars,
        state=state_of(review),
        content_mark=_content_mark(review),
        reply_mark=_reply_mark(review),
    )
    if known is None:
        return [_event(review, What.FIRST_SEEN, review.created_at, None, seen, now=now)]
    if known.source != review.source:
        taken_over = replace(seen, first_stars=known.first_stars or seen.stars, edited_at=known.edited_at)
        return [_event(review, What.TAKEN_OVER, None, known, taken_over, now=now)]
    events: list[Event] = []
    before = known
    for what, said_at, changes in _steps(review, known, seen, now=now):
        events.append(_event(review, what, said_at, before, replace(before, **changes), now=now))
        before = events[-1].after
    return events


def news_of_gone(review_id: str, brand: str, known: Memory | None, *, now: datetime) -> list[Event]:
    """Return the event for a review that the platform no longer knows; nothing where that is no news."""
    if known is None or known.state == State.GONE:
        return []
    review = Review(review_id, brand)
    return [_event(review, What.GONE, None, known, replace(known, state=State.GONE), now=now)]


def state_of(review: Review) -> str:
    """Return where a review is; a word of the platform's that is new to the bot is returned as it is."""
    if review.gone:
        return State.GONE
    if review.elsewhere:
        return State.MOVED
    words = [word.casefold() for word in (review.visibility, review.status)]
    if any(word in _NOT_SHOWN for word in words):
        return State.HIDDEN
    return next((word for word in words if word not in _SHOWN), State.ONLINE)


def event_rows(events: Iterable[Event]) -> list[Row]:
    """Return the rows of `Review history` for some events."""
    return [
        Row(
            event_key(event.review_id, event.after.events),
            {
                "event": event_key(event.review_id, event.after.events),
                "review_id": event.review_id,
                "brand": event.brand,
                "what": event.what.value,
                "seen": event.seen_at,
                "said": event.said_at,
                "stars_before": event.before.stars if event.before else None,
                "stars": event.after.stars,
                "state": event.after.state,
                "title": event.title or None,
                "text": event.text or None,
                "came_from": event.after.source,
                "content_mark": event.after.content_mark,
                "reply_mark": event.after.reply_mark or None,
            },
            why=f"{event.after.source}: {event.what.value}",
        )
        for event in events
    ]


def event_key(review_id: str, number: int) -> str:
    """Return what the history calls the *number*-th event of a review."""
    return f"{review_id} / {number}"


def _steps(
    review: Review, known: Memory, seen: Memory, *, now: datetime
) -> Iterable[tuple[What, datetime | None, Mapping[str, Any]]]:
    """Yield each change with the platform's time of it and what it makes different."""
    if seen.state != known.state:
        what = next((event for state, event in _STATE_EVENTS.items() if state == seen.state), What.STATE)
        yield what, None, {"state": seen.state}
    if seen.content_mark != known.content_mark:
        changes = {
            "content_mark": seen.content_mark,
            "stars": seen.stars,
            "first_stars": known.first_stars or seen.stars,
            "edited_at": review.updated_at or now,
        }
        yield What.EDITED, review.updated_at, changes
    if seen.reply_mark != known.reply_mark:
        reply = review.reply
        mark = {"reply_mark": seen.reply_mark}
        if reply is None:
            yield What.REPLY_DELETED, None, mark
        elif known.reply_mark:
            yield What.REPLY_EDITED, reply.updated_at, mark
        else:
            yield What.REPLIED, reply.at, mark


def _event(
    review: Review,
    what: What,
    said_at: datetime | None,
    before: Memory | None,
    after: Memory,
    *,
    now: datetime,
) -> Event:
    is_new_text = what in {What.FIRST_SEEN, What.TAKEN_OVER, What.EDITED}
    return Event(
        review_id=review.review_id,
        brand=review.brand,
        what=what,
        seen_at=now,
        said_at=said_at,
        before=before,
        after=replace(after, events=(before.events if before else 0) + 1),
        title=review.title if is_new_text else "",
        text=review.text if is_new_text else "",
    )


def _folded(events: Mapping[int, TabRow]) -> Memory:
    rows = [events[number] for number in sorted(events)]
    edits = [row for row in rows if text_in(row, "what") == What.EDITED]
    return Memory(
        source=text_in(rows[-1], "came_from"),
        stars=whole_in(rows[-1], "stars"),
        first_stars=next((stars for row in rows if (stars := whole_in(row, "stars"))), None),
        state=text_in(rows[-1], "state"),
        content_mark=text_in(rows[-1], "content_mark"),
        reply_mark=text_in(rows[-1], "reply_mark"),
        edited_at=(instant_in(edits[-1], "said") or instant_in(edits[-1], "seen")) if edits else None,
        events=max(events),
    )


def _memory_in(row: TabRow) -> Memory | None:
    """Return what a row of `Reviews` shows of the last look; None where the bot has not filled it."""
    content_mark = text_in(row, "content_mark")
    if not content_mark:
        return None
    return Memory(
        source=text_in(row, "came_from"),
        stars=whole_in(row, "stars"),
        first_stars=whole_in(row, "first_stars"),
        state=text_in(row, "state"),
        content_mark=content_mark,
        reply_mark=text_in(row, "reply_mark"),
        edited_at=instant_in(row, "edited"),
    )


def _content_mark(review: Review) -> str:
    return _mark(json.dumps([review.stars, review.title, review.text]))


def _reply_mark(review: Review) -> str:
    return _mark(review.reply.text) if review.reply else ""


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_DIGITS]
