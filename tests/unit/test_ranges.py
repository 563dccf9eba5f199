"""Promises of places: columns have letters, titles are quoted, and what Google says is read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.sheets.ranges import (
    Grid,
    column_below_header,
    column_letter,
    column_of,
    header_of,
    header_row,
    last_row_of,
    quoted,
    title_of,
    top_rows,
    whole_sheet,
)


@pytest.mark.parametrize(
    ("position", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (18_277, "ZZZ")],
)
def test_a_column_has_the_letters_that_people_see(position, letters):
    assert column_letter(position) == letters


@settings(deadline=None)
@given(st.integers(0, 18_277))
def test_no_two_columns_have_the_same_letters(position):
    number = 0
    for letter in column_letter(position):
        number = number * 26 + ord(letter) - 64

    assert number - 1 == position


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=100), st.integers(1, 10**7))
def test_any_title_comes_back_from_the_range_that_names_it(title, rows):
    a1 = f"{quoted(title)}!A1:AF{rows}"

    assert title_of(a1) == title
    assert last_row_of(a1) == rows


@pytest.mark.parametrize(
    ("a1", "title", "row"),
    [
        ("Disputes!A1:AF1200", "Disputes", 1200),
        ("'It''s here'!A1:B2", "It's here", 2),
        ("'2026!11'!A1:B2", "2026!11", 2),
        ("'a:b9'!C7", "a:b9", 7),
        ("Disputes!A:C", "Disputes", 0),
        ("", "", 0),
    ],
)
def test_a_range_as_google_gives_it_is_understood(a1, title, row):
    assert title_of(a1) == title
    assert last_row_of(a1) == row


def test_tabs_are_named_by_id_so_that_a_renamed_tab_is_still_read():
    assert whole_sheet(7) == {"gridRange": {"sheetId": 7}}
    assert top_rows(7) == {"gridRange": {"sheetId": 7, "startRowIndex": 0, "endRowIndex": 2}}
    assert header_row(7) == {"gridRange": {"sheetId": 7, "startRowIndex": 0, "endRowIndex": 1}}
    assert column_below_header(0, 3) == {
        "gridRange": {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 3, "endColumnIndex": 4}
    }


def test_headers_are_texts_and_an_empty_tab_has_none():
    assert header_of([["Order", " Note ", 2026, "", None]]) == ("Order", "Note", "2026", "", "")
    assert header_of([]) == ()
    assert Grid("Orders", 10, []).header == ()


def test_a_column_keeps_its_gaps():
    assert column_of({"values": [["A1"], [], ["A2"]]}) == ["A1", None, "A2"]
    assert column_of({}) == []
