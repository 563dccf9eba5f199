"""
Whether a week is out of the ordinary, said in words.

The weeks before it say what is usual, and exact tests (`domain/report/chance.py`) what chance alone would
rarely do. Both are samples: a past of twelve weeks is no known rate. All words together that an ordinary week
may get are rarer than one in a hundred weeks for each total, and than one in seven hundred for each of the
many cells below them. That is promised of each number by itself; of all that the owner reads of four brands,
some word stands in about 3 of 100 ordinary weeks (`tests/unit/test_no_false_alarms.py`). Amounts, hours and
stars have no such test, since one large case moves them: of these is said only whether they lie beyond all of
the past weeks, which about two of thirteen ordinary weeks do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from sheets_bot.domain.report.chance import Question, Sample, Side, together
from sheets_bot.metrics.figure import FEW, Figure, Unit
from sheets_bot.metrics.long_run import RUN_WEEKS, long_run
from sheets_bot.metrics.small_numbers import (
    ALARM_CHANCE,
    STRONG_ALARM_CHANCE,
    first_that,
    week_on_week_chance,
)

BASELINE_WEEKS = 12
"""How many earlier weeks say what is usual: a season. Longer, and last year's shop would judge this one."""

LEAST_WEEKS = 6
"""With fewer measured weeks, "usual" would itself be chance."""

LEAST_CASES = 10
"""The same for shares: of so many cases in the earlier weeks together."""

LEAST_DOUBLED = 4
"""A rise to fewer than this needs no comment."""

WITHIN = "within the usual range"
MORE, MUCH_MORE, FEWER = "more than usual", "much more than usual", "fewer than usual"
FEWER_TWICE = "fewer than usual, two weeks together"
MORE_FOR_LONG, FEWER_FOR_LONG = "more than usual over eight weeks", "fewer than usual over eight weeks"

HIGHER, LOWER = "higher than usual", "lower than usual"
"""For shares."""
HIGHER_FOR_LONG, LOWER_FOR_LONG = "higher than usual over eight weeks", "lower than usual over eight weeks"

ABOVE_ALL, BELOW_ALL = "above all of the past {} weeks", "below all of the past {} weeks"
"""For amounts, hours and stars: where they lie, and no claim that chance would not do it."""

TOO_SHORT = "too few past weeks to say"


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual range in words, empty where there is none, and where the week lies in it."""

    range: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Strictness:
    """How rarely chance alone may bring any word about a number's week; the chances of the words add up."""

    any_word: float
    much_more: float
    """A part of what `more` may take."""

    @property
    def more(self) -> float:
        """The largest part, since what breaks must be seen (ours, as all are). Of shares for either side."""
        return self.any_word * 0.4

    @property
    def fewer(self) -> float:
        """A fifth for one week, and a fifth for two weeks together."""
        return self.any_word * 0.2

    @property
    def for_long(self) -> float:
        """A tenth for either side: it has eight weeks to show itself."""
        return self.any_word * 0.1


TOTALS = Strictness(ALARM_CHANCE, STRONG_ALARM_CHANCE)
CELLS = Strictness(STRONG_ALARM_CHANCE, STRONG_ALARM_CHANCE / 10)


def judge(
    unit: Unit, this: Figure, past: Sequence[Figure], strictness: Strictness, *, is_of_value: bool = False
) -> Usual:
    """
    Compare *this* week with the *past* whole weeks, oldest first, of the same metric.

    Only the last `BASELINE_WEEKS` of them count, and for eight weeks together those before these; gaps are
    not among them. A metric with a verdict of its own keeps it. A share *is_of_value* where its parts are no
    cases.
    """
    season = past[-BASELINE_WEEKS:]
    if this.verdict:
        return Usual("", this.verdict)
    if len(season) < LEAST_WEEKS:
        return Usual("", TOO_SHORT)
    is_share = unit == "share"
    if is_of_value or not (is_share or unit in {"cases", "per 100"}):
        return _beside_past(unit, this, season)
    found = (_judge_share if is_share else _judge_events)(unit, this, season, strictness)
    side = _side_for_long(unit, [*past, this], strictness) if found.verdict == WITHIN else None
    return replace(found, verdict=_FOR_LONG[is_share, side]) if side else found


def by_chance(before: Figure, this: Figure) -> str:
    """How often chance alone makes such a rise of a count; empty where nobody would call it a doubling."""
    if this.value < max(2 * before.value, Decimal(LEAST_DOUBLED)):
        return ""
    chance = week_on_week_chance(int(before.value), int(this.value))
    often = f"in {100 * chance:.0f} of 100" if chance >= 0.01 else "in fewer than 1 of 100"
    return f"{before.value}, then {this.value}: chance alone does that {often} weeks"


_FOR_LONG = {
    (False, Side.UP): MORE_FOR_LONG,
    (False, Side.DOWN): FEWER_FOR_LONG,
    (True, Side.UP): HIGHER_FOR_LONG,
    (True, Side.DOWN): LOWER_FOR_LONG,
}


