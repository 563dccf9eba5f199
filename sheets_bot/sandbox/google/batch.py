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
    requests_charts,
    requests_dimensions,
    requests_filters,
    requests_formats,
    requests_groups,
    requests_metadata,
    requests_names,
    requests_ranges,
    requests_sheets,
    requests_sorting,
    requests_tables,
    requests_text,
)
from sheets_bot.sandbox.google.a1 import find_area
from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.errors import ApiError, invalid, not_imitated
from sheets_bot.sandbox.google.get import spreadsheet_json
from sheets_bot.sandbox.google.mask import ALL, Tree, asks_for, below
from sheets_bot.sandbox.google.model import Json
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
    "addChart": requests_charts.add_chart,
    "updateChartSpec": requests_charts.update_chart_spec,
    "deleteEmbeddedObject": requests_charts.delete_embedded_object,
    "updateEmbeddedObjectPosition": requests_charts.update_embedded_object_position,
    "updateEmbeddedObjectBorder": requests_charts.update_embedded_object_border,
    "addSlicer": requests_charts.add_slicer,
    "updateSlicerSpec": requests_charts.update_slicer_spec,
    "setBasicFilter": requests_filters.set_basic_filter,
    "clearBasicFilter": requests_filters.clear_basic_filter,
    "addFilterView": requests_filters.add_filter_view,
    "updateFilterView": requests_filters.update_filter_view,
    "duplicateFilterView": requests_filters.duplicate_filter_view,
    "deleteFilterView": requests_filters.delete_filter_view,
    "addConditionalFormatRule": requests_formats.add_conditional_format_rule,
    "updateConditionalFormatRule": requests_formats.update_conditional_format_rule,
    "deleteConditionalFormatRule": requests_formats.delete_conditional_format_rule,
    "addBanding": requests_formats.add_banding,
    "updateBanding": requests_formats.update_banding,
    "deleteBanding": requests_formats.delete_banding,
    "mergeCells": requests_formats.merge_cells,
    "unmergeCells": requests_formats.unmerge_cells,
    "addDimensionGroup": requests_groups.add_dimension_group,
    "deleteDimensionGroup": requests_groups.delete_dimension_group,
    "updateDimensionGroup": requests_groups.update_dimension_group,
    "addNamedRange": requests_names.add_named_range,
    "updateNamedRange": requests_names.update_named_range,
    "deleteNamedRange": requests_names.delete_named_range,
    "addProtectedRange": requests_names.add_protected_range,
    "updateProtectedRange": requests_names.update_protected_range,
    "deleteProtectedRange": requests_names.delete_protected_range,
    "insertRange": requests_ranges.insert_range,
    "deleteRange": requests_ranges.delete_range,
    "cutPaste": requests_ranges.cut_paste,
    "copyPaste": requests_ranges.copy_paste,
    "sortRange": requests_sorting.sort_range,
    "randomizeRange": requests_sorting.randomize_range,
    "addTable": requests_tables.add_table,
    "updateTable": requests_tables.update_table,
    "deleteTable": requests_tables.delete_table,
    "findReplace": requests_text.find_replace,
    "trimWhitespace": requests_text.trim_whitespace,
    "deleteDuplicates": requests_text.delete_duplicates,
    "textToColumns": requests_text.text_to_columns,
    "pasteData": requests_text.paste_data,
}

KINDS_WITH_REPLY = {
    "addBanding", "addChart", "addDimensionGroup", "addFilterView", "addNamedRange",
    "addProtectedRange", "addSheet", "addSlicer", "addTable", "createDeveloperMetadata",
    "deleteConditionalFormatRule", "deleteDeveloperMetadata", "deleteDimensionGroup",
    "deleteDuplicates", "duplicateFilterView", "duplicateSheet", "findReplace", "trimWhitespace",
    "updateConditionalFormatRule", "updateDeveloperMetadata", "updateEmbeddedObjectPosition",
}  # fmt: skip
"""Kinds whose reply names the kind even when nothing is in it (cassette, for deleteDimensionGroup)."""


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
        replies.append({kind: reply} if kind in KINDS_WITH_REPLY else {})
    return replies


def batch_update(book: Book, body: Any, *, now: float, mask: Tree = ALL, caller: str = "") -> Json:
    """
    Answer one batchUpdate.

    Args:
        book: The spreadsheet.
        body: The request's JSON.
        now: The sandbox's clock, in seconds since 1970.
        mask: The answer's `fields`, which the caller applies to the whole of it. Here it says
            what of the spreadsheet is wanted; it overrules `responseIncludeGridData` (documented).
        caller: Address of who asks; empty for the person at the machine.

    Raises:
        ApiError: Nothing was changed.
    """
    read = read_body(body)
    requests: list[Json] = read.get("requests", [])
    if not requests:
        raise invalid("Must specify at least one request.")
    with book.lock:
        with book.transaction(now) as draft:
            work = Work(draft, now=now, seed=f"{book.id}/{book.revision}", caller=caller)
            replies = apply_requests(work, requests)
            # Read inside: a response range that cannot be read applies nothing (unverified).
            areas = [find_area(draft, text) for text in read.get("responseRanges", [])]
        after = book.state
    answer: Json = {"spreadsheetId": book.id, "replies": replies}
    if read.get("includeSpreadsheetInResponse") and asks_for(mask, "updatedSpreadsheet"):
        answer["updatedSpreadsheet"] = spreadsheet_json(
            after,
            now=now,
            mask=below(mask, "updatedSpreadsheet"),
            areas=areas or None,
            include_grid=read.get("responseIncludeGridData", False),
        )
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
