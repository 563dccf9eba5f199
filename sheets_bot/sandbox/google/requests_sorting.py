"""
Requests that put rows into another order: sortRange and randomizeRange.

Rows hidden by hand or by a filter stay where they are and the others sort into the places
between; vertical merges refuse (second-hand, from a live sheet). Row metadata goes with its
row (measured).
"""

from collections.abc import Callable, Sequence

from sheets_bot.sandbox.google import structure
from sheets_bot.sandbox.google.a1 import Box
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.formula_refs import shifted_formula
from sheets_bot.sandbox.google.model import Cell, Formula, Json, Sheet
from sheets_bot.sandbox.google.ordering import sorted_order
from sheets_bot.sandbox.google.render import Renderer
from sheets_bot.sandbox.google.requests_formats import merge_boxes
from sheets_bot.sandbox.google.work import Work


def sort_range(work: Work, body: Json) -> Json:
    """Sort rows by columns of the sheet, not of the range (measured)."""
    sheet, box = work.range(body.get("range", {}))
    specs: list[Json] = body.get("sortSpecs", [])
    if not specs:
        raise invalid("Must specify at least one sort spec.")  # unverified words
    sort_box(work, sheet, box, specs)
    return {}


def randomize_range(work: Work, body: Json) -> Json:
    """Shuffle the rows of a range."""
    sheet, box = work.range(body.get("range", {}))

    def shuffled(rows: list[int]) -> list[int]:
        return work.random.sample(rows, len(rows))

    _reorder(work, sheet, box, shuffled)
    return {}


def sort_box(work: Work, sheet: Sheet, box: Box, specs: list[Json]) -> None:
    """
    Sort the visible rows of a box; for a filter's own sort too.

    Raises:
        ApiError: 400 for a column outside the box or a vertical merge.
    """
    for spec in specs:
        if not box.left <= spec.get("dimensionIndex", 0) < box.right:
            raise invalid("Sort column must be within the range.")  # unverified words
    renderer = Renderer(work.draft, work.now, sheet.id)

    def in_order(rows: list[int]) -> list[int]:
        return sorted_order([(row, sheet.rows[row]) for row in rows], specs, renderer)

    _reorder(work, sheet, box, in_order)


def _reorder(work: Work, sheet: Sheet, box: Box, arrange: Callable[[list[int]], list[int]]) -> None:
    for merge in merge_boxes(sheet):
        if merge.meets(box) and merge.height > 1:
            raise invalid("You can't sort a range with vertical merges.")  # refused, words unverified
    free = [row for row in range(box.top, box.bottom) if not _is_hidden(sheet, row)]
    coming = dict(zip(free, arrange(free), strict=True))
    order = [coming.get(row, row) for row in range(box.top, box.bottom)]
    structure.sort_rows(work.draft, sheet.id, order, box.top, box.left, box.right)
    if sheet.has_formulas:
        _move_references(sheet, box, order)


def _is_hidden(sheet: Sheet, row: int) -> bool:
    properties = sheet.row_properties[row] or {}
    return bool(properties.get("hiddenByUser") or properties.get("hiddenByFilter"))


def _move_references(sheet: Sheet, box: Box, order: Sequence[int]) -> None:
    """A formula that moved keeps looking at its own row (plain from the editor)."""
    for place, source in enumerate(order):
        row = box.top + place
        if source != row:
            cells: list[Cell | None] = list(sheet.rows[row])
            for column in range(box.left, min(box.right, len(cells))):
                cell = cells[column]
                if cell is not None and isinstance(cell.entered, Formula):
                    cells[column] = cell.with_entered(
                        Formula(shifted_formula(cell.entered.text, row - source, 0))
                    )
            sheet.put_row(row, cells)
