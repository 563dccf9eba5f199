"""
What a metric says about one week, and how a metric is declared.

A `Figure` is the number with what it was made of; where nothing can be measured
a metric raises `Unmeasured` with the reason, so that a gap is never a zero.
Nothing is counted here: one file for each area does that, `weekly.py` runs them all.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from sheets_bot.domain.money import Money
from sheets_bot.metrics.slices import Slice, Source, Unmeasured
from sheets_bot.metrics.small_numbers import nearest_rank, poisson_interval, wilson_interval

Unit = Literal["cases", "share", "per 100", "money", "hours", "stars"]
"""What *value* counts: cases, a share from 0 to 1, cases per 100 sales, major units, hours, 1 to 5 stars."""

NO_SHIFTS = "No shift is set in Settings, so there are no staffed hours."

FEW = 10
"""Of fewer than this, a percentage says more than is known: people read "3 of 7"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its parts. Rounded, so that the same rows always give the same cells."""

    value: Decimal
    shown: str
    """What a person reads: ``3 of 7``, ``43 % (12 of 28)``, ``1.25 (2 of 160)``, ``12.5 h``."""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    low: Decimal | None = None
    """Lower 95 % limit, in the unit of *value*; None where no interval is known."""
    high: Decimal | None = None
    note: str = ""
    """What the reader should know: what is missing, what may still come."""
    verdict: str = ""
    """Only where the metric has a line of its own; the others are judged by their past weeks."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its name in the data, its words for people, and the function that measures it."""

    name: str
    area: str
    title: str
    unit: Unit
    measure: Callable[[Slice], Figure]
    definition: str
    """The docstring of the function: the first paragraph says what is counted, the rest what is left out."""
    source: Source = "paypal cases"
    """Whose lines are the cases that it counts."""
    headline: bool = False
    """One of the few that the owner reads on Monday; the others stand in the long table."""
    per_currency: bool = False
    """Measured for each currency apart, since amounts of two currencies are never added."""
    judged: bool = True
    """Whether a week is tested against the weeks before it; a share of money is only held beside them."""
    brands_only: bool = False
    """True where all brands together would mean nothing."""
    now_only: bool = False
    """True where only the present is known, so only the running week has it."""

    @property
    def is_of_value(self) -> bool:
        """True for a share of money, whose parts are no cases that could be counted."""
        return self.unit == "share" and self.per_currency

    @property
    def gist(self) -> str:
        """The first paragraph of the definition."""
        return self.definition.partition("\n")[0]

    @property
    def rest(self) -> str:
        """The other paragraphs: by which date, what is left out, what may still change."""
        return self.definition.partition("\n")[2]


def metric(  # noqa: PLR0913 - each is a mark of its own, and has a name
    area: str,
    title: str,
    unit: Unit,
    *,
    source: Source = "paypal cases",
    headline: bool = False,
    per_currency: bool = False,
    judged: bool = True,
    brands_only: bool = False,
    now_only: bool = False,
) -> Callable[[Callable[[Slice], Figure]], Metric]:
    """Make a function a `Metric` under its own name; its docstring becomes the definition people read."""

    def declare(measure: Callable[[Slice], Figure]) -> Metric:
        paragraphs = inspect.cleandoc(measure.__doc__ or "").split("\n\n")
        return Metric(
            name=measure.__name__,
            area=area,
            title=title,
            unit=unit,
            measure=measure,
            source=source,
            headline=headline,
            definition="\n".join(" ".join(paragraph.split()) for paragraph in paragraphs),
            per_currency=per_currency,
            judged=judged,
            brands_only=brands_only,
            now_only=now_only,
        )

    return declare


def cases(number: int, *, note: str = "") -> Figure:
    """A count, with the exact 95 % interval of the mean behind it."""
    low, high = poisson_interval(number)
    return Figure(Decimal(number), str(number), Decimal(number), None, _tidy(low, 2), _tidy(high, 2), note)


def share(part: int, whole: int, *, gap: str, note: str = "", verdict: str = "") -> Figure:
    """*part* of *whole* with its Wilson interval. Raises Unmeasured with *gap* where *whole* is zero."""
    if whole == 0:
        raise Unmeasured(gap)
    low, high = wilson_interval(part, whole)
    return Figure(
        _tidy(part / whole, 4),
        share_words(part, whole),
        Decimal(part),
        Decimal(whole),
        _tidy(low, 4),
        _tidy(high, 4),
        note,
        verdict,
    )


