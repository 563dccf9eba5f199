"""
What has happened to a review since it was last looked at: the rows of `Review history`.

One event when a review is first seen, and one for each change that a later look finds. The look
is compared with what is remembered (`review_memory.py`), and the last event is what is
remembered, so an event is written once, whatever run dies in between. That a review is missing
from a list is no event: it is gone only where a look at it said so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sheets_bot.domain.reviews.review import PASTED, Review
from sheets_bot.domain.reviews.review_memory import Memory, State, What, content_mark, reply_mark, state_of
from sheets_bot.sheets.row import Row

_STATE_EVENTS = {
    State.ONLINE: What.BACK,
    State.HIDDEN: What.HIDDEN,
    State.MOVED: What.MOVED,
    State.GONE: What.GONE,
}


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


def news(review: Review, known: Memory | None, *, now: datetime) -> list[Event]:
    """Return what has happened to a review since it was last looked at; nothing where all is as it was."""
    seen = Memory(
        source=review.source,
        stars=review.stars,
        first_stars=review.stars,
        state=state_of(review),
        content_mark=content_mark(review),
        reply_mark=reply_mark(review),
    )
    if known is None:
        return [_event(review, What.FIRST_SEEN, review.created_at, None, seen, now=now)]
    if known.source == PASTED != review.source:
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
