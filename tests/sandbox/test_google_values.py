"""The sandbox's Sheets values: reading, writing, clearing and appending, through gspread and by hand."""

from collections.abc import Iterator

import pytest
import requests
from gspread.exceptions import APIError
from gspread.utils import ValueInputOption, ValueRenderOption

from google_wire import BOOK_ID, Google, google_sheets


@pytest.fixture
def google() -> Iterator[Google]:
    with google_sheets() as served:
        yield served


def put(google: Google, text: str, values: list, option: str = "RAW", **query: str) -> dict:
    answer = google.call("PUT", f"/values/{text}", {"values": values}, valueInputOption=option, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(google: Google, method: str, path: str, body: object = None, **query: object) -> tuple[int, str]:
    answer = google.call(method, path, body, **query)
    return answer.status_code, answer.json()["error"]["message"]


def test_gspread_reads_back_what_it_wrote(google: Google):
    sheet = google.spreadsheet().sheet1

    sheet.update([["Order", "Status"], ["A1", "open"]], "A1")

    assert sheet.get_all_records() == [{"Order": "A1", "Status": "open"}]


def test_trailing_empty_cells_are_not_returned_and_rows_are_ragged(google: Google):
    """As recorded: ``[["A1", "B1", "", "D1"], ["", "b2"], [], ["A4", "B4", "", "D4"]]``."""
    put(google, "A1", [["A1", "B1", "", "D1"], ["", "b2", "", ""], ["", "", "", ""], ["A4", "B4", "", "D4"]])

    assert google.values("Sheet1!A1:D4") == [["A1", "B1", "", "D1"], ["", "b2"], [], ["A4", "B4", "", "D4"]]


def test_an_empty_range_has_no_values_at_all(google: Google):
    assert google.call("GET", "/values/Sheet1").json() == {
        "range": "Sheet1!A1:Z1000",
        "majorDimension": "ROWS",
    }


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("'Sheet1'!D4", "Sheet1!D4"),
        ("D4:A1", "Sheet1!A1:D4"),
        ("Sheet1!A:A", "Sheet1!A1:A1000"),
        ("Sheet1!A2:2", "Sheet1!A2:Z2"),
        ("Sheet1!B1:B", "Sheet1!B1:B1000"),
        ("Sheet1!3:4", "Sheet1!A3:Z4"),
        ("R1C1:R2C2", "Sheet1!A1:B2"),
        ("$A$1", "Sheet1!A1"),
        ("sheet1!a1:zz5000", "Sheet1!A1:Z1000"),
    ],
)
def test_a_range_is_answered_as_google_prints_it(google: Google, asked: str, answered: str):
    assert google.call("GET", f"/values/{asked}").json()["range"] == answered


@pytest.mark.parametrize("title", ["It's mine", "A1", "TAB01", "two words", "🌵", "a!b", "1st"])
def test_a_title_that_is_no_plain_word_is_quoted_in_the_answer(google: Google, title: str):
    google.spreadsheet().add_worksheet(title, rows=5, cols=2)
    quoted = "'" + title.replace("'", "''") + "'"

    assert google.call("GET", f"/values/{quoted}!A1").json()["range"] == f"{quoted}!A1"


@pytest.mark.parametrize("text", ["Nope!A1", "Nope", "Sheet1!", "Sheet1!A0", "A1:B2:C3", "Sheet1!A-1"])
def test_a_range_that_cannot_be_read_is_refused_by_name(google: Google, text: str):
    assert refusal(google, "GET", f"/values/{text}") == (400, f"Unable to parse range: {text}")


def test_a_range_that_starts_beyond_the_grid_names_the_grid(google: Google):
    message = "Range (Sheet1!A1001:B1002) exceeds grid limits. Max rows: 1000, max columns: 26"

    assert refusal(google, "GET", "/values/A1001:B1002") == (400, message)


def test_null_leaves_a_cell_alone_and_is_not_counted(google: Google):
    """As recorded: two cells of a six-row rectangle count as 2 rows, 2 columns, 2 cells."""
    put(google, "A1:D6", [["old"] * 4] * 6)
    corners = [["new", None, None, None], *[[None] * 4] * 4, [None, None, None, "new"]]

    answer = put(google, "A1:D6", corners)

    assert answer == {
        "spreadsheetId": BOOK_ID,
        "updatedRange": "Sheet1!A1:D6",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 2,
    }
    assert google.values("A1:D6") == [
        ["new", "old", "old", "old"],
        *[["old"] * 4] * 4,
        ["old", "old", "old", "new"],
    ]


