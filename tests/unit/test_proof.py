"""Promises of the proof: whatever people move during a write, each cell that was hit is known and put back."""

import pytest

from naive_sheet import Formula, NaiveSheet
from orders_tab import HEADER, ORDERS, snapshot
from sheets_bot.sheets.diff import diff
from sheets_bot.sheets.plan import Plan
from sheets_bot.sheets.proof import find_displaced, healed, parse_proofs, restores
from sheets_bot.sheets.requests import Restore, TabWrite, build_batch
from sheets_bot.sheets.row import Row

TAB = [
    HEADER,
    ["A1", "open", "call back", 10],
    ["A2", "open", "gift", 20],
    ["A3", "held", "", 30],
    ["", "", "typed by hand"],
]


class Round:
    """One write: a snapshot, what people do meanwhile, and what the answer shows."""

    def __init__(self, desired, meanwhile=None, values=TAB, *, marked=False):
        self.sheet = NaiveSheet(values)
        if marked:
            self.sheet.marks = {self.sheet.column(c.header): c.name for c in ORDERS.column}
        self.before = self.read()
        self.write = TabWrite(self.before, diff(ORDERS, self.before, desired))
        self.batch = build_batch([self.write], epoch=1, writer="w", old_epochs=())
        if meanwhile:
            meanwhile(self.sheet)
        self.should_be = {id(line): dict(line) for line in self.sheet.lines}
        self.sheet.apply(self.batch.body["requests"])
        answer = {"updatedSpreadsheet": {"sheets": [self.sheet.answer(self.batch.body["responseRanges"])]}}
        self.proofs = parse_proofs(answer)
        self.displaced = find_displaced(self.batch, self.proofs)

    def read(self):
        return snapshot(
            self.sheet.grid(),
            marks=self.sheet.marks_by_position(),
            lenient=True,
            row_count=len(self.sheet.lines),
        )

    @property
    def stray(self):
        """The contents that landed where they were not meant."""
        return [cell.content for displaced in self.displaced for cell in displaced.cells]

    def put_back(self):
        """Carry out the restores alone, against a fresh read."""
        now = self.read()
        found = tuple(restore for displaced in self.displaced for restore in restores(displaced, now))
        batch = build_batch([TabWrite(now, Plan(ORDERS), found)], epoch=2, writer="w", old_epochs=())
        self.sheet.apply(batch.body["requests"])
        return found

    def damage(self):
        """Return what differs from what people left, by key and header; new rows are not looked at."""
        key, lines = self.sheet.column("Order"), self.sheet.lines
        names = {column: lines[0].get(column) for column in self.sheet.columns}
        return {
            (line.get(key) or "", names[column]): line.get(column)
            for line in lines
            if id(line) in self.should_be
            for column in self.sheet.columns
            if (line.get(column) or None) != (self.should_be[id(line)].get(column) or None)
        }


PAID = [Row("A1", {"status": "paid"}), Row("A3", {"status": "sent", "total": None})]


@pytest.mark.parametrize(
    "desired", [PAID, [Row("A9", {"status": "new"})], [*PAID, Row("A9", {"status": "new"})]]
)
def test_a_write_in_peace_displaces_nothing(desired):
    assert Round(desired).displaced == []


