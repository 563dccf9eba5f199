"""
A spreadsheet in memory for tests of batchUpdate: short ways to fill it, change it and look at it.

Each batch that goes well is judged by Google's contract, request and answer.
"""

from typing import Any

import pytest

from conformance.discovery import SHEETS
from sheets_bot.sandbox.google.batch import batch_update
from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.mask import parse_mask, project
from sheets_bot.sandbox.google.model import Cell, Formula, Sheet
from sheets_bot.sandbox.google.new import new_spreadsheet

NOON = 1_780_000_000.0


def a_book(rows: list[list[Any]] | None = None, *, height: int = 10, width: int = 6) -> Book:
    """Return a spreadsheet with one tab, id 0, filled from the top left."""
    sheet = Sheet.blank({"sheetId": 0, "title": "Sheet1", "sheetType": "GRID"}, rows=height, columns=width)
    for number, row in enumerate(rows or []):
        sheet.put_row(number, [None if value is None else Cell(_entered(value)) for value in row])
    return Book(new_spreadsheet("book", "Book", sheets=[sheet]), created_at=NOON)


def _entered(value: Any) -> Any:
    return Formula(value) if isinstance(value, str) and value.startswith("=") else value


def run(
    book: Book, *requests: dict[str, Any], fields: str = "", caller: str = "", **body: Any
) -> dict[str, Any]:
    """Apply requests and return the answer."""
    sent = {"requests": list(requests), **body}
    SHEETS.check("BatchUpdateSpreadsheetRequest", sent)
    mask = parse_mask(fields)
    answer = project(batch_update(book, sent, now=NOON + 60, mask=mask, caller=caller), mask)
    SHEETS.check("BatchUpdateSpreadsheetResponse", answer)
    return answer


def reply(book: Book, kind: str, **body: Any) -> dict[str, Any]:
    """Apply one request and return its reply."""
    (only,) = run(book, {kind: body})["replies"]
    return only.get(kind, {})


def refusal(book: Book, *requests: dict[str, Any]) -> str:
    """Return the message of a batch that is refused with 400, and check that nothing changed."""
    before = book.state
    with pytest.raises(ApiError) as caught:
        batch_update(book, {"requests": list(requests)}, now=NOON + 60)
    assert book.state is before
    assert caught.value.code == 400, caught.value.message
    return caught.value.message


def values(book: Book, sheet_id: int = 0) -> list[list[Any]]:
    """Return what was entered, row by row, without empty cells and rows at the ends."""
    sheet = book.state.find(sheet_id)
    rows = [[_plain(cell) for cell in row] for row in sheet.rows]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _plain(cell: Cell | None) -> Any:
    entered = cell.entered if cell else None
    return entered.text if isinstance(entered, Formula) else entered


def column(book: Book, at: int, sheet_id: int = 0) -> list[Any]:
    """Return one column of `values`."""
    return [row[at] if at < len(row) else None for row in values(book, sheet_id)]


def area(
    top: int | None = None, left: int | None = None, bottom: int | None = None, right: int | None = None
) -> Any:
    """Return a `GridRange` on the first tab; None is an open edge."""
    named = {"startRowIndex": top, "startColumnIndex": left, "endRowIndex": bottom, "endColumnIndex": right}
    return {"sheetId": 0, **{name: at for name, at in named.items() if at is not None}}


def span(start: int, end: int, dimension: str = "ROWS") -> dict[str, Any]:
    """Return a `DimensionRange` on the first tab."""
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def write(top: int, left: int, *rows: list[Any], fields: str = "userEnteredValue") -> dict[str, Any]:
    """Return an `updateCells` that writes typed values from a cell on."""
    start = {"sheetId": 0, "rowIndex": top, "columnIndex": left}
    data = [{"values": [{"userEnteredValue": _typed(value)} for value in row]} for row in rows]
    return {"updateCells": {"start": start, "rows": data, "fields": fields}}


def _typed(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": value}


def tag(metadata_id: int, *, row: int | None = None, key: str = "row", **place: Any) -> dict[str, Any]:
    """Return a `createDeveloperMetadata` on one row, or where *place* says."""
    location = place or {"dimensionRange": span(row or 0, (row or 0) + 1)}
    entry = {"metadataId": metadata_id, "metadataKey": key, "visibility": "DOCUMENT", "location": location}
    return {"createDeveloperMetadata": {"developerMetadata": entry}}


def tagged_rows(book: Book) -> dict[int, int]:
    """Return the row of each row's metadata, by id."""
    return {entry.id: entry.index for entry in book.state.metadata.values() if entry.dimension == "ROWS"}
