"""
Whether the `Bot log` tells the truth: every line has its change, every change its line.

Replays the lines, oldest first, on the tabs as they stood before, and compares what comes out with the
tabs as they stand now. Both are what a person sees; only the words for a date or an amount are the log's own.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import sheet_schemas
from sheets_bot.sheets.log_rows import LOG_TAB, NEW_ROW, shown
from sheets_bot.sheets.schema import TabSchema, load_schemas
from tracker import Person

SCHEMAS = load_schemas([Path(next(iter(sheet_schemas.__path__)))])
ZONE = ZoneInfo("Europe/Berlin")
"""The sandbox's tracker lies in it."""

Table = dict[str, dict[str, str | None]]
"""One tab: by key, by header, as the log words it."""
Line = Mapping[str, str]


def tables(person: Person) -> dict[str, Table]:
    """Return every tab whose changes are logged. A key that stands in two rows fails."""
    return {title: _table(person, schema) for title, schema in SCHEMAS.items() if schema.logged}


def lines(person: Person) -> list[Line]:
    """Return the lines, oldest first: a run's lines are numbered, and newer runs stand above older ones."""
    runs = [list(run) for _, run in groupby(person.table(LOG_TAB), key=lambda line: line["Run"])]
    return [line for run in reversed(runs) for line in sorted(run, key=_number)]


def check_log(before: Mapping[str, Table], after: Mapping[str, Table], new_lines: list[Line]) -> None:
    """Fail unless *new_lines* are just what makes *after* of *before*."""
    doubled = [line for line, times in Counter(line["Line"] for line in new_lines).items() if times > 1]
    assert not doubled, f"lines that stand twice: {doubled}"
    added = Counter((line["Tab"], line["Row"]) for line in new_lines if line["Column"] == NEW_ROW)
    grown = {(tab, key) for tab in after for key in after[tab].keys() - before[tab].keys()}
    wrong = {row: added[row] - (row in grown) for row in {*added, *grown} if added[row] != (row in grown)}
    assert not wrong, f"new rows without their line (-1), or with too many: {wrong}"

    told = {tab: {key: dict(row) for key, row in table.items()} for tab, table in before.items()}
    for line in new_lines:
        if line["Column"] == NEW_ROW:
            # What a new row held at first is not in the log; later lines tell what became of it.
            told[line["Tab"]][line["Row"]] = {}
            continue
        row = told[line["Tab"]][line["Row"]]
        assert row.get(line["Column"], line["Old"] or None) == (line["Old"] or None), (
            f"not what stood there: {line}"
        )
        row[line["Column"]] = line["New"] or None
    for tab, table in told.items():
        now = {key: {header: after[tab][key][header] for header in row} for key, row in table.items()}
        assert now == table, f"{tab}: the log ends in another state than the tab"


def _table(person: Person, schema: TabSchema) -> Table:
    types = {column.header: column.type for column in schema.column}
    key_header = schema.by_name[schema.key].header
    found: Table = {}
    for row in person.table(schema.tab):
        key = str(row[key_header])
        if key:
            assert key not in found, f"{schema.tab}: {key} stands in two rows"
            found[key] = {header: shown(type_, row[header], ZONE) for header, type_ in types.items()}
    return found


def _number(line: Line) -> int:
    return int(line["Line"].rsplit("-", 1)[1])
