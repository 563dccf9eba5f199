"""
The table of the Sheets API: each call's method, path, parameters, body and answer.

From the public contract (documented). What a call does is in `values_api.py`,
`spreadsheets_api.py` and `batch.py`; `room.py` looks a call up here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sheets_bot.sandbox.google import spreadsheets_api, values_api
from sheets_bot.sandbox.google.batch import batch_update
from sheets_bot.sandbox.google.book import Book, Books
from sheets_bot.sandbox.google.mask import Tree
from sheets_bot.sandbox.google.model import Json


@dataclass(frozen=True, slots=True)
class Asked:
    """One call, read and allowed."""

    book: Book
    books: Books
    parts: dict[str, str]
    """The parts of the path: range, metadataId, sheetId."""
    query: dict[str, str]
    """The parameters that are no list."""
    ranges: list[str]
    """The `ranges` of the query."""
    body: Any
    """An object, checked against the contract."""
    mask: Tree
    now: float
    may_write: Callable[[Book], None]
    """Refuses a caller who may not write to another spreadsheet."""
    caller: str = ""
    """Address of who asks; empty for the person at the machine."""
    append_skips_hidden: bool = False


Handler = Callable[[Asked], Json]


@dataclass(frozen=True, slots=True)
class Route:
    """One call of the API."""

    name: str
    """As in the contract, without ``spreadsheets.``."""
    method: str
    path: re.Pattern[str]
    answer: str
    """The message that comes back."""
    handler: Handler
    is_read: bool = True
    parameters: frozenset[str] = frozenset()
    body: str = ""
    """The message that is sent; empty for none, and for `batchUpdate`, which reads its own."""
    root: str = ""
    """The field that the body fills, as errors name it."""


def _get(asked: Asked) -> Json:
    include_grid = asked.query.get("includeGridData", "").lower() == "true"
    return spreadsheets_api.get(
        asked.book.state, asked.ranges, now=asked.now, mask=asked.mask, include_grid=include_grid
    )


def _get_by_filter(asked: Asked) -> Json:
    return spreadsheets_api.get_by_filter(asked.book.state, asked.body, now=asked.now, mask=asked.mask)


def _batch_update(asked: Asked) -> Json:
    return batch_update(asked.book, asked.body, now=asked.now, mask=asked.mask, caller=asked.caller)


def _copy_sheet(asked: Asked) -> Json:
    destination = asked.books.get(asked.body.get("destinationSpreadsheetId", ""))
    asked.may_write(destination)
    return spreadsheets_api.copy_sheet(asked.book, int(asked.parts["sheetId"]), destination, now=asked.now)


def _get_values(asked: Asked) -> Json:
    found = values_api.get_values(asked.book.state, [asked.parts["range"]], asked.query, now=asked.now)
    return found[0]


def _batch_get_values(asked: Asked) -> Json:
    found = values_api.get_values(asked.book.state, asked.ranges, asked.query, now=asked.now)
    answer: Json = {"spreadsheetId": asked.book.id}
    return {**answer, "valueRanges": found} if found else answer


def _get_values_by_filter(asked: Asked) -> Json:
    return values_api.get_by_filter(asked.book.state, asked.body, now=asked.now)


def _update_values(asked: Asked) -> Json:
    return values_api.update(asked.book, asked.parts["range"], asked.body, asked.query, now=asked.now)


def _append_values(asked: Asked) -> Json:
    return values_api.append(
        asked.book,
        asked.parts["range"],
        asked.body,
        asked.query,
        now=asked.now,
        skip_hidden=asked.append_skips_hidden,
    )


def _clear_values(asked: Asked) -> Json:
    cleared = values_api.clear(asked.book, [asked.parts["range"]], now=asked.now)
    return {"spreadsheetId": asked.book.id, "clearedRange": cleared[0]}


def _batch_clear_values(asked: Asked) -> Json:
    cleared = values_api.clear(asked.book, asked.body.get("ranges", []), now=asked.now)
    return {"spreadsheetId": asked.book.id, "clearedRanges": cleared}


def _clear_values_by_filter(asked: Asked) -> Json:
    cleared = values_api.clear_by_filter(asked.book, asked.body, now=asked.now)
    return {"spreadsheetId": asked.book.id, "clearedRanges": cleared}


def _batch_update_values(asked: Asked) -> Json:
    return values_api.batch_update(asked.book, asked.body, now=asked.now)


def _update_values_by_filter(asked: Asked) -> Json:
    return values_api.batch_update_by_filter(asked.book, asked.body, now=asked.now)


def _get_metadata(asked: Asked) -> Json:
    return spreadsheets_api.get_metadata(asked.book.state, int(asked.parts["metadataId"]))


def _search_metadata(asked: Asked) -> Json:
    return spreadsheets_api.search_metadata(asked.book.state, asked.body)


def _path(text: str) -> re.Pattern[str]:
    pattern = text.replace("{range}", "(?P<range>.+?)")
    pattern = re.sub(r"\{(sheetId|metadataId)\}", r"(?P<\1>-?\\d+)", pattern)
    return re.compile(r"/v4/spreadsheets/(?P<spreadsheetId>[^/:]+)" + pattern, re.DOTALL)


_RENDER = frozenset({"majorDimension", "valueRenderOption", "dateTimeRenderOption"})
_RESPONSE = frozenset(
    {"includeValuesInResponse", "responseValueRenderOption", "responseDateTimeRenderOption"}
)
_ENTER = _RESPONSE | {"valueInputOption"}
_GET = frozenset({"ranges", "includeGridData", "excludeTablesInBandedRanges", "commentsViewMode"})

# A path with more to it comes before the one that would swallow it.
ROUTES = (
    Route("get", "GET", _path(""), "Spreadsheet", _get, parameters=_GET),
    Route(
        "getByDataFilter", "POST", _path(":getByDataFilter"), "Spreadsheet", _get_by_filter,
        body="GetSpreadsheetByDataFilterRequest",
    ),
    Route(
        "batchUpdate", "POST", _path(":batchUpdate"), "BatchUpdateSpreadsheetResponse", _batch_update,
        is_read=False,
    ),
    Route(
        "sheets.copyTo", "POST", _path("/sheets/{sheetId}:copyTo"), "SheetProperties", _copy_sheet,
        is_read=False, body="CopySheetToAnotherSpreadsheetRequest",
    ),
    Route(
        "developerMetadata.get", "GET", _path("/developerMetadata/{metadataId}"), "DeveloperMetadata",
        _get_metadata,
    ),
    Route(
        "developerMetadata.search", "POST", _path("/developerMetadata:search"),
        "SearchDeveloperMetadataResponse", _search_metadata, body="SearchDeveloperMetadataRequest",
    ),
    Route(
        "values.batchGet", "GET", _path("/values:batchGet"), "BatchGetValuesResponse", _batch_get_values,
        parameters=_RENDER | {"ranges"},
    ),
    Route(
        "values.batchGetByDataFilter", "POST", _path("/values:batchGetByDataFilter"),
        "BatchGetValuesByDataFilterResponse", _get_values_by_filter,
        body="BatchGetValuesByDataFilterRequest",
    ),
    Route(
        "values.batchUpdate", "POST", _path("/values:batchUpdate"), "BatchUpdateValuesResponse",
        _batch_update_values, is_read=False, body="BatchUpdateValuesRequest",
    ),
    Route(
        "values.batchUpdateByDataFilter", "POST", _path("/values:batchUpdateByDataFilter"),
        "BatchUpdateValuesByDataFilterResponse", _update_values_by_filter, is_read=False,
        body="BatchUpdateValuesByDataFilterRequest",
    ),
    Route(
        "values.batchClear", "POST", _path("/values:batchClear"), "BatchClearValuesResponse",
        _batch_clear_values, is_read=False, body="BatchClearValuesRequest",
    ),
    Route(
        "values.batchClearByDataFilter", "POST", _path("/values:batchClearByDataFilter"),
        "BatchClearValuesByDataFilterResponse", _clear_values_by_filter, is_read=False,
        body="BatchClearValuesByDataFilterRequest",
    ),
    Route(
        "values.append", "POST", _path("/values/{range}:append"), "AppendValuesResponse", _append_values,
        is_read=False, parameters=_ENTER | {"insertDataOption"}, body="ValueRange", root="data",
    ),
    Route(
        "values.clear", "POST", _path("/values/{range}:clear"), "ClearValuesResponse", _clear_values,
        is_read=False, body="ClearValuesRequest",
    ),
    Route("values.get", "GET", _path("/values/{range}"), "ValueRange", _get_values, parameters=_RENDER),
    Route(
        "values.update", "PUT", _path("/values/{range}"), "UpdateValuesResponse", _update_values,
        is_read=False, parameters=_ENTER, body="ValueRange", root="data",
    ),
)  # fmt: skip
"""All but `create`, which has no spreadsheet yet."""


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Return the call that a method and a path mean, with the parts of the path."""
    for route in ROUTES:
        found = route.path.fullmatch(path) if route.method == method else None
        if found:
            return route, found.groupdict()
    return None
