"""
`spreadsheets.get`: a spreadsheet as the API's `Spreadsheet`, with or without its cells.

With ranges, only the sheets that they touch come back, each with one `GridData` per range
(documented). Cells come with `includeGridData`, or without it when the mask names them:
the mask then decides alone (measured). Empty rows and cells at the end are left out
(cassette).
"""

from collections.abc import Sequence

from sheets_bot.sandbox.google.a1 import Area, Box, require_start_inside
from sheets_bot.sandbox.google.mask import Tree, asks_for, below
from sheets_bot.sandbox.google.metadata import metadata_json
from sheets_bot.sandbox.google.model import COLUMNS, ROWS, Json, Metadata, Row, Sheet, Spreadsheet
from sheets_bot.sandbox.google.payload import as_answered
from sheets_bot.sandbox.google.render import Renderer, wanted_cell_fields

_URL = "https://docs.google.com/spreadsheets/d/{}/edit"
_ROW_PIXELS = 21
_COLUMN_PIXELS = 100


def spreadsheet_json(
    state: Spreadsheet,
    *,
    now: float,
    mask: Tree,
    areas: Sequence[Area] | None = None,
    include_grid: bool = False,
) -> Json:
    """
    Return a `Spreadsheet` with at least what a mask asks for; the caller cuts the rest away.

    Args:
        state: What to show.
        now: The sandbox's clock, in seconds since 1970, for formulas.
        mask: Below `Spreadsheet`; empty for all.
        areas: The ranges asked for; None shows every sheet whole.
        include_grid: Cells too, unless there is a mask.

    Raises:
        ApiError: 400 for an area that starts beyond the grid.
    """
    with_grid = asks_for(mask, "sheets", "data") if mask else include_grid
    view = _View(state, Renderer(state, now), below(mask, "sheets", "data"), with_grid)
    answer: Json = {
        "spreadsheetId": state.id,
        "properties": state.properties,
        "sheets": [
            view.sheet(sheet, index, areas)
            for index, sheet in enumerate(state.sheets)
            if areas is None or any(area.sheet_id == sheet.id for area in areas)
        ],
        "spreadsheetUrl": _URL.format(state.id),
    }
    if state.named_ranges:
        answer["namedRanges"] = as_answered(state.named_ranges)
    own = [metadata_json(entry) for entry in state.metadata.values() if entry.sheet_id is None]
    if own:
        answer["developerMetadata"] = own
    return answer


class _View:
    """Shows the sheets of one state."""

    def __init__(self, state: Spreadsheet, renderer: Renderer, data_mask: Tree, with_grid: bool) -> None:
        self._renderer = renderer
        self._with_grid = with_grid
        self._with_rows = asks_for(data_mask, "rowMetadata")
        self._with_columns = asks_for(data_mask, "columnMetadata")
        self._with_cells = asks_for(data_mask, "rowData")
        self._cell_fields = wanted_cell_fields(below(data_mask, "rowData", "values"))
        self._metadata: dict[tuple[int, str | None], list[Metadata]] = {}
        for entry in state.metadata.values():
            if entry.sheet_id is not None:
                self._metadata.setdefault((entry.sheet_id, entry.dimension), []).append(entry)

    def sheet(self, sheet: Sheet, index: int, areas: Sequence[Area] | None) -> Json:
        """Return the API's `Sheet`."""
        shown: Json = {"properties": sheet.properties_json(index)}
        is_grid = sheet.properties.get("sheetType", "GRID") == "GRID"
        if self._with_grid and is_grid:
            asked = (
                [Area(sheet.id)] if areas is None else [area for area in areas if area.sheet_id == sheet.id]
            )
            shown["data"] = [self._grid_data(sheet, area) for area in asked]
        for name, entries in sheet.features.items():
            if entries:
                shown[name] = as_answered(entries)
        if sheet.basic_filter is not None:
            shown["basicFilter"] = as_answered(sheet.basic_filter)
        own = self._metadata.get((sheet.id, None))
        if own:
            shown["developerMetadata"] = [metadata_json(entry) for entry in own]
        return shown

    def _grid_data(self, sheet: Sheet, area: Area) -> Json:
        require_start_inside(sheet, area)
        box = area.box(sheet)
        data: Json = {}
        if box.top:
            data["startRow"] = box.top
        if box.left:
            data["startColumn"] = box.left
        if self._with_cells:
            renderer = self._renderer.on(sheet.id)
            rows = [self._row_data(row, box, renderer) for row in sheet.rows[box.top : box.bottom]]
            while rows and not rows[-1]:
                rows.pop()
            if rows:
                data["rowData"] = rows
        if self._with_rows:
            data["rowMetadata"] = self._dimension(sheet, ROWS, box.top, box.bottom)
        if self._with_columns:
            data["columnMetadata"] = self._dimension(sheet, COLUMNS, box.left, box.right)
        return data

    def _row_data(self, row: Row, box: Box, renderer: Renderer) -> Json:
        cell_data, fields = renderer.cell_data, self._cell_fields
        cells = row[box.left : box.right]
        return {"values": [cell_data(cell, fields) for cell in cells]} if any(cells) else {}

    def _dimension(self, sheet: Sheet, dimension: str, start: int, end: int) -> list[Json]:
        properties = sheet.row_properties if dimension == ROWS else sheet.column_properties
        pixels = _ROW_PIXELS if dimension == ROWS else _COLUMN_PIXELS
        shown = [{"pixelSize": pixels, **as_answered(entry or {})} for entry in properties[start:end]]
        for entry in self._metadata.get((sheet.id, dimension), []):
            if start <= entry.index < end:
                shown[entry.index - start].setdefault("developerMetadata", []).append(metadata_json(entry))
        return shown
