"""
The rows that empty what has expired, in the tabs and in what the `Bot log` tells of them.

Pure. When something has expired is in `retention.py`; that no sync fills it in again, in `withholding.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from sheets_bot.domain.privacy.retention import Tabs, has_expired
from sheets_bot.domain.privacy.withholding import Personal
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in
from sheets_bot.sheets.log_rows import NEW_ROW
from sheets_bot.sheets.row import Row

EXPIRED = "personal data has expired"
_TELLING = ("old", "new", "exact")
"""The columns of the log that repeat what stood in a cell."""

Headers = Mapping[str, frozenset[str]]
"""The headers of the personal columns, by tab: the log names columns by their headers."""


def expired_rows(tabs: Tabs, *, personal: Personal, days: int, now: datetime) -> dict[str, list[Row]]:
    """Return, by tab, the rows with something personal in them that has expired."""
    return {
        tab: [
            emptied(key, personal[tab], why=EXPIRED)
            for key, row in rows.items()
            if is_filled(row, personal[tab]) and has_expired(tab, row, tabs=tabs, days=days, now=now)
        ]
        for tab, rows in tabs.items()
        if tab in personal
    }


def is_filled(row: TabRow, names: Iterable[str]) -> bool:
    """True where one of some columns holds something."""
    return any(text_in(row, name) for name in names)


def emptied(key: str, names: frozenset[str], *, why: str) -> Row:
    """Return the row that empties some columns and leaves no copy of them in the log."""
    return Row(key, dict.fromkeys(names), when_absent="leave", why=why, forgets=names)


def expired_log_rows(log: TabRows, *, headers: Headers, days: int, now: datetime) -> Iterator[Row]:
    """Yield the lines of the log about personal columns that are older than the set time."""
    for key, line in log.items():
        at = instant_in(line, "at")
        is_old = days and at is not None and at < now - timedelta(days=days)
        if is_old and text_in(line, "column") in headers.get(text_in(line, "tab"), ()):
            yield from emptied_log_row(key, line)


def emptied_log_row(key: str, line: TabRow) -> Iterator[Row]:
    """Yield the row that empties what a line repeats; nothing for a line that repeats nothing."""
    if text_in(line, "column") != NEW_ROW and is_filled(line, _TELLING):
        yield Row(key, dict.fromkeys(_TELLING), when_absent="leave", why=EXPIRED)
