"""
Unmodified gspread over the sandbox: Client, Spreadsheet, Cell, ValueRange and the HTTP client.

Every exchange is also judged by Google's contract.
"""

import gspread
import pytest
import requests
from gspread.exceptions import APIError, SpreadsheetNotFound, WorksheetNotFound
from gspread.utils import ExportFormat

from conformance.discovery import DRIVE, SHEETS
from gspread_on_loopback import Loopback, exchanges, loopback
from gspread_surface import covers


@pytest.fixture
def place():
    with loopback() as running:
        yield running


@pytest.fixture
def person(place: Loopback):
    client = place.person()
    yield client
    for exchange in exchanges(client):
        if exchange.path.startswith("/v4/"):
            SHEETS.check_request(exchange.method, exchange.path, exchange.query, exchange.body)
            if exchange.status == 200:
                SHEETS.check_answer(exchange.method, exchange.path, exchange.answer)
        elif exchange.status == 200 and exchange.path.startswith("/drive/v3/") and exchange.answer:
            DRIVE.check_answer(exchange.method, exchange.path, exchange.answer)


@covers("Client.create", "Client.open", "Client.open_by_key", "Client.open_by_url", "Client.openall")
def test_a_new_spreadsheet_is_found_by_title_key_and_url(person):
    made = person.create("Trackers")
    person.create("Another")

    assert person.open("Trackers").id == made.id
    assert person.open_by_key(made.id).title == "Trackers"
    assert person.open_by_url(made.url).id == made.id
    assert {found.title for found in person.openall()} == {"Trackers", "Another"}
    with pytest.raises(SpreadsheetNotFound):
        person.open("Nowhere")
    with pytest.raises(SpreadsheetNotFound):
        person.open_by_key("nowhere")


@covers("Client.list_spreadsheet_files", "Client.get_file_drive_metadata", "Client.set_timeout")
def test_files_are_listed_by_title_and_folder(person):
    person.set_timeout(30)
    folder = person.http_client.request(
        "post",
        "https://www.googleapis.com/drive/v3/files",
        json={"name": "Folder", "mimeType": "application/vnd.google-apps.folder"},
    ).json()["id"]
    inside = person.create("Inside", folder_id=folder)
    person.create("Outside")

    assert [file["id"] for file in person.list_spreadsheet_files(folder_id=folder)] == [inside.id]
    assert [file["name"] for file in person.list_spreadsheet_files("Outside")] == ["Outside"]
    assert person.get_file_drive_metadata(inside.id)["name"] == "Inside"


@covers("Client.copy", "Client.list_permissions", "Client.insert_permission", "Client.remove_permission")
def test_a_copy_takes_permissions_and_comments_along_when_asked(person):
    original = person.create("Original")
    original.sheet1.update([["kept"]])
    person.insert_permission(original.id, "ada@example.com", perm_type="user", role="writer")
    comments = f"https://www.googleapis.com/drive/v3/files/{original.id}/comments"
    person.http_client.request("post", comments, json={"content": "Look"}, params={"fields": "id"})

    copy = person.copy(original.id, title="The copy", copy_permissions=False)

    assert copy.title == "The copy"
    assert copy.sheet1.acell("A1").value == "kept"
    copied = f"https://www.googleapis.com/drive/v3/files/{copy.id}/comments"
    listed = person.http_client.request("get", copied, params={"fields": "comments/content"}).json()
    assert listed == {"comments": [{"content": "Look"}]}
    shared = {entry["emailAddress"]: entry["id"] for entry in person.list_permissions(original.id)}
    person.remove_permission(original.id, shared["ada@example.com"])
    assert len(person.list_permissions(original.id)) == 1


@covers("Client.del_spreadsheet")
def test_a_deleted_spreadsheet_is_gone(person):
    made = person.create("Short-lived")

    person.del_spreadsheet(made.id)

    with pytest.raises(SpreadsheetNotFound):
        person.open_by_key(made.id)


@covers("Client.import_csv", "Client.export", "HTTPClient.import_csv", "HTTPClient.export")
def test_csv_goes_in_and_out_unchanged(person):
    made = person.create("Import")

    person.import_csv(made.id, 'Name,Note\r\nAda,"says ""hi"", twice"\r\nBo,\r\n')

    assert [sheet.title for sheet in person.open_by_key(made.id).worksheets()] == ["Import"]
    assert person.export(made.id, ExportFormat.CSV) == b'Name,Note\r\nAda,"says ""hi"", twice"\r\nBo,'
    assert person.export(made.id, ExportFormat.TSV).splitlines()[0] == b"Name\tNote"
    with pytest.raises(APIError) as refusal:
        person.export(made.id, ExportFormat.PDF)
    assert refusal.value.code == 501


@covers("Client.expiry", "HTTPClient.login")
def test_the_bots_account_signs_in_and_sees_what_is_shared_with_it(place):
    shared = place.person().create("Shared")
    place.person().create("Private")
    shared.share(place.account["client_email"], "user", "writer")
    bot = place.bot()

    bot.http_client.login()

    assert bot.expiry is not None
    assert [file["name"] for file in bot.list_spreadsheet_files()] == ["Shared"]
    with pytest.raises(APIError, match="storage quota"):
        bot.create("Not mine")


