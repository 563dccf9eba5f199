"""
How a spreadsheet is built: tabs, marks, merges, epochs; as one answer tells it.

A value parsed from ``spreadsheets.get``. Remembered between runs by
`workbook.py`, which reads it again only when something no longer fits.
Knows where things are, never what they hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.schema import TabSchema

TAB_MARK = "sheets_bot.tab"
"""Key of the developer metadata on a tab; its value is the schema's tab title. Survives a renaming."""
COLUMN_MARK = "sheets_bot.column"
"""Key of the developer metadata on a column; its value is the column's name. Follows the column."""
EPOCH_MARK = "sb.epoch"
"""Key of the developer metadata of one write; short, for a thousand of them share 30,000 characters."""
SALT_MARK = "sheets_bot.salt"
"""Key of the developer metadata of a restored spreadsheet: what the marks of people in it were made with."""
EPOCH_BASE = 1_000_000_000
"""Metadata id of epoch 0. Ids are positive 32-bit integers (Sheets API guide on metadata)."""

MOST_CELLS = 10_000_000
"""Of all tabs of a spreadsheet together, empty ones too (measured: one more is answered by a 400)."""

STRUCTURE_FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),"
    "developerMetadata(metadataId,metadataKey,metadataValue),"
    "sheets(properties(sheetId,title,index,gridProperties(rowCount,columnCount,frozenRowCount,frozenColumnCount)),"
    "developerMetadata(metadataId,metadataKey,metadataValue),merges,charts(chartId),"
    "protectedRanges(protectedRangeId,description,range),conditionalFormats,"
    "data(columnMetadata(developerMetadata(metadataId,metadataKey,metadataValue))))"
)
"""The mask of the one read that tells all this. Without grid values: columns only."""


@dataclass(frozen=True)
class Sheet:
    """One tab as it is built."""

    sheet_id: int
    title: str
    row_count: int
    column_count: int
    frozen_rows: int
    frozen_columns: int
    tab_mark: str
    """The schema tab that this sheet was provisioned for; empty where a person made it."""
    column_marks: Mapping[int, str]
    """Column name by position, for the columns that carry a mark."""
    merged_rows: tuple[range, ...]
    """Rows that a vertical merge spans, zero-based."""
    chart_ids: frozenset[int]
    protections: tuple[Mapping[str, Any], ...]
    conditional_formats: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Structure:
    """A spreadsheet as it is built."""

    spreadsheet_id: str
    title: str
    zone: ZoneInfo
    sheets: tuple[Sheet, ...]
    epochs: tuple[int, ...] = field(repr=False)
    """Numbers of the epochs that stand in the spreadsheet, ascending."""
    salt: str = field(default="", repr=False)
    """What marks of people were made with before it was restored; empty for its own id."""

    @property
    def epoch(self) -> int:
        """The newest epoch; 0 before the first write."""
        return self.epochs[-1] if self.epochs else 0

    @property
    def cells(self) -> int:
        """How many cells all tabs have, empty ones too."""
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)

    def sheet_of(self, schema: TabSchema) -> Sheet | None:
        """
        Return the sheet of a tab: the one that carries its mark, else the one of that title.

        A tab that a person duplicated carries the mark twice; then the title decides.

        Raises:
            Misconfigured: Several sheets carry the mark and none has the title.
        """
        marked = [sheet for sheet in self.sheets if sheet.tab_mark == schema.tab]
        titled = [sheet for sheet in self.sheets if sheet.title == schema.tab]
        if len(marked) == 1:
            return marked[0]
        if titled:
            return titled[0]
        if marked:
            raise Misconfigured(
                f"Spreadsheet {self.title!r} has {len(marked)} copies of the tab {schema.tab!r}: "
                f"{', '.join(repr(sheet.title) for sheet in marked)}. Name the one to keep {schema.tab!r}. "
                "Nothing was written to any of them."
            )
        return None

    def need_sheet(self, schema: TabSchema) -> Sheet:
        """
        Return the sheet of a tab.

        Raises:
            Misconfigured: There is none.
        """
        sheet = self.sheet_of(schema)
        if sheet is None:
            raise Misconfigured(
                f"Spreadsheet {self.title!r} has no tab {schema.tab!r}; it has "
                f"{', '.join(repr(s.title) for s in self.sheets)}. Rename the tab back, or run "
                "`sheets-bot init` to make it. Nothing was written to this tab."
            )
        return sheet


