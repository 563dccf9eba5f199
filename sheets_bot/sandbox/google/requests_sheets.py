"""
Requests on whole tabs and on the spreadsheet's own properties.

Titles and ids are unique, at least one tab stays visible (cassette); the index of a tab is
read in the order before the move (documented).
"""

from zoneinfo import available_timezones

from sheets_bot.sandbox.google import structure
from sheets_bot.sandbox.google.colours import in_bytes
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.mask import Tree
from sheets_bot.sandbox.google.model import COLUMNS, ROWS, Json, Sheet
from sheets_bot.sandbox.google.payload import as_answered, merged, update_mask
from sheets_bot.sandbox.google.retarget import duplicated
from sheets_bot.sandbox.google.shapes import SHAPES
from sheets_bot.sandbox.google.work import COLUMN_LIMIT, Work

DEFAULT_ROWS, DEFAULT_COLUMNS = 1000, 26
"""Size of a new sheet that asks for none (cassette)."""
TITLE_LIMIT = 100
"""Characters of a tab's title (documented)."""
_COUNTS = {"rowCount", "columnCount"}


def add_sheet(work: Work, body: Json) -> Json:
    """Add a tab; its id, title, index and size are optional (documented)."""
    given: Json = body.get("properties", {})
    if given.get("sheetType", "GRID") != "GRID":
        raise invalid("Only sheets of type GRID can be added this way.")  # unverified words
    sheet_id = work.chosen_id(given.get("sheetId"), sheet_ids(work), _id_taken)
    if sheet_id < 0:
        raise invalid("sheetId must not be negative.")  # unverified words
    title = given.get("title") or _free_title(work)
    _require_title(work, title)
    grid = given.get("gridProperties", {})
    rows, columns = grid.get("rowCount") or DEFAULT_ROWS, grid.get("columnCount") or DEFAULT_COLUMNS
    _require_size(rows, columns)
    work.require_cells(rows * columns)
    properties = {"sheetId": sheet_id, "title": title, "sheetType": "GRID", **_looks(given)}
    kept_grid = {name: value for name, value in grid.items() if name not in _COUNTS}
    properties["gridProperties"] = as_answered(kept_grid)
    sheet = Sheet.blank(properties, rows=rows, columns=columns)
    _require_freeze(sheet)
    index = _checked_index(given.get("index"), len(work.draft.sheets))
    work.draft.add_sheet(sheet, index)
    return {"properties": sheet.properties_json(work.draft.sheets.index(sheet))}


def delete_sheet(work: Work, body: Json) -> Json:
    """Delete a tab and all that hangs on it."""
    sheet = work.sheet(body.get("sheetId", 0))
    others = [other for other in work.draft.sheets if other.id != sheet.id]
    if not others:
        raise invalid("You can't remove all the sheets in a document.")
    if all(other.properties.get("hidden") for other in others):
        raise invalid("You can't remove all the visible sheets in a document.")
    remove_sheet(work, sheet.id)
    return {}


def remove_sheet(work: Work, sheet_id: int) -> None:
    """Take a tab away with the named ranges that lie on it."""
    work.draft.remove_sheet(sheet_id)
    work.draft.named_ranges[:] = [
        entry for entry in work.draft.named_ranges if entry["range"].get("sheetId", 0) != sheet_id
    ]


def duplicate_sheet(work: Work, body: Json) -> Json:
    """
    Copy a tab within the spreadsheet.

    What hangs on it gets new ids. Its developer metadata stays behind (unverified).
    """
    source = work.sheet(body.get("sourceSheetId", 0))
    sheet_id = work.chosen_id(body.get("newSheetId"), sheet_ids(work), _id_taken)
    title = body.get("newSheetName") or _copy_title(work, source.title)
    _require_title(work, title)
    work.require_cells(source.row_count * source.column_count)
    copy = duplicated(work.draft, source, sheet_id, title, work.new_id)
    index = _checked_index(body.get("insertSheetIndex", 0), len(work.draft.sheets))
    work.draft.add_sheet(copy, index)
    return {"properties": copy.properties_json(work.draft.sheets.index(copy))}