def _side_for_long(unit: Unit, weeks: Sequence[Figure], strictness: Strictness) -> Side | None:
    """The last eight weeks against the season before them, if that is known."""
    earlier = weeks[:-RUN_WEEKS][-BASELINE_WEEKS:]
    if len(earlier) < LEAST_WEEKS:
        return None
    recent, before = ([_sample(unit, figure) for figure in part] for part in (weeks[-RUN_WEEKS:], earlier))
    return long_run(recent, before, is_share=unit == "share", chance=strictness.for_long)


def _beside_past(unit: Unit, this: Figure, past: Sequence[Figure]) -> Usual:
    """Amounts, hours and stars: between the least and the most of the past weeks, or not."""
    least, most = min(figure.value for figure in past), max(figure.value for figure in past)
    words = f"{100 * least:.0f} to {100 * most:.0f} %" if unit == "share" else f"{least:,f} to {most:,f}"
    words = f"{words} in the past {len(past)} weeks"
    if least <= this.value <= most:
        return Usual(words, WITHIN)
    return Usual(words, (ABOVE_ALL if this.value > most else BELOW_ALL).format(len(past)))


def _judge_events(unit: Unit, this: Figure, past: Sequence[Figure], strictness: Strictness) -> Usual:
    """Counts, or rates by their counts: as many as the past lets expect from this week's sales."""
    now, before = _sample(unit, this), together(_sample(unit, figure) for figure in past)
    high = _first_too_many(now.whole, before, is_share=False, chance=strictness.more)
    low = _last_too_few(now.whole, before, is_share=False, chance=strictness.fewer)
    usual = _range_words(unit, low + 1, high - 1, now.whole) + _days_between(unit, before)
    if now.part >= _first_too_many(now.whole, before, is_share=False, chance=strictness.much_more):
        return Usual(usual, MUCH_MORE)
    if now.part >= high:
        return Usual(usual, MORE)
    if now.part <= low:
        return Usual(usual, FEWER)
    return Usual(usual, FEWER_TWICE if _two_weeks_are_few(unit, this, past, strictness) else WITHIN)


def _two_weeks_are_few(unit: Unit, this: Figure, past: Sequence[Figure], strictness: Strictness) -> bool:
    """True where this week and the last one are together rarer than the low limit, by the weeks before."""
    *earlier, last = (_sample(unit, figure) for figure in past)
    both = together((last, _sample(unit, this)))
    return Question(both, together(earlier), is_share=False, side=Side.DOWN).chance < strictness.fewer


def _judge_share(unit: Unit, this: Figure, past: Sequence[Figure], strictness: Strictness) -> Usual:
    now, before = _sample(unit, this), together(_sample(unit, figure) for figure in past)
    if before.whole < LEAST_CASES:
        return Usual("", TOO_SHORT)
    whole = int(now.whole)
    high = _first_too_many(whole, before, is_share=True, chance=strictness.more)
    low = _last_too_few(whole, before, is_share=True, chance=strictness.more)
    least, most = low + 1, high - 1
    words = f"{least} to {most} of {whole}" if whole < FEW else _percent_range(least, most, whole)
    if now.part >= high:
        return Usual(words, HIGHER)
    return Usual(words, LOWER if now.part <= low else WITHIN)


@lru_cache(maxsize=10_000)
def _first_too_many(whole: float, before: Sample, *, is_share: bool, chance: float) -> int:
    """The smallest number of cases that is rarer than *chance*; one more than all where no number is."""

    def is_rare(part: int) -> bool:
        return Question(Sample(part, whole), before, is_share, Side.UP).chance < chance

    end = int(whole) + 1 if is_share else 1
    while not is_share and not is_rare(end):
        end *= 2
    return first_that(is_rare, end)


@lru_cache(maxsize=10_000)
def _last_too_few(whole: float, before: Sample, *, is_share: bool, chance: float) -> int:
    """The largest number of cases that is rarer than *chance* on the low side; -1 where not even zero is."""

    def is_usual(part: int) -> bool:
        return Question(Sample(part, whole), before, is_share, Side.DOWN).chance >= chance

    expected = before.part * whole / before.whole
    return first_that(is_usual, int(expected) + 1) - 1


def _sample(unit: Unit, figure: Figure) -> Sample:
    """How many cases, and of how much: one week, so many sales, all cases."""
    if unit == "cases":
        return Sample(int(figure.value), 1)
    return Sample(int(figure.numerator or 0), int(figure.denominator or 0))


def _range_words(unit: Unit, low: int, high: int, sales: float) -> str:
    if unit == "cases":
        return f"{low} to {high}"
    if sales < FEW:
        return f"{low} to {high} of {sales:.0f}"
    return f"{100 * low / sales:.2f} to {100 * high / sales:.2f}"


def _days_between(unit: Unit, before: Sample) -> str:
    """Of what happens less than once a week: in how many days once, which says more than zeros and ones."""
    if unit != "cases" or before.part >= before.whole:
        return ""
    return f", about one in {7 * before.whole / before.part:.0f} days" if before.part else ", none so far"


def _percent_range(low: int, high: int, whole: int) -> str:
    return f"{100 * low / whole:.0f} to {100 * high / whole:.0f} %"
