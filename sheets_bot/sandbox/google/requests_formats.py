"""
Requests on looks that hang on ranges: conditional formats, banding, merges.

Conditional formats are addressed by an index that shifts (documented). Banding over banding is
refused (measured). A merge keeps only its top left value (measured).
"""

from collections.abc import Iterator

from sheets_bot.sandbox.google.a1 import Area, Box
from sheets_bot.sandbox.google.colours import with_both_forms, with_both_named
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.model import Json, Sheet, cell_or_none
from sheets_bot.sandbox.google.payload import as_answered, merged, update_mask
from sheets_bot.sandbox.google.work import Work


def add_conditional_format_rule(work: Work, body: Json) -> Json:
    """Insert a rule at its index; those after it move on."""
    rule = _checked_rule(work, body.get("rule", {}))
    rules = work.sheet(_sheet_of(rule)).features["conditionalFormats"]
    index = body.get("index", 0)
    if not 0 <= index <= len(rules):
        raise _no_rule(_sheet_of(rule), index)
    rules.insert(index, rule)
    return {}


def update_conditional_format_rule(work: Work, body: Json) -> Json:
    """Replace a rule, or move it to another index."""
    index = body.get("index", 0)
    if "rule" in body:
        rule = _checked_rule(work, body["rule"])
        rules = work.sheet(_sheet_of(rule)).features["conditionalFormats"]
        old = _rule_at(rules, _sheet_of(rule), index)
        rules[index] = rule
        return {"newRule": rule, "newIndex": index, "oldRule": old, "oldIndex": index}
    if "newIndex" not in body:
        raise invalid("Must specify exactly one of rule or newIndex.")  # unverified words
    sheet_id, new_index = body.get("sheetId", 0), body["newIndex"]
    rules = work.sheet(sheet_id).features["conditionalFormats"]
    rule = _rule_at(rules, sheet_id, index)
    if not 0 <= new_index < len(rules):
        raise _no_rule(sheet_id, new_index)
    rules.insert(new_index, rules.pop(index))
    return {"newRule": rule, "newIndex": new_index, "oldIndex": index}


def delete_conditional_format_rule(work: Work, body: Json) -> Json:
    """Delete the rule at an index and answer it."""
    sheet_id, index = body.get("sheetId", 0), body.get("index", 0)
    rules = work.sheet(sheet_id).features["conditionalFormats"]
    rule = _rule_at(rules, sheet_id, index)
    del rules[index]
    return {"rule": rule}


def add_banding(work: Work, body: Json) -> Json:
    """Give a range alternating colours."""
    given: Json = body.get("bandedRange", {})
    taken = work.feature_ids("bandedRanges", "bandedRangeId")
    new_id = work.chosen_id(given.get("bandedRangeId"), taken, _banding_taken)
    entry = {**as_answered(with_both_forms(_checked_banding(work, given))), "bandedRangeId": new_id}
    sheet, _box = work.range(entry["range"])
    sheet.features["bandedRanges"].append(entry)
    return {"bandedRange": entry}


def update_banding(work: Work, body: Json) -> Json:
    """Change what a mask names of a banding."""
    tree = update_mask(body.get("fields"), known="BandedRange")
    tree.pop("bandedRangeId", None)
    tree = with_both_named(tree)
    given: Json = with_both_forms(body.get("bandedRange", {}))
    banding_id = given.get("bandedRangeId", 0)
    sheet, at = work.find_feature("bandedRanges", "bandedRangeId", banding_id, "No banded range with id")
    new = merged(sheet.features["bandedRanges"][at], given, tree)
    sheet.features["bandedRanges"][at] = as_answered(_checked_banding(work, new, besides=banding_id))
    return {}


def delete_banding(work: Work, body: Json) -> Json:
    """Take a banding away."""
    banding_id = body.get("bandedRangeId", 0)
    sheet, at = work.find_feature("bandedRanges", "bandedRangeId", banding_id, "No banded range with id")
    del sheet.features["bandedRanges"][at]
    return {}


