"""
Ranges: A1 and R1C1 notation, `GridRange`, and the boxes of cells that they mean.

An `Area` may be open to the edge of the grid; a `Box` never is. Pure; raises `ApiError`
in Google's words where a range cannot be read.
"""

import re
from dataclasses import dataclass

from sheets_bot.sandbox.google.errors import ApiError, invalid
from sheets_bot.sandbox.google.model import Json, Sheet, Spreadsheet

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(0*[1-9]\d{0,7})")  # "TAB01" is the cell TAB1 (reported)
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([1-9]\d{0,7})")
_R1C1 = re.compile(r"[Rr]([1-9]\d*)[Cc]([1-9]\d*)")
_PLAIN_TITLE = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Box:
    """Cells from top left (inclusive) to bottom right (exclusive), all counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    def meets(self, other: "Box") -> bool:
        """True when the two share a cell."""
        return (
            self.top < other.bottom
            and other.top < self.bottom
            and self.left < other.right
            and other.left < self.right
        )


@dataclass(frozen=True, slots=True)
class Area:
    """A range on a sheet; None means open to that edge, as in the API's `GridRange`."""

    sheet_id: int
    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None

    @classmethod
    def from_json(cls, json: Json) -> "Area":
        """Return the area of a `GridRange`; a missing `sheetId` is 0."""
        return cls(
            int(json.get("sheetId", 0)),
            json.get("startRowIndex"),
            json.get("startColumnIndex"),
            json.get("endRowIndex"),
            json.get("endColumnIndex"),
        )

    def to_json(self) -> Json:
        """Return the `GridRange`; a `sheetId` of 0 is left out, an index of 0 is not (cassette)."""
        named = {
            "sheetId": self.sheet_id or None,
            "startRowIndex": self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left,
            "endColumnIndex": self.right,
        }
        return {name: value for name, value in named.items() if value is not None}

    @property
    def is_whole_sheet(self) -> bool:
        """True when no edge is named."""
        return (self.top, self.left, self.bottom, self.right) == (None, None, None, None)

    @property
    def is_cell(self) -> bool:
        """True for a single cell."""
        return (
            self.top is not None
            and self.left is not None
            and (self.bottom, self.right) == (self.top + 1, self.left + 1)
        )

    def box(self, sheet: Sheet) -> Box:
        """Return the part that lies in the grid; empty when nothing does."""
        return Box(
            min(self.top or 0, sheet.row_count),
            min(self.left or 0, sheet.column_count),
            sheet.row_count if self.bottom is None else min(self.bottom, sheet.row_count),
            sheet.column_count if self.right is None else min(self.right, sheet.column_count),
        )


