"""
Requests on groups of rows and columns.

The groups of one dimension are fully told by how many of them cover each index: a new group
adds one, a deleted one takes one away, and the groups at depth d are the unbroken runs
covered at least d times. That gives each documented case (superset, subset, overlap).
"""

from collections.abc import Iterator

from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.model import ROWS, Json, Sheet
from sheets_bot.sandbox.google.payload import update_mask
from sheets_bot.sandbox.google.work import Work, size

DEEPEST = 8
"""Groups that may lie inside one another (documented for the editor)."""


def add_dimension_group(work: Work, body: Json) -> Json:
    """Group a range and answer all groups of that dimension."""
    sheet, dimension, start, end = _inside_grid(work, body.get("range", {}))
    cover = _cover(sheet, dimension)
    for index in range(start, end):
        cover[index] += 1
    if max(cover) > DEEPEST:
        raise invalid(f"Cannot nest more than {DEEPEST} groups.")  # unverified words
    _put_control_after(sheet, dimension)
    return _regrouped(sheet, dimension, cover)


def delete_dimension_group(work: Work, body: Json) -> Json:
    """Take one level of grouping off a range and answer the groups that are left."""
    sheet, dimension, start, end = _inside_grid(work, body.get("range", {}))
    cover = _cover(sheet, dimension)
    if not any(cover[start:end]):
        raise invalid("There is no group over the given range.")  # unverified words
    for index in range(start, end):
        cover[index] = max(0, cover[index] - 1)
    return _regrouped(sheet, dimension, cover)


def update_dimension_group(work: Work, body: Json) -> Json:
    """Collapse or expand a group; its rows or columns are hidden or shown with it (documented)."""
    tree = update_mask(body.get("fields"), known="DimensionGroup")
    given: Json = body.get("dimensionGroup", {})
    sheet, dimension, start, end = _inside_grid(work, given.get("range", {}))
    groups = sheet.features[_feature(dimension)]
    for at, group in enumerate(groups):
        if _span(group) == (start, end) and group["depth"] == given.get("depth", 0):
            if "collapsed" in tree:
                collapsed = bool(given.get("collapsed"))
                rest = {name: value for name, value in group.items() if name != "collapsed"}
                groups[at] = rest | ({"collapsed": True} if collapsed else {})
                _hide(sheet, dimension, start, end, hidden=collapsed)
            return {}
    raise invalid("There is no such group on the sheet.")  # unverified words


def _inside_grid(work: Work, json: Json) -> tuple[Sheet, str, int, int]:
    sheet, dimension, start, end = work.dimension(json)
    if end > size(sheet, dimension) or start == end:
        raise invalid(f"Invalid group range: {start} to {end}.")  # unverified words
    return sheet, dimension, start, end


def _put_control_after(sheet: Sheet, dimension: str) -> None:
    """A group brings its toggle to its far side, and the grid says so, also when it is gone (cassette)."""
    name = "rowGroupControlAfter" if dimension == ROWS else "columnGroupControlAfter"
    grid: Json = sheet.properties.get("gridProperties") or {}
    sheet.properties = {**sheet.properties, "gridProperties": {**grid, name: True}}


def _feature(dimension: str) -> str:
    return "rowGroups" if dimension == ROWS else "columnGroups"


def _span(group: Json) -> tuple[int, int]:
    return group["range"]["startIndex"], group["range"]["endIndex"]


def _cover(sheet: Sheet, dimension: str) -> list[int]:
    cover = [0] * size(sheet, dimension)
    for group in sheet.features[_feature(dimension)]:
        for index in range(*_span(group)):
            cover[index] += 1
    return cover


def _regrouped(sheet: Sheet, dimension: str, cover: list[int]) -> Json:
    """Rebuild the groups from the cover; one that was collapsed and is still there stays so."""
    feature = _feature(dimension)
    collapsed = {
        (_span(group), group["depth"]) for group in sheet.features[feature] if group.get("collapsed")
    }
    sheet_part = {"sheetId": sheet.id} if sheet.id else {}
    groups = []
    for depth in range(1, max(cover, default=0) + 1):
        for start, end in _runs(cover, depth):
            group: Json = {
                "range": {**sheet_part, "dimension": dimension, "startIndex": start, "endIndex": end},
                "depth": depth,
            }
            groups.append(group | ({"collapsed": True} if ((start, end), depth) in collapsed else {}))
    groups.sort(key=lambda group: (_span(group)[0], group["depth"]))
    sheet.features[feature] = groups
    return {"dimensionGroups": groups} if groups else {}


def _runs(cover: list[int], depth: int) -> Iterator[tuple[int, int]]:
    start = None
    for index, count in enumerate([*cover, 0]):
        if count >= depth and start is None:
            start = index
        elif count < depth and start is not None:
            yield start, index
            start = None


def _hide(sheet: Sheet, dimension: str, start: int, end: int, *, hidden: bool) -> None:
    properties = sheet.row_properties if dimension == ROWS else sheet.column_properties
    for index in range(start, end):
        rest = {name: value for name, value in (properties[index] or {}).items() if name != "hiddenByUser"}
        properties[index] = (rest | ({"hiddenByUser": True} if hidden else {})) or None
