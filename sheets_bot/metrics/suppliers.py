"""
The tab `Suppliers`: late, lost and wrong parcels of each supplier and lane, held against the house.

Parcels that were promised for one of the last twelve whole weeks, so that nobody looks good by parcels that
cannot be late yet. A funnel (`funnel.py`) says what chance alone may bring for so many parcels; only what
lies beyond the strong limit is called worse, for there are many lanes. A lane is a supplier and a country.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from sheets_bot.domain.causes.counted import Counted
from sheets_bot.domain.orders.lanes import ENOUGH
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in
from sheets_bot.metrics.figure import FEW, percent_of, share_words
from sheets_bot.metrics.funnel import funnel
from sheets_bot.metrics.small_numbers import wilson_interval
from sheets_bot.metrics.trend import LEAST_EARLY_WEEKS, Span, change_words
from sheets_bot.metrics.usual import TOO_SHORT, WITHIN
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.row import Row, Value

TAB = "Suppliers"
HOUSE, ALL = "All suppliers", "all"
WRONG = frozenset({"wrong_item", "missing_item", "damaged", "quality_defect"})
"""Causes that lie with who packs the parcel."""

WORSE, BETTER = "worse than chance", "better than chance"
TOO_FEW = "too few parcels to say"
NO_AVERAGE = "the average itself"

_MEASURES = ("late", "lost", "wrong")
_EXAMPLES = 3
_NO_SUPPLIER, _NO_COUNTRY = "(not told)", "(not told)"
_WHY = "measured from Parcels and causes"


@dataclass(frozen=True, slots=True)
class _Group:
    """The parcels of one line."""

    supplier: str
    country: str
    parcels: pd.DataFrame

    @property
    def key(self) -> str:
        return f"{self.supplier} | {self.country}"


def measure_suppliers(
    parcels: TabRows,
    incidents: Iterable[Counted],
    *,
    calendar: Calendar,
    now: datetime,
    known_since: date | None,
    standing: Iterable[str] = (),
) -> list[Row]:
    """
    Return the rows of `Suppliers`: the house, each supplier, and each lane of enough parcels.

    Args:
        parcels: The tab `Parcels` as read.
        incidents: For the causes of the orders; an order sent by two suppliers blames neither.
        calendar: Time zone and first day of the week.
        now: The present; the running week is left out.
        known_since: The first day of which orders are known.
        standing: Keys that stand in the tab; a line without parcels now says so.
    """
    span = Span.until(calendar.day_of(now), calendar, known_since=known_since)
    wrong = {one.key for one in incidents if one.cause in WRONG}
    frame = _frame(parcels, wrong, span, calendar, now)
    house = _Group(HOUSE, ALL, frame)
    rows = [_row(group, house, span) for group in _groups(house)] if len(frame) else []
    made = {row.key for row in rows}
    return [*rows, *(_gone(key, span) for key in standing if key not in made)]


def _frame(parcels: TabRows, wrong: set[str], span: Span, calendar: Calendar, now: datetime) -> pd.DataFrame:
    """One line per parcel that was due in the span; cancelled ones are none."""
    counted = {key: row for key, row in parcels.items() if _is_sent(row)}
    suppliers: dict[str, set[str]] = {}
    for row in counted.values():
        suppliers.setdefault(text_in(row, "order"), set()).add(text_in(row, "supplier"))
    lines = []
    for key, row in sorted(counted.items()):
        due, order = instant_in(row, "promised_by"), text_in(row, "order")
        week = calendar.week_of(calendar.day_of(due)) if due else None
        if due is None or not span.holds(week):
            continue
        blamed = order in wrong and len(suppliers[order]) == 1
        lines.append(
            {
                "key": key,
                "supplier": text_in(row, "supplier") or _NO_SUPPLIER,
                "country": text_in(row, "country") or _NO_COUNTRY,
                "week": week,
                "late": _is_late(row, due, now),
                "lost": text_in(row, "state") == ShipState.LOST,
                "wrong": blamed,
            }
        )
    return pd.DataFrame(lines, columns=["key", "supplier", "country", "week", *_MEASURES])


def _is_sent(row: TabRow) -> bool:
    """A parcel of which nobody knows when it came is in no count: it may have come in time."""
    state = text_in(row, "state")
    unseen = state == ShipState.DELIVERED and instant_in(row, "delivered") is None
    untold = state in {"", ShipState.CANCELLED.value, ShipState.UNSEEN.value}
    return row.get("cancelled") is not True and not untold and not unseen


def _is_late(row: TabRow, due: datetime, now: datetime) -> bool:
    delivered = instant_in(row, "delivered")
    return delivered > due if delivered else due < now and text_in(row, "state") != ShipState.DELIVERED


def _groups(house: _Group) -> Iterator[_Group]:
    yield house
    by_size = house.parcels["supplier"].value_counts()
    for supplier in sorted(by_size.index, key=lambda name: (-by_size[name], name)):
        own = house.parcels[house.parcels["supplier"] == supplier]
        yield _Group(supplier, ALL, own)
        lanes = own["country"].value_counts()
        for country in sorted(lanes.index, key=lambda name: (-lanes[name], name)):
            if lanes[country] >= ENOUGH:
                yield _Group(supplier, country, own[own["country"] == country])


def _row(group: _Group, house: _Group, span: Span) -> Row:
    parcels = len(group.parcels)
    values: dict[str, Value] = {
        "lane": group.key,
        "supplier": group.supplier,
        "country": group.country,
        "parcels": parcels,
        "trend": _trend(group.parcels, span),
        "examples": _examples(group.parcels) or None,
        "note": f"Promised for the {span.words}.",
    }
    for name in _MEASURES:
        values |= _measure(name, group, house)
    return Row(group.key, values, why=_WHY)


def _measure(name: str, group: _Group, house: _Group) -> dict[str, Value]:
    """One measure: share, counts with their Wilson interval, what chance may bring, and the verdict."""
    events, parcels = int(group.parcels[name].sum()), len(group.parcels)
    low, high = wilson_interval(events, parcels)
    told = share_words(events, parcels)
    if parcels >= FEW:
        told = f"{told}; {100 * low:.0f} to {100 * high:.0f} %"
    usual, verdict = "", NO_AVERAGE
    if group.supplier != HOUSE:
        usual, verdict = _held_against(events, parcels, house.parcels[name])
    return {
        f"{name}_share": percent_of(events, parcels),
        name: told,
        f"{name}_usual": usual or None,
        f"{name}_verdict": verdict,
    }


def _held_against(events: int, parcels: int, house: "pd.Series[bool]") -> tuple[str, str]:
    if parcels < ENOUGH:
        return "", TOO_FEW
    # As if one more parcel had gone the other way: none of so many does not prove that it never happens.
    average = min(max(int(house.sum()), 1), len(house) - 1) / len(house)
    limits = funnel(parcels, average)
    words = f"{limits.low} to {limits.high} of {parcels}"
    if events > limits.high:
        return words, WORSE
    return words, BETTER if events < limits.low else WITHIN


def _trend(parcels: pd.DataFrame, span: Span) -> str:
    """Whether more of the parcels are late, lost or wrong than before, for as many parcels."""
    if span.known < LEAST_EARLY_WEEKS:
        return TOO_SHORT
    bad = parcels[list(_MEASURES)].any(axis=1)
    early, late = (parcels["week"].isin(list(part)) for part in (span.early, span.late))
    exposures = (float(early.sum()), float(late.sum()))
    return change_words(int((bad & early).sum()), int((bad & late).sum()), exposures=exposures)


def _examples(parcels: pd.DataFrame) -> str:
    """The latest parcels that went wrong."""
    bad = parcels[parcels[list(_MEASURES)].any(axis=1)].sort_values(["week", "key"], ascending=[False, True])
    return "\n".join(bad["key"].head(_EXAMPLES))


def _gone(key: str, span: Span) -> Row:
    names = [f"{name}{end}" for name in _MEASURES for end in ("_share", "", "_usual", "_verdict")]
    values: Mapping[str, Value] = {
        **dict.fromkeys(names),
        "parcels": None,
        "trend": None,
        "examples": None,
        "note": f"Too few parcels were promised for the {span.words}.",
    }
    return Row(key, values, when_absent="leave", why=_WHY)
