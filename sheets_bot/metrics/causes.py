"""
The tab `Causes`: what went wrong in the last twelve whole weeks, by what it cost, and who can do something.

A Pareto: the dearest cause first, with its share and the running share, counts beside it. An incident
counts once, in the week of its first symptom (`domain/causes/counted.py`). Currencies stand apart.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd

from sheets_bot.domain.causes.cause import UNKNOWN, causes, group_of
from sheets_bot.domain.causes.counted import Counted
from sheets_bot.domain.money import Money, decimals_of
from sheets_bot.metrics.figure import share_words
from sheets_bot.metrics.ranks import Values, emptied, listed, ranked
from sheets_bot.metrics.readings import Rows, read_since
from sheets_bot.metrics.trend import Span, Trend, trend_of
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.row import Row, Value

TAB = "Causes"
PLACES = 15
"""Lines per currency. The last one holds all smaller causes together where there are more."""

_EXAMPLES = 3
_PARTS = ("refunded", "lost", "fees", "work")
_NAMES = (
    "cause", "meaning", "incidents", "coded", "cost", "currency", "cost_share", "running_share", "last_weeks",
    "weeks_before", "weeks_known", "trend", "lever", "controllable", "area", *_PARTS, "brands", "examples",
    "note",
)  # fmt: skip
_WHY = "measured from Incidents' orders and cases"

Work = Callable[[Counted], Money | None]
"""What the work on an incident cost; None where work does not count."""

Convert = Callable[[Money, date | None], Money]
"""An amount in the currency of the list, by the rate of a day; as it is where there is no rate."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One cause, or all smaller ones together, in one currency."""

    code: str
    incidents: pd.DataFrame
    parts: Mapping[str, int]
    """Minor units by what the money went for."""
    trend: Trend

    @property
    def cost(self) -> int:
        return sum(self.parts.values())


def measure_causes(
    incidents: Iterable[Counted],
    *,
    calendar: Calendar,
    now: datetime,
    known_since: date | None,
    work: Work = lambda _incident: None,
    convert: Convert = lambda money, _day: money,
    standing: Iterable[str] = (),
) -> list[Row]:
    """
    Return the rows of `Causes`.

    Args:
        incidents: All that are known, of any time.
        calendar: Time zone and first day of the week.
        now: The present; the running week is left out.
        known_since: The first day of which orders are known: earlier weeks are no zero.
        work: What work cost, where it shall count.
        convert: Into the owner's currency by the rate of the day of the order, or else of the first symptom,
            where one is known; by default currencies stand apart.
        standing: Keys that stand in the tab.
    """
    span = Span.until(calendar.day_of(now), calendar, known_since=known_since)
    counted, money = _frames(incidents, span, calendar, work, convert)
    rows = [row for currency in _currencies(counted, money) for row in _block(currency, counted, money, span)]
    return [*rows, *emptied(standing, {row.key for row in rows}, _NAMES, why=_WHY)]


def work_at(minutes: Mapping[str, int], hour_cost: Decimal) -> Work:
    """Return what work costs: *minutes* for a row of each tab, at the cost of an hour in any currency."""

    def cost(incident: Counted) -> Money | None:
        spent = sum(minutes.get(tab, 0) * rows for tab, rows in incident.tasks.items())
        if not incident.currency or not spent:
            return None
        whole = (hour_cost * spent / 60).scaleb(decimals_of(incident.currency))
        return Money(round(whole), incident.currency)

    return cost


