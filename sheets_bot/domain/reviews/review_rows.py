"""
Reviews become rows of the `Reviews` tab, and what changed rows of `Review history`.

Nothing is read or written here, and the time comes in as an argument. What changed is found in
`review_news.py`, whose turn it is in `review_turn.py`. The text of a review is public and
stands in full; the name is masked, the e-mail address only a mark.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sheets_bot.domain.deadlines import Clock
from sheets_bot.domain.masking import mark_of, masked_name
from sheets_bot.domain.reviews.review import Review
from sheets_bot.domain.reviews.review_memory import Memory, State, memories, state_of
from sheets_bot.domain.reviews.review_news import Event, event_rows, news, news_of_gone
from sheets_bot.domain.reviews.review_turn import ANSWERED, ASKED, YOU, review_clock
from sheets_bot.domain.rules.review_settings import ReviewRules
from sheets_bot.domain.tab_rows import TabRows, text_in
from sheets_bot.sheets.row import Row, Value

CAME_BACK = "This row was missing from the tab; it is back because the review still needs an answer."

_OVERLAP = timedelta(days=1)
"""What was written on the day of the last look is read again and may be new (ours)."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """What should stand in the two tabs."""

    reviews: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReviewTabs:
    """The tabs as read, and what is needed to compare reviews with them."""

    reviews: TabRows
    history: TabRows
    rules: ReviewRules
    clock: Clock
    now: datetime
    salt: str
    """The spreadsheet's id, for the marks of people."""


def shape_reviews(
    reviews: Iterable[Review],
    *,
    tabs: ReviewTabs,
    gone: Mapping[str, Iterable[str]] | None = None,
    seen_through: Mapping[str, datetime | None] | None = None,
) -> Shaped:
    """
    Return one row per review, as it should stand in the tab, and one per change since the last look.

    A review that comes several times counts once. One that is remembered, older than what has been seen,
    and absent from the tab was removed by a person: it stays away, unless it needs an answer. Old alone
    is not enough, for Trustpilot may show a review days after it was written.

    Args:
        reviews: What was fetched, or pasted.
        tabs: The tabs as read.
        gone: By brand, the ids that the platform no longer knows.
        seen_through: By brand, up to when all reviews have been in the tab before; None: never.
    """
    remembered = memories(tabs.history, tabs.reviews)
    shaped = Shaped()
    known_ids: set[str] = set()
    for review in reviews:
        if review.review_id in known_ids:
            continue
        known_ids.add(review.review_id)
        known = remembered.get(review.review_id)
        events = news(review, known, now=tabs.now)
        after = _after(events, known)
        removed = known is not None and _is_old(review, (seen_through or {}).get(review.brand))
        shaped.history.extend(event_rows(events))
        shaped.reviews.append(_row(review, after, tabs=tabs, removed=removed))
    for brand, ids in (gone or {}).items():
        for review_id in ids:
            if review_id not in known_ids:
                known_ids.add(review_id)
                events = news_of_gone(review_id, brand, remembered.get(review_id), now=tabs.now)
                shaped.history.extend(event_rows(events))
                shaped.reviews.append(_gone_row(review_id, tabs=tabs))
    return shaped


def _after(events: list[Event], known: Memory | None) -> Memory:
    if events:
        return events[-1].after
    assert known is not None, "what was never seen is news"
    return known


def _is_old(review: Review, seen_through: datetime | None) -> bool:
    """True for a review that has been in the tab, unless it was shown late."""
    written = review.created_at
    return seen_through is not None and written is not None and written < seen_through - _OVERLAP


def _row(review: Review, after: Memory, *, tabs: ReviewTabs, removed: bool) -> Row:
    """Return the row of one review; *removed* if a person must have taken it out where it is absent."""
    standing = tabs.reviews.get(review.review_id)
    values = _values(review, after, salt=tabs.salt)
    values |= review_clock({**(standing or {}), **values}, rules=tabs.rules, clock=tabs.clock, now=tabs.now)
    needed = values["whose_turn"] == YOU
    when_absent: Literal["add", "leave"] = "leave" if removed and not needed else "add"
    came_back = needed and (CAME_BACK in text_in(standing, "problem") if standing is not None else removed)
    values["problem"] = " ".join(_problems(review, came_back=came_back)) or None
    return Row(review.review_id, values, when_absent=when_absent, why=_why(review))


def _gone_row(review_id: str, *, tabs: ReviewTabs) -> Row:
    values: dict[str, Value] = {"state": State.GONE.value, "problem": None}
    standing = tabs.reviews.get(review_id, {})
    values |= review_clock({**standing, **values}, rules=tabs.rules, clock=tabs.clock, now=tabs.now)
    return Row(review_id, values, when_absent="leave", why="Trustpilot: no longer known")


def _values(review: Review, after: Memory, *, salt: str) -> dict[str, Value]:
    reply = review.reply
    values: dict[str, Value] = {
        "review_id": review.review_id,
        "brand": review.brand,
        "stars": review.stars,
        "first_stars": after.first_stars,
        "title": review.title or None,
        "text": review.text or None,
        "written": review.created_at,
        "edited": after.edited_at,
        "replied": reply.at if reply else None,
        "reply": (reply.text or None) if reply else None,
        "state": state_of(review),
        "came_from": review.source,
        "content_mark": after.content_mark,
        "reply_mark": after.reply_mark or None,
    }
    # What the platform no longer gives keeps its last known value.
    kept: dict[str, Value] = {
        "language": review.language,
        "reviewer": masked_name(review.display_name),
        "reference": review.reference,
        "invited": {True: "yes", False: "no", None: ""}[review.invited],
        "contact": mark_of(review.email, salt=salt),
        "name_mark": mark_of(review.display_name, salt=salt),
        "may_ask_who": _may_ask_who(review),
        "asked_at": review.asked_at,
        "updated": review.updated_at,
    }
    return values | {name: value for name, value in kept.items() if value}


def _may_ask_who(review: Review) -> str:
    if review.was_asked:
        return ANSWERED if review.has_told else ASKED
    return {True: "yes", False: "no", None: ""}[review.may_be_asked]


def _problems(review: Review, *, came_back: bool) -> list[str]:
    problems = [CAME_BACK] if came_back else []
    if review.stars is None:
        problems.append("The number of stars is not known; look at the review.")
    state = state_of(review)
    if state not in set(State):
        problems.append(f"Trustpilot says {state!r} of this review, which is new to the bot; look at it.")
    return problems


def _why(review: Review) -> str:
    stars = f"{review.stars} stars" if review.stars else "stars not known"
    return f"{review.source}: {stars}, {state_of(review)}"
