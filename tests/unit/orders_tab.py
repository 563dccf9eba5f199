"""One tab for the tests of sheets/: its schema, and snapshots of it as a person may have arranged it."""

import tomllib
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sheets_bot.sheets.cells import key_text
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.schema import parse_schema
from sheets_bot.sheets.snapshot import Snapshot, locate_columns
from sheets_bot.sheets.structure import column_identities

ZONE = ZoneInfo("America/New_York")

TEXT = """
tab = "Orders"
key = "order_id"
purpose = "Every order."
problem = "problem"
column = [
  {name = "order_id", header = "Order", owner = "bot", link = "https://shop.test/{order_id}"},
  {name = "status", header = "Status", owner = "bot"},
  {name = "note", header = "Note", owner = "human"},
  {name = "total", header = "Total", owner = "bot", type = "money"},
  {name = "due", header = "Due", owner = "bot", type = "datetime"},
  {name = "shipped_on", header = "Shipped", owner = "bot", type = "date"},
  {name = "left", header = "Days left", owner = "bot", type = "integer", clock = true},
  {name = "approved", header = "Approved", owner = "request", type = "checkbox"},
  {name = "problem", header = "Problem", owner = "bot"},
]
"""

ORDERS = parse_schema(TEXT, source="orders.toml")
HEADER = [column.header for column in ORDERS.column]


def schema_with(**keys):
    """Return the schema with other keys at the top."""
    return type(ORDERS).model_validate({**tomllib.loads(TEXT), **keys})


def snapshot(values, *, marks=None, schema=ORDERS, lenient=False, row_count=None, **parts):
    """Return a tab as read: header row first."""
    header = tuple(key_text(content) for content in values[0])
    return Snapshot(
        schema=schema,
        sheet_id=7,
        title=schema.tab,
        zone=ZONE,
        header=header,
        columns=locate_columns(schema, header, marks or {}, lenient=lenient),
        identities=column_identities(header, marks or {}),
        grid=values[1:],
        row_count=len(values) + 3 if row_count is None else row_count,
        **parts,
    )


def row_of(entry):
    """Return the desired row that an entry of a case file describes; values as people would write them."""
    values = {name: value_of(name, text) for name, text in entry.get("values", {}).items()}
    human = {name: value_of(name, text) for name, text in entry.get("human", {}).items()}
    return Row(
        entry["key"],
        values,
        when_absent=entry.get("when_absent", "add"),
        why=entry.get("why", ""),
        human=human,
        clears=frozenset(entry.get("clears", ())),
    )


def value_of(name, text):
    """Return the Value that a text of a case file means in a column."""
    readers = {"money": Decimal, "datetime": datetime.fromisoformat, "date": date.fromisoformat}
    reader = readers.get(ORDERS.by_name[name].type) if name in ORDERS.by_name else None
    return reader(text) if reader and text is not None else text
