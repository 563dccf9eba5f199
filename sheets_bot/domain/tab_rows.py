"""
Rows of a tab as read, and what single cells of them hold.

A person may have typed anything into any cell, so each reader says what it can use and
treats the rest as absent. Reads values only; tabs are read by `sheets/workbook.py`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sheets_bot.domain.money import Money
from sheets_bot.domain.rules.typed import text_of
from sheets_bot.sheets.row import Value

TabRow = Mapping[str, Value]
"""One row by column name."""

TabRows = Mapping[str, TabRow]
"""A tab by key."""


def text_in(row: TabRow, name: str) -> str:
    """Return a cell as text with single blanks; ``""`` for an empty one."""
    return text_of(row.get(name))


def instant_in(row: TabRow, name: str) -> datetime | None:
    """Return the instant in a cell; None for anything else."""
    value = row.get(name)
    return value if isinstance(value, datetime) else None


def day_in(row: TabRow, name: str) -> date | None:
    """Return the day in a cell; None for anything else, an instant too."""
    value = row.get(name)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def amount_in(row: TabRow, name: str) -> Decimal | None:
    """Return the number in a cell, as an amount in major units; None for anything else."""
    value = row.get(name)
    if isinstance(value, bool):
        return None
    return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else None


def whole_in(row: TabRow, name: str) -> int | None:
    """Return the whole number in a cell; None for anything else."""
    amount = amount_in(row, name)
    return int(amount) if amount is not None and amount == amount.to_integral_value() else None


def money_in(row: TabRow, name: str) -> Money | None:
    """Return an amount with the row's currency; None where either is missing or cannot be money."""
    amount, currency = amount_in(row, name), text_in(row, "currency")
    if amount is None:
        return None
    try:
        return Money.parse(f"{amount:f}", currency)
    except ValueError:
        return None
