"""
The task of the call benchmark, and its judge: a tracker that a person and a program keep together.

The person's cells are of the kind that get lost: text that looks like a number, a date or a formula,
and a formula. The judge reads the spreadsheet as the person at the machine, with none of the
contenders' code, and compares key by key.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import requests

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from sheets_bot.reconcile import Limits, Occasion, reconcile
from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sandbox.wire import Call
from sheets_bot.sheets.row import Row, Value
from tracker import CASES, BusyDoor, a_tracker

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SCHEMA = CASES.model_copy(
    update={
        "column": tuple(
            # In a way of writing that every contender's text can be read back from.
            column.model_copy(update={"format": "yyyy-mm-dd hh:mm"}) if column.type == "datetime" else column
            for column in CASES.column
        )
    }
)
TAB = SCHEMA.tab
HEADERS = {column.name: column.header for column in SCHEMA.column}
UNBOUNDED = Limits(allow_large=True, most_cells=10**9)

NOTES: tuple[dict[str, Any], ...] = (
    {"stringValue": "007"},
    {"stringValue": "=1+1"},
    {"formulaValue": "=1+1"},
    {"stringValue": "3/4"},
)
"""What stands in the person's notes, row after row: three texts that look like something else, a formula."""


@dataclass(frozen=True)
class Task:
    """What should stand in the bot's columns, in all rows: before, after a first run and after a second one."""

    before: Sequence[Row]
    after: Sequence[Row]
    later: Sequence[Row]


