"""
The last four weeks held against the eight before them: whether a change is more than chance.

For counts of causes, suppliers and themes, which are many and small. Exact: given both counts together,
the later one is binomial where nothing has changed (one Poisson rate in both). Counting is done elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sheets_bot.metrics.small_numbers import (
    ALARM_CHANCE,
    STRONG_ALARM_CHANCE,
    binomial_at_least,
    binomial_at_most,
)
from sheets_bot.metrics.usual import TOO_SHORT, WITHIN
from sheets_bot.metrics.weeks import WEEK, Calendar

LATE_WEEKS, EARLY_WEEKS = 4, 8
"""One action of the owner's is checked four weeks later."""

LEAST_EARLY_WEEKS = 4
"""With fewer known weeks before, a rise may only be the beginning of the record (ours)."""

MORE, FEWER = "more than chance", "fewer than chance"


@dataclass(frozen=True, slots=True)
class Span:
    """The twelve whole weeks that are looked at."""

    weeks: tuple[date, ...]
    """First days, the oldest first; the running week is not among them."""
    known: int
    """How many of the eight early weeks are known."""

    @classmethod
    def until(cls, today: date, calendar: Calendar, *, known_since: date | None) -> "Span":
        """
        Return the span that ends with the last whole week before *today*.

        *known_since* is the first day of which the record is whole; None where nothing is known.
        """
        first = calendar.week_of(today)
        weeks = tuple(first - back * WEEK for back in range(LATE_WEEKS + EARLY_WEEKS, 0, -1))
        early = weeks[:EARLY_WEEKS]
        return cls(weeks, sum(known_since is not None and week >= known_since for week in early))

    @property
    def late(self) -> tuple[date, ...]:
        """The last four weeks."""
        return self.weeks[EARLY_WEEKS:]

    @property
    def early(self) -> tuple[date, ...]:
        """The known ones of the eight weeks before."""
        return self.weeks[EARLY_WEEKS - self.known : EARLY_WEEKS]

    def holds(self, week: date | None) -> bool:
        """True for a week of the span."""
        return week in self.weeks

    @property
    def words(self) -> str:
        """The span in words: ``weeks of 2026-09-07 to 2026-11-23``, and how little of it is known."""
        whole = f"weeks of {self.weeks[0]} to {self.weeks[-1]}"
        if self.known == EARLY_WEEKS:
            return whole
        known = f"only the last {self.known} are" if self.known > 1 else "only the last is"
        return f"{whole} (of the first {EARLY_WEEKS} {known if self.known else 'none is'} known)"


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts of the late and of the known early weeks, and what they tell."""

    late: int
    early: int
    early_weeks: int
    """How many weeks *early* is of: twice as many cases in twice as many weeks are no more than before."""
    words: str


def trend_of(weeks: Iterable[date | None], span: Span, *, is_total: bool = False) -> Trend:
    """
    Return the trend of what happened in some *weeks*, one entry per event.

    *is_total* is for the few sums of all; the many lines under them are judged more strictly.
    """
    found: Sequence[date | None] = list(weeks)
    late, early = (sum(week in part for week in found) for part in (span.late, span.early))
    if span.known < LEAST_EARLY_WEEKS:
        return Trend(late, early, span.known, TOO_SHORT)
    exposures = (float(span.known), float(LATE_WEEKS))
    words = change_words(early, late, exposures=exposures, is_total=is_total)
    return Trend(late, early, span.known, words)


def change_words(before: int, after: int, *, exposures: tuple[float, float], is_total: bool = False) -> str:
    """Return whether *after* is more or fewer than *before* lets expect of its exposure."""
    if not all(exposures):
        return TOO_SHORT
    limit = ALARM_CHANCE if is_total else STRONG_ALARM_CHANCE
    share = exposures[1] / sum(exposures)
    if binomial_at_least(after, before + after, share) < limit:
        return MORE
    return FEWER if binomial_at_most(after, before + after, share) < limit else WITHIN