def test_an_empty_text_clears_the_cell(google: Google):
    put(google, "A1", [["x", "y"]])
    put(google, "A1", [["", None]])

    assert google.values("A1:B1") == [["", "y"]]


def test_fewer_values_than_the_range_leave_the_rest(google: Google):
    put(google, "A1:B2", [["a", "b"], ["c", "d"]])

    answer = put(google, "A1:B2", [["a1", "B2"]])

    assert answer["updatedRange"] == "Sheet1!A1:B1"
    assert google.values("A1:B2") == [["a1", "B2"], ["c", "d"]]


def test_more_values_than_the_range_are_refused(google: Google):
    code, message = refusal(
        google, "PUT", "/values/A1:B2", {"values": [["a", "b", "c"]]}, valueInputOption="RAW"
    )

    assert code == 400
    assert message == "Requested writing within range [Sheet1!A1:B2], but tried writing to column [C]"
    assert google.values("A1:C2") == []


def test_an_anchor_takes_any_amount_and_the_grid_grows(google: Google):
    put(google, "Sheet1!Z1000", [["a", "b"], ["c", "d"]])

    grid = google.call("GET", "", fields="sheets.properties.gridProperties").json()["sheets"][0]["properties"]
    assert grid["gridProperties"] == {"rowCount": 1001, "columnCount": 27}


def test_columns_as_major_dimension_are_turned(google: Google):
    body = {"values": [["a", "b"], ["c"]], "majorDimension": "COLUMNS"}
    google.call("PUT", "/values/A1", body, valueInputOption="RAW")

    assert google.values("A1:B2") == [["a", "c"], ["b"]]
    assert google.values("A1:B2", majorDimension="COLUMNS") == [["a", "b"], ["c"]]


def test_a_value_that_is_no_list_is_refused_with_google_s_own_words(google: Google):
    """As recorded by gspread's tests."""
    answer = google.call("PUT", "/values/A1", {"values": "X", "majorDimension": None}, valueInputOption="RAW")

    text = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    assert answer.status_code == 400
    assert answer.json()["error"] == {
        "code": 400,
        "message": text,
        "status": "INVALID_ARGUMENT",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": "data.values", "description": text}],
            }
        ],
    }


def test_an_unknown_field_is_refused_by_name(google: Google):
    body = {"values": [["a"]], "valuez": 1}

    code, message = refusal(google, "PUT", "/values/A1", body, valueInputOption="RAW")

    assert code == 400
    assert message == "Invalid JSON payload received. Unknown name \"valuez\" at 'data': Cannot find field."


def test_a_batch_is_all_or_nothing(google: Google):
    body = {
        "valueInputOption": "RAW",
        "data": [{"range": "A1", "values": [["kept out"]]}, {"range": "Nope!A1", "values": [["x"]]}],
    }

    code, message = refusal(google, "POST", "/values:batchUpdate", body)

    assert (code, message) == (400, "Invalid data[1]: Unable to parse range: Nope!A1")
    assert google.values("A1") == []


def test_a_batch_counts_rows_columns_and_sheets_once(google: Google):
    """As recorded: two rows of four cells each are 2 rows, 4 columns, 8 cells, 1 sheet."""
    sheet = google.spreadsheet().sheet1

    answer = sheet.batch_update(
        [{"range": "A1:D1", "values": [["A1", "B1", "", "D1"]]}, {"range": "A4:D4", "values": [[1, 2, 3, 4]]}]
    )

    totals = {name: count for name, count in answer.items() if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 4,
        "totalUpdatedCells": 8,
        "totalUpdatedSheets": 1,
    }


def test_the_answer_to_a_wider_range_is_the_whole_range(google: Google):
    """Documented: a write can bring the key column back with it."""
    put(google, "A1:B2", [["k1", "old"], ["k2", "old"]])

    answer = put(google, "A1:B2", [[None, "new"]], includeValuesInResponse="true")

    assert answer["updatedData"]["values"] == [["k1", "new"], ["k2", "old"]]


def test_clearing_leaves_notes_alone(google: Google):
    sheet = google.spreadsheet().sheet1
    sheet.update([["x"]], "A1")
    sheet.insert_note("A1", "stays")

    sheet.batch_clear(["A1:B1"])

    assert sheet.acell("A1").value is None
    assert sheet.get_note("A1") == "stays"


