"""
What is remembered of a review: how it stood when it was last looked at.

Trustpilot keeps no history of stars and lists no edits, so the bot remembers: the last line of
`Review history` says how a review stood. Content is compared by a mark of stars, title and text,
never by a date. What has changed since is found in `review_news.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sheets_bot.domain.reviews.review import Review
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in, whole_in

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
    return found | {key: _folded(rows, found.get(key)) for key, rows in events.items()}


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


def content_mark(review: Review) -> str:
    """Return what stands for stars, title and text: where it differs, the review was edited."""
    return _mark([review.stars, review.title, review.text])


def reply_mark(review: Review) -> str:
    """Return what stands for the reply; ``""`` without one."""
    return _mark(review.reply.text) if review.reply else ""


def _folded(events: Mapping[int, TabRow], shown: Memory | None) -> Memory:
    """Return what the events of a review say; *shown*, its row, where the first of them were pruned."""
    rows = [events[number] for number in sorted(events)]
    first_stars = next((stars for row in rows if (stars := whole_in(row, "stars"))), None)
    edits = [row for row in rows if text_in(row, "what") == What.EDITED]
    return Memory(
        source=text_in(rows[-1], "came_from"),
        stars=whole_in(rows[-1], "stars"),
        first_stars=shown.first_stars if shown and min(events) > 1 else first_stars,
        state=text_in(rows[-1], "state"),
        content_mark=text_in(rows[-1], "content_mark"),
        reply_mark=text_in(rows[-1], "reply_mark"),
        edited_at=(instant_in(edits[-1], "said") or instant_in(edits[-1], "seen")) if edits else None,
        events=max(events),
    )


def _memory_in(row: TabRow) -> Memory | None:
    """Return what a row of `Reviews` shows of the last look; None where the bot has not filled it."""
    mark = text_in(row, "content_mark")
    if not mark:
        return None
    return Memory(
        source=text_in(row, "came_from"),
        stars=whole_in(row, "stars"),
        first_stars=whole_in(row, "first_stars"),
        state=text_in(row, "state"),
        content_mark=mark,
        reply_mark=text_in(row, "reply_mark"),
        edited_at=instant_in(row, "edited"),
    )


def _mark(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:_MARK_DIGITS]