def _frames(
    incidents: Iterable[Counted],
    span: Span,
    calendar: Calendar,
    work: Work,
    convert: Convert,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one line per incident of the span, and one per sum of money that it cost."""
    lines: list[tuple[object, ...]] = []
    sums: list[tuple[object, ...]] = []
    for one in incidents:
        week = calendar.week_of(calendar.day_of(one.at)) if one.at else None
        if not span.holds(week):
            continue
        began_at = one.placed_at or one.at
        day = calendar.day_of(began_at) if began_at else None
        parts = {"refunded": one.refunded, "lost": one.lost, "fees": one.fees}
        converted = [(part, convert(money, day)) for part, each in parts.items() for money in each]
        own = convert(Money(0, one.currency), day).currency if one.currency else ""
        # The cost of an hour is a number in the currency of the list, so it needs no rate.
        spent = work(replace(one, currency=own))
        if spent:
            converted.append(("work", spent))
        home = own or next((money.currency for _, money in converted), "")
        lines.append((one.key, one.brand, week, one.cause, one.is_typed, home))
        sums += [(one.key, one.cause, money.currency, part, money.minor) for part, money in converted]
    counted = pd.DataFrame(
        lines, columns=["key", "brand", "week", "cause", "typed", "currency"], dtype=object
    )
    money = pd.DataFrame(sums, columns=["key", "cause", "currency", "part", "minor"], dtype=object)
    return counted, money


def _currencies(counted: pd.DataFrame, money: pd.DataFrame) -> list[str]:
    """The currencies, the one of most incidents first."""
    found = dict(counted["currency"].value_counts())
    found |= {currency: 0 for currency in money["currency"].unique() if currency not in found}
    return sorted(found, key=lambda currency: (-found[currency], currency))


def _block(currency: str, counted: pd.DataFrame, money: pd.DataFrame, span: Span) -> Iterator[Row]:
    own, sums = counted[counted["currency"] == currency], money[money["currency"] == currency]
    codes = sorted({*own["cause"], *sums["cause"]})
    lines = [_line(code, [code], own, sums, span) for code in codes]
    lines.sort(key=lambda line: (-line.cost, -len(line.incidents), line.code))
    if len(lines) > PLACES:
        rest = [line.code for line in lines[PLACES - 1 :]]
        lines = [*lines[: PLACES - 1], _line("all smaller causes", rest, own, sums, span)]
    total = sum(line.cost for line in lines)
    shown: list[Values] = []
    so_far = 0
    for line in lines:
        so_far += line.cost
        shown.append(_shown(line, sums, currency, total=total, so_far=so_far))
    head = _head(currency, own, total, span)
    yield from ranked(
        shown, places=PLACES, head=head, names=_NAMES, before=f"{currency or 'no currency'} ", why=_WHY
    )


def _line(name: str, codes: Sequence[str], own: pd.DataFrame, sums: pd.DataFrame, span: Span) -> _Line:
    incidents, spent = own[own["cause"].isin(codes)], sums[sums["cause"].isin(codes)]
    by_part = spent.groupby("part")["minor"].sum()
    parts = {part: int(by_part.get(part, 0)) for part in _PARTS}
    return _Line(name, incidents, parts, trend_of(incidents["week"], span))


def _shown(line: _Line, sums: pd.DataFrame, currency: str, *, total: int, so_far: int) -> Values:
    cause, count = causes().get(line.code), len(line.incidents)
    values: dict[str, Value] = {
        "cause": line.code,
        "meaning": cause.words if cause else None,
        "incidents": count,
        "coded": share_words(int(line.incidents["typed"].sum()), count) if count else None,
        "cost": _major(line.cost, currency),
        "currency": currency or None,
        "cost_share": _share(line.cost, total),
        "running_share": _share(so_far, total),
        "last_weeks": line.trend.late,
        "weeks_before": line.trend.early,
        "weeks_known": line.trend.early_weeks,
        "trend": line.trend.words,
        "lever": cause.lever or None if cause else None,
        "controllable": cause.controllable or None if cause else None,
        "area": group_of(line.code) if cause else None,
        "brands": listed(dict(line.incidents["brand"].value_counts())) or None,
        "examples": _examples(line, sums, currency) or None,
    }
    return values | {part: _major(minor, currency) if minor else None for part, minor in line.parts.items()}


def _examples(line: _Line, sums: pd.DataFrame, currency: str) -> str:
    """The dearest incidents, by which each line can be held against its rows."""
    keys = set(line.incidents["key"])
    cost = sums[sums["key"].isin(keys)].groupby("key")["minor"].sum()
    dearest = sorted(keys, key=lambda key: (-int(cost.get(key, 0)), key))[:_EXAMPLES]
    told = ((key, _major(int(cost.get(key, 0)), currency)) for key in dearest)
    return "\n".join(f"{key} ({amount:f} {currency})" if amount else key for key, amount in told)


def _head(currency: str, own: pd.DataFrame, total: int, span: Span) -> Values:
    """The row above a currency's lines. Its sum is in words, so that the chart holds causes only."""
    count, typed = len(own), int(own["typed"].sum())
    known = int((own["cause"] != UNKNOWN).sum())
    trend = trend_of(own["week"], span, is_total=True)
    cost = _major(total, currency)
    told = f"{cost:,f} {currency} in all. " if cost is not None else ""
    note = (
        f"{told}Of {count} incidents {typed} have a root cause that was typed, {count - typed} go by the "
        f"suggested one; of {count - known} the cause is not known. Counted: {span.words}."
    )
    return {
        "cause": "all causes",
        "incidents": count,
        "coded": share_words(typed, count) if count else None,
        "currency": currency or None,
        "last_weeks": trend.late,
        "weeks_before": trend.early,
        "weeks_known": trend.early_weeks,
        "trend": trend.words,
        "brands": listed(dict(own["brand"].value_counts())) or None,
        "note": note,
    }


def _major(minor: int, currency: str) -> Decimal | None:
    return Money(minor, currency).major() if currency else None


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(f"{part / whole:.4f}") if whole else None


def known_since(orders: Rows, zone: ZoneInfo) -> date | None:
    """
    Return the first day of which orders are known; None without orders.

    The earliest of all brands; see `read_since`.
    """
    return min(read_since(orders, Calendar(zone)).values(), default=None)