@pytest.mark.parametrize(
    ("meanwhile", "stray"),
    [
        (lambda sheet: sheet.sort(0, descending=True), ["paid", "sent", None]),
        (lambda sheet: sheet.sort(3, descending=True), ["paid", "sent", None]),
        (lambda sheet: sheet.insert_row(0), ["paid", "sent", None]),
        (lambda sheet: sheet.insert_row(1), ["sent", None]),
        (lambda sheet: sheet.insert_row(3), []),
        (lambda sheet: sheet.delete_row(0), ["paid", "sent", None]),
        (lambda sheet: sheet.delete_row(1), ["sent", None]),
        (lambda sheet: sheet.delete_row(3), []),
        (lambda sheet: sheet.move_column(1, 2), ["paid", "sent"]),
        (lambda sheet: sheet.move_column(8, 1), ["paid", "sent", None]),
        (lambda sheet: sheet.insert_column(1), ["paid", "sent", None]),
        (lambda sheet: sheet.insert_column(2, "My own"), [None]),
        (lambda sheet: sheet.insert_column(4, "My own"), []),
        (lambda sheet: sheet.delete_column("Note"), [None]),
        (lambda sheet: sheet.delete_column("Status"), ["paid", "sent", None]),
        (lambda sheet: sheet.move_column(0, 8), ["paid", "sent", None]),
        (lambda sheet: sheet.insert_column(0, "My own"), ["paid", "sent", None]),
    ],
)
def test_exactly_the_cells_that_missed_are_named(meanwhile, stray):
    """All of them, where the key column itself has moved and the answer's keys mean nothing."""
    found = Round(PAID, meanwhile).stray

    assert sorted(map(str, found)) == sorted(map(str, stray))


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda sheet: sheet.sort(0, descending=True),
        lambda sheet: sheet.sort(2),
        lambda sheet: sheet.insert_row(0),
        lambda sheet: sheet.insert_row(0, Note="typed just now"),
        lambda sheet: sheet.delete_row(0),
        lambda sheet: sheet.delete_row(1),
        lambda sheet: sheet.move_column(1, 2),
        lambda sheet: sheet.move_column(2, 0),
        lambda sheet: sheet.move_column(8, 1),
        lambda sheet: sheet.move_column(0, 8),
        lambda sheet: sheet.insert_column(1, "My own"),
        lambda sheet: sheet.insert_column(0),
        lambda sheet: sheet.delete_column("Note"),
        lambda sheet: sheet.delete_column("Due"),
    ],
)
@pytest.mark.parametrize("marked", [False, True])
def test_every_cell_that_was_hit_holds_again_what_it_held(meanwhile, marked):
    """But those of the bot that hit rightly, which the next comparison sees to anyway."""
    work = Round(PAID, meanwhile, marked=marked)

    work.put_back()

    meant = {("A1", "Status"): "paid", ("A3", "Status"): "sent", ("A3", "Total"): None}
    assert work.damage().items() <= meant.items()


def test_a_formula_that_was_hit_is_a_formula_again():
    values = [HEADER, ["A1", "open", Formula("=B2")], ["A2", "open"]]

    work = Round([Row("A1", {"status": "paid"})], lambda sheet: sheet.move_column(2, 1), values)
    assert work.sheet.cells(work.sheet.line("A1", "Order"))["Note"] == "paid"
    work.put_back()

    restored = work.sheet.line("A1", "Order")[work.sheet.column("Note")]
    assert restored == "=B2"
    assert isinstance(restored, Formula)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda sheet: sheet.move_column(1, 2),
        lambda sheet: sheet.move_column(0, 8),
        lambda sheet: sheet.insert_column(0, "My own"),
        lambda sheet: sheet.insert_column(3, "My own"),
        lambda sheet: (sheet.sort(0, descending=True), sheet.move_column(3, 2)),
    ],
)
def test_a_new_row_under_moved_columns_is_emptied_where_it_hit_a_wrong_column(meanwhile):
    work = Round([Row("A9", {"status": "new", "total": 5, "problem": "look"})], meanwhile)

    work.put_back()

    (new,) = [line for line in work.sheet.lines if id(line) not in work.should_be]
    right = {"Order": "A9", "Status": "new", "Total": 5, "Problem": "look"}
    assert work.sheet.cells(new).items() <= right.items()
    assert work.damage() == {}


@pytest.mark.parametrize("typed", ["typed just now", None, False, 7])
@pytest.mark.parametrize(
    ("meanwhile", "key", "header"),
    [
        (lambda sheet: sheet.sort(0, descending=True), "A3", "Status"),
        (lambda sheet: sheet.move_column(1, 2), "A1", "Note"),
        (lambda sheet: sheet.insert_row(0), "A2", "Status"),
        (lambda sheet: sheet.move_column(0, 8), "A1", "Note"),
    ],
)
def test_what_a_person_typed_since_stays(meanwhile, key, header, typed):
    """The write hit the cell, then a person typed there; only then it is to be put back."""
    work = Round(PAID, meanwhile)
    line = work.sheet.line(key, "Order")
    work.sheet.type(line, header, typed)

    work.put_back()

    assert line.get(work.sheet.column(header)) == typed


