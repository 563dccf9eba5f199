"""Promises of reading a whole spreadsheet in parts: every row once, and nobody moves rows unseen."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_bot.errors import TryLater
from sheets_bot.sheets.in_parts import each_row_once, parts_of
from sheets_bot.sheets.structure import Sheet, Structure

A_SHEET = Sheet(0, "", 0, 0, 0, 0, "", {}, (), frozenset(), (), ())


def a_structure(*sizes):
    sheets = [
        replace(A_SHEET, sheet_id=at, title=f"Tab {at}", row_count=rows, column_count=columns)
        for at, (rows, columns) in enumerate(sizes)
    ]
    return Structure("1", "A tracker", ZoneInfo("UTC"), tuple(sheets), ())


def google(tabs, filters):
    """Answer as Google does: the sheets that are asked for, rows and cells without the empty ones at the end."""
    found = {}
    for area in (one["gridRange"] for one in filters):
        at, first = area["sheetId"], area["startRowIndex"]
        rows = [list(row) for row in tabs[at][first : area["endRowIndex"]]]
        while rows and not any(rows[-1]):
            rows.pop()
        data = {"startRow": first} if first else {}
        data["rowData"] = [
            {"values": [{"userEnteredValue": {"numberValue": n}} if n else {} for n in row]}
            if any(row)
            else {}
            for row in rows
        ]
        sheet = {"properties": {"sheetId": at, "title": f"Tab {at}", "index": at}, "data": []}
        found.setdefault(at, sheet)["data"].append(data)
    return {"properties": {"title": "A tracker"}, "sheets": list(found.values())}


def rows_of(answers):
    """The numbers of each tab, put together by where each part says that it begins."""
    found = {}
    for answer in answers:
        for sheet in answer["sheets"]:
            rows = found.setdefault(sheet["properties"]["sheetId"], {})
            for grid in sheet["data"]:
                for at, row in enumerate(grid["rowData"], start=grid.get("startRow", 0)):
                    assert at not in rows, "each row comes once"
                    rows[at] = [
                        cell.get("userEnteredValue", {}).get("numberValue", 0)
                        for cell in row.get("values", ())
                    ]
    return {tab: {at: row for at, row in rows.items() if any(row)} for tab, rows in found.items()}


TABS = st.lists(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([0, 1, 2, 3]), min_size=width, max_size=width), min_size=1, max_size=30
        )
    ),
    min_size=1,
    max_size=4,
)


@given(TABS, st.integers(1, 40))
def test_read_in_parts_of_whatever_size_every_row_stands_where_it_stood(tabs, cells_at_once):
    structure = a_structure(*((len(rows), len(rows[0])) for rows in tabs))

    parts = list(parts_of(structure, cells_at_once=cells_at_once))
    answers = each_row_once((filters, google(tabs, filters)) for filters in parts)

    assert rows_of(answers) == {
        tab: {at: row for at, row in enumerate(rows) if any(row)} for tab, rows in enumerate(tabs)
    }


def test_small_tabs_share_a_call_and_none_asks_for_more_than_was_meant():
    parts = list(parts_of(a_structure((10, 5), (10, 5), (100, 10)), cells_at_once=300))

    sizes = [
        sum(
            (area["endRowIndex"] - area["startRowIndex"]) * (10 if area["sheetId"] == 2 else 5)
            for area in (one["gridRange"] for one in filters)
        )
        for filters in parts
    ]
    assert [one["gridRange"]["sheetId"] for one in parts[0]] == [0, 1]
    assert all(size <= 300 for size in sizes)
    assert len(parts) == 5


def test_a_tab_without_cells_is_not_asked_for():
    assert list(parts_of(a_structure((0, 0), (3, 2)))) == [
        [{"gridRange": {"sheetId": 1, "startRowIndex": 0, "endRowIndex": 3}}]
    ]


@pytest.mark.parametrize("between", ["a row is inserted", "a row is deleted", "the tab is sorted"])
def test_rows_that_move_between_two_parts_are_noticed(between):
    rows = [[n] for n in range(1, 31)]
    moved = {
        "a row is inserted": [[99], *rows],
        "a row is deleted": rows[1:],
        "the tab is sorted": rows[::-1],
    }[between]
    first, *others = parts_of(a_structure((30, 1)), cells_at_once=10)

    with pytest.raises(TryLater, match=r"Tab 0.*Nothing was saved"):
        list(
            each_row_once(
                [(first, google([rows], first)), *((each, google([moved], each)) for each in others)]
            )
        )