def update_sheet_properties(work: Work, body: Json) -> Json:
    """Change title, index, size, frozen rows, visibility, colour of a tab."""
    tree = update_mask(body.get("fields"), known="SheetProperties")
    given: Json = body.get("properties", {})
    sheet = work.sheet(given.get("sheetId", 0), word="sheet")
    for read_only in ("sheetId", "sheetType"):
        tree.pop(read_only, None)
    if "title" in tree:
        _require_title(work, given.get("title", ""), besides=sheet)
    _resize(work, sheet, given.get("gridProperties", {}), tree.pop("gridProperties", None))
    index_named = tree.pop("index", None) is not None
    colour_named = _name_both_colours(tree)
    sheet.properties = merged(sheet.properties, as_answered(_looks(given) | _titled(given)), tree)
    if colour_named and not sheet.properties.get("tabColorStyle"):
        sheet.properties.pop("tabColor", None)
    _require_freeze(sheet)
    if all(other.properties.get("hidden") for other in work.draft.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    if index_named:
        _move_sheet(work, sheet, given.get("index", 0))
    return {}


def update_spreadsheet_properties(work: Work, body: Json) -> Json:
    """Change title, locale, time zone and the like of the spreadsheet."""
    tree = update_mask(body.get("fields"), known="SpreadsheetProperties")
    tree.pop("defaultFormat", None)  # read-only (documented)
    given: Json = body.get("properties", {})
    if "title" in tree and not given.get("title"):
        raise invalid("Title must not be empty.")  # unverified words
    if "timeZone" in tree and given.get("timeZone") not in available_timezones():
        raise invalid(f"Invalid time zone: {given.get('timeZone')}")  # unverified words
    work.draft.properties = merged(work.draft.properties, given, tree)
    return {}


def sheet_ids(work: Work) -> set[int]:
    """Return the ids of all tabs."""
    return {sheet.id for sheet in work.draft.sheets}


def _id_taken(sheet_id: int) -> str:
    return f"Sheet with id {sheet_id} already exists"


def _require_title(work: Work, title: str, besides: Sheet | None = None) -> None:
    if not title or len(title) > TITLE_LIMIT:
        raise invalid(f"Sheet title must have 1 to {TITLE_LIMIT} characters.")  # unverified words
    found = work.draft.find_title(title)
    if found is not None and (besides is None or found.id != besides.id):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _free_title(work: Work) -> str:
    number = len(work.draft.sheets) + 1
    while work.draft.find_title(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def _copy_title(work: Work, title: str) -> str:
    name, number = f"Copy of {title}", 1
    while work.draft.find_title(name):
        number += 1
        name = f"Copy of {title} {number}"
    return name


def _checked_index(index: int | None, count: int) -> int | None:
    if index is not None and not 0 <= index <= count:
        raise invalid(f"Invalid sheet index: {index}. Must be from 0 to {count}.")  # unverified words
    return index


def _looks(given: Json) -> Json:
    """Return the plain properties; a tab's colour is answered in both its forms (documented)."""
    looks = {name: given[name] for name in ("hidden", "rightToLeft") if given.get(name)}
    colour = (given.get("tabColorStyle") or {}).get("rgbColor") or given.get("tabColor")
    if colour:
        kept = as_answered(in_bytes(colour))
        looks |= {"tabColor": kept, "tabColorStyle": {"rgbColor": kept}}
    return looks


def _titled(given: Json) -> Json:
    return {"title": given["title"]} if "title" in given else {}


def _name_both_colours(tree: Tree) -> bool:
    named = bool(tree.keys() & {"tabColor", "tabColorStyle"})
    if named:
        tree["tabColor"] = tree["tabColorStyle"] = {}
    return named


def _resize(work: Work, sheet: Sheet, grid: Json, tree: Tree | None) -> None:
    """Change counts and frozen rows; a count named but not given stays (unverified)."""
    if tree is None:
        return
    named = set(tree) if tree and "*" not in tree else set(SHAPES["GridProperties"])
    rows = grid.get("rowCount", sheet.row_count) if "rowCount" in named else sheet.row_count
    columns = grid.get("columnCount", sheet.column_count) if "columnCount" in named else sheet.column_count
    _require_size(rows, columns)
    work.require_cells(rows * columns - sheet.row_count * sheet.column_count)
    if rows < sheet.row_count:
        structure.delete_dimension(work.draft, sheet.id, ROWS, rows, sheet.row_count)
    if columns < sheet.column_count:
        structure.delete_dimension(work.draft, sheet.id, COLUMNS, columns, sheet.column_count)
    sheet.grow(rows=rows, columns=columns)
    rest: Tree = {name: {} for name in named - _COUNTS}
    before: Json = sheet.properties.get("gridProperties") or {}
    sheet.properties = {**sheet.properties, "gridProperties": merged(before, as_answered(grid), rest)}


def _require_size(rows: int, columns: int) -> None:
    if rows < 1 or columns < 1:
        raise invalid("A sheet must have at least one row and one column.")  # unverified words
    if columns > COLUMN_LIMIT:
        raise invalid(f"A sheet cannot have more than {COLUMN_LIMIT} columns.")  # unverified words


def _require_freeze(sheet: Sheet) -> None:
    if min(structure.frozen_count(sheet, ROWS), structure.frozen_count(sheet, COLUMNS)) < 0:
        raise invalid("Frozen rows and columns must not be negative.")  # unverified words
    if structure.frozen_count(sheet, ROWS) >= sheet.row_count > 0:
        raise invalid("You can't freeze all visible rows on the sheet.")
    if structure.frozen_count(sheet, COLUMNS) >= sheet.column_count > 0:
        raise invalid("You can't freeze all visible columns on the sheet.")


def _move_sheet(work: Work, sheet: Sheet, index: int) -> None:
    """Put a tab before the one that has the index now; its own or the next changes nothing (documented)."""
    sheets = work.draft.sheets
    at = sheets.index(sheet)
    _checked_index(index, len(sheets))
    if index not in {at, at + 1}:
        del sheets[at]
        sheets.insert(index if index < at else index - 1, sheet)
