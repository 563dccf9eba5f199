"""
Requests that write cells where they stand: updateCells, repeatCell, appendCells,
setDataValidation, updateBorders.

Positions are taken as they are: a filter does not turn these writes aside (no report that it
would), only setDataValidation leaves filtered rows out unless told otherwise (documented).
"""

from collections.abc import Iterable

from sheets_bot.sandbox.google.a1 import Box
from sheets_bot.sandbox.google.celldata import CellUpdate
from sheets_bot.sandbox.google.colours import with_both_forms
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.formula_refs import shifted_formula
from sheets_bot.sandbox.google.model import (
    BARE,
    Cell,
    Dress,
    Json,
    Sheet,
    cell_or_none,
)
from sheets_bot.sandbox.google.payload import as_answered
from sheets_bot.sandbox.google.values import grow_checked
from sheets_bot.sandbox.google.work import Work

_SIDES = ("top", "bottom", "left", "right")
_NEEDS_VALUES = {
    "ONE_OF_LIST": 1,
    "ONE_OF_RANGE": 1,
    "CUSTOM_FORMULA": 1,
    "NUMBER_BETWEEN": 2,
    "DATE_BETWEEN": 2,
}


def update_cells(work: Work, body: Json) -> Json:
    """Write rows of `CellData`; what a range covers and the rows do not is cleared (documented)."""
    update = CellUpdate.from_fields(body.get("fields"))
    rows: list[Json] = body.get("rows", [])
    if "range" in body:
        sheet, box = work.range(body["range"])
        _require_rows_in(rows, box.top, box.left, box.bottom, box.right)
        for offset in range(box.height):
            cells = rows[offset].get("values", []) if offset < len(rows) else []
            filled = cells + [{}] * (box.width - len(cells))
            _write_row(sheet, box.top + offset, box.left, filled, update)
    elif "start" in body:
        sheet, top, left = work.coordinate(body["start"])
        _require_rows_in(rows, top, left, sheet.row_count, sheet.column_count)
        for offset, row in enumerate(rows):
            _write_row(sheet, top + offset, left, row.get("values", []), update)
    else:
        raise invalid("Must specify exactly one of range or start.")  # unverified words
    return {}


def repeat_cell(work: Work, body: Json) -> Json:
    """Write one `CellData` into each cell; a formula's relative references move along (documented)."""
    update = CellUpdate.from_fields(body.get("fields"))
    data: Json = body.get("cell", {})
    sheet, box = work.range(body.get("range", {}))
    formula = (data.get("userEnteredValue") or {}).get("formulaValue")
    repeats_dress_only = "userEnteredValue" not in update.tree
    worn: dict[int, Dress | None] = {}  # cells that looked alike go on sharing one Dress
    for row in range(box.top, box.bottom):
        cells = _padded(sheet, row, box.right)
        for column in range(box.left, box.right):
            if repeats_dress_only:
                old = cells[column]
                key = id(old.dress) if old and old.dress else 0
                if key not in worn:
                    applied = update.applied(old, data)
                    worn[key] = applied.dress if applied else None
                cells[column] = cell_or_none(old.entered if old else None, worn[key])
            else:
                moved = _moved_formula(data, formula, row - box.top, column - box.left)
                cells[column] = update.applied(cells[column], moved)
        sheet.put_row(row, cells, may_hold_formulas=not repeats_dress_only)
    return {}


def append_cells(work: Work, body: Json) -> Json:
    """Write rows below the last row with data, growing the grid as needed (documented)."""
    update = CellUpdate.from_fields(body.get("fields"))
    rows: list[Json] = body.get("rows", [])
    if "tableId" in body:
        work.find_feature("tables", "tableId", body["tableId"], "No table with id")
        return {}  # answers success and drops the values (measured)
    sheet = work.grid(body.get("sheetId", 0))
    width = max((len(row.get("values", [])) for row in rows), default=0)
    if width > sheet.column_count:
        raise _beyond("column", sheet.column_count)
    top = 1 + max((at for at, row in enumerate(sheet.rows) if _has_value(row)), default=-1)
    grow_checked(work.draft, sheet, rows=top + len(rows))
    for offset, row in enumerate(rows):
        _write_row(sheet, top + offset, 0, row.get("values", []), update)
    return {}


