"""
Naming places to the API, and reading the places that it names.

Pure. Data filters by sheet id, so that a renamed tab still reads; A1 text only
where the API gives it or takes nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_bot.sheets.cells import Content, key_text

DataFilter = dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """One tab as the values call gave it."""

    title: str
    row_count: int
    values: Sequence[Sequence[Content]]

    @property
    def header(self) -> tuple[str, ...]:
        """The texts of the first row."""
        return header_of(self.values)

    @property
    def second_row(self) -> tuple[str, ...]:
        """The texts of the row below it."""
        return header_of(self.values[1:])


def header_of(values: Sequence[Sequence[Content]]) -> tuple[str, ...]:
    """Return the texts of the first of some rows; empty where there is none."""
    return tuple(key_text(content) for content in values[0]) if values else ()


def column_of(entry: Mapping[str, Any]) -> list[Content]:
    """Return the cells of a value range that is one column wide."""
    return [row[0] if row else None for row in entry.get("values", ())]


def whole_sheet(sheet_id: int) -> DataFilter:
    """Return the data filter of all cells of a sheet."""
    return {"gridRange": {"sheetId": sheet_id}}


def some_rows(sheet_id: int, first: int, last: int) -> DataFilter:
    """Return the data filter of some rows of a sheet: from *first*, zero-based, to before *last*."""
    return {"gridRange": {"sheetId": sheet_id, "startRowIndex": first, "endRowIndex": last}}


def header_row(sheet_id: int) -> DataFilter:
    """Return the data filter of a sheet's first row."""
    return {"gridRange": {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 1}}


def top_rows(sheet_id: int) -> DataFilter:
    """Return the data filter of a sheet's first two rows: the header, and what tells that it is one."""
    return {"gridRange": {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 2}}


def column_below_header(sheet_id: int, position: int) -> DataFilter:
    """Return the data filter of one column without its header."""
    span = {"startColumnIndex": position, "endColumnIndex": position + 1, "startRowIndex": 1}
    return {"gridRange": {"sheetId": sheet_id, **span}}


def title_of(a1: str) -> str:
    """Return the tab's title in a range as Google gave it: It's of ``'It''s'!A1:B2``."""
    title = a1.rpartition("!")[0]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def last_row_of(a1: str) -> int:
    """Return the last row of a range as Google gave it: 1200 of ``'Tab'!A1:AF1200``."""
    digits = "".join(filter(str.isdigit, a1.rsplit(":", 1)[-1].rsplit("!", 1)[-1]))
    return int(digits) if digits else 0


def quoted(title: str) -> str:
    """Return a tab's title as A1 text wants it."""
    return "'" + title.replace("'", "''") + "'"


def column_letter(position: int) -> str:
    """Return the letters of a zero-based column position: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
