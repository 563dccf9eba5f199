"""
Promises of the comparison. Those about one tab stand in tests/cases/diff: the file's name is the promise.

A case holds the tab as read (`sheet`, header first; `merged_rows`, `looked_at`), the rows that should stand
there (`desired`) and the plan: `changes` as [key, header, old, new, grid row where it matters], `new_rows`,
`left_out`, `in_doubt`. Whatever is not named is empty, and a case without a write says `because`.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders_tab import HEADER, ORDERS, ZONE, row_of, schema_with, snapshot
from sheets_bot.sheets.cells import same, writer
from sheets_bot.sheets.diff import diff, unclear_cells
from sheets_bot.sheets.row import Row

CASES = sorted((Path(__file__).parents[1] / "cases" / "diff").glob("*.json"))
FIELDS = {
    "sheet",
    "merged_rows",
    "looked_at",
    "desired",
    "changes",
    "new_rows",
    "left_out",
    "in_doubt",
    "because",
}


def tab_of(case):
    return snapshot(
        case["sheet"],
        merged_rows=tuple(range(*span) for span in case.get("merged_rows", ())),
        results={(index, at): content for index, at, content in case.get("looked_at", ())},
    )


def told(plan):
    """Return a plan as a case file tells it."""
    headers = {column.name: column.header for column in ORDERS.column}
    changes = [[c.key, headers[c.name], c.old or None, c.new, c.index] for c in plan.changes]
    new_rows = [
        {
            "key": row.key,
            "cells": {headers[name]: content for name, content in row.cells.items()},
            "link": row.link,
            "why": row.why,
        }
        for row in plan.new_rows
    ]
    return {
        "changes": changes,
        "new_rows": new_rows,
        "left_out": list(plan.left_out),
        "in_doubt": dict(plan.in_doubt),
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path):
    case = json.loads(path.read_text("utf-8"))
    assert case.keys() <= FIELDS
    tab = tab_of(case)

    plan = diff(ORDERS, tab, map(row_of, case["desired"]))

    expected = {
        "changes": [[*change, tab.positions[change[0]]][:5] for change in case.get("changes", ())],
        "new_rows": [{"why": "", **row} for row in case.get("new_rows", ())],
        "left_out": case.get("left_out", []),
        "in_doubt": case.get("in_doubt", {}),
    }
    assert told(plan) == expected
    assert plan.is_empty == ("because" in case), "a plan without a write says why"
    assert not plan.is_empty or plan.because == case["because"]


def test_there_are_cases():
    assert len(CASES) > 30


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([Row("A1", {}), Row("A1", {})], "'A1' is empty or was given twice"),
        ([Row("", {})], "'' is empty or was given twice"),
        ([Row("A1", {"note": "x", "status": "y"})], r"\['note'\] are not bot columns"),
        ([Row("A1", {"approved": False})], r"\['approved'\] are not bot columns"),
        ([Row("A1", {"nonsense": 1})], r"\['nonsense'\] are not bot columns"),
        ([Row(" A1", {})], "cannot hold the key ' A1' as it is"),
        ([Row("A\r\n1", {})], "cannot hold the key"),
        ([Row("A\x001", {})], "cannot hold the key"),
    ],
)
def test_rows_that_our_shaping_got_wrong_are_refused(rows, words):
    with pytest.raises(ValueError, match=words):
        diff(ORDERS, snapshot([HEADER]), rows)


def test_a_tab_without_a_problem_column_leaves_a_row_in_doubt_in_silence():
    schema = schema_with(problem=None)

    plan = diff(schema, snapshot([HEADER, ["A1"], ["A1"]], schema=schema), [Row("A1", {"status": "paid"})])

    assert plan.is_empty
    assert list(plan.in_doubt) == ["A1"]


def test_the_link_of_a_new_row_is_made_of_its_values():
    column = ORDERS.column[0].model_copy(update={"link": "https://shop.test/{order_id}?s={status}&t={total}"})
    schema = schema_with(column=(column, *ORDERS.column[1:]))
    row = Row("A1", {"order_id": "A1", "total": Decimal("7.50")})

    (new,) = diff(schema, snapshot([HEADER], schema=schema), [row]).new_rows

    assert new.link == "https://shop.test/A1?s=&t=7.50"


# -- the second look -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "desired", "unclear"),
    [
        (["A1", "=B9"], {"status": "paid"}, [(0, 1)]),
        (["A1", "=B9"], {"status": "=B9"}, []),
        (["A1", "=B9"], {"left": 3}, []),
        (["A9", "=B9"], {"status": "paid"}, []),
        (["A9", "", "=B9"], {}, [(0, 2)]),
        (["A1", "", "", "", "", "", "", "=TRUE()"], {}, [(0, 7)]),
        (["A1", "plain", "plain"], {"status": "paid"}, []),
    ],
)
def test_only_formulas_that_matter_are_looked_at(row, desired, unclear):
    """Those that the bot would write over, and those of people, whose result it uses."""
    tab = snapshot([HEADER, row])

    assert unclear_cells(ORDERS, tab, [Row("A1", desired)]) == unclear
    looked = snapshot([HEADER, row], results=dict.fromkeys(unclear, "shown"))
    assert unclear_cells(ORDERS, looked, [Row("A1", desired)]) == []


# -- rules with a space --------------------------------------------------------------------

VALUES = {
    "status": st.none() | st.text(max_size=8),
    "total": st.none() | st.decimals(places=2, min_value=0, max_value=10**6),
    "due": st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    "shipped_on": st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    "left": st.none() | st.integers(-9, 99),
    "problem": st.none() | st.text(max_size=8),
}
CONTENTS = st.none() | st.booleans() | st.integers(-5, 50_000) | st.text(max_size=6)
KEYS = st.sampled_from(["A1", "A2", "A3", "A4", ""])
tabs = st.lists(st.tuples(KEYS, *[CONTENTS] * 8).map(list), max_size=6)
rows = st.lists(
    st.builds(Row, KEYS.filter(bool), st.fixed_dictionaries({}, optional=VALUES)),
    max_size=5,
    unique_by=lambda row: row.key,
)


@settings(deadline=None)
@given(tabs, rows)
def test_after_its_plan_a_tab_needs_nothing_and_no_cell_of_a_person_has_changed(grid, desired):
    tab = snapshot([HEADER, *grid])

    plan = diff(ORDERS, tab, desired)

    after = [list(row) for row in grid]
    for change in plan.changes:
        assert ORDERS.by_name[change.name].owner == "bot"
        assert change.key == tab.keys[change.index]
        assert not same(change.old, change.new)
        after[change.index][ORDERS.names.index(change.name)] = change.new
    after += [[new.cells.get(name) for name in ORDERS.names] for new in plan.new_rows]
    again = diff(ORDERS, snapshot([HEADER, *after]), desired)
    doubt_told = [change for change in again.changes if change.name != "problem"]
    assert not doubt_told
    assert not again.new_rows


@settings(deadline=None)
@given(tabs, rows)
def test_the_plan_is_the_smallest(grid, desired):
    """Every cell that it writes differs; every cell that differs and is clear is in it."""
    tab = snapshot([HEADER, *grid])

    plan = diff(ORDERS, tab, desired)

    written = {(change.key, change.name) for change in plan.changes}
    for row in desired:
        if row.key in tab.positions and row.key not in plan.in_doubt:
            for name, value in row.values.items():
                have = tab.content(tab.positions[row.key], tab.columns[name])
                want = writer(ORDERS.by_name[name].type, ZONE)(value)
                assert ((row.key, name) in written) != same(have, want)
    assert {new.key for new in plan.new_rows} == {row.key for row in desired} - tab.positions.keys()
