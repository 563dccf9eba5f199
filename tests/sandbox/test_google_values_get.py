"""`spreadsheets.get` and its kin in the sandbox: masks, grid data, metadata, who may call, how often."""

from collections.abc import Iterator

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError

from google_wire import NOW, Google, client_for, google_sheets
from gspread_on_loopback import SCOPES
from read_once import another_key
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.mask import asks_for, below, parse_mask, project
from sheets_bot.sandbox.google.quota import Quota
from sheets_bot.sandbox.service_account import EMAIL, new_service_account


@pytest.fixture
def google() -> Iterator[Google]:
    with google_sheets() as served:
        yield served


def fill(google: Google, text: str, values: list, option: str = "RAW") -> None:
    google.call("PUT", f"/values/{text}", {"values": values}, valueInputOption=option).raise_for_status()


def batch(google: Google, *updates: dict) -> dict:
    answer = google.call("POST", ":batchUpdate", {"requests": list(updates)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def row_metadata(metadata_id: int, row: int, key: str = "row") -> dict:
    place = {"sheetId": 0, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    entry = {"metadataId": metadata_id, "metadataKey": key, "location": {"dimensionRange": place}}
    return {"createDeveloperMetadata": {"developerMetadata": {**entry, "visibility": "DOCUMENT"}}}


ANSWER = {"a": {"b": 1, "c": {"d": 2, "e": 3}}, "l": [{"x": 1, "y": 2}, {"y": 3}], "z": 9}


@pytest.mark.parametrize(
    ("mask", "left"),
    [
        ("", ANSWER),
        ("*", ANSWER),
        ("z", {"z": 9}),
        ("a.c.d", {"a": {"c": {"d": 2}}}),
        ("a/c/d,z", {"a": {"c": {"d": 2}}, "z": 9}),
        ("a(b,c/d)", {"a": {"b": 1, "c": {"d": 2}}}),
        ("a(b),a/c", {"a": {"b": 1, "c": {"d": 2, "e": 3}}}),
        ("a,a/b", {"a": {"b": 1, "c": {"d": 2, "e": 3}}}),
        ("l/x", {"l": [{"x": 1}, {}]}),
        ("a/*/d", {"a": {"b": 1, "c": {"d": 2}}}),
        (" l ( x , y ) ", {"l": [{"x": 1, "y": 2}, {"y": 3}]}),
    ],
)
def test_a_mask_leaves_what_it_names(mask: str, left: dict):
    assert project(ANSWER, parse_mask(mask)) == left


@pytest.mark.parametrize("mask", ["a(", "a)", "a..b", ",a", "a,", "()", "a b(", "a(b))", "ä"])
def test_a_text_that_is_no_mask_is_refused(mask: str):
    with pytest.raises(ApiError):
        parse_mask(mask)


def test_a_mask_can_be_asked_what_it_wants():
    mask = parse_mask("sheets(properties/title,data(rowData/values/note))")

    assert asks_for(mask, "sheets", "data", "rowData")
    assert not asks_for(mask, "sheets", "charts")
    assert asks_for(mask, "sheets", "properties", "title", "anything")
    assert below(mask, "sheets", "data") == {"rowData": {"values": {"note": {}}}}


def test_a_mask_that_names_no_field_is_refused_with_its_path(google: Google):
    answer = google.call("GET", "", fields="sheets(properties(titel))")

    assert answer.status_code == 400
    assert "'sheets.properties.titel'" in answer.text


def test_a_new_spreadsheet_has_one_sheet_of_a_thousand_by_twenty_six(google: Google):
    """As recorded."""
    answer = google.call("GET", "", fields="sheets.properties,properties(title,locale,timeZone)").json()

    grid = {"rowCount": 1000, "columnCount": 26}
    properties = {"sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID", "gridProperties": grid}
    assert answer == {
        "properties": {"title": "Test", "locale": "en_US", "timeZone": "Etc/GMT"},
        "sheets": [{"properties": properties}],
    }


def test_cells_come_only_when_asked_for_or_named_in_the_mask(google: Google):
    """Measured: a mask that names data brings it even with includeGridData=false."""
    fill(google, "B2", [["x"]])

    assert "data" not in google.call("GET", "").json()["sheets"][0]
    assert "data" in google.call("GET", "", includeGridData="true").json()["sheets"][0]
    named = google.call(
        "GET", "", includeGridData="false", fields="sheets.data.rowData.values.formattedValue"
    )
    assert named.json()["sheets"] == [
        {"data": [{"rowData": [{}, {"values": [{}, {"formattedValue": "x"}]}]}]}
    ]


def test_notes_are_read_as_recorded(google: Google):
    sheet = google.spreadsheet().sheet1
    assert google.call("GET", "", ranges="Sheet1", fields="sheets/data/rowData/values/note").json() == {
        "sheets": [{"data": [{}]}]
    }

    sheet.insert_notes({"A1": "read my note", "B2": "Or don't", "A3": "another note", "C3": "test"})

    assert sheet.get_notes() == [["read my note"], ["", "Or don't"], ["another note", "", "test"]]
    assert sheet.get_notes(grid_range="A2:C3") == [["", "Or don't"], ["another note", "", "test"]]


def test_ranges_choose_sheets_and_each_range_has_its_own_data(google: Google):
    google.spreadsheet().add_worksheet("Other", rows=5, cols=5)
    fill(google, "Sheet1!A1", [["a", "b"], ["c", "d"]])

    answer = google.call(
        "GET",
        "",
        ranges=["Sheet1!B2", "Sheet1!A1:B1"],
        fields="sheets(properties/title,data(startRow,startColumn,rowData))",
    ).json()

    assert [sheet["properties"]["title"] for sheet in answer["sheets"]] == ["Sheet1"]
    first, second = answer["sheets"][0]["data"]
    assert (first["startRow"], first["startColumn"]) == (1, 1)
    assert "startRow" not in second
    assert [cell["formattedValue"] for cell in second["rowData"][0]["values"]] == ["a", "b"]


def test_a_cell_says_what_was_entered_what_it_comes_to_and_how_it_looks(google: Google):
    fill(
        google,
        "A1",
        [["=1/0", "=2*3", "2026-11-22", "TRUE", '=HYPERLINK("https://x.example","x")']],
        "USER_ENTERED",
    )

    row = google.call("GET", "", ranges="A1:E1", includeGridData="true").json()["sheets"][0]["data"][0][
        "rowData"
    ][0]

    broken, product, day, truth, link = row["values"]
    assert broken["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"
    assert broken["formattedValue"] == "#DIV/0!"
    assert product["userEnteredValue"] == {"formulaValue": "=2*3"}
    assert product["effectiveValue"] == {"numberValue": 6}
    assert day["effectiveValue"] == {"numberValue": 46_348}
    assert day["userEnteredFormat"] == {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
    assert day["effectiveFormat"]["numberFormat"]["type"] == "DATE"
    assert truth["userEnteredValue"] == {"boolValue": True}
    assert link["hyperlink"] == "https://x.example"


def test_formulas_look_at_their_own_sheet_and_at_the_sandbox_s_clock(google: Google):
    google.spreadsheet().add_worksheet("Other", rows=5, cols=5)
    fill(google, "Sheet1!A1", [[1]])
    fill(google, "Other!A1", [[10, "=A1+Sheet1!A1", "=TODAY()"]], "USER_ENTERED")

    assert google.values("Other!B1:C1", valueRenderOption="UNFORMATTED_VALUE") == [[11, 46_344]]
    google.clock[0] += 86_400
    assert google.values("Other!B1:C1", valueRenderOption="UNFORMATTED_VALUE") == [[11, 46_345]]


def test_metadata_is_found_by_key_place_and_spreadsheet_wide(google: Google):
    batch(google, row_metadata(1, 4), row_metadata(2, 9, key="other"))

    def found(data_filter: dict) -> list[int]:
        answer = google.call("POST", "/developerMetadata:search", {"dataFilters": [data_filter]}).json()
        matched = answer.get("matchedDeveloperMetadata", [])
        return [entry["developerMetadata"]["metadataId"] for entry in matched]

    assert found({"developerMetadataLookup": {}}) == [1, 2]
    assert found({"developerMetadataLookup": {"metadataKey": "other"}}) == [2]
    assert found({"developerMetadataLookup": {"locationType": "SHEET"}}) == []
    assert found({"gridRange": {"sheetId": 0, "startRowIndex": 4, "endRowIndex": 5}}) == [1]
    assert found({"a1Range": "Sheet1!A10:B12"}) == [2]
    lookup = {"metadataLocation": {"sheetId": 0}}
    assert found({"developerMetadataLookup": lookup}) == [1, 2], "unsaid means intersecting"
    assert found({"developerMetadataLookup": {**lookup, "locationMatchingStrategy": "EXACT_LOCATION"}}) == []


def test_metadata_is_got_by_its_id_and_a_missing_one_is_not_found(google: Google):
    batch(google, row_metadata(7, 3))

    got = google.call("GET", "/developerMetadata/7").json()

    assert got == {
        "metadataId": 7,
        "metadataKey": "row",
        "location": {
            "locationType": "ROW",
            "dimensionRange": {"dimension": "ROWS", "startIndex": 3, "endIndex": 4},
        },
        "visibility": "DOCUMENT",
    }
    assert google.call("GET", "/developerMetadata/8").status_code == 404


def test_row_metadata_shows_with_the_grid_s_rows(google: Google):
    batch(google, row_metadata(7, 1))

    answer = google.call("GET", "", ranges="A1:A3", fields="sheets.data.rowMetadata").json()

    rows = answer["sheets"][0]["data"][0]["rowMetadata"]
    assert [row.get("developerMetadata", [{}])[0].get("metadataId") for row in rows] == [None, 7, None]
    assert [row["pixelSize"] for row in rows] == [21, 21, 21]


def test_get_by_data_filter_shows_what_the_filter_means(google: Google):
    fill(google, "A1", [["a"], ["b"]])
    body = {
        "dataFilters": [{"gridRange": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}}],
        "includeGridData": True,
    }

    answer = google.call("POST", ":getByDataFilter", body).json()

    data = answer["sheets"][0]["data"][0]
    assert data["startRow"] == 1
    assert data["rowData"][0]["values"][0]["formattedValue"] == "b"


def test_a_copied_sheet_is_named_after_its_origin_and_keeps_its_cells(google: Google):
    fill(google, "A1", [["x"]])

    answer = google.spreadsheet().sheet1.copy_to(google.book.id)

    assert answer["title"] == "Copy of Sheet1"
    assert answer["index"] == 1
    assert google.values("'Copy of Sheet1'!A1") == [["x"]]


def test_a_person_can_create_a_spreadsheet_and_a_service_account_cannot(google: Google):
    url = f"{google.base_url}/v4/spreadsheets"
    body = {"properties": {"title": "New", "locale": "de_DE"}, "sheets": [{"properties": {"title": "First"}}]}

    created = requests.post(url, json=body, timeout=10).json()

    assert created["properties"]["locale"] == "de_DE"
    assert [sheet["properties"]["title"] for sheet in created["sheets"]] == ["First"]
    with pytest.raises(APIError, match="403"):
        google.client.http_client.request("post", "https://sheets.googleapis.com/v4/spreadsheets", json=body)


def test_an_unknown_spreadsheet_is_not_found_and_one_not_shared_is_forbidden(google: Google):
    with pytest.raises(APIError, match="Requested entity was not found"):
        google.client.http_client.fetch_sheet_metadata("nope")
    google.book.permissions = []
    with pytest.raises(APIError, match="The caller does not have permission"):
        google.client.http_client.fetch_sheet_metadata(google.book.id)


def test_a_reader_may_read_and_not_write(google: Google):
    google.book.permissions[0]["role"] = "reader"
    sheet = google.spreadsheet().sheet1

    assert sheet.get("A1") == [[]]
    with pytest.raises(APIError, match="403"):
        sheet.update([["x"]], "A1")


def test_a_token_of_read_only_scope_does_not_reach_data_filters(google: Google):
    """Documented: only get, values.get and values.batchGet take a read-only scope."""
    client = client_for(google.base_url, ("https://www.googleapis.com/auth/spreadsheets.readonly",))
    sheet = client.open_by_key(google.book.id).sheet1

    assert sheet.get("A1") == [[]]
    with pytest.raises(APIError, match="insufficient authentication scopes"):
        sheet.update([["x"]], "A1")
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{google.book.id}/values:batchGetByDataFilter"
    with pytest.raises(APIError, match="insufficient authentication scopes"):
        client.http_client.request("post", url, json={"dataFilters": [{"a1Range": "A1"}]})


def test_an_unknown_token_is_refused_and_an_ended_one_is_renewed(google: Google):
    """gspread's session asks for a new token by itself when it gets a 401."""
    url = f"{google.base_url}/v4/spreadsheets/{google.book.id}"
    answer = requests.get(url, headers={"Authorization": "Bearer made-up"}, timeout=10)
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")

    google.spreadsheet()
    google.clock[0] += 3_601

    assert google.spreadsheet().title == "Test"


def test_an_assertion_with_a_foreign_signature_is_refused(google: Google):
    """The address of a known account, the key of another."""
    info = {**new_service_account(google.base_url), "client_email": EMAIL, "private_key": another_key()}
    credentials = Credentials.from_service_account_info(info, scopes=SCOPES)

    with pytest.raises(RefreshError, match="Invalid JWT Signature"):
        credentials.refresh(Request())


def test_what_is_not_imitated_says_so_by_name(google: Google):
    answer = google.call("DELETE", "/values/A1")

    assert answer.status_code == 501
    assert f"DELETE /v4/spreadsheets/{google.book.id}/values/A1" in answer.json()["error"]["message"]


def test_an_unknown_parameter_is_refused_by_name(google: Google):
    answer = google.call("GET", "/values/A1", valueRenderOptions="FORMULA")

    assert answer.status_code == 400
    assert 'Unknown name "valueRenderOptions"' in answer.json()["error"]["message"]


def test_the_quota_counts_reads_and_writes_apart_and_names_the_limit():
    """The body is that of a recorded 429."""
    clock = [0.0]
    quota = Quota(per_user=2, per_project=3, monotonic=lambda: clock[0])
    quota.charge("bot", is_read=True)
    quota.charge("bot", is_read=True)
    quota.charge("bot", is_read=False)

    with pytest.raises(ApiError) as refused:
        quota.charge("bot", is_read=True)

    assert refused.value.code == 429
    assert refused.value.message.startswith(
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' "
        "of service 'sheets.googleapis.com' for consumer 'project_number:"
    )
    metadata = refused.value.details[0]["metadata"]
    assert (metadata["quota_limit"], metadata["quota_limit_value"]) == ("ReadRequestsPerMinutePerUser", "2")
    quota.charge("other", is_read=True)
    with pytest.raises(ApiError, match="limit 'Read requests per minute' of"):
        quota.charge("third", is_read=True)
    clock[0] = 60.0
    quota.charge("bot", is_read=True)


def test_the_quota_counts_programs_and_not_the_person(google: Google):
    google.sheets.quota = Quota(per_user=1)
    google.spreadsheet()

    with pytest.raises(APIError, match="429"):
        google.spreadsheet()
    assert [google.call("GET", "").status_code for _ in range(3)] == [200, 200, 200]


def test_a_published_state_never_changes(google: Google):
    """A reader that took the state before a write still sees the old cells."""
    fill(google, "A1", [["old"]])
    before = google.book.state

    fill(google, "A1", [["new"]])

    assert before.sheets[0].cell(0, 0).entered == "old"
    assert google.book.state.sheets[0].cell(0, 0).entered == "new"
    assert google.book.modified_at == NOW
