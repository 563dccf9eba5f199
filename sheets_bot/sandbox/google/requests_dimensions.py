"""
Requests on whole rows and columns: insert, delete, move, append, resize, hide.

What they refuse is here; what moves with the rows is in `structure.py`.
"""

from sheets_bot.sandbox.google import structure
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.model import COLUMNS, ROWS, Json, Sheet
from sheets_bot.sandbox.google.payload import merged, update_mask
from sheets_bot.sandbox.google.work import COLUMN_LIMIT, Work, size

_WRITABLE = {"hiddenByUser", "pixelSize"}
_PIXELS_PER_CHARACTER = 7
_NARROWEST, _WIDEST = 21, 600


def insert_dimension(work: Work, body: Json) -> Json:
    """Insert empty rows or columns; at the very end only with `inheritFromBefore` (reported)."""
    json = body.get("range", {})
    if "startIndex" not in json or "endIndex" not in json:
        raise invalid("range.startIndex and range.endIndex must both be set.")  # unverified words
    sheet, dimension, start, end = work.dimension(json)
    before = bool(body.get("inheritFromBefore"))
    grid = size(sheet, dimension)
    if not before and start >= grid:
        raise invalid(
            f"range.startIndex must be less than the grid size ({grid}) if inheritFromBefore is false."
        )
    if before and start == 0:
        raise invalid(
            "range.startIndex must be greater than 0 if inheritFromBefore is true."
        )  # unverified words
    if start > grid:
        raise invalid(
            f"range.startIndex must not be greater than the grid size ({grid})."
        )  # unverified words
    _require_room(work, sheet, dimension, end - start)
    structure.insert_dimension(work.draft, sheet.id, dimension, start, end - start, inherit_before=before)
    return {}


def delete_dimension(work: Work, body: Json) -> Json:
    """Delete rows or columns, their developer metadata with them (measured)."""
    sheet, dimension, start, end = work.dimension(body.get("range", {}))
    word, grid = _word(dimension), size(sheet, dimension)
    if end > grid:
        raise invalid(
            f"Cannot delete a {word} that doesn't exist. Tried to delete {word} index {max(start, grid)} "
            f"but there are only {grid} {word}s."
        )
    frozen = structure.frozen_count(sheet, dimension)
    if end - start >= grid:
        raise invalid(f"You can't delete all the {word}s on the sheet.")
    if start <= frozen and end == grid and frozen:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    structure.delete_dimension(work.draft, sheet.id, dimension, start, end)
    _thaw(sheet, dimension, max(0, min(end, frozen) - start))
    return {}


def move_dimension(work: Work, body: Json) -> Json:
    """Move rows or columns; the destination counts in the order before the move (measured)."""
    sheet, dimension, start, end = work.dimension(body.get("source", {}))
    to = body.get("destinationIndex", 0)
    grid = size(sheet, dimension)
    if end > grid or not 0 <= to <= grid:
        raise invalid(f"Cannot move {_word(dimension)}s beyond the grid of {grid}.")  # unverified words
    if start <= to <= end:
        return {}
    first, last = (
        ("startRowIndex", "endRowIndex") if dimension == ROWS else ("startColumnIndex", "endColumnIndex")
    )
    for merge in sheet.features["merges"]:
        low, high = merge[first], merge[last]
        if any(low < edge < high for edge in (start, end, to)):  # refused (second-hand), words unverified
            raise invalid(f"Cannot move {_word(dimension)}s: a merged cell would be split.")
    structure.move_dimension(work.draft, sheet.id, dimension, start, end, to)
    return {}


def append_dimension(work: Work, body: Json) -> Json:
    """Add empty rows or columns at the end."""
    length = body.get("length", 0)
    if length <= 0:
        raise invalid("length must be greater than 0.")  # unverified words
    sheet, dimension, _start, _end = work.dimension(
        {"sheetId": body.get("sheetId", 0), "dimension": body.get("dimension")}
    )
    _require_room(work, sheet, dimension, length)
    if dimension == ROWS:
        sheet.grow(rows=sheet.row_count + length)
    else:
        sheet.grow(columns=sheet.column_count + length)
    return {}


def update_dimension_properties(work: Work, body: Json) -> Json:
    """Set the size or hide rows and columns; `hiddenByFilter` is read-only (documented)."""
    tree = update_mask(body.get("fields"), known="DimensionProperties")
    tree = {name: below for name, below in tree.items() if name in _WRITABLE}
    sheet, dimension, start, end = work.dimension(body.get("range", {}))
    if end > size(sheet, dimension):
        raise invalid(f"endIndex[{end}] is beyond the grid of {size(sheet, dimension)}.")  # unverified words
    given = {name: value for name, value in body.get("properties", {}).items() if value is not False}
    properties = sheet.row_properties if dimension == ROWS else sheet.column_properties
    for index in range(start, end):
        properties[index] = merged(properties[index] or {}, given, tree) or None
    return {}


def auto_resize_dimensions(work: Work, body: Json) -> Json:
    """Fit columns to their longest text, roughly; give rows their normal height back."""
    sheet, dimension, start, end = work.dimension(body.get("dimensions", {}))
    end = min(end, size(sheet, dimension))
    for index in range(start, end):
        if dimension == ROWS:
            kept = {
                name: value
                for name, value in (sheet.row_properties[index] or {}).items()
                if name != "pixelSize"
            }
            sheet.row_properties[index] = kept or None
        else:
            kept = sheet.column_properties[index] or {}
            sheet.column_properties[index] = {**kept, "pixelSize": _fitting_width(sheet, index)}
    return {}


def _fitting_width(sheet: Sheet, column: int) -> int:
    cells = (sheet.cell(row, column) for row in range(sheet.row_count))
    longest = max((len(str(cell.entered)) for cell in cells if cell and cell.entered is not None), default=0)
    return max(_NARROWEST, min(_WIDEST, longest * _PIXELS_PER_CHARACTER + 6))


def _require_room(work: Work, sheet: Sheet, dimension: str, count: int) -> None:
    across = sheet.column_count if dimension == ROWS else sheet.row_count
    work.require_cells(count * across)
    if dimension == COLUMNS and sheet.column_count + count > COLUMN_LIMIT:
        raise invalid(f"A sheet cannot have more than {COLUMN_LIMIT} columns.")  # unverified words


def _thaw(sheet: Sheet, dimension: str, count: int) -> None:
    """Deleted frozen rows are no longer frozen (plain)."""
    if not count:
        return
    name = "frozenRowCount" if dimension == ROWS else "frozenColumnCount"
    grid = dict(sheet.properties.get("gridProperties") or {})
    grid[name] = grid[name] - count
    sheet.properties = {**sheet.properties, "gridProperties": grid}


def _word(dimension: str) -> str:
    return "row" if dimension == ROWS else "column"
