"""
A tab copied: its features point at the copy and get ids of their own.

Used for duplicateSheet and copyTo, and for nothing else. Developer metadata stays behind
(unverified: nobody has written down what Google does).
"""

from collections.abc import Callable, Collection
from typing import Any

from sheets_bot.sandbox.google.model import Json, Sheet, Spreadsheet

_ID_NAMES = {
    "protectedRanges": "protectedRangeId",
    "filterViews": "filterViewId",
    "charts": "chartId",
    "bandedRanges": "bandedRangeId",
    "slicers": "slicerId",
}
_PLACES = {"merges", "range", "ranges", "unprotectedRanges", "anchorCell", "sources"}
"""The names under which the API keeps ranges and coordinates."""

MakeId = Callable[[Collection[int]], int]
"""Returns a new id that is not among those given."""


def duplicated(spreadsheet: Spreadsheet, source: Sheet, sheet_id: int, title: str, make_id: MakeId) -> Sheet:
    """Return a copy of a tab for *spreadsheet*."""
    copy = source.copy()
    copy.properties = {**source.properties, "sheetId": sheet_id, "title": title}
    copy.properties.pop("hidden", None)
    copy.basic_filter = retargeted(source.basic_filter, source.id, sheet_id)
    copy.features = {
        name: [
            _renamed(spreadsheet, name, retargeted(entry, source.id, sheet_id, name=name), make_id)
            for entry in entries
        ]
        for name, entries in source.features.items()
    }
    return copy


def retargeted(json: Any, old: int, new: int, *, name: str = "") -> Any:
    """Return JSON in which every range and coordinate on sheet *old* lies on sheet *new*."""
    if isinstance(json, list):
        return [retargeted(entry, old, new, name=name) for entry in json]
    if not isinstance(json, dict):
        return json
    moved = {key: retargeted(value, old, new, name=key) for key, value in json.items()}
    if name in _PLACES and json.get("sheetId", 0) == old:
        moved.pop("sheetId", None)
        return {"sheetId": new, **moved} if new else moved
    return moved


def _renamed(spreadsheet: Spreadsheet, feature: str, entry: Json, make_id: MakeId) -> Json:
    id_name = _ID_NAMES.get(feature)
    if id_name is None:
        return entry
    taken = {other.get(id_name, 0) for sheet in spreadsheet.sheets for other in sheet.features[feature]}
    return {**entry, id_name: make_id(taken)}
