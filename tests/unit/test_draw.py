"""Promises of plans that a person has ordered: they go through the protocol, and no job can hand one in."""

import pytest

from orders_tab import HEADER, ORDERS, snapshot
from sheets_bot.reconcile import Limits, Occasion, reconcile
from sheets_bot.sheets.plan import CellChange, Plan
from sheets_bot.sheets.row import Row
from test_protocol import NOW, NaiveBook, NaiveSheet, run


def fill(note):
    """Return a function that fills the note of A1 where it is empty."""

    def draw(tabs):
        tab = tabs["Orders"]
        index = tab.positions["A1"]
        if tab.content(index, tab.columns["note"]) not in (None, ""):
            return {"Orders": Plan(ORDERS)}
        return {"Orders": Plan(ORDERS, changes=(CellChange("A1", index, "note", None, note),))}

    return draw


def ordered(book, draw, **options):
    occasion = Occasion(run="r1", job="import", now=NOW, **options)
    return reconcile(
        book, [ORDERS], lambda _: {}, occasion=occasion, limits=Limits(allow_large=True), draw=draw
    )


def test_a_cell_of_people_is_filled_where_a_person_has_ordered_it_even_while_others_sort():
    sheet = NaiveSheet([HEADER, ["A1", "open"], ["A2", "held", "gift"], ["A3", "sent"]])
    book = NaiveBook(sheet, [lambda sheet: sheet.sort(1, descending=True)])

    receipt = ordered(book, fill("from the list"))

    notes = {key: sheet.cells(sheet.line(key, "Order")).get("Note") for key in ("A1", "A2", "A3")}
    assert receipt.ok
    assert notes == {"A1": "from the list", "A2": "gift", "A3": None}
    assert ordered(NaiveBook(sheet, []), fill("from the list")).writes == 0


def test_a_dry_run_shows_the_plan_and_writes_nothing():
    sheet = NaiveSheet([HEADER, ["A1", "open"]])

    receipt = ordered(NaiveBook(sheet, []), fill("x"), dry_run=True)

    assert receipt.writes == 0
    assert [plan.because for plan in receipt.plans] == ["1 changed cell in 1 row"]


@pytest.mark.parametrize("column", ["note", "approved"])
def test_a_job_s_row_with_a_column_of_people_is_refused_whole(column):
    sheet = NaiveSheet([HEADER, ["A1", "open", "call back"]])

    with pytest.raises(ValueError, match="not bot columns"):
        run(NaiveBook(sheet, []), [Row("A1", {column: None, "status": "paid"})])

    assert sheet.cells(sheet.line("A1", "Order")) == {"Order": "A1", "Status": "open", "Note": "call back"}


def test_the_first_values_of_a_new_row_never_reach_a_row_that_stands():
    sheet = NaiveSheet([HEADER, ["A1", "open"]])
    assert snapshot(sheet.grid()).keys == ("A1",)

    run(NaiveBook(sheet, []), [Row("A1", {"status": "paid"}, human={"note": "a job's idea"})])

    assert sheet.cells(sheet.line("A1", "Order")) == {"Order": "A1", "Status": "paid"}
