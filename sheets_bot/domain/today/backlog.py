"""
The backlog of one day, as one row per brand of the tab `Backlog`: who waited, and for how long.

How much was open on a past day cannot be worked out from how the tabs stand now, so it is written down day by
day and never changed. The same reckoning, made of this moment, is what the metrics show of the running week.
"""

import math
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from sheets_bot.domain.deadlines import Turn
from sheets_bot.domain.shifts import Roster
from sheets_bot.domain.tab_rows import TabRows, instant_in, text_in
from sheets_bot.sheets.row import Row, Value

TAB = "Backlog"
READ = ("Inbox", "Disputes", "Reviews")

_DAY = timedelta(days=1)
_OURS = frozenset({Turn.YOU.value, Turn.UNKNOWN.value})


def backlog_rows(
    tabs: Mapping[str, TabRows], *, brands: Collection[str], day: date, taken_at: datetime, roster: Roster
) -> list[Row]:
    """
    Return the backlog at *taken_at* as the rows of *day*, one per brand.

    *tabs* are those named in `READ`. A brand of which the Inbox holds no thread has no numbers of mail:
    it has no mailbox here, or nothing was read yet.
    """
    # A shift belongs to the day on which it begins: one until midnight or later ends on the next.
    begun = [
        span.starts_at
        for span in roster.spans_ending(after=taken_at - 2 * _DAY, until=taken_at + 2 * _DAY)
        if span.starts_at <= taken_at and span.starts_at.astimezone(roster.zone).date() == day
    ]
    last_shift = max(begun, default=None)
    return [
        _row(tabs, brand, day=day, taken_at=taken_at, shifts=len(begun), last_shift=last_shift)
        for brand in brands
    ]


def _row(
    tabs: Mapping[str, TabRows],
    brand: str,
    *,
    day: date,
    taken_at: datetime,
    shifts: int,
    last_shift: datetime | None,
) -> Row:
    key = f"{brand}|{day}"
    values: dict[str, Value] = {
        "line_id": key,
        "day": day,
        "brand": brand,
        "taken": taken_at,
        "shifts": shifts,
        "cases": _ours(tabs.get("Disputes", {}), brand),
        "reviews": _ours(tabs.get("Reviews", {}), brand),
    }
    threads = [row for row in tabs.get("Inbox", {}).values() if text_in(row, "brand") == brand]
    if threads:
        values |= _mail(
            [since for row in threads if (since := instant_in(row, "waiting_since"))], taken_at, last_shift
        )
    return Row(key, values, why="the backlog of the day")


def _mail(waiting: list[datetime], taken_at: datetime, last_shift: datetime | None) -> dict[str, Value]:
    ages = sorted((taken_at - since) / timedelta(hours=1) for since in waiting if since <= taken_at)
    nearest = ages[max(math.ceil(round(0.9 * len(ages), 9)), 1) - 1] if ages else 0.0
    return {
        "waiting": len(ages),
        "oldest_hours": _tidy(ages[-1] if ages else 0.0),
        "median_hours": _tidy(median(ages) if ages else 0.0),
        "p90_hours": _tidy(nearest),
        "left_over": None if last_shift is None else sum(since < last_shift for since in waiting),
    }


def _ours(rows: TabRows, brand: str) -> int:
    return sum(text_in(row, "brand") == brand and row.get("whose_turn") in _OURS for row in rows.values())


def _tidy(hours: float) -> Decimal:
    return Decimal(f"{hours:.1f}")
