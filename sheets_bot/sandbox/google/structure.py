"""
Rows and columns that come, go, move and are sorted, with all that hangs on them.

Merges, named and protected ranges, filters, charts, conditional formats, banding, groups,
formulas and developer metadata follow (measured for metadata, documented or plain for the rest).
Checks nothing that Google refuses: the requests in `batch.py` do that first. Works on a
`Draft` only, so a failed batch leaves no trace.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from sheets_bot.sandbox.google.book import Draft
from sheets_bot.sandbox.google.follow import Deleted, Inserted, Moved, Shift, follow
from sheets_bot.sandbox.google.formula_follow import followed
from sheets_bot.sandbox.google.model import (
    NO_CELLS,
    ROWS,
    Cell,
    Dress,
    Formula,
    Json,
    Row,
    Sheet,
    cell_at,
    cell_or_none,
    trimmed,
)

Item = TypeVar("Item")


def insert_dimension(
    draft: Draft, sheet_id: int, dimension: str, start: int, count: int, *, inherit_before: bool = False
) -> None:
    """
    Insert empty rows or columns before `start`.

    Format, validation and size come from the row or column before, else from the one
    after (documented for properties and format; validation unverified). Values, notes and
    hiding do not.
    """
    sheet = draft.sheet(sheet_id)
    model_index = start - 1 if inherit_before else start
    if dimension == ROWS:
        model = sheet.rows[model_index] if 0 <= model_index < sheet.row_count else NO_CELLS
        sheet.rows[start:start] = [trimmed(_inherited(cell) for cell in model)] * count
        _insert_properties(sheet.row_properties, start, count, model_index)
    else:
        for number, row in enumerate(sheet.rows):
            if len(row) > min(start, max(model_index, 0)):
                new = _inherited(cell_at(row, model_index)) if model_index >= 0 else None
                padded = row + (None,) * (start - len(row))
                sheet.rows[number] = trimmed((*padded[:start], *[new] * count, *padded[start:]))
        _insert_properties(sheet.column_properties, start, count, model_index)
    _carry(draft, sheet_id, dimension, Inserted(start, count))


def delete_dimension(draft: Draft, sheet_id: int, dimension: str, start: int, end: int) -> None:
    """Delete rows or columns `start` to `end` (exclusive) and what is attached to them."""
    sheet = draft.sheet(sheet_id)
    if dimension == ROWS:
        del sheet.rows[start:end]
        del sheet.row_properties[start:end]
    else:
        for number, row in enumerate(sheet.rows):
            if len(row) > start:
                sheet.rows[number] = trimmed((*row[:start], *row[end:]))
        del sheet.column_properties[start:end]
    _carry(draft, sheet_id, dimension, Deleted(start, end))


def move_dimension(draft: Draft, sheet_id: int, dimension: str, start: int, end: int, before: int) -> None:
    """Move rows or columns so that they stand before what was `before` until now (measured)."""
    sheet = draft.sheet(sheet_id)
    if dimension == ROWS:
        sheet.rows[:] = moved_list(sheet.rows, start, end, before)
        sheet.row_properties[:] = moved_list(sheet.row_properties, start, end, before)
    else:
        width = sheet.column_count
        for number, row in enumerate(sheet.rows):
            if len(row) > min(start, before):
                padded = [*row, *[None] * (width - len(row))]
                sheet.rows[number] = trimmed(moved_list(padded, start, end, before))
        sheet.column_properties[:] = moved_list(sheet.column_properties, start, end, before)
    _carry(draft, sheet_id, dimension, Moved(start, end, before))


def sort_rows(draft: Draft, sheet_id: int, order: Sequence[int], top: int, left: int, right: int) -> None:
    """
    Put rows into another order, within columns `left` to `right` (exclusive).

    `order[i]` is the row that comes to stand at `top + i`; it must be a permutation of
    `top..top+len(order)-1`. Cells move with all they wear; row metadata follows its row
    (measured on whole rows; for part of the columns unverified); heights and hiding stay.
    """
    sheet = draft.sheet(sheet_id)
    old = sheet.rows[top : top + len(order)]
    for place, source in enumerate(order):
        here, there = old[place], old[source - top]
        if here is not there:
            sheet.rows[top + place] = _spliced(here, there, left, right)
    landing = {source: top + place for place, source in enumerate(order)}
    for entry in list(draft.metadata.values()):
        if entry.sheet_id == sheet_id and entry.dimension == ROWS and entry.index in landing:
            draft.set_metadata(replace(entry, index=landing[entry.index]))


def moved_list(items: list[Item], start: int, end: int, before: int) -> list[Item]:
    """Return a list with a block moved before what was index `before`."""
    block, rest = items[start:end], items[:start] + items[end:]
    landing = before if before <= start else before - (end - start)
    return rest[:landing] + block + rest[landing:]


def _spliced(here: Row, there: Row, left: int, right: int) -> Row:
    middle = there[left:right]
    padded_here = here[:left] + (None,) * (left - len(here))
    padding = (None,) * (right - left - len(middle)) if len(here) > right else NO_CELLS
    return trimmed((*padded_here, *middle, *padding, *here[right:]))


def _inherited(cell: Cell | None) -> Cell | None:
    if cell is None or cell.dress is None:
        return None
    return cell_or_none(None, Dress(format=cell.dress.format, validation=cell.dress.validation))


def _insert_properties(properties: list[Json | None], start: int, count: int, model_index: int) -> None:
    model = properties[model_index] if 0 <= model_index < len(properties) else None
    size = {"pixelSize": model["pixelSize"]} if model and "pixelSize" in model else None
    properties[start:start] = [size] * count


def _carry(draft: Draft, sheet_id: int, dimension: str, shift: Shift) -> None:
    _carry_metadata(draft, sheet_id, dimension, shift)
    _carry_formulas(draft, sheet_id, dimension, shift)
    draft.named_ranges[:] = [
        entry for entry in follow(draft.named_ranges, sheet_id, dimension, shift) if "range" in entry
    ]
    for sheet in draft.sheets:
        changed = {
            name: _still_there(name, entries, follow(entries, sheet_id, dimension, shift))
            for name, entries in sheet.features.items()
        }
        basic = follow(sheet.basic_filter, sheet_id, dimension, shift)
        if changed != sheet.features or basic != sheet.basic_filter:
            own = draft.sheet(sheet.id)
            own.features = changed
            own.basic_filter = basic if basic and "range" in basic else None


def _still_there(name: str, before: list[Json], after: list[Json]) -> list[Json]:
    if after is before or name in {"charts", "slicers", "merges"}:
        return after
    needed = "ranges" if name == "conditionalFormats" else "range"
    # What lost its only range is gone; what never had one (a protection by name) stays.
    had_none = not all(needed in entry for entry in before)
    return after if had_none else [entry for entry in after if entry.get(needed)]


def _carry_metadata(draft: Draft, sheet_id: int, dimension: str, shift: Shift) -> None:
    for entry in list(draft.metadata.values()):
        if entry.sheet_id != sheet_id or entry.dimension != dimension:
            continue
        index = shift.index(entry.index)
        if index is None:
            draft.drop_metadata(entry.id)
        elif index != entry.index:
            draft.set_metadata(replace(entry, index=index))


def _carry_formulas(draft: Draft, sheet_id: int, dimension: str, shift: Shift) -> None:
    changed = draft.sheet(sheet_id).title
    for sheet in draft.sheets:
        if sheet.has_formulas:
            for number, row in enumerate(sheet.rows):
                moved = [_followed_cell(cell, sheet.title, changed, dimension, shift) for cell in row]
                if any(new is not old for new, old in zip(moved, row, strict=True)):
                    draft.sheet(sheet.id).rows[number] = tuple(moved)


def _followed_cell(cell: Cell | None, home: str, changed: str, dimension: str, shift: Shift) -> Cell | None:
    if cell is None or type(cell.entered) is not Formula:
        return cell
    text = followed(cell.entered.text, home, changed, dimension, shift)
    return cell if text == cell.entered.text else Cell(Formula(text), cell.dress)


def frozen_count(sheet: Sheet, dimension: str) -> int:
    """Return how many rows or columns are frozen."""
    name = "frozenRowCount" if dimension == ROWS else "frozenColumnCount"
    return int((sheet.properties.get("gridProperties") or {}).get(name, 0))
