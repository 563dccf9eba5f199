"""
What `sheets-bot init` asks Google to make: tabs, columns, and their looks.

Pure: from schemas and a spreadsheet as it is to requests. Only adds what is
missing: a column that exists keeps its place, width, drop-down colours and rules,
since people change those (rewriting a drop-down wipes the colours that they gave
it). A second time there is nothing to do. Looks are in `looks.py`.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.looks import (
    chart_request,
    column_looks,
    header_cells,
    highlight_requests,
    protection_requests,
)
from sheets_bot.sheets.schema import Chart, Column, TabSchema
from sheets_bot.sheets.snapshot import locate_columns
from sheets_bot.sheets.structure import COLUMN_MARK, TAB_MARK, Sheet, Structure

Request = dict[str, Any]

NEW_TAB_ROWS = 200
_MOST_SHEET_ID = 2_000_000_000
_COLUMN_PIXELS = 100
"""Width of a column that nobody has set (Sheets' default)."""


@dataclass(frozen=True)
class Provision:
    """What there is to make, and in words what it is."""

    requests: tuple[Request, ...]
    words: tuple[str, ...]
    """One line per thing that is made, for the terminal."""


def provision(
    schemas: Sequence[TabSchema],
    structure: Structure,
    headers: Mapping[int, Sequence[str]],
    *,
    blank_sheet: int | None = None,
) -> Provision:
    """
    Return what is missing in a spreadsheet for these tabs.

    Args:
        schemas: The tabs that there should be.
        structure: The spreadsheet as it is.
        headers: The header row of each existing sheet, by sheet id.
        blank_sheet: Id of the one blank sheet that a new spreadsheet starts with; it is removed.

    Raises:
        Misconfigured: A tab exists in several copies, or a header could be one of several.
    """
    ordered = sorted(schemas, key=lambda schema: (schema.order, schema.tab))
    work = _Provisioner(structure, headers)
    for place, schema in enumerate(ordered):
        sheet = structure.sheet_of(schema)
        if sheet is None:
            work.make_tab(schema, place)
        else:
            work.complete_tab(schema, sheet)
    for schema in ordered:
        work.add_charts(schema)
    if blank_sheet is not None and work.requests and not work.uses(blank_sheet):
        work.drop(blank_sheet)
    return Provision(tuple(work.requests), tuple(work.words))


class _Provisioner:
    """Collects the requests for one spreadsheet."""

    def __init__(self, structure: Structure, headers: Mapping[int, Sequence[str]]) -> None:
        self.requests: list[Request] = []
        self.words: list[str] = []
        self._headers = headers
        self._ids = {sheet.sheet_id for sheet in structure.sheets}
        self._widths = {sheet.sheet_id: sheet.column_count for sheet in structure.sheets}
        self._chart_ids = {chart_id for sheet in structure.sheets for chart_id in sheet.chart_ids}
        self._places: dict[str, tuple[int, dict[str, int]]] = {}
        """Sheet id and column positions by tab, as they will be."""

    def make_tab(self, schema: TabSchema, place: int) -> None:
        """Ask for a new tab with all its columns."""
        sheet_id = self._free_id(schema.tab)
        gaps = accumulate(column.gap for column in schema.column)
        positions = {c.name: at + gap for at, (c, gap) in enumerate(zip(schema.column, gaps, strict=True))}
        grid = {
            "rowCount": NEW_TAB_ROWS,
            "columnCount": max([*(at + 1 for at in positions.values()), *map(_columns_under, schema.chart)]),
            "frozenRowCount": 1,
            "frozenColumnCount": schema.frozen_columns,
        }
        properties = {"sheetId": sheet_id, "title": schema.tab, "index": place, "gridProperties": grid}
        self.requests.append({"addSheet": {"properties": properties}})
        self._widths[sheet_id] = grid["columnCount"]
        self.requests.append(_mark({"sheetId": sheet_id}, TAB_MARK, schema.tab))
        self._add_columns(schema, sheet_id, positions, schema.column)
        self._places[schema.tab] = (sheet_id, positions)
        self.words.append(f"new tab {schema.tab!r} with {len(schema.column)} columns")

    def complete_tab(self, schema: TabSchema, sheet: Sheet) -> None:
        """Ask for what an existing tab lacks: marks, and columns at its right end."""
        header = self._headers.get(sheet.sheet_id, ())
        positions = locate_columns(schema, header, sheet.column_marks, lenient=True)
        if not sheet.tab_mark:
            self.requests.append(_mark({"sheetId": sheet.sheet_id}, TAB_MARK, schema.tab))
            self.words.append(f"tab {schema.tab!r} recognised")
        for name, at in positions.items():
            # A stale mark of another name stays: a second one could be read instead of it, or not.
            if at not in sheet.column_marks:
                self.requests.append(_mark(_column_place(sheet.sheet_id, at), COLUMN_MARK, name))
        missing = [column for column in schema.column if column.name not in positions]
        unclear = [column.header for column in missing if column.header in header]
        if unclear:
            raise Misconfigured(
                f"Tab {schema.tab!r}: {', '.join(map(repr, unclear))} could be one of several columns. "
                "Rename the ones that are not the bot's. Nothing was made."
            )
        if missing:
            first = max((at + 1 for at, text in enumerate(header) if text), default=0)
            self._make_room(sheet.sheet_id, first, len(missing))
            new = {column.name: first + offset for offset, column in enumerate(missing)}
            self._add_columns(schema, sheet.sheet_id, new, missing)
            positions |= new
            self.words.append(f"tab {schema.tab!r}: new columns {', '.join(c.header for c in missing)}")
        self._places[schema.tab] = (sheet.sheet_id, positions)

    def _make_room(self, sheet_id: int, first: int, count: int) -> None:
        """Ask for empty columns behind the last header: what stands there without one is moved, not lost."""
        if first >= self._widths[sheet_id]:
            self._widen(sheet_id, first + count)
            return
        span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": first, "endIndex": first + count}
        self.requests.append({"insertDimension": {"range": span, "inheritFromBefore": False}})
        self._widths[sheet_id] += count

    def _widen(self, sheet_id: int, columns: int) -> None:
        """Ask for a tab that is at least this wide."""
        more = columns - self._widths[sheet_id]
        if more > 0:
            span = {"sheetId": sheet_id, "dimension": "COLUMNS", "length": more}
            self.requests.append({"appendDimension": span})
            self._widths[sheet_id] = columns

    def _add_columns(
        self, schema: TabSchema, sheet_id: int, positions: Mapping[str, int], columns: Sequence[Column]
    ) -> None:
        for _, run in groupby(enumerate(columns), key=lambda pair: positions[pair[1].name] - pair[0]):
            together = [column for _, column in run]
            self.requests.append(header_cells(sheet_id, positions[together[0].name], together))
        for column in columns:
            at = positions[column.name]
            self.requests.append(_mark(_column_place(sheet_id, at), COLUMN_MARK, column.name))
            self.requests += column_looks(column, sheet_id, at)
        self.requests += highlight_requests(schema, sheet_id, positions)
        self.requests += protection_requests(schema, sheet_id, positions)

    def add_charts(self, schema: TabSchema) -> None:
        """Ask for the charts of a tab that are not there."""
        for chart in schema.chart:
            if chart.id in self._chart_ids:
                continue
            sheet_id, _ = self._places[schema.tab]
            self._widen(sheet_id, _columns_under(chart))
            data_id, columns = self._places[chart.data_tab]
            self.requests.append(chart_request(chart, sheet_id, data_id, columns))
            self.words.append(f"tab {schema.tab!r}: chart {chart.title!r}")

    def uses(self, sheet_id: int) -> bool:
        """True for a sheet that is one of the tabs."""
        return any(sheet_id == used for used, _ in self._places.values())

    def drop(self, sheet_id: int) -> None:
        """Ask to remove a sheet that holds nothing."""
        self.requests.append({"deleteSheet": {"sheetId": sheet_id}})
        self.words.append("the blank first sheet removed")

    def _free_id(self, tab: str) -> int:
        """Return a sheet id that is the same in every spreadsheet, unless it is taken there."""
        sheet_id = zlib.crc32(tab.encode()) % _MOST_SHEET_ID + 1
        while sheet_id in self._ids:
            sheet_id += 1
        self._ids.add(sheet_id)
        return sheet_id


def _columns_under(chart: Chart) -> int:
    """Return how many columns a tab needs to carry a chart; Google refuses an anchor beyond the grid."""
    return chart.anchor_column + -(-chart.width // _COLUMN_PIXELS)


def _column_place(sheet_id: int, at: int) -> dict[str, Any]:
    return {
        "dimensionRange": {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    }


def _mark(location: Mapping[str, Any], key: str, value: str) -> Request:
    """Return the request for one mark that other programs of the spreadsheet may see too."""
    mark = {
        "metadataKey": key,
        "metadataValue": value,
        "location": dict(location),
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": mark}}
