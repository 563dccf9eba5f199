"""
The settings about reviews, as rows of the `Settings` tab and as one value.

Definitions only; `rules.py` reads the tab with them. How long a review may wait for its answer
is a setting of its own among the general ones.
"""

from dataclasses import dataclass
from functools import partial

from sheets_bot.domain.rules.rule_settings import REVIEWS, Reader, Setting
from sheets_bot.domain.rules.typed import read_whole

_DAYS = frozenset({"d", "day", "days"})
_STARS = frozenset({"star", "stars"})

ANSWER_STARS = Setting(
    "Answer reviews up to (stars)",
    "3",
    "A review with this many stars or fewer waits for a public answer. With 0, none does.",
    "a whole number of stars from 0 to 5, such as 3",
    partial(read_whole, most=5, units=_STARS),
)
WATCH_DAYS = Setting(
    "Watch reviews for (days)",
    "200",
    "So long after it was written, a review is read again every day, for edits, answers and "
    "disappearance; an older one waits for no answer. More days cost more calls to Trustpilot.",
    "a whole number of days from 0 to 1500, such as 200",
    partial(read_whole, most=1500, units=_DAYS),
)
WATCH_STARS = Setting(
    "Watch reviews up to (stars)",
    "5",
    "Only reviews with this many stars or fewer are watched. 3 saves calls to Trustpilot where there are "
    "many good reviews; then a late answer to a good one, or its removal, is not noticed.",
    "a whole number of stars from 0 to 5, such as 5",
    partial(read_whole, most=5, units=_STARS),
)

SETTINGS: tuple[Setting[object], ...] = (ANSWER_STARS, WATCH_DAYS, WATCH_STARS)
"""All settings about reviews, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """What the `Settings` tab says about reviews."""

    answer_hours: int = 48
    """How long a review may wait for its answer."""
    answer_stars: int = 3
    """A review with this many stars or fewer waits for an answer."""
    watch_days: int = 200
    """How long after it was written a review is read again and may still be answered."""
    watch_stars: int = 5
    """Only reviews with this many stars or fewer are read again."""


def read_review_rules(reader: Reader) -> ReviewRules:
    """Return the rules about reviews; what is wrong stays with the reader."""
    return ReviewRules(
        answer_hours=reader.read(REVIEWS),
        answer_stars=reader.read(ANSWER_STARS),
        watch_days=reader.read(WATCH_DAYS),
        watch_stars=reader.read(WATCH_STARS),
    )
