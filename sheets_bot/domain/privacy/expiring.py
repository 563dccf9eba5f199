"""
The rows that empty what has expired, in the tabs and in what the `Bot log` tells of them.

Pure. When something has expired is in `retention.py`; that no sync fills it in again, in `withholding.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from sheets_bot.domain.privacy.withholding import Personal, Withheld
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in
from sheets_bot.sheets.log_rows import NEW_ROW
from sheets_bot.sheets.row import Row

EXPIRED = "personal data is no longer kept"
_TELLING = ("old", "new", "exact")
"""The columns of the log that repeat what stood in a cell."""

Headers = Mapping[str, frozenset[str]]
"""The headers of the personal columns, by tab: the log names columns by their headers."""


def expired_rows(withheld: Withheld, *, personal: Personal) -> dict[str, list[Row]]:
    """
    Return, by tab, the rows in which something personal stands that shall not.

    It has expired; or the row was erased and the run that did so died half-way.
    """
    return {
        tab: [
            emptied(key, personal[tab], why=EXPIRED)
            for key, row in rows.items()
            if is_filled(row, personal[tab]) and withheld.covers(tab, key, row)
        ]
        for tab, rows in withheld.tabs.items()
        if tab in personal
    }


def is_filled(row: TabRow, names: Iterable[str]) -> bool:
    """True where one of some columns holds something."""
    return any(text_in(row, name) for name in names)


def emptied(key: str, names: frozenset[str], *, why: str) -> Row:
    """Return the row that empties some columns and leaves no copy of them in the log."""
    return Row(key, dict.fromkeys(names), when_absent="leave", why=why, forgets=names)


def expired_log_rows(log: TabRows, withheld: Withheld, *, headers: Headers) -> Iterator[Row]:
    """Yield the lines of the log about personal columns that are too old, or of rows that were erased."""
    for key, line in log.items():
        tab = text_in(line, "tab")
        if text_in(line, "column") not in headers.get(tab, ()):
            continue
        at, days = instant_in(line, "at"), withheld.days
        is_old = days and at is not None and at < withheld.now - timedelta(days=days)
        if is_old or withheld.is_erased(tab, text_in(line, "row_key"), {}):
            yield from emptied_log_row(key, line)


def emptied_log_row(key: str, line: TabRow) -> Iterator[Row]:
    """Yield the row that empties what a line repeats; nothing for a line that repeats nothing."""
    if text_in(line, "column") != NEW_ROW and is_filled(line, _TELLING):
        yield Row(key, dict.fromkeys(_TELLING), when_absent="leave", why=EXPIRED)