def set_data_validation(work: Work, body: Json) -> Json:
    """Set or clear the validation of each cell; filtered rows only when told so (documented)."""
    rule = as_answered(body.get("rule") or {}) or None
    if rule is not None:
        _require_rule(rule)
    sheet, box = work.range(body.get("range", {}))
    rows: Iterable[int] = range(box.top, box.bottom)
    if not body.get("filteredRowsIncluded"):
        rows = (row for row in rows if not (sheet.row_properties[row] or {}).get("hiddenByFilter"))
    bare = Dress(validation=rule)
    for row in rows:
        cells = _padded(sheet, row, box.right)
        for column in range(box.left, box.right):
            old = cells[column]
            if old is None or old.dress is None:
                cells[column] = cell_or_none(old.entered if old else None, bare)
            else:
                cells[column] = old.with_dress(validation=rule)
        sheet.put_row(row, cells)
    return {}


def update_borders(work: Work, body: Json) -> Json:
    """Draw the named borders; a side that is not named stays (documented)."""
    sheet, box = work.range(body.get("range", {}))
    lines = with_both_forms({name: line for name, line in body.items() if name != "range"})
    for row in range(box.top, box.bottom):
        cells = _padded(sheet, row, box.right)
        for column in range(box.left, box.right):
            drawn = {side: lines[name] for side, name in _border_names(box, row, column) if name in lines}
            cells[column] = _bordered(cells[column], drawn)
        sheet.put_row(row, cells)
    return {}


def _border_names(box: Box, row: int, column: int) -> list[tuple[str, str]]:
    """Return each side of a cell with the name its border has in the request."""
    return [
        ("top", "top" if row == box.top else "innerHorizontal"),
        ("bottom", "bottom" if row == box.bottom - 1 else "innerHorizontal"),
        ("left", "left" if column == box.left else "innerVertical"),
        ("right", "right" if column == box.right - 1 else "innerVertical"),
    ]


def _bordered(cell: Cell | None, drawn: Json) -> Cell | None:
    dress = (cell.dress if cell else None) or BARE
    borders = {**((dress.format or {}).get("borders") or {}), **drawn}
    borders = {side: line for side, line in borders.items() if line.get("style") != "NONE" and side in _SIDES}
    rest = {name: value for name, value in (dress.format or {}).items() if name != "borders"}
    format_ = {**rest, "borders": borders} if borders else rest
    return cell_or_none(
        cell.entered if cell else None, Dress(format_ or None, dress.note, dress.validation, dress.runs)
    )


def _require_rows_in(rows: list[Json], top: int, left: int, bottom: int, right: int) -> None:
    if top + len(rows) > bottom:
        raise _beyond("row", bottom)
    if left + max((len(row.get("values", [])) for row in rows), default=0) > right:
        raise _beyond("column", right)


def _beyond(name: str, end: int) -> Exception:
    """Return the 400 of data that does not fit (reported)."""
    return invalid(f"Attempting to write {name}: {end}, beyond the last requested {name} of: {end - 1}")


def _require_rule(rule: Json) -> None:
    condition = rule.get("condition") or {}
    kind = condition.get("type")
    if not kind:
        raise invalid("Data validation rule must specify a condition.")  # unverified words
    if len(condition.get("values", [])) < _NEEDS_VALUES.get(kind, 0):
        raise invalid(f"Condition of type {kind} needs {_NEEDS_VALUES[kind]} value(s).")  # unverified words


def _write_row(sheet: Sheet, row: int, left: int, values: list[Json], update: CellUpdate) -> None:
    cells = _padded(sheet, row, left + len(values))
    for offset, data in enumerate(values):
        cells[left + offset] = update.applied(cells[left + offset], data)
    sheet.put_row(row, cells)


def _padded(sheet: Sheet, row: int, width: int) -> list[Cell | None]:
    cells = list(sheet.rows[row])
    cells.extend([None] * (width - len(cells)))
    return cells


def _has_value(row: Iterable[Cell | None]) -> bool:
    return any(cell is not None and cell.entered is not None for cell in row)


def _moved_formula(data: Json, formula: str | None, down: int, across: int) -> Json:
    if formula is None or not (down or across):
        return data
    return {**data, "userEnteredValue": {"formulaValue": shifted_formula(formula, down, across)}}