def test_a_row_that_a_person_deleted_since_is_let_go():
    work = Round(PAID, lambda sheet: sheet.sort(0, descending=True))
    work.sheet.lines.remove(work.sheet.line("A3", "Order"))

    work.put_back()

    assert work.damage() == {}


def test_rows_and_columns_that_moved_on_since_are_found_again():
    work = Round(PAID, lambda sheet: sheet.sort(0, descending=True))
    work.sheet.sort(0)
    work.sheet.insert_row(0)
    work.sheet.move_column(1, 6)

    work.put_back()

    # A1 was meant and is not hit; nothing else may differ.
    assert work.damage() == {}


@pytest.mark.parametrize("header", ["", "Tag"])
def test_a_column_without_a_name_of_its_own_gets_its_content_back(header):
    """Two columns of a person have the same header, or none."""
    head = ["Order", "Status", header, header, "Total", "Due", "Shipped", "Days left", "Approved", "Problem"]
    values = [head, ["A1", "open", "left", "right"], ["A2", "open", "L2", "R2"]]

    work = Round([Row("A1", {"status": "paid"})], lambda sheet: sheet.move_column(1, 4), values)
    work.put_back()

    assert work.damage() == {}


def test_a_healed_tab_holds_what_will_be_put_back():
    tab = snapshot([HEADER, ["A1", "open"], ["A2"]])

    after = healed(tab, [Restore(1, 2, "gift"), Restore(0, 1, None)])

    assert list(map(list, after.grid)) == [["A1", None], ["A2", None, "gift"]]
    assert tab.grid == [["A1", "open"], ["A2"]]


def test_a_tab_that_the_answer_does_not_show_is_not_judged():
    work = Round(PAID)

    assert find_displaced(work.batch, {}) == []


# -- what the answer tells -----------------------------------------------------------------


def test_an_answer_is_read_without_the_zeros_and_blanks_that_google_leaves_out():
    marked = {"developerMetadata": [{"metadataKey": "sheets_bot.column", "metadataValue": "order_id"}]}
    answer = {
        "updatedSpreadsheet": {
            "sheets": [
                {
                    "properties": {"title": "Orders", "gridProperties": {"rowCount": 9}},
                    "data": [
                        {
                            "startRow": 1,
                            "startColumn": 2,
                            "rowData": [_row("A1"), {}, {"values": [{}]}, _row(7.0)],
                        },
                        {"rowData": [_row("Note", None, "Order", True)], "columnMetadata": [{}, {}, marked]},
                    ],
                },
                {"properties": {"sheetId": 4}, "data": [{"startRow": 1}, {}]},
                {"properties": {"sheetId": 5}},
            ]
        }
    }

    proofs = parse_proofs(answer)

    assert proofs[0].identities == ("Note", "", "mark:order_id", "True")
    assert proofs[0].keys == ("A1", "", "", "7")
    assert (proofs[0].title, proofs[0].row_count) == ("Orders", 9)
    assert (proofs[4].identities, proofs[4].keys) == ((), ())
    assert parse_proofs({}) == {}


def test_an_error_in_the_key_column_is_no_key():
    error = {"values": [{"effectiveValue": {"errorValue": {"type": "REF", "message": "gone"}}}]}
    data = [{"rowData": [_row("Order")]}, {"startRow": 1, "rowData": [error, _row("A1")]}]

    proofs = parse_proofs({"updatedSpreadsheet": {"sheets": [{"properties": {"sheetId": 7}, "data": data}]}})

    assert proofs[7].keys == ("", "A1")


def _row(*contents):
    kinds = {str: "stringValue", float: "numberValue", bool: "boolValue"}
    return {"values": [{"effectiveValue": {kinds[type(c)]: c}} if c is not None else {} for c in contents]}
