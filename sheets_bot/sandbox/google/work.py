"""
What the requests of one batchUpdate have in hand: the draft, ranges made certain, new ids.

Refuses in Google's words what every kind of request refuses: a sheet that is not there, a
range beyond the grid. The kinds themselves are in `requests_*.py`, their table in `batch.py`.
"""

from collections.abc import Callable, Collection
from random import Random

from sheets_bot.sandbox.google.a1 import Area, Box, require_inside
from sheets_bot.sandbox.google.book import Draft
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.model import COLUMNS, ROWS, Json, Sheet
from sheets_bot.sandbox.google.values import MAX_CELLS

COLUMN_LIMIT = 18_278
"""Columns of one sheet, A to ZZZ (measured)."""


class Work:
    """One batch under way."""

    def __init__(self, draft: Draft, *, now: float, seed: str, caller: str = "") -> None:
        """
        Args:
            draft: What the requests change.
            now: The sandbox's clock, in seconds since 1970.
            seed: Decides the ids that are made up, so that a world can be repeated.
            caller: Address of who asks; empty for the person at the machine.
        """
        self.draft = draft
        self.now = now
        self.random = Random(seed)
        self.caller = caller

    def sheet(self, sheet_id: int, *, word: str = "grid") -> Sheet:
        """
        Return a sheet that may be changed, whatever its type.

        Raises:
            ApiError: 400 "No grid with id: 5" (reported; some kinds say "sheet").
        """
        if self.draft.find(sheet_id) is None:
            raise invalid(f"No {word} with id: {sheet_id}")
        return self.draft.sheet(sheet_id)

    def grid(self, sheet_id: int) -> Sheet:
        """
        Return a sheet with cells that may be changed; a chart's own tab is none (measured).

        Raises:
            ApiError: 400 "No grid with id: 5" (reported; for a chart's tab unverified).
        """
        sheet = self.sheet(sheet_id)
        if sheet.properties.get("sheetType", "GRID") != "GRID":
            raise invalid(f"No grid with id: {sheet_id}")
        return sheet

    def range(self, json: Json) -> tuple[Sheet, Box]:
        """
        Return the sheet and the cells of a `GridRange`.

        Raises:
            ApiError: 400, no such sheet, or any part beyond the grid (reported).
        """
        area = Area.from_json(json)
        sheet = self.grid(area.sheet_id)
        for first, last in ((area.top, area.bottom), (area.left, area.right)):
            if (first or 0) < 0 or (last is not None and last <= (first or 0)):
                raise invalid("GridRange start must be at least 0 and before its end.")  # unverified words
        require_inside(sheet, area)
        return sheet, area.box(sheet)

    def kept_range(self, json: Json) -> Json:
        """Return a checked `GridRange` as it is stored: `sheetId` 0 left out (cassette)."""
        self.range(json)
        return Area.from_json(json).to_json()

    def coordinate(self, json: Json) -> tuple[Sheet, int, int]:
        """
        Return the sheet, row and column of a `GridCoordinate`.

        Raises:
            ApiError: 400, no such sheet, or beyond the grid (reported).
        """
        sheet = self.grid(json.get("sheetId", 0))
        row, column = json.get("rowIndex", 0), json.get("columnIndex", 0)
        for at, size, name in ((row, sheet.row_count, "row"), (column, sheet.column_count, "column")):
            if not 0 <= at < size:
                raise invalid(f"GridCoordinate.{name}Index[{at}] is after last {name} in grid[{size - 1}]")
        return sheet, row, column

    def dimension(self, json: Json) -> tuple[Sheet, str, int, int]:
        """
        Return sheet, `ROWS` or `COLUMNS`, start and end of a `DimensionRange`.

        An end that is not given is the edge of the grid. Whether the end may lie beyond it
        is for the request to say.

        Raises:
            ApiError: 400, no such sheet, no dimension, or indexes that make no range.
        """
        sheet = self.grid(json.get("sheetId", 0))
        dimension = str(json.get("dimension"))
        if dimension not in {ROWS, COLUMNS}:
            raise invalid("Must specify a dimension: ROWS or COLUMNS.")  # unverified words
        start = json.get("startIndex", 0)
        end = json.get("endIndex", size(sheet, dimension))
        if start < 0 or end < 0:
            raise invalid("DimensionRange indexes must be >= 0")
        if end < start:
            raise invalid(f"endIndex[{end}] must not be before startIndex[{start}].")  # unverified words
        return sheet, dimension, start, end

    def new_id(self, taken: Collection[int]) -> int:
        """Return a positive int32 that is not taken."""
        while (made := self.random.randrange(1, 2**31)) in taken:
            pass
        return made

    def chosen_id(self, wanted: int | None, taken: Collection[int], refusal: Callable[[int], str]) -> int:
        """
        Return the id a request asks for, or a new one.

        Raises:
            ApiError: 400 in the words of *refusal* when the id is taken.
        """
        if wanted is None:
            return self.new_id(taken)
        if wanted in taken:
            raise invalid(refusal(wanted))
        return wanted

    def require_cells(self, more: int) -> None:
        """
        Refuse growth past the limit of a spreadsheet.

        Raises:
            ApiError: 400 (measured).
        """
        cells = sum(sheet.row_count * sheet.column_count for sheet in self.draft.sheets)
        if cells + more > MAX_CELLS:
            raise invalid(
                "This action would increase the number of cells in the workbook above the limit of "
                f"{MAX_CELLS} cells."
            )

    def feature_ids(self, feature: str, id_name: str) -> set[int]:
        """Return the ids in use among one feature of all sheets, e.g. charts by `chartId`."""
        return {entry[id_name] for sheet in self.draft.sheets for entry in sheet.features[feature]}

    def find_feature(self, feature: str, id_name: str, wanted: int, words: str) -> tuple[Sheet, int]:
        """
        Return the sheet, ready for change, and the place of an entry in its feature's list.

        Raises:
            ApiError: 400 "<words>: <id>" when there is none.
        """
        for sheet in self.draft.sheets:
            for place, entry in enumerate(sheet.features[feature]):
                if entry.get(id_name) == wanted:
                    return self.draft.sheet(sheet.id), place
        raise invalid(f"{words}: {wanted}")


def size(sheet: Sheet, dimension: str) -> int:
    """Return the number of rows or columns."""
    return sheet.row_count if dimension == ROWS else sheet.column_count
