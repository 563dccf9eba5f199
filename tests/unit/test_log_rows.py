"""Promises of the Bot log: one line per change, readable years later, in the same batch as the change."""

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from orders_tab import HEADER, ORDERS, ZONE, schema_with, snapshot
from sheets_bot.sheets.log_rows import LOG_TAB, log_write, shown, text_mark
from sheets_bot.sheets.plan import CellChange, NewRow, Plan
from sheets_bot.sheets.requests import Restore, TabWrite
from sheets_bot.sheets.schema import parse_schema

FILE = Path(__file__).parents[2] / "sheet_schemas" / "bot_log.toml"
SCHEMA = parse_schema(FILE.read_text("utf-8"), source="bot_log.toml")
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


def log_of(*writes):
    log = snapshot([[column.header for column in SCHEMA.column]], schema=SCHEMA)
    return log_write(log, writes, run="r1", job="sync_orders", now=NOW, numbers=count(1))


def lines_of(*writes):
    return [dict(row.cells) for row in log_of(*writes).plan.new_rows]


def test_the_log_is_the_tab_that_its_schema_describes():
    write = log_of()

    assert SCHEMA.tab == LOG_TAB
    assert write.is_empty
    assert not SCHEMA.logged
    assert SCHEMA.newest_first


def test_a_changed_cell_is_a_line_with_what_stood_there_and_what_stands_there_now():
    tab = snapshot([HEADER, ["A1", "open"]])
    plan = Plan(ORDERS, changes=(CellChange("A1", 0, "status", "open", "paid", "shop: paid"),))

    (line,) = lines_of(TabWrite(tab, plan))

    assert line == {
        "line": "r1-1",
        "at": 46348.5,
        "run": "r1",
        "job": "sync_orders",
        "tab": "Orders",
        "row_key": "A1",
        "column": "Status",
        "old": "open",
        "new": "paid",
        "why": "shop: paid",
        "exact": "{}",
    }


def test_what_the_words_leave_open_is_told_exactly_and_a_cut_text_by_a_mark():
    tab = snapshot([HEADER, ["A1"]])
    changes = (
        CellChange("A1", 0, "due", 46348.5, None),
        CellChange("A1", 0, "status", "7", "x" * 501),
    )

    due, status = lines_of(TabWrite(tab, Plan(ORDERS, changes=changes)))

    assert json.loads(due["exact"]) == {"old": 46348.5}
    assert json.loads(status["exact"]) == {"new_cut": text_mark("x" * 501)}


def test_what_is_removed_for_somebody_s_sake_leaves_no_copy_in_the_log():
    tab = snapshot([HEADER, ["A1", "Jane D."]])
    change = CellChange("A1", 0, "status", "Jane D.", None, "erased on request", forget=True)

    (line,) = lines_of(TabWrite(tab, Plan(ORDERS, changes=(change,))))

    assert (line["column"], line["why"]) == ("Status", "erased on request")
    assert "Jane" not in str(line)


def test_a_new_row_is_one_line_and_a_cell_put_back_names_its_column():
    tab = snapshot([HEADER, ["A1", "open", "call back"], ["", "typed"]])
    plan = Plan(ORDERS, new_rows=(NewRow("A2", {"order_id": "A2", "status": "open"}, why="shop: new"),))
    restores = (Restore(0, 2, "call back"), Restore(1, 12, None))

    new, back, beyond = lines_of(TabWrite(tab, plan, restores))

    assert (new["row_key"], new["column"], new["why"]) == ("A2", "(new row)", "shop: new")
    assert (back["row_key"], back["column"]) == ("A1", "Note (put back)")
    assert (beyond["row_key"], beyond["column"]) == ("", "(put back)")
    assert back["why"] == "a person sorted or moved things while the bot wrote"


def test_what_a_new_row_holds_for_people_at_first_has_a_line_of_its_own():
    plan = Plan(ORDERS, new_rows=(NewRow("A2", {"order_id": "A2", "status": "open", "note": "gift"}),))

    _, note = lines_of(TabWrite(snapshot([HEADER]), plan))

    assert (note["column"], note.get("old"), note["new"]) == ("Note", None, "gift")


def test_the_content_of_a_column_of_the_people_is_never_copied_into_the_log():
    tab = snapshot([HEADER, ["A1", "", "private words"]])

    (line,) = lines_of(TabWrite(tab, Plan(ORDERS), (Restore(0, 2, "private words"),)))

    assert "private words" not in line.values()


def test_lines_are_numbered_through_all_tabs_and_a_tab_may_be_left_out():
    quiet = schema_with(logged=False)
    change = CellChange("A1", 0, "status", "open", "paid")
    loud = TabWrite(snapshot([HEADER, ["A1", "open"]]), Plan(ORDERS, changes=(change,)))
    unlogged = TabWrite(snapshot([HEADER, ["A1", "open"]], schema=quiet), Plan(quiet, changes=(change,)))

    lines = lines_of(loud, unlogged, loud)

    assert [line["line"] for line in lines] == ["r1-1", "r1-2"]
    assert {line["run"] for line in lines} == {"r1"}


@pytest.mark.parametrize(
    ("type_", "content", "text"),
    [
        ("text", None, None), ("text", "", None), ("text", "open", "open"), ("text", "=1+1", "=1+1"),
        ("date", 46348, "2026-11-22"), ("datetime", 46348.5, "2026-11-22 12:00:00"), ("datetime", "soon", "soon"),
        ("integer", 3, "3"), ("money", 12.5, "12.5"), ("checkbox", True, "TRUE"), ("checkbox", False, "FALSE"),
        ("longtext", "x" * 500, "x" * 500), ("longtext", "x" * 501, "x" * 500 + "…"),
        ("date", 1e12, "1000000000000.0"), ("datetime", -5, "-5"), ("datetime", 2_958_466, "2958466"),
    ],
)  # fmt: skip
def test_a_content_is_shown_as_people_read_it(type_, content, text):
    assert shown(type_, content, ZONE) == text


def test_a_run_that_writes_several_times_never_gives_two_lines_one_name():
    numbers, names = count(1), []
    write = TabWrite(snapshot([HEADER]), Plan(ORDERS, new_rows=(NewRow("A1", {}), NewRow("A2", {}))))
    log = snapshot([[column.header for column in SCHEMA.column]], schema=SCHEMA)

    for _ in range(3):
        written = log_write(log, [write], run="r1", job="carry_out", now=NOW, numbers=numbers)
        names += [row.key for row in written.plan.new_rows]

    assert names == [f"r1-{number}" for number in range(1, 7)]
