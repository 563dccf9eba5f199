"""
The rows of `Disputes` and `Volumes` as pandas frames, typed once, here.

People type into sheets, so a cell may hold anything: what cannot be read as its
column's type becomes missing (NaT, NA, or empty text), never a guess. Every
column has an explicit type, since pandas' own inference differs between an
empty tab, a tab with one gap, and a full one. Nothing is counted here.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from sheets_bot.domain.disputes.dispute_rows import PLATFORM
from sheets_bot.domain.money import decimals_of
from sheets_bot.metrics.weeks import Calendar, month_of
from sheets_bot.sheets.row import Value

Rows = Mapping[str, Mapping[str, Value]]
"""A tab as read: by key, then by column name."""

_TEXT, _DAY, _INSTANT, _WHOLE = "str", "datetime64[s]", "datetime64[us, UTC]", "Int64"

CASE_TYPES = {
    "brand": _TEXT, "currency": _TEXT, "stage": _TEXT, "channel": _TEXT,
    "reason_code": _TEXT, "outcome": _TEXT, "cause": _TEXT,
    "opened_at": _INSTANT, "answered_at": _INSTANT, "due_at": _INSTANT,
    "opened_on": _DAY, "opened_week": _DAY, "opened_month": _DAY, "paid_week": _DAY,
    "due_on": _DAY, "due_week": _DAY, "answered_week": _DAY, "closed_on": _DAY, "closed_week": _DAY,
    "amount_minor": _WHOLE, "at_stake_minor": _WHOLE, "recovered_minor": _WHOLE, "fees_minor": _WHOLE,
}  # fmt: skip
"""The case frame. ``_on`` is a local day; ``_week`` and ``_month`` are the first local day of theirs."""

VOLUME_TYPES = {
    "brand": _TEXT, "currency": _TEXT, "period": _TEXT, "starts_on": _DAY,
    "payments": _WHOLE, "payments_minor": _WHOLE, "orders": _WHOLE, "whole": "bool",
}  # fmt: skip
"""Columns of the volume frame. *orders* is what a person typed, else what the bot counted, else missing."""


NO_BRAND = "(no brand)"
"""Rows without a brand stay together and in the totals, rather than vanish."""

_LIVING_YEARS = range(1990, 2200)
"""A date outside these was mistyped; at the ends of the calendar, arithmetic with it would fail."""

_TOO_LARGE = 10**15
"""Beyond this a cell cannot hold a number exactly, and it is no amount of a shop's."""


def case_frame(rows: Rows, calendar: Calendar) -> pd.DataFrame:
    """
    One line per PayPal dispute, as `CASE_TYPES` says. A cause that a person chose wins over a suggested one.

    Rows of another platform, or that the bot has not filled, are left out: the
    definitions are those of PayPal's cases.
    """
    ours = (row for row in rows.values() if row.get("platform") == PLATFORM)
    return _typed((_case(row, calendar) for row in ours), CASE_TYPES)


def volume_frame(rows: Rows) -> pd.DataFrame:
    """One line per brand, period and currency, with the columns of `VOLUME_TYPES`."""
    return _typed((_volume(row) for row in rows.values()), VOLUME_TYPES)


def _typed(records: Iterable[Mapping[str, object]], types: Mapping[str, str]) -> pd.DataFrame:
    listed = list(records)
    return pd.DataFrame(
        {name: pd.Series([record[name] for record in listed], dtype=kind) for name, kind in types.items()}
    )


def _case(row: Mapping[str, Value], calendar: Calendar) -> dict[str, object]:
    currency = _currency(row.get("currency"))
    opened_at, due_at, answered_at = (_instant(row.get(name)) for name in ("opened", "due", "answered_at"))
    opened_on, due_on, answered_on = (_day(at, calendar) for at in (opened_at, due_at, answered_at))
    paid_on, closed_on = (_day(row.get(name), calendar) for name in ("paid_at", "closed_on"))
    return {
        "brand": _text(row.get("brand")) or NO_BRAND,
        "currency": currency,
        "stage": _text(row.get("stage")),
        "channel": _text(row.get("channel")),
        "reason_code": _text(row.get("reason_code")),
        "outcome": _text(row.get("outcome")),
        "cause": _text(row.get("root_cause")) or _text(row.get("suggested_cause")),
        "opened_at": opened_at,
        "answered_at": answered_at,
        "due_at": due_at,
        "opened_on": opened_on,
        "opened_week": _week(opened_on, calendar),
        "opened_month": month_of(opened_on) if opened_on else None,
        "paid_week": _week(paid_on, calendar),
        "due_on": due_on,
        "due_week": _week(due_on, calendar),
        "answered_week": _week(answered_on, calendar),
        "closed_on": closed_on,
        "closed_week": _week(closed_on, calendar),
        "amount_minor": _minor(row.get("amount"), currency),
        "at_stake_minor": _minor(row.get("at_stake"), currency),
        "recovered_minor": _minor(row.get("recovered"), currency),
        "fees_minor": _minor(row.get("fees"), currency),
    }


def _volume(row: Mapping[str, Value]) -> dict[str, object]:
    currency = _currency(row.get("currency"))
    starts_on = row.get("starts_on")
    dated = isinstance(starts_on, date) and not isinstance(starts_on, datetime)
    typed = _count(row.get("orders_typed"))
    return {
        "brand": _text(row.get("brand")) or NO_BRAND,
        "currency": currency,
        "period": _text(row.get("period")),
        "starts_on": starts_on if dated else None,
        "payments": _count(row.get("payments")),
        "payments_minor": _minor(row.get("payments_value"), currency),
        "orders": typed if typed is not None else _count(row.get("orders")),
        "whole": row.get("complete") == "whole",
    }


def _text(value: Value) -> str:
    return "" if value is None else str(value).strip()


def _currency(value: Value) -> str:
    """An ISO 4217 code, else empty: such a row counts as a case but not as money."""
    text = _text(value)
    return text if len(text) == 3 and text.isascii() and text.isalpha() and text.isupper() else ""


def _instant(value: Value) -> datetime | None:
    if isinstance(value, datetime) and value.tzinfo is not None and value.year in _LIVING_YEARS:
        return value
    return None


def _day(value: Value, calendar: Calendar) -> date | None:
    if isinstance(value, datetime):
        at = _instant(value)
        return calendar.day_of(at) if at else None
    return value if isinstance(value, date) and value.year in _LIVING_YEARS else None


def _week(day: date | None, calendar: Calendar) -> date | None:
    return calendar.week_of(day) if day else None


def _count(value: Value) -> int | None:
    """A whole number from zero up; anything else that a person typed is no count."""
    number = _number(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def _minor(value: Value, currency: str) -> int | None:
    """Minor units, rounded half to even where a cell has more decimals than the currency."""
    number = _number(value)
    return None if number is None else round(number.scaleb(decimals_of(currency)))


def _number(value: Value) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() and abs(number) < _TOO_LARGE else None
