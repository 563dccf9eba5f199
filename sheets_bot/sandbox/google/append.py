"""
`values.append`: finding the table, and writing below it.

A table is a block of cells that touch one another, corners included. Of the blocks that
meet the given range the last one counts; a range that meets none is written to at its own
first cell (documented, with Google's own example as a test; measured; cassette).
"""

from dataclasses import dataclass
from typing import Any

from sheets_bot.sandbox.google.a1 import Area, Box, range_text, require_start_inside
from sheets_bot.sandbox.google.model import ROWS, Row, Sheet, cell_at
from sheets_bot.sandbox.google.structure import insert_dimension
from sheets_bot.sandbox.google.values import Writer, Written, grow_checked


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a table was found, and what was written below it."""

    table_range: str | None
    written: Written


def append_values(
    writer: Writer,
    area: Area,
    values: list[list[Any]],
    *,
    by_columns: bool = False,
    insert_rows: bool = False,
    skip_hidden: bool = False,
) -> Appended:
    """
    Write values below the table that an area points at.

    Args:
        writer: Enters the values.
        area: Where to look for the table.
        values: Rows, or columns.
        by_columns: `values` are columns.
        insert_rows: INSERT_ROWS pushes what is below down; OVERWRITE writes over it (measured).
        skip_hidden: Take hidden and filtered rows for empty, a fault that users of the real
            service report (rows lost or replaced under a filter); off unless switched on.

    Raises:
        ApiError: As `Writer.write`.
    """
    sheet = writer.draft.sheet(area.sheet_id)
    require_start_inside(sheet, area)
    table = find_table(sheet, area.box(sheet), skip_hidden=skip_hidden)
    top, left = (table.bottom, table.left) if table else (area.top or 0, area.left or 0)
    height = max(map(len, values), default=0) if by_columns else len(values)
    if insert_rows and table and height and top < sheet.row_count:
        insert_dimension(writer.draft, sheet.id, ROWS, top, height, inherit_before=True)
    grow_checked(writer.draft, sheet, rows=top + height)
    anchor = Area(sheet.id, top, left, top + 1, left + 1)
    written = writer.write(anchor, values, by_columns=by_columns)
    return Appended(range_text(sheet.title, table) if table else None, written)


def find_table(sheet: Sheet, box: Box, *, skip_hidden: bool = False) -> Box | None:
    """Return the last block of touching cells that meets a box; None when the box is empty."""
    rows = _Rows(sheet, skip_hidden=skip_hidden)
    for number in range(min(box.bottom, sheet.row_count) - 1, box.top - 1, -1):
        last = rows.last_filled(number, box.left, box.right)
        if last is not None:
            return _grown(rows, number, last)
    return None


class _Rows:
    """Which cells hold a value; a format or a note makes no table."""

    def __init__(self, sheet: Sheet, *, skip_hidden: bool) -> None:
        self._sheet = sheet
        self._skip_hidden = skip_hidden

    def last_filled(self, number: int, left: int, right: int) -> int | None:
        """Return the last filled column of a row between two columns."""
        row = self._cells(number)
        return next((at for at in range(min(right, len(row)) - 1, left - 1, -1) if _filled(row, at)), None)

    def any_filled(self, number: int, left: int, right: int) -> bool:
        """True when a row has a value between two columns."""
        return self.last_filled(number, max(left, 0), right) is not None

    def _cells(self, number: int) -> Row:
        if not 0 <= number < self._sheet.row_count:
            return ()
        properties = self._sheet.row_properties[number] if self._skip_hidden else None
        hidden = properties and (properties.get("hiddenByFilter") or properties.get("hiddenByUser"))
        return () if hidden else self._sheet.rows[number]


def _filled(row: Row, column: int) -> bool:
    cell = cell_at(row, column)
    return cell is not None and cell.entered is not None


def _grown(rows: _Rows, row: int, column: int) -> Box:
    """Grow a box from one cell until nothing filled touches it."""
    top, left, bottom, right = row, column, row + 1, column + 1
    while True:
        before = (top, left, bottom, right)
        while rows.any_filled(top - 1, left - 1, right + 1):
            top -= 1
        while rows.any_filled(bottom, left - 1, right + 1):
            bottom += 1
        if left and any(rows.any_filled(number, left - 1, left) for number in range(top, bottom)):
            left -= 1
        if any(rows.any_filled(number, right, right + 1) for number in range(top, bottom)):
            right += 1
        if (top, left, bottom, right) == before:
            return Box(top, left, bottom, right)
