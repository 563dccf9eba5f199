"""
A whole spreadsheet read in parts that Google answers in time, and put together again.

Pure: to data filters, and from answers. Each part of a tab begins with the row with which the part before it
ended, so that somebody who sorts or inserts in between is noticed. Read by `sheets_bot/service/restoring.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
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
    """Yield the filters of one call after the other; small tabs share a call."""
    filters: list[DataFilter] = []
    room = cells_at_once
    for sheet in structure.sheets:
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


def put_together(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """
    Return the answers to all parts as the one answer that Google would have given.

    Raises:
        TryLater: Somebody moved rows of a tab between two parts of it.
    """
    whole: dict[str, Any] = {}
    sheets: dict[int, dict[str, Any]] = {}
    for answer in answers:
        whole = {**answer, **whole}
        for sheet in answer.get("sheets", ()):
            properties = sheet["properties"]
            parts = sheet.get("data", [{}])
            known = sheets.setdefault(
                properties.get("sheetId", 0), {**sheet, "data": [{**parts[0], "rowData": []}]}
            )
            for part in parts:
                _append(known["data"][0]["rowData"], part, title=properties["title"])
    inorder = sorted(sheets.values(), key=lambda sheet: sheet["properties"].get("index", 0))
    return {**whole, "sheets": inorder}


def _append(rows: list[Any], part: Mapping[str, Any], *, title: str) -> None:
    """Add the rows of a part, of which the first is known if it is not that of the tab."""
    first, more = part.get("startRow", 0), part.get("rowData", [])
    if not first:
        rows += more
        return
    # Empty rows at the end of a part are not told.
    rows += [{}] * (first + 1 - len(rows))
    if _entered(more[0] if more else {}) != _entered(rows[first]):
        raise TryLater(
            f"Tab {title!r}: rows moved or changed while it was read. Nothing was saved. Save it again while "
            "nobody works in it."
        )
    rows += more[1:]


def _entered(row: Mapping[str, Any]) -> list[Any]:
    """Return what people and the bot have entered in a row; what formulas show may change by itself."""
    entered = [cell.get("userEnteredValue") for cell in row.get("values", ())]
    while entered and not entered[-1]:
        entered.pop()
    return entered