def test_a_stranger_gets_the_errors_google_gives(place):
    private = place.person().create("Private")
    bot = place.bot()

    with pytest.raises(PermissionError):
        bot.open_by_key(private.id)
    with pytest.raises(APIError, match="File not found"):
        bot.list_permissions(private.id)
    bad = requests.get(
        f"{place.server.base_url}/drive/v3/files", headers={"Authorization": "Bearer old"}, timeout=5
    )
    assert (bad.status_code, bad.json()["error"]["errors"][0]["reason"]) == (401, "authError")


@covers(
    "Spreadsheet.id", "Spreadsheet.title", "Spreadsheet.url", "Spreadsheet.timezone", "Spreadsheet.locale",
    "Spreadsheet.sheet1", "Spreadsheet.update_title", "Spreadsheet.update_timezone",
    "Spreadsheet.update_locale",
)  # fmt: skip
def test_properties_of_a_spreadsheet_are_read_and_changed(person):
    made = person.create("Before")
    assert (made.locale, made.timezone, made.sheet1.title) == ("en_US", "Etc/GMT", "Sheet1")

    made.update_title("After")
    made.update_timezone("Europe/Berlin")
    made.update_locale("de_DE")

    again = person.open_by_key(made.id)
    assert (again.title, again.timezone, again.locale) == ("After", "Europe/Berlin", "de_DE")
    assert again.url.endswith(again.id)


@covers(
    "Spreadsheet.creationTime", "Spreadsheet.lastUpdateTime", "Spreadsheet.get_lastUpdateTime",
    "Spreadsheet.update_drive_metadata", "HTTPClient.get_file_drive_metadata",
)  # fmt: skip
def test_the_drive_times_move_three_minutes_late(place, person):
    made = person.create("Watched")
    made.update_drive_metadata()
    assert made.creationTime == made.get_lastUpdateTime()
    with pytest.warns(DeprecationWarning, match="get_lastUpdateTime"):
        assert made.lastUpdateTime == made.creationTime

    made.sheet1.update([["edit"]])
    place.now[0] += 14
    assert made.get_lastUpdateTime() == made.creationTime

    place.now[0] += 200
    assert made.get_lastUpdateTime() >= made.creationTime


@covers(
    "Spreadsheet.worksheets", "Spreadsheet.worksheet", "Spreadsheet.get_worksheet",
    "Spreadsheet.get_worksheet_by_id", "Spreadsheet.add_worksheet", "Spreadsheet.duplicate_sheet",
    "Spreadsheet.del_worksheet", "Spreadsheet.del_worksheet_by_id", "Spreadsheet.reorder_worksheets",
    "Spreadsheet.fetch_sheet_metadata", "HTTPClient.fetch_sheet_metadata",
)  # fmt: skip
def test_tabs_are_added_found_reordered_and_deleted(person):
    made = person.create("Tabs")
    second = made.add_worksheet("Second", rows=5, cols=3)
    first = made.add_worksheet("First", rows=1, cols=1, index=0)
    copy = made.duplicate_sheet(second.id, insert_sheet_index=1, new_sheet_name="Copy")

    assert [sheet.title for sheet in made.worksheets()] == ["First", "Copy", "Sheet1", "Second"]
    assert (second.row_count, second.col_count) == (5, 3)
    assert made.worksheet("Copy").id == copy.id == made.get_worksheet(1).id
    assert made.get_worksheet_by_id(first.id).title == "First"
    made.reorder_worksheets([second, copy])
    assert [sheet.title for sheet in made] == ["Second", "Copy", "First", "Sheet1"]
    made.del_worksheet(copy)
    made.del_worksheet_by_id(first.id)
    assert [entry["properties"]["index"] for entry in made.fetch_sheet_metadata()["sheets"]] == [0, 1]
    with pytest.raises(WorksheetNotFound):
        made.worksheet("Copy")


def test_the_last_tab_cannot_be_deleted(person):
    made = person.create("One tab")

    with pytest.raises(APIError) as refusal:
        made.del_worksheet(made.sheet1)

    words = "Invalid requests[0].deleteSheet: You can't remove all the sheets in a document."
    assert refusal.value.error["message"] == words


@covers(
    "Spreadsheet.values_update", "Spreadsheet.values_get", "Spreadsheet.values_batch_get",
    "Spreadsheet.values_batch_update", "Spreadsheet.values_append", "Spreadsheet.values_clear",
    "Spreadsheet.values_batch_clear", "HTTPClient.values_update", "HTTPClient.values_get",
    "HTTPClient.values_batch_get", "HTTPClient.values_batch_update", "HTTPClient.values_append",
    "HTTPClient.values_clear", "HTTPClient.values_batch_clear", "HTTPClient.request",
)  # fmt: skip
def test_the_plain_values_calls_of_a_spreadsheet(person):
    made = person.create("Values")
    raw = {"valueInputOption": "RAW"}
    made.values_update("Sheet1!A1:B2", params=raw, body={"values": [["a", "b"], ["c", "d"]]})
    made.values_append("Sheet1!A1", raw, {"values": [["e", "f"]]})
    made.values_batch_update({"valueInputOption": "RAW", "data": [{"range": "Sheet1!B3", "values": [["F"]]}]})

    assert made.values_get("Sheet1!A1:B3")["values"] == [["a", "b"], ["c", "d"], ["e", "F"]]
    made.values_clear("Sheet1!A1")
    made.values_batch_clear(body={"ranges": ["Sheet1!B2"]})
    found = made.values_batch_get(["Sheet1!A1:B1", "Sheet1!A2:B2"])
    assert [each["values"] for each in found["valueRanges"]] == [[["", "b"]], [["c"]]]


