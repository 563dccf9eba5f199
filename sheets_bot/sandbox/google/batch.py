"""
`spreadsheets.batchUpdate`: a list of requests, applied in order, all or none.

Here are the table of kinds and the frame: reading the body, naming the request that failed,
lining up the replies, the spreadsheet in the answer. What each kind does is in its
`requests_*.py`. An unknown kind is refused in Google's words, one that exists but is not
imitated with a 501 that names it.
"""

from collections.abc import Callable
from typing import Any

from sheets_bot.sandbox.google import (
    requests_cells,
    requests_dimensions,
    requests_metadata,
    requests_sheets,
)
from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.errors import ApiError, invalid, not_imitated
from sheets_bot.sandbox.google.model import Json, Spreadsheet
from sheets_bot.sandbox.google.payload import read_body
from sheets_bot.sandbox.google.work import Work

Handler = Callable[[Work, Json], Json]
"""Changes the draft and returns the kind's reply, empty when it has none."""

KINDS: dict[str, Handler] = {
    "updateCells": requests_cells.update_cells,
    "repeatCell": requests_cells.repeat_cell,
    "appendCells": requests_cells.append_cells,
    "setDataValidation": requests_cells.set_data_validation,
    "updateBorders": requests_cells.update_borders,
    "insertDimension": requests_dimensions.insert_dimension,
    "deleteDimension": requests_dimensions.delete_dimension,
    "moveDimension": requests_dimensions.move_dimension,
    "appendDimension": requests_dimensions.append_dimension,
    "updateDimensionProperties": requests_dimensions.update_dimension_properties,
    "autoResizeDimensions": requests_dimensions.auto_resize_dimensions,
    "createDeveloperMetadata": requests_metadata.create_developer_metadata,
    "updateDeveloperMetadata": requests_metadata.update_developer_metadata,
    "deleteDeveloperMetadata": requests_metadata.delete_developer_metadata,
    "addSheet": requests_sheets.add_sheet,
    "deleteSheet": requests_sheets.delete_sheet,
    "duplicateSheet": requests_sheets.duplicate_sheet,
    "updateSheetProperties": requests_sheets.update_sheet_properties,
    "updateSpreadsheetProperties": requests_sheets.update_spreadsheet_properties,
}

REPLIES_WITHOUT_CONTENT = {"deleteDimensionGroup"}
"""Kinds whose reply names the kind even when nothing is in it (cassette)."""


def apply_requests(work: Work, requests: list[Json]) -> list[Json]:
    """
    Apply requests in order and return their replies, in line with them.

    Raises:
        ApiError: The first refusal, as ``Invalid requests[i].kind: ...``; the caller drops the draft.
    """
    replies = []
    for index, request in enumerate(requests):
        kind = _kind_of(request, index)
        if kind not in KINDS:
            raise not_imitated(f"requests[{index}].{kind}")
        try:
            reply = KINDS[kind](work, request[kind])
        except ApiError as error:
            raise _named(error, index, kind) from error
        replies.append({kind: reply} if reply or kind in REPLIES_WITHOUT_CONTENT else {})
    return replies


def batch_update(book: Book, body: Any, *, now: float, fields: str = "") -> Json:
    """
    Answer one batchUpdate.

    Args:
        book: The spreadsheet.
        body: The request's JSON.
        now: The sandbox's clock, in seconds since 1970.
        fields: The mask of the whole answer; the caller applies it. Here it only decides
            whether grid data is wanted (documented: it then overrules `responseIncludeGridData`).

    Raises:
        ApiError: Nothing was changed.
    """
    read = read_body(body)
    requests: list[Json] = read.get("requests", [])
    if not requests:
        raise invalid("Must specify at least one request.")
    with book.lock:
        with book.transaction(now) as draft:
            work = Work(draft, now=now, seed=f"{book.id}/{book.revision}")
            replies = apply_requests(work, requests)
        after = book.state
    answer: Json = {"spreadsheetId": book.id, "replies": replies}
    if read.get("includeSpreadsheetInResponse"):
        answer["updatedSpreadsheet"] = _updated_spreadsheet(after, read, now=now, fields=fields)
    return answer


def _kind_of(request: Json, index: int) -> str:
    if len(request) != 1:
        raise invalid(
            f"Invalid requests[{index}]: Must specify exactly one kind of request."
        )  # unverified words
    return next(iter(request))


def _named(error: ApiError, index: int, kind: str) -> ApiError:
    """Return a refusal with its request's name; 500 and 501 say it in their own way (measured)."""
    return error.prefixed(f"Invalid requests[{index}].{kind}: ") if error.code == 400 else error


def _updated_spreadsheet(after: Spreadsheet, read: Json, *, now: float, fields: str) -> Json:
    raise not_imitated("updatedSpreadsheet")
