"""
Requests that shift part of the grid: insertRange, deleteRange, cutPaste, copyPaste.

Only cells move; developer metadata, sizes and hiding stay with the rows (for a cut row
unverified). Whole rows go through `requests_dimensions.py`.
"""

from sheets_bot.sandbox.google.a1 import Area, Box, require_start_inside
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.formula_refs import shifted_formula
from sheets_bot.sandbox.google.model import (
    BARE,
    COLUMNS,
    ROWS,
    Cell,
    CellError,
    Dress,
    Entered,
    Formula,
    Json,
    Sheet,
    cell_or_none,
)
from sheets_bot.sandbox.google.render import Renderer
from sheets_bot.sandbox.google.requests_formats import inside, merge_boxes
from sheets_bot.sandbox.google.values import grow_checked
from sheets_bot.sandbox.google.work import Work

Block = list[list[Cell | None]]
"""Cells taken out of a sheet, row by row."""


def insert_range(work: Work, body: Json) -> Json:
    """Push cells down or right; the grid grows where one would fall off with something in it."""
    sheet, box = work.range(body.get("range", {}))
    if _shift_of(body) == ROWS:
        below_box = Box(box.top, box.left, sheet.row_count, box.right)
        moved = taken(sheet, below_box)
        height = _filled_height(moved)
        grow_checked(work.draft, sheet, rows=box.top + box.height + height)
        _require_whole_merges(sheet, below_box)
        _put_block(sheet, box.top, box.left, _empty(box) + moved)
        _carry_merges(sheet, below_box, box.height, 0)
    else:
        right_box = Box(box.top, box.left, box.bottom, sheet.column_count)
        moved = taken(sheet, right_box)
        width = max((_filled_width(row) for row in moved), default=0)
        grow_checked(work.draft, sheet, columns=box.left + box.width + width)
        _require_whole_merges(sheet, right_box)
        _put_block(sheet, box.top, box.left, [_empty(box)[0] + row for row in moved])
        _carry_merges(sheet, right_box, 0, box.width)
    return {}


def delete_range(work: Work, body: Json) -> Json:
    """Take cells out and pull up those below, or those on the right."""
    sheet, box = work.range(body.get("range", {}))
    if _shift_of(body) == ROWS:
        rest = Box(box.bottom, box.left, sheet.row_count, box.right)
        _require_whole_merges(sheet, Box(box.top, box.left, sheet.row_count, box.right))
        _drop_inside(sheet, box)
        moved = taken(sheet, rest) + _empty(box)
        _carry_merges(sheet, rest, -box.height, 0)
    else:
        rest = Box(box.top, box.right, box.bottom, sheet.column_count)
        _require_whole_merges(sheet, Box(box.top, box.left, box.bottom, sheet.column_count))
        _drop_inside(sheet, box)
        moved = [row + [None] * box.width for row in taken(sheet, rest)]
        _carry_merges(sheet, rest, 0, -box.width)
    _put_block(sheet, box.top, box.left, moved)
    return {}


def cut_paste(work: Work, body: Json) -> Json:
    """Move cells; all of the source is cut, whatever is pasted (documented)."""
    source, box = work.range(body.get("source", {}))
    target, row, column = work.coordinate(body.get("destination", {}))
    block = taken(source, box)
    renderer = Renderer(work.draft, work.now, source.id)
    _put_block(source, box.top, box.left, _empty(box))
    landing = Box(row, column, row + box.height, column + box.width)
    grow_checked(work.draft, target, rows=landing.bottom, columns=landing.right)
    kind = body.get("pasteType", "PASTE_NORMAL")
    paste(renderer, target, landing, block, kind, shift=None)
    if kind in _WITH_MERGES:
        merges = _merges_inside(source, box)
        _drop_inside(source, box)
        _drop_inside(target, landing)
        _add_merges(target, merges, row - box.top, column - box.left)
    return {}


def copy_paste(work: Work, body: Json) -> Json:
    """Copy cells, repeated where the destination is a multiple of the source (documented)."""
    source, box = work.range(body.get("source", {}))
    destination = Area.from_json(body.get("destination", {}))
    target = work.grid(destination.sheet_id)
    require_start_inside(target, destination)
    block = taken(source, box)
    renderer = Renderer(work.draft, work.now, source.id)
    if body.get("pasteOrientation") == "TRANSPOSE":
        block = [list(column) for column in zip(*block, strict=True)]
    height, width = len(block), len(block[0])
    asked = destination.box(target)
    down = asked.height // height if asked.height and asked.height % height == 0 else 1
    across = asked.width // width if asked.width and asked.width % width == 0 else 1
    kind = body.get("pasteType", "PASTE_NORMAL")
    top, left = destination.top or 0, destination.left or 0
    grow_checked(work.draft, target, rows=top + down * height, columns=left + across * width)
    merges = _merges_inside(source, box) if kind in _WITH_MERGES else []
    for row in range(top, top + down * height, height):
        for column in range(left, left + across * width, width):
            landing = Box(row, column, row + height, column + width)
            paste(renderer, target, landing, block, kind, shift=(row - box.top, column - box.left))
            if kind in _WITH_MERGES and body.get("pasteOrientation") != "TRANSPOSE":
                _drop_inside(target, landing)
                _add_merges(target, merges, row - box.top, column - box.left)
    return {}


