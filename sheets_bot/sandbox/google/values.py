"""
Reading and writing values: what `values.get`, `update` and `clear` do to one range.

Trailing empty cells are not returned and rows are ragged (cassette). In a write, null
leaves a cell alone and an empty text clears it (measured). `values_api.py` has the calls.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sheets_bot.sandbox.google.a1 import (
    Area,
    Box,
    beyond_grid,
    column_letters,
    range_text,
    require_start_inside,
)
from sheets_bot.sandbox.google.book import Draft
from sheets_bot.sandbox.google.entry import Entry, enter_as_typed, enter_raw
from sheets_bot.sandbox.google.errors import ApiError, invalid
from sheets_bot.sandbox.google.locales import locale_of
from sheets_bot.sandbox.google.model import BARE, Cell, Dress, Formula, Json, Sheet, cell_or_none
from sheets_bot.sandbox.google.render import FORMULA, UNFORMATTED, Renderer

MAX_CELLS = 10_000_000
"""Cells in a spreadsheet (measured)."""

_PLAIN = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Reading:
    """How values are wanted: the options of the values calls."""

    option: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    by_columns: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What one write touched; rows and columns count only where a value was given (cassette)."""

    area: Area
    """What was asked for."""
    box: Box
    """From the top left over what was given, cells left alone included."""
    rows: frozenset[int]
    columns: frozenset[int]
    cells: int


def read_values(sheet: Sheet, area: Area, reading: Reading, renderer: Renderer) -> Json:
    """
    Return the API's `ValueRange` of an area.

    Raises:
        ApiError: 400 when the area starts beyond the grid.
    """
    require_start_inside(sheet, area)
    box = area.box(sheet)
    rows = _rows(sheet, box, reading, renderer.on(sheet.id))
    if reading.by_columns:
        rows = _turned(rows)
    answer: Json = {
        "range": range_text(sheet.title, box),
        "majorDimension": "COLUMNS" if reading.by_columns else "ROWS",
    }
    return {**answer, "values": rows} if rows else answer


def _rows(sheet: Sheet, box: Box, reading: Reading, renderer: Renderer) -> list[list[Any]]:
    option, dates, value = reading.option, reading.dates, renderer.value
    fast = option in {UNFORMATTED, FORMULA} and dates == "SERIAL_NUMBER"
    rows: list[list[Any]] = []
    for row in sheet.rows[box.top : box.bottom]:
        shown: list[Any] = [
            ""
            if cell is None or cell.entered is None
            else cell.entered
            if fast and type(cell.entered) is not Formula
            else value(cell, option, dates)
            for cell in row[box.left : box.right]
        ]
        end = len(shown)
        while end and shown[end - 1] == "":
            end -= 1
        rows.append(shown[:end])
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _turned(rows: list[list[Any]]) -> list[list[Any]]:
    width = max(map(len, rows), default=0)
    columns = [[row[number] if number < len(row) else "" for row in rows] for number in range(width)]
    for column in columns:
        while column and column[-1] == "":
            column.pop()
    while columns and not columns[-1]:
        columns.pop()
    return columns


