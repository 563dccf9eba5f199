"""
Requests on named ranges and protected ranges.

A protection is kept and shown; it stops nobody here, because what Google answers to a caller
who may not edit is not known (open).
"""

import re

from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.model import Json, Sheet
from sheets_bot.sandbox.google.payload import as_answered, merged, update_mask
from sheets_bot.sandbox.google.work import Work

_NAME = re.compile(r"[A-Za-z_\u0080-\U0010ffff][\w.]{0,249}")
_LOOKS_LIKE_ADDRESS = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|true|false", re.IGNORECASE)


def add_named_range(work: Work, body: Json) -> Json:
    """Name a range."""
    given: Json = body.get("namedRange", {})
    taken = {entry["namedRangeId"] for entry in work.draft.named_ranges}
    wanted = given.get("namedRangeId")
    if wanted in taken:
        raise invalid(f"A named range with id {wanted} already exists.")  # unverified words
    if "range" not in given:
        raise invalid("Named range must have a range.")  # unverified words
    entry = {
        "namedRangeId": wanted or str(work.new_id(set())),
        "name": _checked_name(work, given.get("name", "")),
        "range": work.kept_range(given["range"]),
    }
    work.draft.named_ranges.append(entry)
    return {"namedRange": entry}


def update_named_range(work: Work, body: Json) -> Json:
    """Change name or range of a named range."""
    tree = update_mask(body.get("fields"), known="NamedRange")
    tree.pop("namedRangeId", None)
    given: Json = dict(body.get("namedRange", {}))
    at = _named_range_at(work, given.get("namedRangeId", ""))
    if "name" in tree:
        _checked_name(work, given.get("name", ""), besides=at)
    if "range" in tree:
        given["range"] = work.kept_range(given.get("range", {}))
        tree["range"] = {}
    work.draft.named_ranges[at] = merged(work.draft.named_ranges[at], given, tree)
    return {}


def delete_named_range(work: Work, body: Json) -> Json:
    """Take a name away; its cells stay."""
    del work.draft.named_ranges[_named_range_at(work, body.get("namedRangeId", ""))]
    return {}


def add_protected_range(work: Work, body: Json) -> Json:
    """Protect a range, a whole sheet, a named range or a table (documented)."""
    given: Json = body.get("protectedRange", {})
    taken = work.feature_ids("protectedRanges", "protectedRangeId")
    new_id = work.chosen_id(given.get("protectedRangeId"), taken, _protection_taken)
    entry, sheet_id = _protection(work, given)
    if _covers_sheet(entry):
        _require_unprotected(work, sheet_id)
    entry = {"protectedRangeId": new_id, **entry}
    kept = {**entry, "editors": _with_caller(work, entry["editors"])}
    work.draft.sheet(sheet_id).features["protectedRanges"].append(kept)
    return {"protectedRange": entry}


def update_protected_range(work: Work, body: Json) -> Json:
    """Change what a mask names of a protection."""
    tree = update_mask(body.get("fields"), known="ProtectedRange")
    for read_only in ("protectedRangeId", "requestingUserCanEdit"):
        tree.pop(read_only, None)
    given: Json = body.get("protectedRange", {})
    sheet, at = _protection_at(work, given.get("protectedRangeId", 0))
    before = sheet.features["protectedRanges"][at]
    is_warning = given.get("warningOnly") if "warningOnly" in tree else before.get("warningOnly")
    # A warning means none of the editors that it shows. Made real, it lets all editors edit (documented).
    meant = {**before, "editors": {}} if is_warning or before.get("warningOnly") else before
    entry, sheet_id = _protection(work, merged(meant, given, tree))
    if is_warning:
        entry["editors"] = before["editors"]
    entry = {"protectedRangeId": before["protectedRangeId"], **entry}
    del sheet.features["protectedRanges"][at]
    work.draft.sheet(sheet_id).features["protectedRanges"].append(entry)
    return {}


def delete_protected_range(work: Work, body: Json) -> Json:
    """Take a protection away."""
    sheet, at = _protection_at(work, body.get("protectedRangeId", 0))
    del sheet.features["protectedRanges"][at]
    return {}


def _named_range_at(work: Work, wanted: str) -> int:
    for at, entry in enumerate(work.draft.named_ranges):
        if entry["namedRangeId"] == wanted:
            return at
    raise invalid(f"No named range with id: {wanted}")  # unverified words


def _checked_name(work: Work, name: str, besides: int | None = None) -> str:
    """No spaces, no address (measured), no twin."""
    if not _NAME.fullmatch(name) or _LOOKS_LIKE_ADDRESS.fullmatch(name):
        raise invalid(f"The name of the named range is not valid: {name}")  # unverified words
    for at, entry in enumerate(work.draft.named_ranges):
        if at != besides and entry["name"].casefold() == name.casefold():
            raise invalid(f"A named range with the name {name} already exists.")  # unverified words
    return name


def _protection(work: Work, given: Json) -> tuple[Json, int]:
    """Return a protection as it is stored and answered (cassette), and the sheet it lies on."""
    anchors = [name for name in ("range", "namedRangeId", "tableId") if name in given]
    if not anchors:
        raise invalid("Protected range must have a range, a named range or a table.")  # unverified words
    warning = bool(given.get("warningOnly"))
    editors = as_answered(given.get("editors") or {})
    if warning and editors:
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    entry: Json = {name: given[name] for name in anchors}
    if "namedRangeId" in given:
        entry["range"] = work.draft.named_ranges[_named_range_at(work, given["namedRangeId"])]["range"]
    elif "tableId" in given:
        sheet, at = work.find_feature("tables", "tableId", given["tableId"], "No table with id")
        entry["range"] = sheet.features["tables"][at]["range"]
    entry["range"] = work.kept_range(entry["range"])
    entry |= {name: given[name] for name in ("description", "unprotectedRanges") if given.get(name)}
    entry["requestingUserCanEdit"] = True
    entry |= {"warningOnly": True} if warning else {}
    entry["editors"] = editors
    return entry, int(entry["range"].get("sheetId", 0))


def _with_caller(work: Work, editors: Json) -> Json:
    """Who protects a range may edit it; the reply does not say so, later reads do (cassette)."""
    users = editors.get("users", [])
    return editors if not work.caller or work.caller in users else {**editors, "users": [*users, work.caller]}


def _covers_sheet(entry: Json) -> bool:
    return not entry["range"].keys() - {"sheetId"}


def _require_unprotected(work: Work, sheet_id: int) -> None:
    sheet = work.draft.sheet(sheet_id)
    if any(_covers_sheet(entry) for entry in sheet.features["protectedRanges"]):
        raise invalid(f'Sheet "{sheet.title}" already has sheet protection.')


def _protection_at(work: Work, wanted: int) -> tuple[Sheet, int]:
    return work.find_feature("protectedRanges", "protectedRangeId", wanted, "No protected range with id")


def _protection_taken(wanted: int) -> str:
    return f"A protected range with id {wanted} already exists."  # unverified words