_WITH_MERGES = {"PASTE_NORMAL", "PASTE_NO_BORDERS"}
_PASTE_TYPES = _WITH_MERGES | {"PASTE_VALUES", "PASTE_FORMAT", "PASTE_FORMULA", "PASTE_DATA_VALIDATION"}


def paste(
    renderer: Renderer, sheet: Sheet, landing: Box, block: Block, kind: str, *, shift: tuple[int, int] | None
) -> None:
    """
    Put a block onto a sheet as its paste type says.

    Args:
        renderer: Works out what the block's formulas come to, on the sheet that they are from.
        sheet: Where it goes.
        landing: The cells it covers.
        block: What is pasted.
        kind: A `PasteType`; conditional formatting alone is left as it is (not imitated).
        shift: How far relative references move; None for a cut, which keeps them.
    """
    if kind not in _PASTE_TYPES | {"PASTE_CONDITIONAL_FORMATTING"}:
        raise invalid(f"Invalid paste type: {kind}")  # unverified words
    for offset, pasted in enumerate(block):
        row = landing.top + offset
        cells = list(sheet.rows[row])
        cells.extend([None] * (landing.right - len(cells)))
        for at, cell in enumerate(pasted):
            column = landing.left + at
            cells[column] = _pasted(cells[column], cell, kind, renderer, shift)
        sheet.put_row(row, cells)


def taken(sheet: Sheet, box: Box) -> Block:
    """Return the cells of a box, each row as wide as the box."""
    block: Block = []
    for row in range(box.top, box.bottom):
        cells: list[Cell | None] = list(sheet.rows[row][box.left : box.right])
        block.append(cells + [None] * (box.width - len(cells)))
    return block


def _pasted(
    old: Cell | None, new: Cell | None, kind: str, renderer: Renderer, shift: tuple[int, int] | None
) -> Cell | None:
    was, comes = old or Cell(), new or Cell()
    worn, wears = was.dress or BARE, comes.dress or BARE
    entered = _moved(comes.entered, shift)
    if kind in _WITH_MERGES:
        return cell_or_none(entered, _without_borders(wears) if kind == "PASTE_NO_BORDERS" else wears)
    if kind == "PASTE_VALUES":
        effective = renderer.effective(new)
        value = effective.shown if isinstance(effective, CellError) else effective
        return cell_or_none(value, worn)
    if kind == "PASTE_FORMULA":
        return cell_or_none(entered, worn)
    if kind == "PASTE_FORMAT":
        return cell_or_none(was.entered, Dress(wears.format, worn.note, worn.validation, worn.runs))
    if kind == "PASTE_DATA_VALIDATION":
        return cell_or_none(was.entered, Dress(worn.format, worn.note, wears.validation, worn.runs))
    return old


def _moved(entered: Entered, shift: tuple[int, int] | None) -> Entered:
    if shift is None or not isinstance(entered, Formula):
        return entered
    return Formula(shifted_formula(entered.text, *shift))


def _without_borders(dress: Dress) -> Dress:
    format_ = {name: value for name, value in (dress.format or {}).items() if name != "borders"}
    return Dress(format_ or None, dress.note, dress.validation, dress.runs)


def _shift_of(body: Json) -> str:
    dimension = body.get("shiftDimension")
    if dimension not in {ROWS, COLUMNS}:
        raise invalid("Must specify a shiftDimension: ROWS or COLUMNS.")  # unverified words
    return str(dimension)


def _put_block(sheet: Sheet, top: int, left: int, block: Block) -> None:
    """Put cells onto the grid; empty ones that stick out of it fall away."""
    for offset, new in enumerate(block[: sheet.row_count - top]):
        fitting = new[: sheet.column_count - left]
        cells = list(sheet.rows[top + offset])
        cells.extend([None] * (left + len(fitting) - len(cells)))
        cells[left : left + len(fitting)] = fitting
        sheet.put_row(top + offset, cells)


def _empty(box: Box) -> Block:
    return [[None] * box.width for _ in range(box.height)]


def _filled_height(block: Block) -> int:
    return max((at + 1 for at, row in enumerate(block) if any(row)), default=0)


def _filled_width(row: list[Cell | None]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell), default=0)


def _require_whole_merges(sheet: Sheet, box: Box) -> None:
    if any(merge.meets(box) and not inside(merge, box) for merge in merge_boxes(sheet)):
        raise invalid("Cannot shift cells: a merged cell would be split.")  # unverified words


def _merges_inside(sheet: Sheet, box: Box) -> list[Box]:
    return [merge for merge in merge_boxes(sheet) if inside(merge, box)]


def _drop_inside(sheet: Sheet, box: Box) -> None:
    pairs = zip(sheet.features["merges"], merge_boxes(sheet), strict=True)
    sheet.features["merges"][:] = [json for json, merge in pairs if not inside(merge, box)]


def _add_merges(sheet: Sheet, merges: list[Box], down: int, across: int) -> None:
    for merge in merges:
        area = Area(
            sheet.id, merge.top + down, merge.left + across, merge.bottom + down, merge.right + across
        )
        sheet.features["merges"].append(area.to_json())


def _carry_merges(sheet: Sheet, box: Box, down: int, across: int) -> None:
    merges = _merges_inside(sheet, box)
    _drop_inside(sheet, box)
    _add_merges(sheet, merges, down, across)