def parse_structure(answer: Mapping[str, Any]) -> Structure:
    """
    Return the structure that an answer of ``spreadsheets.get`` with `STRUCTURE_FIELDS` tells.

    Raises:
        Misconfigured: The spreadsheet's time zone is none that is known here.
    """
    properties = answer.get("properties", {})
    zone_name = properties.get("timeZone") or "Etc/UTC"
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Misconfigured(
            f"Spreadsheet {properties.get('title', '')!r} is set to time zone {zone_name!r}, which is not "
            "known here. Choose a city in File > Settings > Time zone. Nothing was read or written."
        ) from error
    epochs = sorted(
        int(mark["metadataId"]) - EPOCH_BASE
        for mark in answer.get("developerMetadata", ())
        if mark.get("metadataKey") == EPOCH_MARK and int(mark["metadataId"]) >= EPOCH_BASE
    )
    return Structure(
        spreadsheet_id=str(answer.get("spreadsheetId", "")),
        title=str(properties.get("title", "")),
        zone=zone,
        sheets=tuple(_sheet(sheet) for sheet in answer.get("sheets", ())),
        epochs=tuple(epochs),
        salt=_mark(answer, SALT_MARK),
    )


def _sheet(sheet: Mapping[str, Any]) -> Sheet:
    properties = sheet.get("properties", {})
    grid = properties.get("gridProperties", {})
    return Sheet(
        sheet_id=int(properties.get("sheetId", 0)),
        title=str(properties.get("title", "")),
        row_count=int(grid.get("rowCount", 0)),
        column_count=int(grid.get("columnCount", 0)),
        frozen_rows=int(grid.get("frozenRowCount", 0)),
        frozen_columns=int(grid.get("frozenColumnCount", 0)),
        tab_mark=_mark(sheet, TAB_MARK),
        column_marks=column_marks(sheet.get("data", ())),
        merged_rows=tuple(
            range(merge.get("startRowIndex", 0), merge.get("endRowIndex", 0))
            for merge in sheet.get("merges", ())
            if merge.get("endRowIndex", 0) - merge.get("startRowIndex", 0) > 1
        ),
        chart_ids=frozenset(int(chart["chartId"]) for chart in sheet.get("charts", ())),
        protections=tuple(sheet.get("protectedRanges", ())),
        conditional_formats=tuple(sheet.get("conditionalFormats", ())),
    )


def _mark(holder: Mapping[str, Any], key: str) -> str:
    for mark in holder.get("developerMetadata", ()):
        if mark.get("metadataKey") == key:
            return str(mark.get("metadataValue", ""))
    return ""


def column_marks(grids: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return the column name by position of the columns that carry a mark, from GridData objects."""
    marks: dict[int, str] = {}
    for data in grids:
        for offset, column in enumerate(data.get("columnMetadata", ())):
            name = _mark(column, COLUMN_MARK)
            if name:
                marks[data.get("startColumn", 0) + offset] = name
    return marks


def column_identities(header: Sequence[str], marks: Mapping[int, str]) -> tuple[str, ...]:
    """
    Return what each column is known by, wherever it moves and however it is renamed.

    That is its mark, and for a column of the people's own, which has none, its header.
    """
    width = max(len(header), max(marks, default=-1) + 1)
    texts = [*header, *[""] * (width - len(header))]
    return tuple(f"mark:{marks[at]}" if at in marks else text for at, text in enumerate(texts))
