"""
Requests on embedded objects: charts and slicers.

A chart is kept as its specification and its place; nobody draws it here (the viewer does).
A chart without domains and series is answered with a 500, as Google does (measured).
"""

from sheets_bot.sandbox.google.colours import with_both_forms
from sheets_bot.sandbox.google.errors import ApiError, invalid
from sheets_bot.sandbox.google.model import Json, Sheet
from sheets_bot.sandbox.google.payload import as_answered, merged, update_mask
from sheets_bot.sandbox.google.requests_sheets import remove_sheet, sheet_ids
from sheets_bot.sandbox.google.work import Work

DEFAULT_SIZE = {"widthPixels": 600, "heightPixels": 371}
"""Size of a chart that asks for none (documented)."""
_OBJECTS = {"charts": "chartId", "slicers": "slicerId"}


def add_chart(work: Work, body: Json) -> Json:
    """Add a chart over the cells or on a tab of its own."""
    given: Json = body.get("chart", {})
    chart_id = work.chosen_id(given.get("chartId"), _object_ids(work), _object_taken)
    chart = {"chartId": chart_id, "spec": _checked_spec(given.get("spec", {}))}
    if "border" in given:
        chart["border"] = as_answered(given["border"])
    sheet, position = _placed(work, given.get("position", {}))
    chart["position"] = position
    sheet.features["charts"].append(chart)
    return {"chart": chart}


def update_chart_spec(work: Work, body: Json) -> Json:
    """Replace a chart's specification as a whole; there is no mask (documented)."""
    chart_id = body.get("chartId", 0)
    sheet, at = work.find_feature("charts", "chartId", chart_id, "No chart with id")
    spec = _checked_spec(body.get("spec", {}))
    sheet.features["charts"][at] = {**sheet.features["charts"][at], "spec": spec}
    return {}


def add_slicer(work: Work, body: Json) -> Json:
    """Add a slicer; it is kept, and filters nothing here."""
    given: Json = body.get("slicer", {})
    slicer_id = work.chosen_id(given.get("slicerId"), _object_ids(work), _object_taken)
    sheet, position = _placed(work, given.get("position", {}))
    slicer = {"slicerId": slicer_id, "spec": as_answered(given.get("spec", {})), "position": position}
    sheet.features["slicers"].append(slicer)
    return {"slicer": slicer}


def update_slicer_spec(work: Work, body: Json) -> Json:
    """Change what a mask names of a slicer."""
    tree = update_mask(body.get("fields"), known="SlicerSpec")
    sheet, at = work.find_feature("slicers", "slicerId", body.get("slicerId", 0), "No slicer with id")
    slicer = sheet.features["slicers"][at]
    spec = merged(slicer["spec"], as_answered(body.get("spec", {})), tree)
    sheet.features["slicers"][at] = {**slicer, "spec": spec}
    return {}


def delete_embedded_object(work: Work, body: Json) -> Json:
    """Delete a chart or slicer; a chart on a tab of its own takes the tab along."""
    feature, sheet, at = _object_at(work, body.get("objectId", 0))
    del sheet.features[feature][at]
    if sheet.properties.get("sheetType") == "OBJECT":
        remove_sheet(work, sheet.id)
    return {}


def update_embedded_object_position(work: Work, body: Json) -> Json:
    """Move or resize an object, or put a chart on a tab of its own."""
    feature, sheet, at = _object_at(work, body.get("objectId", 0))
    wanted: Json = body.get("newPosition", {})
    entry = sheet.features[feature][at]
    if "overlayPosition" in wanted:
        tree = update_mask(body.get("fields"), known="OverlayPosition")
        before = entry["position"].get("overlayPosition", {})
        wanted = {"overlayPosition": merged(before, wanted["overlayPosition"], tree)}
    del sheet.features[feature][at]
    if sheet.properties.get("sheetType") == "OBJECT":
        remove_sheet(work, sheet.id)
    target, position = _placed(work, wanted)
    target.features[feature].append({**entry, "position": position})
    return {"position": position}


def update_embedded_object_border(work: Work, body: Json) -> Json:
    """Colour the border of a chart; a slicer has none in the contract."""
    tree = update_mask(body.get("fields"), known="EmbeddedObjectBorder")
    feature, sheet, at = _object_at(work, body.get("objectId", 0))
    if feature != "charts":
        raise invalid("The object has no border.")  # unverified words
    entry = sheet.features[feature][at]
    border = merged(entry.get("border", {}), body.get("border", {}), tree)
    sheet.features[feature][at] = {**entry, "border": as_answered(border)}
    return {}


def _checked_spec(spec: Json) -> Json:
    basic = spec.get("basicChart")
    if basic is not None and not (basic.get("domains") and basic.get("series")):
        raise ApiError(500, "Internal error encountered.")
    if not any(name.endswith("Chart") for name in spec):
        raise invalid("Chart spec must have exactly one kind of chart.")  # unverified words
    answered: Json = as_answered(with_both_forms(spec))
    return answered


def _placed(work: Work, position: Json) -> tuple[Sheet, Json]:
    """Return the sheet an object goes to, made when need be, and its position as answered."""
    if position.get("newSheet") or "sheetId" in position:
        sheet = _object_sheet(work, position.get("sheetId"))
        return sheet, {"sheetId": sheet.id}
    overlay: Json = position.get("overlayPosition", {})
    sheet, _row, _column = work.coordinate(overlay.get("anchorCell", {}))
    return sheet, {"overlayPosition": as_answered({"anchorCell": {}, **DEFAULT_SIZE, **overlay})}


def _object_sheet(work: Work, sheet_id: int | None) -> Sheet:
    new_id = work.chosen_id(sheet_id, sheet_ids(work), lambda taken: f"Sheet with id {taken} already exists")
    number = 1
    while work.draft.find_title(f"Chart{number}"):
        number += 1
    properties = {"sheetId": new_id, "title": f"Chart{number}", "sheetType": "OBJECT"}
    sheet = Sheet.blank(properties, rows=0, columns=0)  # such a tab has no grid (measured)
    work.draft.add_sheet(sheet)
    return sheet


def _object_ids(work: Work) -> set[int]:
    return {found for feature, id_name in _OBJECTS.items() for found in work.feature_ids(feature, id_name)}


def _object_taken(wanted: int) -> str:
    return f"An embedded object with id {wanted} already exists."  # unverified words


def _object_at(work: Work, wanted: int) -> tuple[str, Sheet, int]:
    for feature, id_name in _OBJECTS.items():
        if wanted in work.feature_ids(feature, id_name):
            return feature, *work.find_feature(feature, id_name, wanted, "")
    raise invalid(f"No embedded object with id: {wanted}")  # a 400 (measured), words unverified
