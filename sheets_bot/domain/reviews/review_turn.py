"""
Whose turn a review is, and by when it should be answered.

Works on the columns of a row of `Reviews`, so that it says the same of a review just fetched
and of one that stands in the tab. A review is answered once, in public; nothing closes when
nobody does, so its clock is a target (`targets.py`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sheets_bot.domain.deadlines import Clock, Deadline, Flag, Turn
from sheets_bot.domain.reviews.review import TRUSTPILOT
from sheets_bot.domain.reviews.review_memory import State
from sheets_bot.domain.rules.review_settings import ReviewRules
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in, whole_in
from sheets_bot.domain.targets import target
from sheets_bot.domain.when_words import moment_words
from sheets_bot.sheets.row import Row, Value

YOU, NOBODY = Turn.YOU.value, Turn.NOBODY.value

ASKED, ANSWERED = "asked", "answered"
"""Of a reviewer whom Trustpilot has asked who they are: how the column `may_ask_who` says it."""

ASKED_DAYS = 3
"""So long a reviewer can answer when asked (Trustpilot's help pages; older ones say 5)."""

_ENDED = {
    State.GONE: "No longer on Trustpilot; nothing to do.",
    State.MOVED: "It belongs to another business on Trustpilot now; nothing to do.",
}


def review_clock(row: TabRow, *, rules: ReviewRules, clock: Clock, now: datetime) -> dict[str, Value]:
    """
    Return whose turn it is, flag, answering time, shifts left and why, by column name.

    Args:
        row: The columns state, stars, first_stars, written, edited, replied and reply_mark of a review,
            and of what came of asking who they are: may_ask_who, asked_at, order.
        rules: What waits for an answer, and how long it may.
        clock: The roster.
        now: The present.
    """
    turn, limit = _judged(row, rules=rules, clock=clock, now=now)
    return {
        "whose_turn": turn,
        "flag": limit.flag.value,
        "respond_by": limit.respond_by,
        "shifts_left": limit.shifts_left,
        "why": " ".join(filter(None, (limit.why, _asked_words(row, clock=clock, now=now)))),
    }


def refresh_review_clocks(rows: TabRows, *, rules: ReviewRules, clock: Clock, now: datetime) -> list[Row]:
    """Return the clock columns anew from what stands in the tab; rows that the bot has not filled stay."""
    return [
        Row(
            key,
            review_clock(row, rules=rules, clock=clock, now=now),
            when_absent="leave",
            why="clock recomputed",
        )
        for key, row in rows.items()
        if text_in(row, "came_from")
    ]


def waiting_since(row: TabRow, *, rules: ReviewRules) -> datetime | None:
    """Return since when a review waits: since it was written, or since an edit made it one that waits."""
    stars, first_stars = whole_in(row, "stars"), whole_in(row, "first_stars")
    edited = instant_in(row, "edited")
    fell = stars is not None and first_stars is not None and stars <= rules.answer_stars < first_stars
    return edited if fell and edited else instant_in(row, "written")


def watched_ids(rows: TabRows, brand: str, *, rules: ReviewRules, now: datetime) -> list[str]:
    """Return the reviews of a brand that a sweep must account for, from what stands in the tab."""
    return [key for key, row in rows.items() if _is_watched(row, brand, rules=rules, now=now)]


def watched_stars(rules: ReviewRules) -> Iterable[int]:
    """Return the numbers of stars that a sweep asks for; none: it asks for all."""
    return () if rules.watch_stars >= 5 else range(1, rules.watch_stars + 1)


def watched_from(rules: ReviewRules, now: datetime) -> datetime:
    """Return from when on reviews are watched, and may still be answered."""
    return now - timedelta(days=rules.watch_days)


def _is_watched(row: TabRow, brand: str, *, rules: ReviewRules, now: datetime) -> bool:
    written, stars = instant_in(row, "written"), whole_in(row, "stars")
    return (
        text_in(row, "brand") == brand
        and text_in(row, "came_from") == TRUSTPILOT
        and text_in(row, "state") not in _ENDED
        and (written is None or written >= watched_from(rules, now))
        and (stars is None or stars <= rules.watch_stars)
    )


def _judged(row: TabRow, *, rules: ReviewRules, clock: Clock, now: datetime) -> tuple[str, Deadline]:
    state, stars = text_in(row, "state"), whole_in(row, "stars")
    replied, written = instant_in(row, "replied"), instant_in(row, "written")
    ended = next((why for known, why in _ENDED.items() if known == state), "")
    if ended:
        return NOBODY, Deadline(Flag.CLOSED, ended)
    if replied or text_in(row, "reply_mark"):
        return NOBODY, Deadline(Flag.CLOSED, _why_replied(row, replied, clock))
    if state == State.HIDDEN:
        why = "Hidden on Trustpilot while a report is looked at; nothing to do."
        return TRUSTPILOT, Deadline(Flag.WAITING, why)
    if stars is not None and stars > rules.answer_stars:
        return NOBODY, Deadline(
            Flag.CLOSED, f"{stars} stars; more than {rules.answer_stars} wait for no answer."
        )
    since = waiting_since(row, rules=rules)
    if since is None:
        why = "It is not known when the review was written; look at it in this shift."
        return YOU, Deadline(Flag.NO_DATE, why)
    if max(since, written or since) < watched_from(rules, now):
        why = f"Written more than {rules.watch_days} days ago; no answer is planned."
        return NOBODY, Deadline(Flag.CLOSED, why)
    return YOU, target(since, rules.answer_hours, clock=clock, now=now, what="The reviewer")


def _asked_words(row: TabRow, *, clock: Clock, now: datetime) -> str:
    """Say what came of asking who the reviewer is; ``""`` where nobody asked, or the order is known."""
    zone, asked_at = clock.roster.zone, instant_in(row, "asked_at")
    said = text_in(row, "may_ask_who")
    if asked_at is None or said not in {ASKED, ANSWERED} or text_in(row, "order"):
        return ""
    asked = f"Asked on {moment_words(asked_at, zone)} who they are"
    if said == ANSWERED:
        return f"{asked}: they have answered at Trustpilot."
    until = asked_at + timedelta(days=ASKED_DAYS)
    if now < until:
        return f"{asked}: they can answer until {moment_words(until, zone)}."
    return f"{asked}: no answer came within {ASKED_DAYS} days, and the question has expired."


def _why_replied(row: TabRow, replied: datetime | None, clock: Clock) -> str:
    zone = clock.roster.zone
    answered = f"Answered on {moment_words(replied, zone)}." if replied else "Answered."
    edited = instant_in(row, "edited")
    if edited is None or replied is None or edited <= replied:
        return answered
    return f"{answered} The review was edited on {moment_words(edited, zone)}: does the answer still fit?"
