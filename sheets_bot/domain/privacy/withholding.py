"""
Personal data that is not to be filled in any more: of rows that were erased, and of those that have expired.

Every row that a job wants to stand goes through here before it is compared, so that no source and no
draft brings back what was removed, whenever it is fetched again. The tab `Erased` remembers the rows
of people who were erased, by tab and key: keys and numbers stay in the tabs anyway, so it tells nothing
of anybody, which a list of marks would. Expiry needs no memory: it follows from the row itself. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sheets_bot.domain.privacy.retention import Tabs, has_expired, owner_of
from sheets_bot.domain.tab_rows import TabRow, TabRows
from sheets_bot.sheets.row import Row, Value

ERASED_TAB = "Erased"

Personal = Mapping[str, frozenset[str]]
"""The personal columns by tab; tabs without any are missing."""


def erased_row(tab: str, key: str, *, why: str, now: datetime) -> Row:
    """Return the row of `Erased` that keeps a row of another tab from being filled in again."""
    values: dict[str, Value] = {
        "row": row_name(tab, key),
        "tab": tab,
        "row_key": key,
        "erased": now,
        "why": why,
    }
    return Row(row_name(tab, key), values, why=why)


def row_name(tab: str, key: str) -> str:
    """Return what `Erased` calls a row, e.g. ``Disputes: PP-D-27803``."""
    return f"{tab}: {key}"


@dataclass(frozen=True)
class Withheld:
    """Which rows are to show nothing personal."""

    erased: TabRows | None
    """The tab `Erased`; None where it cannot be read: then nothing personal is written anywhere."""
    days: int
    """After so many quiet days personal data expires; 0 is never."""
    tabs: Tabs
    now: datetime

    def covers(self, tab: str, key: str, row: TabRow) -> bool:
        """True for a row whose personal data was erased or has expired."""
        return self.is_erased(tab, key, row) or has_expired(
            tab, row, tabs=self.tabs, days=self.days, now=self.now
        )

    def is_erased(self, tab: str, key: str, row: TabRow) -> bool:
        """True for a row whose person was erased, and for what belongs to such a row."""
        if not self.erased:
            return False
        owner = owner_of(tab, row)
        return row_name(tab, key) in self.erased or (owner is not None and row_name(*owner) in self.erased)

    def keys(self, tab: str) -> frozenset[str]:
        """Return the rows of a tab that it covers."""
        return frozenset(key for key, row in self.tabs.get(tab, {}).items() if self.covers(tab, key, row))


def withhold(
    shaped: Mapping[str, Iterable[Row]], *, personal: Personal, withheld: Withheld
) -> dict[str, list[Row]]:
    """
    Return the rows of a job without what must not be filled in: emptied where it still stands.

    Where nobody knows which rows were erased, personal columns are left as they stand.
    """
    return {
        tab: [_without(tab, row, personal[tab], withheld) for row in rows] if tab in personal else list(rows)
        for tab, rows in shaped.items()
    }


def _without(tab: str, row: Row, names: frozenset[str], withheld: Withheld) -> Row:
    touched = names & row.values.keys()
    if not touched:
        return row
    if withheld.erased is None:
        return replace(row, values={name: value for name, value in row.values.items() if name not in names})
    standing = withheld.tabs.get(tab, {}).get(row.key, {})
    if not withheld.covers(tab, row.key, {**standing, **row.values}):
        return row
    values = {**row.values, **dict.fromkeys(touched)}
    return replace(row, values=values, forgets=row.forgets | touched)
