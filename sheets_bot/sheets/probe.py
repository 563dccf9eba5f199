"""
Try out, on the real spreadsheet, every habit of Google that the protocol relies on.

Works on a scratch tab that it makes and removes; touches no other tab. What was
read in Google's documentation or measured by others need not hold tomorrow:
`sheets-bot check --probe` says which habits hold, and what the bot does without.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sheets_bot.sheets.cells import same
from sheets_bot.sheets.door import Outdated
from sheets_bot.sheets.proof import parse_proofs
from sheets_bot.sheets.ranges import header_row, quoted, title_of, whole_sheet
from sheets_bot.sheets.structure import COLUMN_MARK
from sheets_bot.sheets.workbook import Workbook

SCRATCH = "sheets_bot probe"
EPOCH = "refuses a taken epoch, and the whole batch with it"


@dataclass(frozen=True)
class Habit:
    """One habit of Google, and whether it holds here and now."""

    what: str
    """Reads after 'Google ...'."""
    holds: bool
    found: str
    """What was seen."""
    otherwise: str
    """What the bot does, or what a person should know, where the habit does not hold."""


def probe(book: Workbook) -> Iterator[Habit]:
    """
    Yield each habit as it is tried. The scratch tab is removed at the end, whatever happens.

    Raises:
        Misconfigured: The spreadsheet cannot be written to at all.
        TryLater: Google does not answer.
    """
    scratch = _Scratch(book)
    scratch.make()
    try:
        for what, otherwise, attempt in _HABITS:
            try:
                holds, found = attempt(scratch)
            except Outdated as error:
                holds, found = False, str(error)
            yield Habit(what, holds, found, otherwise)
    finally:
        scratch.remove()


class _Scratch:
    """The scratch tab: two columns (Key, Value), two rows, an id that nothing else has."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.sheet_id = 2_000_000_000 + secrets.randbelow(100_000_000)
        self.mark_id = 500_000_000 + secrets.randbelow(400_000_000)
        self.title = f"{SCRATCH} {self.sheet_id}"

    def make(self) -> None:
        grid = {"rowCount": 4, "columnCount": 3, "frozenRowCount": 1}
        properties = {"sheetId": self.sheet_id, "title": self.title, "gridProperties": grid}
        self.book.send(
            [{"addSheet": {"properties": properties}}, self.cells(0, ["Key", "Value"], ["k1", 1], ["k2", 2])]
        )

    def remove(self) -> None:
        self.book.send([{"deleteSheet": {"sheetId": self.sheet_id}}])

    def cells(self, row: int, *rows: list[Any], column: int = 0) -> dict[str, Any]:
        """Return the request that writes typed cells."""
        kinds = {str: "stringValue", bool: "boolValue", int: "numberValue", float: "numberValue"}
        values = [{"values": [{"userEnteredValue": {kinds[type(v)]: v}} for v in line]} for line in rows]
        start = {"sheetId": self.sheet_id, "rowIndex": row, "columnIndex": column}
        return {"updateCells": {"start": start, "rows": values, "fields": "userEnteredValue"}}

    def read(self, render: str = "FORMULA") -> list[list[Any]]:
        """Return the tab's values."""
        return [
            list(row)
            for row in self.book.values([whole_sheet(self.sheet_id)], render=render)[0].get("values", ())
        ]

    def span(self, dimension: str, start: int, end: int) -> dict[str, Any]:
        return {"sheetId": self.sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}

    def mark(self, mark_id: int) -> dict[str, Any]:
        """Return the request for one mark of the spreadsheet."""
        mark = {
            "metadataId": mark_id,
            "metadataKey": "sheets_bot.probe",
            "metadataValue": "probe",
            "location": {"spreadsheet": True},
            "visibility": "DOCUMENT",
        }
        return {"createDeveloperMetadata": {"developerMetadata": mark}}


def _refuses_taken_epoch(scratch: _Scratch) -> tuple[bool, str]:
    scratch.book.send([scratch.mark(scratch.mark_id)])
    try:
        scratch.book.send([scratch.cells(1, ["stale"], column=1), scratch.mark(scratch.mark_id)])
    except Outdated:
        stale = scratch.read()[1][1] == "stale"
        found = "refused, but a part was applied" if stale else "refused whole"
        return not stale, found
    finally:
        lookup = {"developerMetadataLookup": {"metadataId": scratch.mark_id}}
        scratch.book.send([{"deleteDeveloperMetadata": {"dataFilter": lookup}}])
    return False, "the second batch was accepted"


def _answers_with_proof(scratch: _Scratch) -> tuple[bool, str]:
    title = quoted(scratch.title)
    place = {"dimensionRange": scratch.span("COLUMNS", 0, 1)}
    mark = {"metadataKey": COLUMN_MARK, "metadataValue": "probe", "location": place, "visibility": "DOCUMENT"}
    scratch.book.send([{"createDeveloperMetadata": {"developerMetadata": mark}}])
    answer = scratch.book.send(
        [scratch.cells(1, [7], column=1)],
        includeSpreadsheetInResponse=True,
        responseIncludeGridData=True,
        responseRanges=[f"{title}!1:1", f"{title}!A2:A"],
    )
    proof = parse_proofs(answer).get(scratch.sheet_id)
    if proof is None:
        return False, "the answer does not show the tab"
    holds = proof.identities[:2] == ("mark:probe", "Value") and proof.keys[:2] == ("k1", "k2")
    return holds, f"columns {list(proof.identities[:2])}, keys {list(proof.keys[:2])}"