def per_100(events: int, sales: int, *, gap: str, note: str = "", verdict: str = "") -> Figure:
    """*events* per 100 *sales* with the exact Poisson interval. Raises Unmeasured with *gap* for no sales."""
    if sales == 0:
        raise Unmeasured(gap)
    low, high = poisson_interval(events)
    value = _tidy(100 * events / sales, 2)
    return Figure(
        value,
        f"{events} of {sales}" if sales < FEW else f"{value} ({events} of {sales})",
        Decimal(events),
        Decimal(sales),
        _tidy(100 * low / sales, 2),
        _tidy(100 * high / sales, 2),
        note,
        verdict,
    )


def amount(minor: int, currency: str, *, note: str = "") -> Figure:
    """A sum of money; the value is in major units of *currency*."""
    money = Money(minor, currency)
    return Figure(money.major(), f"{money.major():,f} {currency}", note=note)


def value_share(
    part_minor: int, whole_minor: int, currency: str, *, gap: str, note: str = "", verdict: str = ""
) -> Figure:
    """A share of money. No interval: one large case moves it. Raises Unmeasured where the whole is zero."""
    if whole_minor == 0:
        raise Unmeasured(gap)
    part, whole = Money(part_minor, currency), Money(whole_minor, currency)
    value = _tidy(part_minor / whole_minor, 4)
    words = f"{100 * value:.1f} % ({part.major():,f} of {whole.major():,f} {currency})"
    return Figure(value, words, part.major(), whole.major(), note=note, verdict=verdict)


def hours(
    values: Sequence[float], at: Literal["median", "p90", "p10"], *, few: str, gap: str, note: str = ""
) -> Figure:
    """
    The median, or the nearest rank at 0.9 or 0.1, of *values* in hours.

    With fewer than ten values the rank is the last or first of them and is called
    by the word *few*. Raises Unmeasured with *gap* for no values.
    """
    if not values:
        raise Unmeasured(gap)
    ordered = sorted(values)
    if at == "median":
        half = len(ordered) // 2
        found = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    else:
        found = nearest_rank(ordered, 0.9 if at == "p90" else 0.1)
    value = _tidy(found, 1)
    words = f"{value} h"
    if len(ordered) < FEW:
        words = f"{few} of {len(ordered)}: {words}"
    return Figure(value, words, denominator=Decimal(len(ordered)), note=note)


def mean_stars(stars: Sequence[int], *, gap: str) -> Figure:
    """The average of some *stars*. Raises Unmeasured with *gap* for none."""
    if not stars:
        raise Unmeasured(gap)
    value = _tidy(sum(stars) / len(stars), 2)
    number = f"{len(stars)} review{'s' if len(stars) > 1 else ''}"
    return Figure(value, f"{value} of {number}", Decimal(sum(stars)), Decimal(len(stars)))


def still_rising(figure: Figure, time_over: str) -> Figure:
    """*figure* of a cohort to which more may come; *time_over* says how much of its time is over."""
    return replace(
        figure, verdict="may still rise", note="; ".join(filter(None, (figure.note, f"{time_over} are over")))
    )


def share_words(part: int, whole: int) -> str:
    """``3 of 7`` for few, ``43 % (12 of 28)`` for more."""
    if whole < FEW:
        return f"{part} of {whole}"
    percent = 100 * part / whole
    return f"{percent:.{0 if percent >= 10 or part == 0 else 1}f} % ({part} of {whole})"


def percent_of(part: int, whole: int) -> Decimal | None:
    """The share for a column of percentages (0 to 1); None of fewer than ten: only the count is said."""
    return _tidy(part / whole, 4) if whole >= FEW else None


def is_of_few(unit: Unit, figure: Figure) -> bool:
    """True for a share or rate of fewer than ten."""
    return unit in {"share", "per 100"} and figure.denominator is not None and figure.denominator < FEW


def _tidy(number: float, places: int) -> Decimal:
    return Decimal(f"{number:.{places}f}")
