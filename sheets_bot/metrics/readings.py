"""
What single cells say to the metrics: text, days, weeks, whole numbers, minor units.

People type into sheets, so a cell may hold anything: what cannot be read as its column's type becomes
missing, never a guess. The frames of `frames.py` and its neighbours are made of these; nothing is counted.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from sheets_bot.domain.money import decimals_of
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.row import Value

Rows = Mapping[str, Mapping[str, Value]]
"""A tab as read: by key, then by column name."""

TEXT, DAY, INSTANT, WHOLE, NUMBER, YES = (
    "str",
    "datetime64[s]",
    "datetime64[us, UTC]",
    "Int64",
    "float64",
    "bool",
)
"""The types of the columns of a frame."""

NO_BRAND = "(no brand)"
"""Rows without a brand stay together and in the totals, rather than vanish."""

_LIVING_YEARS = range(1990, 2200)
"""A date outside these was mistyped; at the ends of the calendar, arithmetic with it would fail."""

_TOO_LARGE = 10**15
"""Beyond this a cell cannot hold a number exactly, and it is no amount of a shop's."""


def typed(records: Iterable[Mapping[str, object]], types: Mapping[str, str]) -> pd.DataFrame:
    """
    Return a frame with the columns of *types*.

    Every column has an explicit type, since pandas' own inference differs between an
    empty tab, a tab with one gap, and a full one.
    """
    listed = list(records)
    return pd.DataFrame(
        {name: pd.Series([record[name] for record in listed], dtype=kind) for name, kind in types.items()}
    )


def text_of(value: Value) -> str:
    """The cell as text without blanks around it; empty for an empty cell."""
    return "" if value is None else str(value).strip()


def brand_of(row: Mapping[str, Value]) -> str:
    """The brand of a row, or `NO_BRAND`."""
    return text_of(row.get("brand")) or NO_BRAND


def read_since(orders: Rows, calendar: Calendar) -> dict[str, date]:
    """
    For each brand the local day from which on its orders are known; missing where no row tells.

    The first run reads the orders that were changed in some days back (`Settings`), and those that have not
    changed since still say so. Of the orders that were placed before that day only those are known that
    changed later, such as the refunded ones.
    """
    found: dict[str, date] = {}
    for row in orders.values():
        changed_on = day_of(instant_of(row.get("updated")), calendar)
        if changed_on:
            brand = brand_of(row)
            found[brand] = min(changed_on, found.get(brand, changed_on))
    return found


def currency_of(value: Value) -> str:
    """An ISO 4217 code, else empty: such a row counts as a case but not as money."""
    text = text_of(value)
    return text if len(text) == 3 and text.isascii() and text.isalpha() and text.isupper() else ""


def instant_of(value: Value) -> datetime | None:
    """The instant in a cell."""
    if isinstance(value, datetime) and value.tzinfo is not None and value.year in _LIVING_YEARS:
        return value
    return None


def day_of(value: Value, calendar: Calendar) -> date | None:
    """The local day of an instant, or the day in a cell."""
    if isinstance(value, datetime):
        at = instant_of(value)
        return calendar.day_of(at) if at else None
    return value if isinstance(value, date) and value.year in _LIVING_YEARS else None


def week_of(day: date | None, calendar: Calendar) -> date | None:
    """The first day of the week that holds *day*."""
    return calendar.week_of(day) if day else None


def count_of(value: Value) -> int | None:
    """A whole number from zero up; anything else that a person typed is no count."""
    number = number_of(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def minor_of(value: Value, currency: str) -> int | None:
    """Minor units, rounded half to even where a cell has more decimals than the currency."""
    number = number_of(value)
    return None if number is None else round(number.scaleb(decimals_of(currency)))


def number_of(value: Value) -> Decimal | None:
    """The number in a cell, where it is one that a shop can mean."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() and abs(number) < _TOO_LARGE else None