@dataclass(frozen=True, slots=True)
class Writer:
    """Enters values into a draft, RAW or as typed."""

    draft: Draft
    as_typed: bool
    today: date
    """For a typed date without a year."""

    def write(self, area: Area, values: list[list[Any]], *, by_columns: bool = False) -> Written:
        """
        Write rows (or columns) of values from the top left of an area.

        Fewer values than the area holds leave the rest alone; more than it holds are
        refused, except from a single cell or an open edge, where the grid grows if it
        must (an anchor is fine: measured; growing: unverified).

        Raises:
            ApiError: 400 for values that do not fit, a value that is no scalar, a text
                that is too long, a grid that would grow past the limit.
        """
        sheet = self.draft.sheet(area.sheet_id)
        require_start_inside(sheet, area)
        rows = _turned_for_writing(values) if by_columns else values
        top, left = area.top or 0, area.left or 0
        height, width = len(rows), max(map(len, rows), default=0)
        self._require_room(sheet, area, height, width)
        grow_checked(self.draft, sheet, rows=top + height, columns=left + width)
        touched_rows: set[int] = set()
        touched_columns: set[int] = set()
        cells = 0
        for offset, given in enumerate(rows):
            given_at = [number for number, value in enumerate(given) if value is not None]
            if given_at:
                self._write_row(sheet, (top, left), offset, given, given_at)
                touched_rows.add(top + offset)
                touched_columns.update(left + number for number in given_at)
                cells += len(given_at)
        box = Box(top, left, top + max(height, 1), left + max(width, 1))
        return Written(area, box, frozenset(touched_rows), frozenset(touched_columns), cells)

    def _require_room(self, sheet: Sheet, area: Area, height: int, width: int) -> None:
        if area.is_cell or area.is_whole_sheet:
            return
        if (area.bottom or 0) > sheet.row_count or (area.right or 0) > sheet.column_count:
            raise beyond_grid(sheet, area)
        box = area.box(sheet)
        if area.bottom is not None and height > box.height:
            raise _too_much(sheet, box, f"row [{box.bottom + 1}]")
        if area.right is not None and width > box.width:
            raise _too_much(sheet, box, f"column [{column_letters(box.right)}]")

    def _write_row(
        self, sheet: Sheet, corner: tuple[int, int], offset: int, given: list[Any], given_at: list[int]
    ) -> None:
        row, left = corner[0] + offset, corner[1]
        cells = list(sheet.rows[row])
        cells.extend([None] * (left + given_at[-1] + 1 - len(cells)))
        for number in given_at:
            value = given[number]
            if not isinstance(value, _PLAIN):
                kind = "list_value" if isinstance(value, list) else "struct_value"
                raise invalid(f"Invalid values[{offset}][{number}]: {kind}")
            cells[left + number] = self._entered(cells[left + number], value)
        sheet.put_row(row, cells)

    def _entered(self, old: Cell | None, value: Any) -> Cell | None:
        dress = old.dress if old else None
        if not self.as_typed:
            return cell_or_none(enter_raw(value).entered, dress)
        locale = locale_of(self.draft.locale)
        entry = enter_as_typed(value, locale, self.today, as_text=_number_type(dress) == "TEXT")
        return cell_or_none(entry.entered, _with_number_format(dress, entry))


def _too_much(sheet: Sheet, box: Box, where: str) -> ApiError:
    """Return the 400 of data larger than its range (reported)."""
    asked = range_text(sheet.title, box)
    return invalid(f"Requested writing within range [{asked}], but tried writing to {where}")


def grow_checked(draft: Draft, sheet: Sheet, *, rows: int = 0, columns: int = 0) -> None:
    """
    Make the grid at least that large.

    Raises:
        ApiError: 400 when the spreadsheet would hold more cells than it may (measured).
    """
    new_rows, new_columns = max(rows, sheet.row_count), max(columns, sheet.column_count)
    others = sum(other.row_count * other.column_count for other in draft.sheets if other is not sheet)
    if others + new_rows * new_columns > MAX_CELLS:
        raise invalid(
            "This action would increase the number of cells in the workbook above the limit of "
            f"{MAX_CELLS} cells."
        )
    sheet.grow(rows=rows, columns=columns)


def clear_values(draft: Draft, area: Area) -> Box:
    """
    Clear the values of an area; formats, notes and validation stay (documented).

    Raises:
        ApiError: 400 when the area starts beyond the grid.
    """
    sheet = draft.sheet(area.sheet_id)
    require_start_inside(sheet, area)
    box = area.box(sheet)
    for number in range(box.top, box.bottom):
        row = sheet.rows[number]
        if len(row) > box.left:
            middle = [cell and cell.with_entered(None) for cell in row[box.left : box.right]]
            sheet.put_row(number, (*row[: box.left], *middle, *row[box.right :]))
    return box


def _turned_for_writing(columns: list[list[Any]]) -> list[list[Any]]:
    height = max(map(len, columns), default=0)
    return [[column[row] if row < len(column) else None for column in columns] for row in range(height)]


def _number_type(dress: Dress | None) -> str:
    number_format = ((dress.format if dress else None) or {}).get("numberFormat") or {}
    return str(number_format.get("type", ""))


def _with_number_format(dress: Dress | None, entry: Entry) -> Dress | None:
    """A typed date, percent or sum of money changes the cell's number format (measured)."""
    if entry.number_format is None or _number_type(dress) == entry.number_format["type"]:
        return dress
    old = dress or BARE
    return replace(old, format={**(old.format or {}), "numberFormat": entry.number_format})