def a_task(rows: int, *, changed: int, new: int) -> Task:
    """Return a task of whose steps each changes two cells in *changed* scattered rows and adds *new* rows."""
    before = [_row(number) for number in range(rows)]
    after = _changed(before, "Under review", every=rows // changed, first=0, new=new)
    later = _changed(after, "Waiting for PayPal", every=rows // changed, first=1, new=new)
    return Task(before, after, later)


def _changed(rows: Sequence[Row], status: str, *, every: int, first: int, new: int) -> list[Row]:
    changed = list(rows)
    for at in range(first, len(rows) // every * every, every):
        amount = Decimal(at) + Decimal("0.25")
        changed[at] = Row(rows[at].key, {**rows[at].values, "status": status, "amount": amount})
    return changed + [_row(len(rows) + number) for number in range(new)]


def _row(number: int) -> Row:
    values: dict[str, Value] = {
        "status": "Waiting for us" if number % 3 else "Waiting for the buyer",
        "amount": Decimal(number * 37 % 50_000) / 100,
        "due": NOW + timedelta(minutes=number * 41 % 40_000),
    }
    return Row(f"PP-D-{number:06}", values)


@dataclass(frozen=True)
class Verdict:
    """What became of the tab."""

    human_cells_changed: int
    bot_cells_wrong: int
    rows_lost: int
    rows_doubled: int
    order_kept: bool
    """Whether the rows that were there stand in the order in which the person left them."""

    @property
    def words(self) -> tuple[str, str, str, str]:
        """The verdict for a table: notes, bot cells, rows, order."""
        rows = f"{self.rows_lost} lost, {self.rows_doubled} doubled"
        return (
            f"{self.human_cells_changed:,} changed" if self.human_cells_changed else "kept",
            f"{self.bot_cells_wrong:,} wrong" if self.bot_cells_wrong else "right",
            rows if self.rows_lost or self.rows_doubled else "right",
            "kept" if self.order_kept else "undone",
        )


class Tracker:
    """One spreadsheet with the rows of a task in it, and the person who owns it."""

    def __init__(self, door: BusyDoor, sandbox: Sandbox, task: Task) -> None:
        self.task = task
        self.sandbox = sandbox
        self.person, self.book = a_tracker(door, sandbox.base_url, SCHEMA)
        occasion = Occasion(run="filled", job="bench", now=NOW)
        reconcile(self.book, [SCHEMA], lambda _: {TAB: task.before}, occasion=occasion, limits=UNBOUNDED)
        self._sheet_id = self.person.sheet_id(TAB)
        self._type_notes()
        self._left = [key for key, _ in self._rows()]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.person.leave()

    @property
    def spreadsheet_id(self) -> str:
        """The long id."""
        return self.person.spreadsheet_id

    def _type_notes(self) -> None:
        rows = [
            {"values": [{"userEnteredValue": NOTES[at % len(NOTES)]}]} for at in range(len(self.task.before))
        ]
        start = {"sheetId": self._sheet_id, "rowIndex": 1, "columnIndex": SCHEMA.names.index("notes")}
        self.person.do({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})

    def sort(self) -> None:
        """Let the person turn the rows round, as a click on "Sort sheet Z to A" does."""
        by_key = {"dimensionIndex": SCHEMA.names.index(SCHEMA.key), "sortOrder": "DESCENDING"}
        rows = {"sheetId": self._sheet_id, "startRowIndex": 1, "endRowIndex": 1 + len(self.task.before)}
        self.person.do({"sortRange": {"range": rows, "sortSpecs": [by_key]}})
        self._left = [key for key, _ in self._rows()]

    def sort_before_the_first_write(self) -> None:
        """Let the person sort when the next write of a program is on its way."""
        switchboard = self.sandbox.switchboard

        def meanwhile(call: Call) -> None:
            if self.spreadsheet_id in call.path and "authorization" in call.headers and not is_read(call):
                switchboard.before_each.remove(meanwhile)
                self.sort()

        switchboard.before_each.append(meanwhile)

    def _rows(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return (key, cells as entered by column name), as they stand."""
        url = f"{self.sandbox.base_url}/v4/spreadsheets/{self.spreadsheet_id}"
        mask = "sheets.data.rowData.values.userEnteredValue"
        parts = {"ranges": f"'{TAB}'", "includeGridData": "true", "fields": mask}
        answer = requests.get(url, params=parts, timeout=600)
        found = []
        for row in answer.json()["sheets"][0]["data"][0]["rowData"][1:]:
            cells = [cell.get("userEnteredValue", {}) for cell in row.get("values", ())]
            named = dict(zip(SCHEMA.names, cells, strict=False))
            if any(cell != {"boolValue": False} for cell in cells if cell):
                found.append((str(named.get(SCHEMA.key, {}).get("stringValue", "")), named))
        return found

    def verdict(self, wanted: Sequence[Row]) -> Verdict:
        """Compare what stands there with what should."""
        rows = self._rows()
        found = dict(reversed(rows))
        keys = Counter(key for key, _ in rows)
        notes = {row.key: NOTES[at % len(NOTES)] for at, row in enumerate(self.task.before)}
        known = [key for key, _ in rows if key in notes]
        return Verdict(
            human_cells_changed=sum(
                cells.get("notes", {}) != notes.get(key, {}) for key, cells in rows if key in notes or not key
            )
            + sum(key not in found for key in notes),
            bot_cells_wrong=sum(
                not _stands(found[row.key].get(name, {}), value)
                for row in wanted
                if row.key in found
                for name, value in row.values.items()
            ),
            rows_lost=sum(row.key not in found for row in wanted),
            rows_doubled=sum(count - 1 for count in keys.values()),
            order_kept=known == self._left,
        )


def serial(at: datetime) -> float:
    """Return an instant as a cell holds it; the person's spreadsheets count in UTC."""
    return (at - datetime(1899, 12, 30, tzinfo=UTC)) / timedelta(days=1)


def _stands(entered: Mapping[str, Any], value: Value) -> bool:
    if isinstance(value, str):
        return bool(entered.get("stringValue") == value)
    number = serial(value) if isinstance(value, datetime) else float(str(value))
    return abs(entered.get("numberValue", -1.0) - number) < 1e-5


def is_read(call: Any) -> bool:
    """True for a call, or a line of the journal, that changes nothing."""
    return call.method == "GET" or call.path.endswith((":batchGetByDataFilter", ":getByDataFilter"))


@dataclass(frozen=True)
class Calls:
    """What the journal tells of one run."""

    reads: int
    writes: int
    other: int
    """Calls to Drive."""
    sent_bytes: int
    received_bytes: int

    @property
    def words(self) -> str:
        """E.g. ``3R + 2W``; calls to Drive are named apart."""
        return f"{self.reads}R + {self.writes}W" + (f" + {self.other} to Drive" if self.other else "")


def calls_since(sandbox: Sandbox, mark: int) -> Calls:
    """Return what programs asked of Google's spreadsheets since line *mark* of the journal."""
    lines = sandbox.journal.lines(since=mark, by="program")
    sheets = [line for line in lines if line.service == "sheets"]
    reads = sum(map(is_read, sheets))
    return Calls(
        reads=reads,
        writes=len(sheets) - reads,
        other=sum(line.service == "drive" for line in lines),
        sent_bytes=sum(line.request_bytes for line in sheets),
        received_bytes=sum(line.response_bytes for line in sheets),
    )


def last_line(sandbox: Sandbox) -> int:
    """Return the number of the journal's last line."""
    lines = sandbox.journal.lines()
    return lines[-1].n if lines else 0
