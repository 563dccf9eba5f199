"""Promises of undo: just what the run found, and only where nobody has been since."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders_tab import HEADER, ORDERS, snapshot
from sheets_bot.sheets import undo
from sheets_bot.sheets.cells import same
from sheets_bot.sheets.diff import diff
from sheets_bot.sheets.log_lines import log_lines
from sheets_bot.sheets.log_rows import log_write
from sheets_bot.sheets.plan import CellChange, Plan
from sheets_bot.sheets.requests import TabWrite
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.schema import parse_schema
from sheets_bot.sheets.undo import undo_of

LOG = parse_schema(
    (Path(__file__).parents[2] / "sheet_schemas" / "bot_log.toml").read_text("utf-8"), source="bot_log.toml"
)
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


class Desk:
    """A tab and its log, in memory: runs are written into both."""

    def __init__(self, *rows):
        self.grid = [list(row) + [None] * (len(HEADER) - len(row)) for row in rows]
        self.lines = []
        """Cells of the log, newest first."""

    def tab(self):
        return snapshot([HEADER, *self.grid])

    def log(self):
        header = [column.header for column in LOG.column]
        grid = [[line.get(column.name) for column in LOG.column] for line in self.lines]
        return log_lines(snapshot([header, *grid], schema=LOG))

    def write(self, plan, run, *, job="sync"):
        write = TabWrite(self.tab(), plan)
        log = log_write(
            snapshot([[c.header for c in LOG.column]], schema=LOG),
            [write],
            run=run,
            job=job,
            now=NOW,
            numbers=count(1),
        )
        self.lines = [dict(row.cells) for row in log.plan.new_rows] + self.lines
        for change in plan.changes:
            self.grid[change.index][self.at(change.name)] = change.new
        for row in plan.new_rows:
            self.grid.append([row.cells.get(column.name) for column in ORDERS.column])

    def sync(self, run, *rows):
        self.write(diff(ORDERS, self.tab(), rows), run)

    def undo(self, run, **options):
        """Put a run back and return what was not."""
        found = undo_of(run, self.log(), {"Orders": self.tab()}, **options)
        for plan in found.plans.values():
            self.write(plan, f"undo-{len(self.lines)}", job="undo")
        return found

    def at(self, name):
        return ORDERS.names.index(name)

    def types(self, key, name, content):
        next(row for row in self.grid if row[0] == key)[self.at(name)] = content

    def cell(self, key, name):
        return next(row for row in self.grid if row[0] == key)[self.at(name)]


def reasons(found):
    return {(left.key, left.column): left.why for left in found.left}


def test_dates_money_and_ticks_come_back_as_what_they_were_and_not_as_text():
    desk = Desk(["A1", "7", "", 12.5, 46348.5, 46348, 3])
    before = [list(row) for row in desk.grid]
    values = {
        "status": "paid", "total": Decimal(9), "due": NOW, "shipped_on": date(2026, 11, 1), "left": None,
    }  # fmt: skip

    desk.sync("r1", Row("A1", values))
    changed = [list(row) for row in desk.grid]
    found = desk.undo("r1")

    assert changed != before
    assert desk.grid == before
    assert not found.left


def test_a_cell_that_somebody_has_touched_since_is_left_as_it_is():
    desk = Desk(["A1", "open", "", 1])
    desk.sync("r1", Row("A1", {"status": "paid", "total": Decimal(2)}))

    desk.types("A1", "status", "paid?")
    found = desk.undo("r1")

    assert (desk.cell("A1", "status"), desk.cell("A1", "total")) == ("paid?", 1)
    assert reasons(found) == {("A1", "Status"): undo.TOUCHED}


def test_a_cell_that_a_later_run_has_changed_is_left_to_it():
    desk = Desk(["A1", "open"])
    desk.sync("r1", Row("A1", {"status": "paid"}))
    desk.sync("r2", Row("A1", {"status": "sent"}))

    found = desk.undo("r1")

    assert desk.cell("A1", "status") == "sent"
    assert reasons(found) == {("A1", "Status"): undo.TOUCHED}


def test_of_a_text_that_the_log_has_cut_nothing_is_made_up():
    desk = Desk(["A1", "x" * 501], ["A2", "open"])
    desk.sync("r1", Row("A1", {"status": "paid"}), Row("A2", {"status": "y" * 900}))

    found = desk.undo("r1")

    assert desk.cell("A1", "status") == "paid"
    assert desk.cell("A2", "status") == "open", "what was written may be cut: its mark tells it"
    assert reasons(found) == {("A1", "Status"): undo.CUT}


def test_a_long_text_that_was_changed_at_its_end_counts_as_touched():
    desk = Desk(["A1", "open"])
    desk.sync("r1", Row("A1", {"status": "y" * 900}))

    desk.types("A1", "status", "y" * 899 + "z")
    found = desk.undo("r1")

    assert desk.cell("A1", "status") == "y" * 899 + "z"
    assert reasons(found) == {("A1", "Status"): undo.TOUCHED}


def test_a_tick_that_was_carried_out_is_not_set_again():
    desk = Desk(["A1", "open", "", None, None, None, None, True])
    desk.sync("r1", Row("A1", {}, clears=frozenset({"approved"})))

    found = desk.undo("r1")

    assert desk.cell("A1", "approved") is False
    assert reasons(found) == {("A1", "Approved"): undo.ASKED}


def test_a_new_row_is_emptied_but_for_its_key_unless_somebody_typed_in_it():
    desk = Desk()
    desk.sync("r1", Row("A1", {"status": "open", "left": 2}), Row("A2", {"status": "open"}))
    desk.types("A2", "note", "call back")

    found = desk.undo("r1")

    assert [desk.cell("A1", name) for name in ("order_id", "status", "left")] == ["A1", None, None]
    assert desk.cell("A2", "status") == "open"
    assert reasons(found) == {("A1", "(new row)"): undo.KEY_STAYS, ("A2", "(new row)"): undo.TYPED}


def test_what_the_run_itself_filled_in_for_people_goes_with_its_row():
    desk = Desk()
    first = {"note": "as imported"}
    desk.sync("r1", Row("A1", {"status": "open"}, human=first), Row("A2", {"status": "open"}, human=first))
    desk.types("A2", "note", "as imported, and more")

    found = desk.undo("r1")

    assert (desk.cell("A1", "status"), desk.cell("A1", "note")) == (None, None)
    assert (desk.cell("A2", "status"), desk.cell("A2", "note")) == ("open", "as imported, and more")
    assert reasons(found)["A2", "(new row)"] == undo.TYPED


def test_a_new_row_that_later_runs_have_kept_current_stays_but_a_clock_does_not_count():
    desk = Desk()
    desk.sync("r1", Row("A1", {"status": "open"}), Row("A2", {"status": "open", "left": 3}))
    desk.sync("r2", Row("A1", {"status": "paid"}), Row("A2", {"left": 2}))

    found = desk.undo("r1")

    assert desk.cell("A1", "status") == "paid"
    assert desk.cell("A2", "status") is None
    assert reasons(found)["A1", "(new row)"] == undo.KEPT_UP


def test_several_writes_of_one_run_to_a_cell_are_taken_back_as_one():
    desk = Desk(["A1", "open"])
    desk.sync("r1", Row("A1", {"status": "paid"}))
    for line in desk.lines:
        line["line"] = "r1-1"
    second = Plan(ORDERS, changes=(CellChange("A1", 0, "status", "paid", "sent"),))
    desk.write(second, "r1")
    desk.lines[0]["line"] = "r1-2"

    desk.undo("r1")

    assert desk.cell("A1", "status") == "open"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda desk: desk.grid.clear(), undo.ROW_GONE),
        (lambda desk: desk.grid.append(list(desk.grid[0])), undo.IN_DOUBT),
        (lambda desk: desk.lines[0].update(column="Old header"), undo.COLUMN_GONE),
    ],
)
def test_what_cannot_be_found_again_is_left_and_named(spoil, why):
    desk = Desk(["A1", "open"])
    desk.sync("r1", Row("A1", {"status": "paid"}))

    spoil(desk)
    found = desk.undo("r1")

    assert set(reasons(found).values()) == {why}
    assert all(plan.is_empty for plan in found.plans.values())


def test_a_tab_that_remembers_what_went_out_is_never_put_back():
    desk = Desk(["A1", "open"])
    desk.sync("r1", Row("A1", {"status": "paid"}))

    found = desk.undo("r1", memories={"Orders"})

    assert desk.cell("A1", "status") == "paid"
    assert set(reasons(found).values()) == {undo.MEMORY}


def test_lines_of_an_older_version_are_read_by_the_type_of_their_column():
    desk = Desk(["A1", "7", "", 12.5, 46348.5, 46348, 3])
    before = [list(row) for row in desk.grid]
    desk.sync("r1", Row("A1", {"status": "paid", "total": None, "due": None, "shipped_on": None, "left": 4}))

    for line in desk.lines:
        del line["exact"]
    desk.undo("r1")

    assert desk.grid == before


CONTENTS = {
    "status": st.none() | st.sampled_from(["open", "=1+1", "TRUE", "12", "x" * 500]),
    "total": st.none() | st.integers(0, 3) | st.just("n/a"),
    "due": st.none() | st.just(46348.5) | st.just("soon"),
    "shipped_on": st.none() | st.just(46348),
    "left": st.none() | st.integers(0, 3),
}
VALUES = {
    "status": st.none() | st.sampled_from(["open", "paid", "x" * 600]),
    "total": st.none() | st.integers(0, 3).map(Decimal),
    "due": st.none() | st.just(NOW),
    "shipped_on": st.none() | st.just(date(2026, 11, 1)),
    "left": st.none() | st.integers(0, 3),
}
KEYS = ["A1", "A2", "A3"]


@given(
    st.lists(st.fixed_dictionaries(CONTENTS), min_size=3, max_size=3),
    st.lists(st.builds(Row, st.sampled_from(KEYS), st.fixed_dictionaries({}, optional=VALUES)), unique_by=lambda row: row.key),
    st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from([*CONTENTS, "note"]), st.sampled_from(["", "mine", 5, False]))),
)  # fmt: skip
def test_after_an_undo_each_cell_holds_what_a_person_left_there_else_what_the_run_found(before, rows, typed):
    desk = Desk(
        *(
            [key, *(cells.get(name) for name in ORDERS.names[1:])]
            for key, cells in zip(KEYS, before, strict=True)
        )
    )
    found_by_run = {(key, name): desk.cell(key, name) for key in KEYS for name in ORDERS.names}
    results = {(at, 1): content for at, row in enumerate(desk.grid) if isinstance(content := row[1], str)}
    desk.write(diff(ORDERS, replace(desk.tab(), results=results), rows), "r1")
    left_by_run = {cell: desk.cell(*cell) for cell in found_by_run}
    for cell in typed:
        desk.types(*cell)
    left_by_people = {cell: desk.cell(*cell) for cell in found_by_run}

    desk.undo("r1")
    after = {cell: desk.cell(*cell) for cell in found_by_run}

    for cell, content in after.items():
        untouched = same(left_by_people[cell], left_by_run[cell])
        assert same(content, found_by_run[cell] if untouched else left_by_people[cell])
    assert all(plan.is_empty for plan in desk.undo("r1").plans.values()), "a second undo changes nothing"
