"""
Which numbers have changed by more than chance, and what would have been usual.

The rule, as the report states it: the last whole week, and the last two together, against the twelve weeks
before; totals first, then brands and suppliers; of a hundred weeks in which nothing changed, at most five
have a false alarm. Decides only; the sentences are in `changed.py`, the arithmetic in `chance.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheets_bot.domain.report.chance import FAMILY_CHANCE, Question, Sample, Side, beyond_chance, together
from sheets_bot.domain.report.series import WEEK, Point, Series

BASELINE_WEEKS = 12
"""How many earlier weeks say what is usual: a season, as in the tab `Weekly metrics`."""
LEAST_WEEKS = 6
"""With fewer, "usual" would itself be chance (as there)."""
WINDOWS = (1, 2)
"""Weeks that are held against the past: one for what breaks at once, two for what comes slowly."""


@dataclass(frozen=True, slots=True)
class Change:
    """A number that has gone further than chance would."""

    series: Series
    week: date
    """The last whole week."""
    weeks: int
    """How many weeks, the last one included, are meant."""
    test: Question

    @property
    def side(self) -> Side:
        """Which way it has gone."""
        return self.test.side

    @property
    def usual(self) -> float:
        """What the past lets expect of so many cases, sales or weeks."""
        return self.test.before.part * self.test.now.whole / self.test.before.whole

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Where the weeks that have changed can be looked up."""
        return tuple(self.series.rests_on(self.week - back * WEEK) for back in range(self.weeks))


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that was held against its past."""

    changes: tuple[Change, ...]
    """Totals first, each by how surprising it is; one for each number."""
    looked_at: int
    """How many numbers had enough of a past to be judged."""
    too_short: tuple[Series, ...]
    """Those that had not."""


def judge(found: Sequence[Series], week: date) -> Judged:
    """Hold the last whole *week* of every series against its past."""
    totals = [one for one in found if one.is_total]
    parts = [one for one in found if not one.is_total]
    changes = [*_changes(totals, week, "totals"), *_changes(parts, week, "parts")]
    judged = [one for one in found if any(_windows(one, week))]
    too_short = tuple(one for one in found if week in one.points and one not in judged)
    return Judged(tuple(changes), len(judged), too_short)


def usual_of(one: Series, week: date, weeks: int) -> float | None:
    """Return what the past lets expect of the last *weeks* weeks of a series; None without enough of it."""
    found = {span: (now, before) for span, now, before in _windows(one, week)}
    if weeks not in found:
        return None
    now, before = found[weeks]
    return before.part * now.whole / before.whole


def _changes(found: Iterable[Series], week: date, family: str) -> list[Change]:
    """Return the changes of one family, the most surprising first."""
    asked: dict[str, Change] = {}
    for place, one in enumerate(found):
        for weeks, now, before in _windows(one, week):
            for side in Side:
                test = Question(now, before, one.is_share, side)
                asked[f"{place} {weeks} {side}"] = Change(one, week, weeks, test)
    tests = {name: change.test for name, change in asked.items()}
    named = beyond_chance(tests, family_chance=FAMILY_CHANCE[family])
    first: dict[tuple[str, str], Change] = {}
    for change in sorted((asked[name] for name in named), key=lambda change: change.test.chance):
        first.setdefault((change.series.name, change.series.scope), change)
    return list(first.values())


def _windows(one: Series, week: date) -> Iterator[tuple[int, Sample, Sample]]:
    """Yield each window that has all its weeks, with the past before it."""
    for weeks in WINDOWS:
        last = [one.points.get(week - back * WEEK) for back in range(weeks)]
        past = _past(one.points, week - weeks * WEEK)
        if len(past) >= LEAST_WEEKS and all(last):
            yield weeks, together(point.sample for point in last if point), together(past)


def _past(points: Mapping[date, Point], last: date) -> list[Sample]:
    weeks = (last - back * WEEK for back in range(BASELINE_WEEKS))
    return [points[week].sample for week in weeks if week in points]
