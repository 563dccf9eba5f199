"""
Whether a week is out of the ordinary, said in words.

The weeks before it say what is usual; exact limits (`small_numbers.py`) say what
chance alone would rarely do. Totals are held to one false alarm in a hundred
weeks, the many cells below them to one in seven hundred, so that a table of
forty numbers does not cry wolf every Monday. Amounts and hours have a range but
no verdict, since one large case moves them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sheets_bot.metrics.figure import FEW, Figure, Unit
from sheets_bot.metrics.small_numbers import (
    ALARM_CHANCE,
    FEWER_CHANCE,
    STRONG_ALARM_CHANCE,
    binomial_alarm_at,
    binomial_low_alarm_at,
    poisson_alarm_at,
    poisson_low_alarm_at,
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

HIGHER, LOWER = "higher than usual", "lower than usual"
"""For shares."""

TOO_SHORT = "too few past weeks to say"


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual range in words, empty where there is none, and where the week lies in it."""

    range: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Strictness:
    """How rarely chance alone may call a week unusual, upwards, strongly upwards, and downwards."""

    more: float
    much_more: float
    fewer: float


TOTALS = Strictness(ALARM_CHANCE, STRONG_ALARM_CHANCE, FEWER_CHANCE)
CELLS = Strictness(STRONG_ALARM_CHANCE, STRONG_ALARM_CHANCE / 10, STRONG_ALARM_CHANCE)


def judge(unit: Unit, this: Figure, past: Sequence[Figure], strictness: Strictness) -> Usual:
    """
    Compare *this* week with the *past* whole weeks, oldest first, of the same metric.

    Only the last `BASELINE_WEEKS` of them count; gaps are not among them. A metric
    with a verdict of its own keeps it.
    """
    past = past[-BASELINE_WEEKS:]
    if this.verdict:
        return Usual("", this.verdict)
    if len(past) < LEAST_WEEKS:
        return Usual("", TOO_SHORT)
    if unit == "share":
        return _judge_share(this, past, strictness)
    if unit in {"cases", "per 100"}:
        return _judge_events(unit, this, past, strictness)
    values = [figure.value for figure in past]
    return Usual(f"{min(values):,f} to {max(values):,f} in the past {len(past)} weeks", "")


def by_chance(before: Figure, this: Figure) -> str:
    """How often chance alone makes such a rise of a count; empty where nobody would call it a doubling."""
    if this.value < max(2 * before.value, Decimal(LEAST_DOUBLED)):
        return ""
    chance = week_on_week_chance(int(before.value), int(this.value))
    often = f"in {100 * chance:.0f} of 100" if chance >= 0.01 else "in fewer than 1 of 100"
    return f"{before.value}, then {this.value}: chance alone does that {often} weeks"


def _judge_events(unit: Unit, this: Figure, past: Sequence[Figure], strictness: Strictness) -> Usual:
    """Counts, or rates by their counts: as many as the past rate lets expect from this week's sales."""
    events, exposure = _events(unit, this)
    rate = _rate(unit, past)
    high = poisson_alarm_at(rate * exposure, chance=strictness.more)
    low = poisson_low_alarm_at(rate * exposure, chance=strictness.fewer)
    usual = _range_words(unit, 0 if low is None else low + 1, high - 1, exposure)
    if events >= poisson_alarm_at(rate * exposure, chance=strictness.much_more):
        return Usual(usual, MUCH_MORE)
    if events >= high:
        return Usual(usual, MORE)
    if low is not None and events <= low:
        return Usual(usual, FEWER)
    return Usual(usual, FEWER_TWICE if _two_weeks_are_few(unit, this, past, strictness) else WITHIN)


def _two_weeks_are_few(unit: Unit, this: Figure, past: Sequence[Figure], strictness: Strictness) -> bool:
    """True where this week and the last one are together rarer than the low limit, by the weeks before."""
    both = [_events(unit, figure) for figure in (past[-1], this)]
    expected = _rate(unit, past[:-1]) * sum(exposure for _, exposure in both)
    low = poisson_low_alarm_at(expected, chance=strictness.fewer)
    return low is not None and sum(events for events, _ in both) <= low


def _judge_share(this: Figure, past: Sequence[Figure], strictness: Strictness) -> Usual:
    part, whole = _parts(this)
    pairs = [_parts(figure) for figure in past]
    parts, wholes = sum(part for part, _ in pairs), sum(whole for _, whole in pairs)
    if wholes < LEAST_CASES:
        return Usual("", TOO_SHORT)
    # As if one more case had gone the other way: all of twenty does not prove that it is always all.
    usual_share = min(max(parts, 1), wholes - 1) / wholes
    high = binomial_alarm_at(whole, usual_share, chance=strictness.more)
    low = binomial_low_alarm_at(whole, usual_share, chance=strictness.fewer)
    least, most = 0 if low is None else low + 1, whole if high is None else high - 1
    words = f"{least} to {most} of {whole}" if whole < FEW else _percent_range(least, most, whole)
    if high is not None and part >= high:
        return Usual(words, HIGHER)
    return Usual(words, LOWER if low is not None and part <= low else WITHIN)


def _events(unit: Unit, figure: Figure) -> tuple[int, float]:
    """How many cases, and from how much: one week, or so many hundred sales."""
    if unit == "cases":
        return int(figure.value), 1.0
    part, whole = _parts(figure)
    return part, whole / 100


def _rate(unit: Unit, past: Sequence[Figure]) -> float:
    """Past cases per exposure; as if at least one had been seen, since none seen does not mean never."""
    pairs = [_events(unit, figure) for figure in past]
    return max(sum(events for events, _ in pairs), 1) / sum(exposure for _, exposure in pairs)


def _parts(figure: Figure) -> tuple[int, int]:
    return int(figure.numerator or 0), int(figure.denominator or 0)


def _range_words(unit: Unit, low: int, high: int, exposure: float) -> str:
    if unit == "cases":
        return f"{low} to {high}"
    return f"{Decimal(f'{low / exposure:.2f}')} to {Decimal(f'{high / exposure:.2f}')}"


def _percent_range(low: int, high: int, whole: int) -> str:
    return f"{100 * low / whole:.0f} to {100 * high / whole:.0f} %"
