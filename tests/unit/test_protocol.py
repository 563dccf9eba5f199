"""
Promises of the whole protocol, with people at work between the read and the write.

The sheet is naive and in memory; everything that decides is real. Whatever people do meanwhile, after the
run and the next one the bot's cells are right, nothing that people wrote is lost, and no row is doubled.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_sheet import Formula, NaiveSheet, OutOfGrid
from orders_tab import HEADER, ORDERS, ZONE, snapshot

from sheets_bot.errors import Misconfigured, Refused
from sheets_bot.reconcile import MOST_COLLISIONS, Limits, Occasion, reconcile
from sheets_bot.sheets.cells import same, writer
from sheets_bot.sheets.door import Outdated
from sheets_bot.sheets.proof import parse_proofs
from sheets_bot.sheets.requests import build_batch
from sheets_bot.sheets.row import Row

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
PEOPLE = ["Note", "Approved", "My own", "Phone"]
BOT = [column.header for column in ORDERS.column if column.owner == "bot"]


class NaiveBook:
    """What `reconcile` needs of a workbook, over one naive sheet; people act just before a write is applied."""

    def __init__(self, sheet: NaiveSheet, acts: list[Callable[[NaiveSheet], object]]):
        self.sheet = sheet
        self.acts = acts
        self.reads = self.writes = 0

    def read(self, tabs, *, header_only=(), lenient=False):
        self.reads += 1
        try:
            marks = self.sheet.marks_by_position()
            tab = snapshot(self.sheet.grid(), marks=marks, lenient=lenient, row_count=len(self.sheet.lines))
        except Misconfigured as error:
            return {ORDERS.tab: error}
        return {ORDERS.tab: tab}

    def look(self, tab, cells):
        raise AssertionError("there are no formulas in the bot's columns here")

    def write(self, writes):
        batch = build_batch(writes, epoch=self.writes + 1, writer="w", old_epochs=())
        self.writes += 1
        for act in self.acts[:1]:
            act(self.sheet)
        del self.acts[:1]
        try:
            self.sheet.apply(batch.body["requests"])
        except OutOfGrid as error:
            raise Outdated(str(error)) from error
        answer = {"updatedSpreadsheet": {"sheets": [self.sheet.answer(batch.body["responseRanges"])]}}
        return batch, parse_proofs(answer)


def run(book, desired):
    occasion = Occasion(run="r1", job="sync", now=NOW)
    return reconcile(book, [ORDERS], lambda _: {ORDERS.tab: desired}, occasion=occasion, limits=Limits(allow_large=True))


@st.composite
def acts(draw):
    """One thing that a person does while the bot writes."""
    at, to = draw(st.integers(0, 12)), draw(st.integers(0, 12))
    down = draw(st.booleans())
    kind = draw(
        st.sampled_from(["sort", "insert_row", "typed_row", "delete_row", "move_column", "insert_column", "named_column"])
    )
    return {
        "sort": lambda sheet: sheet.sort(at, descending=down),
        "insert_row": lambda sheet: sheet.insert_row(at),
        "typed_row": lambda sheet: sheet.insert_row(at, **{"Note": "typed meanwhile"}),
        "delete_row": lambda sheet: sheet.delete_row(at),
        "move_column": lambda sheet: sheet.move_column(at, to),
        "insert_column": lambda sheet: sheet.insert_column(at),
        "named_column": lambda sheet: sheet.insert_column(at, f"New {at}{to}{down}"),
    }[kind]


KEYS = [f"A{number}" for number in range(6)]
WORDS = st.sampled_from(["", "open", "paid", "sent"])


@st.composite
def sheets(draw):
    headers = draw(st.permutations([*HEADER, "My own", "Phone"]))
    lines = []
    for number, key in enumerate(draw(st.permutations(KEYS))[: draw(st.integers(0, 6))]):
        cells = {"Order": key, "Status": draw(WORDS), "Total": draw(st.integers(0, 3)), "Days left": draw(st.integers(0, 3))}
        cells |= {"Note": f"note {number}", "My own": draw(WORDS), "Phone": draw(st.sampled_from(["", 555])), "Approved": draw(st.booleans())}
        lines.append([cells.get(header, "") for header in headers])
    for _ in range(draw(st.integers(0, 2))):
        lines.insert(draw(st.integers(0, len(lines))), ["by hand" if header == "Note" else "" for header in headers])
    sheet = NaiveSheet([list(headers), *lines])
    if draw(st.booleans()):
        sheet.marks = {sheet.column(column.header): column.name for column in ORDERS.column}
    return sheet


VALUES = {"status": st.sampled_from([None, "open", "paid", "sent"]), "left": st.integers(0, 3), "problem": st.none() | st.just("look")}
DESIRED = st.lists(
    st.builds(Row, st.sampled_from([*KEYS, "B1", "B2"]), st.fixed_dictionaries({}, optional=VALUES)),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row.key,
)


def peoples_cells(sheet):
    """Return every filled cell of a column that is not the bot's, by identity."""
    bot = {column for column in sheet.columns if sheet.lines[0].get(column) in BOT}
    return {
        (id(line), column): content
        for line in sheet.lines
        for column, content in line.items()
        if column not in bot and column in sheet.columns and content not in (None, "")
    }


def places(sheet):
    return {(id(line), column) for line in sheet.lines for column in sheet.columns}


def watched(act, left):
    """Return the act, which then notes in *left* what it made and what it deleted."""

    def acted(sheet):
        before = places(sheet)
        act(sheet)
        there = places(sheet)
        for cell in left.keys() - there:
            del left[cell]
        left.update({cell: content for cell, content in peoples_cells(sheet).items() if cell not in before})

    return acted


@settings(deadline=None, max_examples=250)
@given(sheets(), DESIRED, st.lists(acts(), max_size=MOST_COLLISIONS))
def test_people_at_work_lose_nothing_and_the_bots_cells_come_right(sheet, desired, people):
    left = peoples_cells(sheet)
    book = NaiveBook(sheet, [watched(act, left) for act in people])

    receipt = run(book, desired)
    assert receipt.ok
    run(NaiveBook(sheet, []), desired)

    assert peoples_cells(sheet) == left
    order = sheet.column("Order")
    keys = [line.get(order) for line in sheet.lines[1:] if line.get(order)]
    assert sorted(keys) == sorted(set(keys)), "no row is doubled"
    for row in desired:
        line = sheet.line(row.key, "Order")
        for name, value in row.values.items():
            column = ORDERS.by_name[name]
            assert same(line.get(sheet.column(column.header)), writer(column.type, ZONE)(value))
    assert run(NaiveBook(sheet, []), desired).writes == 0, "a run with nothing to do writes nothing"
