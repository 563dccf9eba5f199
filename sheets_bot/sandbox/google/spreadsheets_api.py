"""
The calls on whole spreadsheets: create, get, developer metadata, copying a sheet.

Return the JSON of the answer or raise `ApiError`. HTTP is in `room.py`; `batchUpdate` in
`batch.py`.
"""

import random
import secrets
from collections.abc import Sequence

from sheets_bot.sandbox.google.a1 import find_area
from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.errors import ApiError, invalid, not_found, not_imitated
from sheets_bot.sandbox.google.filters_data import areas_of, metadata_of
from sheets_bot.sandbox.google.get import spreadsheet_json
from sheets_bot.sandbox.google.mask import Tree
from sheets_bot.sandbox.google.metadata import metadata_json
from sheets_bot.sandbox.google.model import Json, Metadata, Sheet, Spreadsheet
from sheets_bot.sandbox.google.new import COLUMN_COUNT, ROW_COUNT, new_sheet, new_spreadsheet
from sheets_bot.sandbox.google.retarget import duplicated

_MAX_ID = 2**31 - 1
_CREATABLE = {"properties", "sheets"}


def create(books: Books, body: Json, *, now: float) -> Book:
    """
    Make a spreadsheet from a `Spreadsheet`: its properties and those of its sheets.

    Raises:
        ApiError: 400 for a sheet id or title used twice; 501 for cells and features, which
            are not imitated here: write them afterwards.
    """
    if extra := body.keys() - _CREATABLE:
        raise not_imitated(f"spreadsheets.create with {sorted(extra)}")
    given = body.get("properties", {})
    sheets: list[Sheet] = []
    for entry in body.get("sheets", []):
        if entry.keys() - {"properties"}:
            raise not_imitated(f"spreadsheets.create with sheets[].{sorted(entry.keys() - {'properties'})}")
        sheets.append(_created_sheet(entry.get("properties", {}), sheets))
    state = new_spreadsheet(new_spreadsheet_id(), sheets=sheets or None)
    state.properties = {**state.properties, **given}
    return books.add(Book(state, created_at=now))


def new_spreadsheet_id() -> str:
    """Return an id of the form that Google's have: 44 characters."""
    return "1" + secrets.token_urlsafe(33)[:43]


def _created_sheet(given: Json, others: list[Sheet]) -> Sheet:
    grid = dict(given.get("gridProperties", {}))
    rows, columns = grid.pop("rowCount", ROW_COUNT), grid.pop("columnCount", COLUMN_COUNT)
    title = given.get("title", f"Sheet{len(others) + 1}")
    sheet_id = given.get("sheetId", 0 if not others else _free_id({sheet.id for sheet in others}))
    if any(sheet.id == sheet_id for sheet in others):
        raise invalid(f"Sheet with id {sheet_id} already exists. Please choose another id.")
    if any(sheet.title.casefold() == title.casefold() for sheet in others):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    sheet = new_sheet(sheet_id, title, rows=rows, columns=columns)
    kept = {name: value for name, value in given.items() if name not in {"index", "gridProperties"}}
    sheet.properties = {**sheet.properties, **kept, **({"gridProperties": grid} if grid else {})}
    return sheet


def get(
    state: Spreadsheet, ranges: Sequence[str], *, now: float, mask: Tree, include_grid: bool = False
) -> Json:
    """
    Answer `spreadsheets.get`.

    Raises:
        ApiError: 400 for a range that cannot be read.
    """
    areas = [find_area(state, text) for text in ranges] or None
    return spreadsheet_json(state, now=now, mask=mask, areas=areas, include_grid=include_grid)


def get_by_filter(state: Spreadsheet, body: Json, *, now: float, mask: Tree) -> Json:
    """
    Answer `spreadsheets.getByDataFilter`.

    Raises:
        ApiError: 400 for a filter that cannot be read.
    """
    filters = body.get("dataFilters")
    areas = None if not filters else [area for each in filters for area in areas_of(state, each)]
    return spreadsheet_json(
        state, now=now, mask=mask, areas=areas, include_grid=body.get("includeGridData", False)
    )


def get_metadata(state: Spreadsheet, metadata_id: int) -> Json:
    """
    Answer `developerMetadata.get`.

    Raises:
        ApiError: 404 when there is none with that id.
    """
    entry = state.metadata.get(metadata_id)
    if entry is None:
        raise not_found()
    return metadata_json(entry)


def search_metadata(state: Spreadsheet, body: Json) -> Json:
    """
    Answer `developerMetadata:search`: each entry once, with the filters that it fits.

    Raises:
        ApiError: 400 for a filter that cannot be read.
    """
    filters_of: dict[int, tuple[Metadata, list[Json]]] = {}
    for data_filter in body.get("dataFilters", []):
        for entry in metadata_of(state, data_filter):
            filters_of.setdefault(entry.id, (entry, []))[1].append(data_filter)
    matched = [
        {"developerMetadata": metadata_json(entry), "dataFilters": filters}
        for entry, filters in filters_of.values()
    ]
    return {"matchedDeveloperMetadata": matched} if matched else {}


def copy_sheet(source: Book, sheet_id: int, destination: Book, *, now: float) -> Json:
    """
    Answer `sheets.copyTo`: the copy is the last tab, named ``Copy of ...`` (documented).

    Its developer metadata stays behind (unverified).

    Raises:
        ApiError: 400 when there is no such sheet.
    """
    state = source.state
    sheet = state.find(sheet_id)
    if sheet is None:
        raise ApiError(400, f"The sheet ({sheet_id}) does not exist.")
    with destination.transaction(now) as draft:
        new_id = _free_id({other.id for other in draft.sheets})
        title = f"Copy of {sheet.title}"
        number = 2
        while draft.find_title(title):
            title = f"Copy of {sheet.title} {number}"
            number += 1
        copy = duplicated(draft, sheet, new_id, title, lambda taken: _free_id(set(taken)))
        draft.add_sheet(copy)
        return copy.properties_json(len(draft.sheets) - 1)


def _free_id(taken: set[int]) -> int:
    while True:
        number = random.randint(1, _MAX_ID)
        if number not in taken:
            return number
