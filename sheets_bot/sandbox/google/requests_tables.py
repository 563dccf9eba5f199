"""
Requests on native tables: addTable, updateTable, deleteTable.

Kept and shown, with the traps that were measured: cells appended to a table are dropped
(`requests_cells.py`), deleting a table takes the conditional formats over it along. A table
does not grow by itself here.
"""

import re

from sheets_bot.sandbox.google.a1 import Area
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.model import Json, Sheet, cell_or_none
from sheets_bot.sandbox.google.payload import as_answered, merged, update_mask
from sheets_bot.sandbox.google.work import Work

_ID = re.compile(r"[\w-]{1,100}")


def add_table(work: Work, body: Json) -> Json:
    """Make a table of a range; columns without a name take theirs from the header cells."""
    given: Json = body.get("table", {})
    tables = [entry for sheet in work.draft.sheets for entry in sheet.features["tables"]]
    table_id = given.get("tableId") or str(work.new_id(set()))
    if not _ID.fullmatch(table_id) or any(entry["tableId"] == table_id for entry in tables):
        raise invalid(f"Invalid or taken table id: {table_id}")  # unverified words
    if not given.get("name"):
        raise invalid("Table must have a name.")  # unverified words
    _require_free_name(tables, given["name"])
    table = _checked(work, {**given, "tableId": table_id})
    sheet, _box = work.range(table["range"])
    sheet.features["tables"].append(table)
    return {"table": table}


def update_table(work: Work, body: Json) -> Json:
    """Change what a mask names of a table."""
    tree = update_mask(body.get("fields"), known="Table")
    tree.pop("tableId", None)
    given: Json = body.get("table", {})
    sheet, at = work.find_feature("tables", "tableId", given.get("tableId", ""), "No table with id")
    table = sheet.features["tables"].pop(at)
    new = merged(table, given, tree)
    if new.get("name") != table["name"]:
        _require_free_name(
            [entry for other in work.draft.sheets for entry in other.features["tables"]], new["name"]
        )
    checked = _checked(work, new)
    target, _box = work.range(checked["range"])
    target.features["tables"].append(checked)
    return {}


def delete_table(work: Work, body: Json) -> Json:
    """Delete a table, its cells (unverified) and, silently, the conditional formats over it (measured)."""
    sheet, at = work.find_feature("tables", "tableId", body.get("tableId", ""), "No table with id")
    table = sheet.features["tables"].pop(at)
    _sheet, box = work.range(table["range"])
    for row in range(box.top, box.bottom):
        cells = list(sheet.rows[row])
        for column in range(box.left, min(box.right, len(cells))):
            cells[column] = None
        sheet.put_row(row, cells)
    sheet.features["conditionalFormats"][:] = [
        rule
        for rule in sheet.features["conditionalFormats"]
        if not any(Area.from_json(json).box(sheet).meets(box) for json in rule["ranges"])
    ]
    return {}


def _require_free_name(tables: list[Json], name: str) -> None:
    if any(entry["name"].casefold() == name.casefold() for entry in tables):
        raise invalid(f"A table with the name {name} already exists.")  # unverified words


def _checked(work: Work, table: Json) -> Json:
    """Return a table as it is stored and answered."""
    kept = work.kept_range(table.get("range", {}))
    sheet, box = work.range(kept)
    for other in sheet.features["tables"]:
        if other["tableId"] != table["tableId"] and Area.from_json(other["range"]).box(sheet).meets(box):
            raise invalid("Tables must not overlap.")  # unverified words
    given = {entry.get("columnIndex", 0): entry for entry in table.get("columnProperties", [])}
    columns = [
        _column(sheet, box.top, box.left, offset, given.get(offset, {})) for offset in range(box.width)
    ]
    return {**dict(as_answered(table)), "range": kept, "columnProperties": columns}


def _column(sheet: Sheet, top: int, left: int, offset: int, given: Json) -> Json:
    """Return a column's properties; its name stands in the header cell too."""
    if given.get("columnType") == "DROPDOWN":
        condition = given.get("dataValidationRule", {}).get("condition", {})
        if condition.get("type") != "ONE_OF_LIST":  # measured
            raise invalid("A DROPDOWN column needs a rule of type ONE_OF_LIST.")
    cell = sheet.cell(top, left + offset)
    header = cell.entered if cell else None
    name = given.get("columnName") or (header if isinstance(header, str) else f"Column {offset + 1}")
    if header != name:
        sheet.put(top, left + offset, cell_or_none(name, cell.dress if cell else None))
    return {**dict(as_answered(given)), **({"columnIndex": offset} if offset else {}), "columnName": name}