def test_reads_and_writes_by_grid_range_survive_a_renamed_tab(google: Google):
    sheet = google.spreadsheet().sheet1
    sheet.update_title("Renamed tab")
    where = {"gridRange": {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}}
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": where, "values": [["k", "v"]]}]}

    google.call("POST", "/values:batchUpdateByDataFilter", body).raise_for_status()

    read = google.call("POST", "/values:batchGetByDataFilter", {"dataFilters": [where]}).json()
    assert read["valueRanges"] == [
        {
            "valueRange": {"range": "'Renamed tab'!A1:Z1", "majorDimension": "ROWS", "values": [["k", "v"]]},
            "dataFilters": [where],
        }
    ]


def test_values_can_be_read_written_and_cleared_by_row_metadata(google: Google):
    put(google, "A1:B3", [["a", 1], ["b", 2], ["c", 3]])
    location = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}
    made = {"metadataId": 5, "metadataKey": "row", "location": location, "visibility": "DOCUMENT"}
    google.call(
        "POST", ":batchUpdate", {"requests": [{"createDeveloperMetadata": {"developerMetadata": made}}]}
    )
    where = {"developerMetadataLookup": {"metadataKey": "row"}}
    data = [{"dataFilter": where, "values": [[None, 20]]}]

    written = google.call(
        "POST", "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data}
    ).json()

    assert written["responses"][0]["updatedRange"] == "Sheet1!A2:B2"
    assert google.values("A1:B3") == [["a", "1"], ["b", "20"], ["c", "3"]]
    google.call("POST", "/values:batchClearByDataFilter", {"dataFilters": [where]})
    assert google.values("A1:B3") == [["a", "1"], [], ["c", "3"]]


def test_how_a_value_is_entered_must_be_said(google: Google):
    code, message = refusal(google, "PUT", "/values/A1", {"values": [["x"]]})

    assert (code, message) == (400, "'valueInputOption' is required but not specified")


def test_a_word_that_an_option_does_not_have_is_refused(google: Google):
    code, message = refusal(google, "GET", "/values/A1", valueRenderOption="PLAIN")

    assert code == 400
    assert message.startswith("Invalid value at 'value_render_option'")


def test_a_cell_holds_fifty_thousand_characters_and_not_one_more(google: Google):
    put(google, "A1", [["x" * 50_000]])

    code, _message = refusal(
        google, "PUT", "/values/A2", {"values": [["x" * 50_001]]}, valueInputOption="RAW"
    )

    assert code == 400


def test_gspread_s_own_errors_carry_google_s_words(google: Google):
    sheet = google.spreadsheet().sheet1

    with pytest.raises(APIError, match="exceeds grid limits"):
        sheet.get("A2000")


def test_raw_keeps_text_and_unformatted_reads_types(google: Google):
    sheet = google.spreadsheet().sheet1
    sheet.update([["=1+1", "007", 7, 1.5, True, "'x"]], "A1", value_input_option=ValueInputOption.raw)

    read = sheet.get("A1:F1", value_render_option=ValueRenderOption.unformatted)

    assert read == [["=1+1", "007", 7, 1.5, True, "'x"]]


@pytest.mark.parametrize(("value", "kind"), [([1], "list_value"), ({"a": 1}, "struct_value")])
def test_a_value_that_is_no_scalar_is_refused_with_its_place(google: Google, value: object, kind: str):
    body = {"values": [["fine"], ["fine", value]]}

    code, message = refusal(google, "PUT", "/values/A1", body, valueInputOption="RAW")

    assert (code, message) == (400, f"Invalid values[1][1]: {kind}")
    assert google.values("A1:B2") == []


@pytest.mark.parametrize("body", [b"{", b'{"values": [[NaN]]}', b"[" * 100_000, b"\xff"])
def test_a_body_that_is_no_json_is_refused(google: Google, body: bytes):
    url = f"{google.base_url}/v4/spreadsheets/{BOOK_ID}/values/A1"

    answer = requests.put(url, params={"valueInputOption": "RAW"}, data=body, timeout=10)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid JSON payload received.")


@pytest.mark.parametrize("span", [{"startRowIndex": 3, "endRowIndex": 3}, {"startRowIndex": -1}])
def test_a_grid_range_without_cells_is_refused(google: Google, span: dict):
    body = {"dataFilters": [{"gridRange": {"sheetId": 0, **span}}]}

    assert refusal(google, "POST", "/values:batchGetByDataFilter", body)[0] == 400


def test_a_data_filter_that_names_no_sheet_of_the_spreadsheet_is_refused(google: Google):
    body = {"dataFilters": [{"gridRange": {"sheetId": 99}}]}

    assert refusal(google, "POST", "/values:batchGetByDataFilter", body) == (400, "No grid with id: 99")
