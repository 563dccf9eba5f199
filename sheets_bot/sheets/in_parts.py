"""
A whole spreadsheet read in parts that Google answers in time, and that need not all be held at once.

Pure: to data filters, and from answers. Each part of a tab begins with the row with which the part before it
ended, so that somebody who sorts or inserts in between is noticed. Read by `sheets_bot/service/restoring.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sheets_bot.errors import TryLater
from sheets_bot.sheets.ranges import DataFilter, some_rows
from sheets_bot.sheets.structure import Structure

CELLS_AT_ONCE = 100_000
"""
In one answer, empty ones too. Ours: some 30 MB. Google ends a request after 180 s (usage limits of the API);
how long it takes for so many cells with their looks was not measured.
"""


def parts_of(structure: Structure, *, cells_at_once: int = CELLS_AT_ONCE) -> Iterator[list[DataFilter]]:
    """Yield the filters of one call after the other; small tabs share one. A chart's own tab has no cells."""
    filters: list[DataFilter] = []
    room = cells_at_once
    for sheet in (sheet for sheet in structure.sheets if sheet.row_count):
        step = max(cells_at_once // max(sheet.column_count, 1), 2)
        for first in range(0, max(sheet.row_count - 1, 1), step - 1):
            last = min(first + step, sheet.row_count)
            cells = (last - first) * sheet.column_count
            if filters and cells > room:
                yield filters
                filters, room = [], cells_at_once
            filters.append(some_rows(sheet.sheet_id, first, last))
            room -= cells
    yield filters


def each_row_once(
    parts: Iterable[tuple[Sequence[DataFilter], Mapping[str, Any]]],
) -> Iterator[dict[str, Any]]:
    """
    Yield the answers as they come, without the rows that come a second time.

    Args:
        parts: The filters of each call, and what Google answered.

    Raises:
        TryLater: Somebody moved rows of a tab between two parts of it.
    """
    ends: dict[int, list[Any]] = {}
    for filters, answer in parts:
        asked = [each["gridRange"] for each in filters]
        ends_at = {(area["sheetId"], area["startRowIndex"]): area["endRowIndex"] for area in asked}
        yield {**answer, "sheets": [_new_rows(sheet, ends_at, ends) for sheet in answer.get("sheets", ())]}


def _new_rows(
    sheet: Mapping[str, Any], ends_at: Mapping[tuple[int, int], int], ends: dict[int, list[Any]]
) -> dict[str, Any]:
    """Return a sheet of an answer without the row that is known, and note in *ends* with what it ends."""
    sheet_id, grids = sheet["properties"].get("sheetId", 0), []
    for grid in sheet.get("data", ()):
        first, rows = grid.get("startRow", 0), grid.get("rowData", [])
        if first and _entered(rows, 0) != ends.get(sheet_id, []):
            raise TryLater(
                f"Tab {sheet['properties']['title']!r}: rows moved or changed while it was read. Nothing was "
                "saved. Save it again while nobody works in it."
            )
        ends[sheet_id] = _entered(rows, ends_at[sheet_id, first] - 1 - first)
        grids.append({**grid, "startRow": first + 1, "rowData": rows[1:]} if first else grid)
    return {**sheet, "data": grids}


def _entered(rows: Sequence[Mapping[str, Any]], at: int) -> list[Any]:
    """Return what was entered in a row; what formulas show may change by itself. Empty ends are not told."""
    cells = rows[at].get("values", ()) if at < len(rows) else ()
    entered = [cell.get("userEnteredValue") for cell in cells]
    while entered and not entered[-1]:
        entered.pop()
    return entered
