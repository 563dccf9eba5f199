"""
A row as it should stand in a tab, and the values that a cell can hold.

Values only: no sheet, no clock. Records become rows in `domain/`; rows become
changes in `diff.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Value = None | str | bool | int | Decimal | date | datetime
"""What one cell means. An instant is an aware datetime in UTC; money is a Decimal in major units."""


@dataclass(frozen=True, slots=True)
class Row:
    """
    What the bot wants to stand in one row of a tab.

    Only the bot columns named in *values* are compared and written, so a job
    that knows just the clock columns leaves the others as they are.
    """

    key: str
    """The text of the key column, e.g. a dispute id. Compared as text."""

    values: Mapping[str, Value]
    """By column name. None and an absent cell are the same: empty."""

    when_absent: Literal["add", "leave"] = "add"
    """What to do when the tab has no such row: add it, or respect that a person removed it."""

    why: str = ""
    """One short clause for the `Bot log`, e.g. ``PayPal: updated 2026-11-22 14:03 UTC``."""

    human: Mapping[str, Value] = field(default_factory=dict)
    """First values of human or request columns of a NEW row (e.g. a default setting); never written again."""

    clears: frozenset[str] = frozenset()
    """Request columns of this row to be emptied: what they asked for was carried out or refused."""

    forgets: frozenset[str] = frozenset()
    """Columns of which the `Bot log` must not keep what stood there: somebody's data is being removed."""
