"""`values.append` in the sandbox: where the table is, and what happens to what lies below it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from gspread.utils import InsertDataOption

from google_wire import Google, google_sheets


@pytest.fixture
def google() -> Iterator[Google]:
    with google_sheets() as served:
        yield served


def append(google: Google, text: str, values: list, **query: object) -> dict:
    answer = google.call(
        "POST", f"/values/{text}:append", {"values": values}, valueInputOption="RAW", **query
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def fill(google: Google, text: str, values: list) -> None:
    google.call("PUT", f"/values/{text}", {"values": values}, valueInputOption="RAW").raise_for_status()


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Sheet1", "B7"),
        ("Sheet1!B4", "B7"),
        ("Sheet1!C5:D5", "B7"),
        ("Sheet1!B2:D4", "B7"),
        ("Sheet1!A3:G10", "B7"),
        ("Sheet1!A1", "A3"),
        ("Sheet1!E4", "E4"),
        ("Sheet1!A4", "A4"),
    ],
)
def test_the_table_is_found_as_google_s_guide_shows_it(google: Google, asked: str, written: str):
    """The guide "Append values" draws two tables, A1:C2 and B4:D6, and says where each range leads."""
    fill(
        google,
        "A1",
        [["x", "y", "z"], ["x", "y", "z"], [], ["", "x", "y"], ["", "", "y", "z"], ["", "x", "y", "z"]],
    )

    answer = append(google, asked, [["new"]])

    assert answer["updates"]["updatedRange"] == f"Sheet1!{written}"


def test_a_gap_in_a_row_parts_two_tables_and_the_last_one_counts(google: Google):
    """As recorded: after "x", "", "z" the next row starts below the z."""
    append(google, "Sheet1", [["x", "", "z"]])

    answer = append(google, "Sheet1", [["x", "", "z"]])

    assert answer["tableRange"] == "Sheet1!C1"
    assert answer["updates"]["updatedRange"] == "Sheet1!C2:E2"


def test_without_a_table_no_table_range_is_answered(google: Google):
    assert "tableRange" not in append(google, "Sheet1", [["first"]])


@pytest.mark.parametrize(("option", "below"), [("OVERWRITE", "lower"), ("INSERT_ROWS", "lower")])
def test_a_gap_of_two_rows_takes_two_rows_either_way(google: Google, option: str, below: str):
    """Measured: rows 1-3 and 6-7 hold data; two rows appended at A1 go to rows 4 and 5."""
    fill(google, "A1", [["u"], ["u"], ["u"], [], [], [below], [below]])

    answer = append(google, "Sheet1!A1", [["n"], ["n"]], insertDataOption=option)

    assert answer["updates"]["updatedRange"] == "Sheet1!A4:A5"


def test_overwrite_writes_over_what_is_below_and_insert_rows_pushes_it_down(google: Google):
    fill(google, "A1", [["u"], [], ["lower"]])
    append(google, "Sheet1!A1", [["n1"], ["n2"]])
    assert google.values("A1:A5") == [["u"], ["n1"], ["n2"]]

    fill(google, "D1", [["u"], [], ["lower"]])
    append(google, "Sheet1!D1", [["n1"], ["n2"]], insertDataOption="INSERT_ROWS")
    assert [row[3:] for row in google.values("A1:D6")] == [["u"], ["n1"], ["n2"], [], ["lower"]]


def test_the_grid_grows_when_the_table_reaches_its_end(google: Google):
    sheet = google.spreadsheet().sheet1
    sheet.resize(rows=2)
    sheet.update([["a"], ["b"]], "A1")

    sheet.append_row(["c"], insert_data_option=InsertDataOption.insert_rows)

    assert google.values("Sheet1") == [["a"], ["b"], ["c"]]
    assert google.spreadsheet().sheet1.row_count == 3


def test_hidden_rows_are_seen_unless_the_reported_fault_is_switched_on(google: Google):
    fill(google, "A1", [["h"], ["1"], ["2"]])
    with google.book.transaction(1.0) as draft:
        draft.sheet(0).row_properties[2] = {"hiddenByFilter": True}

    assert append(google, "Sheet1", [["3"]])["updates"]["updatedRange"] == "Sheet1!A4"
    with google.book.transaction(1.0) as draft:
        draft.sheet(0).row_properties[3] = {"hiddenByFilter": True}
    google.sheets.append_skips_hidden = True
    assert append(google, "Sheet1", [["4"]])["updates"]["updatedRange"] == "Sheet1!A3"


def test_a_note_or_a_format_makes_no_table(google: Google):
    google.spreadsheet().sheet1.insert_note("A3", "only a note")

    assert append(google, "Sheet1", [["x"]])["updates"]["updatedRange"] == "Sheet1!A1"


def test_appends_from_many_sides_lose_no_row(google: Google):
    names = [f"row {number}" for number in range(40)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: append(google, "Sheet1", [[name]]), names))

    assert sorted(row[0] for row in google.values("Sheet1")) == sorted(names)