def _keeps_text_that_looks_like_a_formula(scratch: _Scratch) -> tuple[bool, str]:
    scratch.book.send([scratch.cells(1, ["=1+1"], column=1)])
    shown, entered = scratch.read("UNFORMATTED_VALUE")[1][1], scratch.read()[1][1]
    return shown == "=1+1" and same(entered, "=1+1"), f"shown as {shown!r}, read as {entered!r}"


def _tells_formulas_and_plain_numbers(scratch: _Scratch) -> tuple[bool, str]:
    formula = {"userEnteredValue": {"formulaValue": "=A2"}}
    date = {
        "userEnteredValue": {"numberValue": 46000.25},
        "userEnteredFormat": {"numberFormat": {"type": "DATE_TIME"}},
    }
    start = {"sheetId": scratch.sheet_id, "rowIndex": 1, "columnIndex": 1}
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    rows = [{"values": [formula]}, {"values": [date]}]
    scratch.book.send([{"updateCells": {"start": start, "rows": rows, "fields": fields}}])
    found = [row[1] for row in scratch.read()[1:3]]
    return found[0] == "=A2" and same(found[1], 46000.25), f"read as {found!r}"


def _inserts_and_fills_in_one_batch(scratch: _Scratch) -> tuple[bool, str]:
    insert = {"range": scratch.span("ROWS", 2, 3), "inheritFromBefore": True}
    scratch.book.send([{"insertDimension": insert}, scratch.cells(2, ["new", 9])])
    keys = [row[0] for row in scratch.read()[1:]]
    return keys == ["k1", "new", "k2"], f"keys {keys}"


def _refuses_rows_beyond_the_grid(scratch: _Scratch) -> tuple[bool, str]:
    before = scratch.read()
    beyond = {"range": scratch.span("ROWS", 900, 901)}
    try:
        scratch.book.send([scratch.cells(1, ["half"], column=1), {"deleteDimension": beyond}])
    except Outdated:
        return scratch.read() == before, "refused whole"
    return False, "accepted"


def _marks_follow_columns(scratch: _Scratch) -> tuple[bool, str]:
    place = {"dimensionRange": scratch.span("COLUMNS", 1, 2)}
    mark = {"metadataKey": COLUMN_MARK, "metadataValue": "moved", "location": place, "visibility": "DOCUMENT"}
    move = {"source": scratch.span("COLUMNS", 1, 2), "destinationIndex": 0}
    scratch.book.send([{"createDeveloperMetadata": {"developerMetadata": mark}}, {"moveDimension": move}])
    sheet = next(s for s in scratch.book.structure(fresh=True).sheets if s.sheet_id == scratch.sheet_id)
    at = sorted(at for at, name in sheet.column_marks.items() if name == "moved")
    back = {"source": scratch.span("COLUMNS", 0, 1), "destinationIndex": 2}
    scratch.book.send([{"moveDimension": back}])
    return at == [0], f"moved from column 1 to 0; the mark is at {at}"


def _reads_a_renamed_tab(scratch: _Scratch) -> tuple[bool, str]:
    scratch.title = f"{SCRATCH} renamed {scratch.sheet_id}"
    properties = {"sheetId": scratch.sheet_id, "title": scratch.title}
    scratch.book.send([{"updateSheetProperties": {"properties": properties, "fields": "title"}}])
    entry = scratch.book.values([header_row(scratch.sheet_id)], render="FORMULA")[0]
    found = title_of(str(entry.get("range", "")))
    return found == scratch.title, f"answered for {found!r}"


def _links_keep_the_text(scratch: _Scratch) -> tuple[bool, str]:
    cell = {"userEnteredFormat": {"textFormat": {"link": {"uri": "https://example.com/k1"}}}}
    start = {"sheetId": scratch.sheet_id, "rowIndex": 1, "columnIndex": 0}
    fields = "userEnteredFormat.textFormat.link"
    scratch.book.send([{"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}])
    found = scratch.read()[1][0]
    return found == "k1", f"the linked cell reads {found!r}"


_HABITS: tuple[tuple[str, str, Callable[[_Scratch], tuple[bool, str]]], ...] = (
    (
        EPOCH,
        "The bot goes on with proof and repair alone; run only one bot per spreadsheet.",
        _refuses_taken_epoch,
    ),
    (
        "answers a write with the columns' marks, the header and the key column",
        "Do not run the bot here: it could not see where its writes land.",
        _answers_with_proof,
    ),
    (
        "keeps typed text that looks like a formula as text",
        "Do not run the bot here: text from outside could become a formula.",
        _keeps_text_that_looks_like_a_formula,
    ),
    (
        "tells formulas as text and dates as numbers in one read",
        "Formulas in the bot's columns would be overwritten unseen; dates would be rewritten on every run.",
        _tells_formulas_and_plain_numbers,
    ),
    (
        "inserts and fills a row in one batch",
        "Do not run the bot here: new rows could land on rows that people type.",
        _inserts_and_fills_in_one_batch,
    ),
    (
        "applies nothing of a batch with one impossible request",
        "A run that meets a rebuilt tab could leave half a write behind; the next run mends it.",
        _refuses_rows_beyond_the_grid,
    ),
    (
        "lets a column's mark follow the column",
        "Columns are found by their header only: do not rename the bot's headers.",
        _marks_follow_columns,
    ),
    (
        "reads a renamed tab by its id",
        "Do not rename tabs.",
        _reads_a_renamed_tab,
    ),
    (
        "keeps a cell's text when it gets a link",
        "Do not run the bot here: the keys of new rows could be lost.",
        _links_keep_the_text,
    ),
)