def merge_cells(work: Work, body: Json) -> Json:
    """Merge a range as a whole, by columns or by rows; what was merged inside it is absorbed."""
    kind = body.get("mergeType", "MERGE_ALL")
    if kind not in {"MERGE_ALL", "MERGE_COLUMNS", "MERGE_ROWS"}:
        raise invalid(f"Invalid merge type: {kind}")  # unverified words
    sheet, box = work.range(body.get("range", {}))
    _drop_merges(sheet, box)
    for part in _merge_parts(box, kind):
        if part.width * part.height > 1:
            _keep_top_left(sheet, part)
            area = Area(sheet.id, part.top, part.left, part.bottom, part.right)
            sheet.features["merges"].append(area.to_json())
    return {}


def unmerge_cells(work: Work, body: Json) -> Json:
    """Take every merge of a range away; one that sticks out is refused (documented)."""
    sheet, box = work.range(body.get("range", {}))
    _drop_merges(sheet, box)
    return {}


def merge_boxes(sheet: Sheet) -> list[Box]:
    """Return the merged cells of a sheet."""
    return [Area.from_json(merge).box(sheet) for merge in sheet.features["merges"]]


def inside(inner: Box, outer: Box) -> bool:
    """True when no cell of *inner* lies outside *outer*."""
    return (
        outer.top <= inner.top
        and inner.bottom <= outer.bottom
        and outer.left <= inner.left
        and inner.right <= outer.right
    )


def _drop_merges(sheet: Sheet, box: Box) -> None:
    kept = []
    for json, merge in zip(sheet.features["merges"], merge_boxes(sheet), strict=True):
        if not merge.meets(box):
            kept.append(json)
        elif not inside(merge, box):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    sheet.features["merges"][:] = kept


def _merge_parts(box: Box, kind: str) -> Iterator[Box]:
    if kind == "MERGE_COLUMNS":
        yield from (Box(box.top, column, box.bottom, column + 1) for column in range(box.left, box.right))
    elif kind == "MERGE_ROWS":
        yield from (Box(row, box.left, row + 1, box.right) for row in range(box.top, box.bottom))
    else:
        yield box


def _keep_top_left(sheet: Sheet, box: Box) -> None:
    for row in range(box.top, box.bottom):
        cells = list(sheet.rows[row])
        for column in range(box.left, min(box.right, len(cells))):
            cell = cells[column]
            if (row, column) != (box.top, box.left) and cell is not None:
                cells[column] = cell_or_none(None, cell.dress)
        sheet.put_row(row, cells)


def _checked_rule(work: Work, rule: Json) -> Json:
    ranges = rule.get("ranges", [])
    if not ranges or not rule.keys() & {"booleanRule", "gradientRule"}:
        raise invalid("Conditional format rule must have ranges and a rule.")  # unverified words
    kept = [work.kept_range(json) for json in ranges]
    if len({json.get("sheetId", 0) for json in kept}) > 1:
        raise invalid("All ranges of a rule must be on one sheet.")  # unverified words
    if "booleanRule" in rule and not rule["booleanRule"].get("condition", {}).get("type"):
        raise invalid("Boolean rule must have a condition.")  # unverified words
    return {**dict(as_answered(with_both_forms(rule))), "ranges": kept}


def _sheet_of(rule: Json) -> int:
    return int(rule["ranges"][0].get("sheetId", 0))


def _rule_at(rules: list[Json], sheet_id: int, index: int) -> Json:
    if not 0 <= index < len(rules):
        raise _no_rule(sheet_id, index)
    return rules[index]


def _no_rule(sheet_id: int, index: int) -> Exception:
    return invalid(f"No conditional format on sheet: {sheet_id} at index: {index}")


def _checked_banding(work: Work, entry: Json, *, besides: int | None = None) -> Json:
    if not entry.keys() & {"rowProperties", "columnProperties"}:
        raise invalid(
            "At least one of rowProperties or columnProperties must be specified."
        )  # unverified words
    kept = {**entry, "range": work.kept_range(entry.get("range", {}))}
    sheet, box = work.range(kept["range"])
    for other in sheet.features["bandedRanges"]:
        if other["bandedRangeId"] != besides and Area.from_json(other["range"]).box(sheet).meets(box):
            raise invalid(
                "You cannot add alternating background colors to a range that already has alternating "
                "background colors."
            )
    return kept


def _banding_taken(wanted: int) -> str:
    return f"A banded range with id {wanted} already exists."  # unverified words