@covers("Spreadsheet.batch_update", "HTTPClient.batch_update", "HTTPClient.spreadsheets_get")
def test_a_raw_batch_goes_through(person):
    made = person.create("Raw")

    answer = made.batch_update({"requests": [{"addSheet": {"properties": {"sheetId": 7, "title": "T"}}}]})

    assert answer["replies"][0]["addSheet"]["properties"]["sheetId"] == 7
    shown = person.http_client.spreadsheets_get(made.id, {"fields": "sheets.properties.sheetId"})
    assert shown == {"sheets": [{"properties": {"sheetId": 0}}, {"properties": {"sheetId": 7}}]}


@covers(
    "Spreadsheet.share", "Spreadsheet.list_permissions", "Spreadsheet.remove_permissions",
    "Spreadsheet.transfer_ownership", "Spreadsheet.accept_ownership", "HTTPClient.insert_permission",
    "HTTPClient.list_permissions", "HTTPClient.remove_permission",
)  # fmt: skip
def test_sharing_and_handing_over(person):
    made = person.create("Shared")
    for address, role in (
        ("ada@example.com", "reader"),
        ("ada@example.com", "writer"),
        ("bo@example.com", "writer"),
    ):
        made.share(address, perm_type="user", role=role, notify=False)
    made.share("", perm_type="anyone", role="reader", with_link=True)
    by_address = {entry.get("emailAddress", "anyone"): entry for entry in made.list_permissions()}
    assert {address: entry["role"] for address, entry in by_address.items()} == {
        "person@sandbox.example": "owner",
        "ada@example.com": "writer",
        "bo@example.com": "writer",
        "anyone": "reader",
    }

    made.remove_permissions("bo@example.com")
    made.transfer_ownership(by_address["ada@example.com"]["id"])
    made.accept_ownership(by_address["ada@example.com"]["id"])

    owners = [entry["emailAddress"] for entry in made.list_permissions() if entry["role"] == "owner"]
    assert owners == ["ada@example.com"]


@covers("Spreadsheet.export")
def test_a_spreadsheet_exports_its_first_tab_as_shown(person):
    made = person.create("Export")
    made.sheet1.update([["7 %", "a,b"], ["", "=1"]], raw=True)

    assert made.export(ExportFormat.CSV) == b'7 %,"a,b"\r\n,=1'


@covers("Spreadsheet.named_range", "Spreadsheet.list_named_ranges", "Spreadsheet.list_protected_ranges")
def test_named_and_protected_ranges_are_listed(person):
    made = person.create("Ranges")
    sheet = made.sheet1
    sheet.update([["a", "b"]])
    sheet.define_named_range("A1:B1", "Pair")
    sheet.add_protected_range("A1:B1", editor_users_emails=["ada@example.com"])

    assert [cell.value for cell in made.named_range("Pair")] == ["a", "b"]
    assert [entry["name"] for entry in made.list_named_ranges()] == ["Pair"]
    assert made.list_protected_ranges(sheet.id)[0]["editors"]["users"] == ["ada@example.com"]


@covers("Cell.from_address", "Cell.row", "Cell.col", "Cell.numeric_value", "Cell.address")
def test_a_cell_knows_its_place_and_number(person):
    sheet = person.create("Cells").sheet1
    sheet.update([["12.5"]])

    cell = sheet.acell("A1")

    assert (cell.row, cell.col, cell.address, cell.numeric_value) == (1, 1, "A1", 12.5)
    assert gspread.Cell.from_address("B3", "x").row == 3


@covers("ValueRange.from_json", "ValueRange.range", "ValueRange.major_dimension", "ValueRange.first")
def test_a_value_range_says_where_it_is_from(person):
    sheet = person.create("Range").sheet1
    sheet.update([["first", "second"]])

    found = sheet.get("A1:B1")

    assert (found.range, found.major_dimension, found.first()) == ("Sheet1!A1:B1", "ROWS", "first")


@covers("HTTPClient.set_timeout", "HTTPClient.spreadsheets_sheets_copy_to")
def test_a_tab_is_copied_to_another_spreadsheet(person):
    source, target = person.create("Source"), person.create("Target")
    source.sheet1.update([["moved"]])
    person.http_client.set_timeout((5, 60))

    person.http_client.spreadsheets_sheets_copy_to(source.id, 0, target.id)

    assert target.worksheet("Copy of Sheet1").acell("A1").value == "moved"