def column_letters(index: int) -> str:
    """Return ``A`` for 0, ``AA`` for 26."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return 0 for ``A``, 26 for ``AA``."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quoted_title(title: str) -> str:
    """Return a title as Google prints it: quoted unless it is a plain word that is no address (cassette)."""
    plain = _PLAIN_TITLE.fullmatch(title) and not _CELL.fullmatch(title) and not _R1C1.fullmatch(title)
    return title if plain else "'" + title.replace("'", "''") + "'"


def cells_text(box: Box) -> str:
    """Return ``A1`` or ``A1:B2``."""
    first = f"{column_letters(box.left)}{box.top + 1}"
    last = f"{column_letters(max(box.left, box.right - 1))}{max(box.top, box.bottom - 1) + 1}"
    return first if first == last else f"{first}:{last}"


def range_text(title: str, box: Box) -> str:
    """Return e.g. ``Sheet1!A1:B2``, as Google prints ranges in answers (cassette)."""
    return f"{quoted_title(title)}!{cells_text(box)}"


def find_area(spreadsheet: Spreadsheet, text: str, *, home: int | None = None) -> Area:
    """
    Return the area that a range text means.

    A bare name is a named range first; then an address on the first sheet; then a sheet
    (measured). Anything before ``!`` is a sheet's title.

    Args:
        spreadsheet: Where to look.
        text: A1 or R1C1 notation, a title or the name of a range.
        home: The sheet of a bare address, as in a formula; the first one without it.

    Raises:
        ApiError: 400 "Unable to parse range: ...".
    """
    title, cells = _split(text)
    if title is not None:
        sheet = spreadsheet.find_title(title)
        if sheet is None:
            raise unparsable(text)
        area = Area(sheet.id) if cells is None else _cells_area(cells, sheet.id) or _named(spreadsheet, cells)
    else:
        area = (
            _named(spreadsheet, text)
            or _cells_area(text, spreadsheet.sheets[0].id if home is None else home)
            or _titled(spreadsheet, text)
        )
    if area is None:
        raise unparsable(text)
    return area


def unparsable(text: str) -> ApiError:
    """Return the 400 of a bad range (measured)."""
    return invalid(f"Unable to parse range: {text}")


def sheet_of(spreadsheet: Spreadsheet, area: Area) -> Sheet:
    """
    Return the sheet of an area.

    Raises:
        ApiError: 400, no such sheet (wording of the API's data filters, unverified).
    """
    sheet = spreadsheet.find(area.sheet_id)
    if sheet is None:
        raise invalid(f"No grid with id: {area.sheet_id}")
    return sheet


def require_start_inside(sheet: Sheet, area: Area) -> None:
    """
    Refuse a range that starts beyond the grid; one that only ends beyond it is cut (unverified).

    Raises:
        ApiError: 400 with the grid's size (reported).
    """
    if (area.top or 0) >= sheet.row_count or (area.left or 0) >= sheet.column_count:
        raise beyond_grid(sheet, area)


def require_inside(sheet: Sheet, area: Area) -> None:
    """
    Refuse a range any part of which lies beyond the grid.

    Raises:
        ApiError: 400 with the grid's size (reported).
    """
    require_start_inside(sheet, area)
    if (area.bottom or 0) > sheet.row_count or (area.right or 0) > sheet.column_count:
        raise beyond_grid(sheet, area)


def beyond_grid(sheet: Sheet, area: Area) -> ApiError:
    """Return the 400 of a range outside the grid (reported)."""
    top, left = area.top or 0, area.left or 0
    bottom = max(sheet.row_count, top + 1) if area.bottom is None else area.bottom
    right = max(sheet.column_count, left + 1) if area.right is None else area.right
    return invalid(
        f"Range ({range_text(sheet.title, Box(top, left, bottom, right))}) exceeds grid limits. "
        f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    )


def _split(text: str) -> tuple[str | None, str | None]:
    """Return title and cells; the title is None when there is neither quote nor ``!``."""
    if text.startswith("'"):
        quoted = re.match(r"'((?:[^']|'')*)'(?:!(.*))?$", text, re.DOTALL)
        if quoted:
            return quoted[1].replace("''", "'"), quoted[2]
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else (None, None)


def _named(spreadsheet: Spreadsheet, name: str) -> Area | None:
    wanted = name.casefold()
    for entry in spreadsheet.named_ranges:
        if str(entry.get("name", "")).casefold() == wanted:
            return Area.from_json(entry["range"])
    return None


def _titled(spreadsheet: Spreadsheet, title: str) -> Area | None:
    sheet = spreadsheet.find_title(title)
    return None if sheet is None else Area(sheet.id)


def _cells_area(cells: str, sheet_id: int) -> Area | None:
    first, colon, last = cells.partition(":")
    start = _corner(first.strip())
    end = _corner(last.strip()) if colon else start
    if start is None or end is None:
        return None
    if not colon and None in start:
        return None  # a bare "A" or "2" is no range
    rows = _ordered(start[0], end[0])
    columns = _ordered(start[1], end[1])
    return Area(sheet_id, rows[0], columns[0], rows[1], columns[1])


def _corner(text: str) -> tuple[int | None, int | None] | None:
    if found := _CELL.fullmatch(text):
        return int(found[2]) - 1, column_index(found[1])
    if found := _R1C1.fullmatch(text):
        return int(found[1]) - 1, int(found[2]) - 1
    if found := _COLUMN.fullmatch(text):
        return None, column_index(found[1])
    if found := _ROW.fullmatch(text):
        return int(found[1]) - 1, None
    return None


def _ordered(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first is None:
        return (None, None) if last is None else (last, None)
    if last is None:
        return first, None
    return min(first, last), max(first, last) + 1
