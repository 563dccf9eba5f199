"""
Requests on filters: the one basic filter of a sheet, and filter views.

Setting the basic filter hides rows for everybody and sorts if it says so; later edits do not
hide or show rows again until it is set anew. A filter view is per viewer: it is kept and
shown, and changes nothing (documented).
"""

from typing import Any

from sheets_bot.sandbox.google.a1 import Box
from sheets_bot.sandbox.google.errors import invalid, not_imitated
from sheets_bot.sandbox.google.model import Json, Sheet
from sheets_bot.sandbox.google.ordering import passes, shown
from sheets_bot.sandbox.google.payload import as_answered, merged, update_mask
from sheets_bot.sandbox.google.render import Renderer
from sheets_bot.sandbox.google.requests_sorting import sort_box
from sheets_bot.sandbox.google.work import Work


def set_basic_filter(work: Work, body: Json) -> Json:
    """Set the filter that all people see; one that was there is replaced."""
    given: Json = body.get("filter", {})
    sheet, box = work.range(given.get("range", {}))
    _show_all(sheet)
    sheet.basic_filter = _kept_filter(given, sheet, box)
    if given.get("sortSpecs") and box.height > 1:
        sort_box(work, sheet, _body_of(box), given["sortSpecs"])
    _hide_filtered(work, sheet, box)
    return {}


def clear_basic_filter(work: Work, body: Json) -> Json:
    """Take the filter away and show its rows; no filter is no error."""
    sheet = work.grid(body.get("sheetId", 0))
    sheet.basic_filter = None
    _show_all(sheet)
    return {}


def add_filter_view(work: Work, body: Json) -> Json:
    """Add a view."""
    given: Json = body.get("filter", {})
    taken = work.feature_ids("filterViews", "filterViewId")
    view_id = work.chosen_id(given.get("filterViewId"), taken, _view_taken)
    sheet, box = work.range(_view_range(work, given))
    title = given.get("title") or f"Filter {1 + len(sheet.features['filterViews'])}"
    view = {"filterViewId": view_id, "title": title, **_kept_filter(given, sheet, box)}
    sheet.features["filterViews"].append(view)
    return {"filter": view}


def update_filter_view(work: Work, body: Json) -> Json:
    """Change what a mask names of a view."""
    tree = update_mask(body.get("fields"), known="FilterView")
    tree.pop("filterViewId", None)
    given: Json = body.get("filter", {})
    sheet, at = _view_at(work, given.get("filterViewId", 0))
    view = sheet.features["filterViews"][at]
    if "filterSpecs" in tree:
        tree["criteria"] = {}  # both say the same; `filterSpecs` wins (documented)
    elif "criteria" in tree:
        tree["filterSpecs"] = {}
    new = merged(view, given, tree)
    target, box = work.range(_view_range(work, new))
    del sheet.features["filterViews"][at]
    kept = {"filterViewId": view["filterViewId"], "title": new.get("title", "")}
    target.features["filterViews"].append(kept | _kept_filter(new, target, box))
    return {}


def duplicate_filter_view(work: Work, body: Json) -> Json:
    """Copy a view under a new id."""
    sheet, at = _view_at(work, body.get("filterId", 0))
    view = sheet.features["filterViews"][at]
    new_id = work.new_id(work.feature_ids("filterViews", "filterViewId"))
    copy = {**view, "filterViewId": new_id, "title": f"Copy of {view['title']}"}
    sheet.features["filterViews"].append(copy)
    return {"filter": copy}


def delete_filter_view(work: Work, body: Json) -> Json:
    """Delete a view."""
    sheet, at = _view_at(work, body.get("filterId", 0))
    del sheet.features["filterViews"][at]
    return {}


def _kept_filter(given: Json, sheet: Sheet, box: Box) -> Json:
    """Return a filter as it is stored: a bounded range, and its criteria in both forms (documented)."""
    kept: Json = {
        "range": as_answered(
            {
                "sheetId": sheet.id,
                "startRowIndex": box.top,
                "endRowIndex": box.bottom,
                "startColumnIndex": box.left,
                "endColumnIndex": box.right,
            }
        )
    }
    kept |= {name: given[name] for name in ("sortSpecs", "namedRangeId", "tableId") if given.get(name)}
    specs = [
        {"columnIndex": column, "filterCriteria": criteria}
        for column, criteria in _criteria_of(given).items()
    ]
    if specs:
        kept["criteria"] = {str(spec["columnIndex"]): spec["filterCriteria"] for spec in specs}
        kept["filterSpecs"] = specs
    return kept


def _criteria_of(given: Json) -> dict[int, Json]:
    """Return the criteria by column; `filterSpecs` wins over the older `criteria` (documented)."""
    if "filterSpecs" in given:
        return {spec.get("columnIndex", 0): spec.get("filterCriteria", {}) for spec in given["filterSpecs"]}
    by_text: Json = given.get("criteria", {})
    for column in by_text:
        if not column.isdecimal():
            raise invalid(f"Invalid criteria column: {column}")  # unverified words
    return {int(column): criteria for column, criteria in by_text.items()}


def _body_of(box: Box) -> Box:
    """Return the rows below the header, which a filter never hides."""
    return Box(box.top + 1, box.left, box.bottom, box.right)


def _hide_filtered(work: Work, sheet: Sheet, box: Box) -> None:
    criteria = _criteria_of(sheet.basic_filter or {})
    if not criteria:
        return
    renderer = Renderer(work.draft, work.now, sheet.id)
    for row in range(box.top + 1, box.bottom):
        verdicts: list[Any] = []
        for column, wanted in criteria.items():
            if not box.left <= column < box.right:
                raise invalid("Filter column must be within the range.")  # unverified words
            verdict = passes(wanted, shown(sheet.cell(row, column), renderer))
            if verdict is None:
                raise not_imitated(f"a filter on {wanted['condition'].get('type')}")
            verdicts.append(verdict)
        if not all(verdicts):
            sheet.row_properties[row] = {**(sheet.row_properties[row] or {}), "hiddenByFilter": True}


def _show_all(sheet: Sheet) -> None:
    for row, properties in enumerate(sheet.row_properties):
        if properties and "hiddenByFilter" in properties:
            rest = {name: value for name, value in properties.items() if name != "hiddenByFilter"}
            sheet.row_properties[row] = rest or None


def _view_range(work: Work, view: Json) -> Json:
    if "range" in view:
        return dict(view["range"])
    for entry in work.draft.named_ranges:
        if entry["namedRangeId"] == view.get("namedRangeId"):
            return dict(entry["range"])
    raise invalid("Filter view must have a range.")  # unverified words


def _view_at(work: Work, wanted: int) -> tuple[Sheet, int]:
    return work.find_feature("filterViews", "filterViewId", wanted, "No filter view with id")


def _view_taken(wanted: int) -> str:
    return f"A filter view with id {wanted} already exists."  # unverified words
