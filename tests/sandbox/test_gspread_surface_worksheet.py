"""
Unmodified gspread over the sandbox: the whole of Worksheet.

Every exchange is also judged by Google's contract.
"""

import re

import pytest
from gspread import Cell
from gspread.exceptions import APIError
from gspread.utils import MergeType, PasteType, ValidationConditionType

from conformance.discovery import SHEETS
from gspread_on_loopback import exchanges, loopback
from gspread_surface import covers


@pytest.fixture
def sheet():
    with loopback() as place:
        client = place.person()
        yield client.create("Worksheet").sheet1
        for exchange in exchanges(client):
            if exchange.path.startswith("/v4/"):
                SHEETS.check_request(exchange.method, exchange.path, exchange.query, exchange.body)
                if exchange.status == 200:
                    SHEETS.check_answer(exchange.method, exchange.path, exchange.answer)


@pytest.fixture
def people(sheet):
    """A small table: header, three people, one of them twice in another case."""
    sheet.update([["Name", "Age", "City"], ["Ada", 36, "London"], ["bo", 7, "Berlin"], ["Cy", "", "Rome"]])
    return sheet


def metadata(sheet):
    """What `spreadsheets.get` says of this tab now."""
    listed = sheet.spreadsheet.fetch_sheet_metadata()["sheets"]
    return next(entry for entry in listed if entry["properties"]["sheetId"] == sheet.id)


@covers(
    "Worksheet.id", "Worksheet.spreadsheet", "Worksheet.title", "Worksheet.url", "Worksheet.index",
    "Worksheet.isSheetHidden", "Worksheet.row_count", "Worksheet.col_count", "Worksheet.column_count",
    "Worksheet.frozen_row_count", "Worksheet.frozen_col_count", "Worksheet.is_gridlines_hidden",
    "Worksheet.tab_color", "Worksheet.get_tab_color",
)  # fmt: skip
def test_a_new_tab_has_googles_properties(sheet):
    assert (sheet.id, sheet.title, sheet.index, sheet.isSheetHidden) == (0, "Sheet1", 0, False)
    assert (sheet.row_count, sheet.col_count, sheet.column_count) == (1000, 26, 26)
    assert (sheet.frozen_row_count, sheet.frozen_col_count, sheet.is_gridlines_hidden) == (0, 0, False)
    assert sheet.tab_color is None
    assert sheet.url == f"{sheet.spreadsheet.url}#gid=0"


@covers(
    "Worksheet.acell", "Worksheet.cell", "Worksheet.range", "Worksheet.get", "Worksheet.batch_get",
    "Worksheet.get_values", "Worksheet.get_all_values", "Worksheet.get_all_records",
    "Worksheet.get_all_cells", "Worksheet.row_values", "Worksheet.col_values", "Worksheet.expand",
)  # fmt: skip
def test_values_are_read_in_every_way(people):
    people.resize(rows=6, cols=4)

    assert people.acell("A2").value == "Ada" == people.cell(2, 1).value
    assert [cell.value for cell in people.range("A2:C2")] == ["Ada", "36", "London"]
    assert people.get("A2:C2") == [["Ada", "36", "London"]]
    assert people.get("A4:C4", maintain_size=True) == [["Cy", "", "Rome"]]
    assert people.batch_get(["A1", "C1:C2"]) == [[["Name"]], [["City"], ["London"]]]
    assert people.get_values("A1:B2", major_dimension="COLUMNS") == [["Name", "Ada"], ["Age", "36"]]
    assert len(people.get_all_values()) == 4
    assert people.get_all_records()[0] == {"Name": "Ada", "Age": 36, "City": "London"}
    assert len(people.get_all_cells()) == 24
    assert people.row_values(3) == ["bo", "7", "Berlin"]
    assert people.col_values(2) == ["Age", "36", "7"]
    assert people.expand("A1") == [*people.get_all_values()[:3], ["Cy", "", "Rome"]]


@covers(
    "Worksheet.update", "Worksheet.batch_update", "Worksheet.update_acell", "Worksheet.update_cell",
    "Worksheet.update_cells", "Worksheet.clear", "Worksheet.batch_clear",
)  # fmt: skip
def test_values_are_written_in_every_way(sheet):
    sheet.update([["=1+1", "007"]], "A1:B1", raw=False)
    sheet.batch_update([{"range": "A2:B2", "values": [["=1+1", "007"]]}])
    sheet.update_acell("C1", "5 %")
    sheet.update_cell(2, 3, "TRUE")
    sheet.update_cells([Cell(3, 1, "x"), Cell(4, 2, "y")])

    assert sheet.get("A1:C4", value_render_option="FORMULA") == [
        ["=1+1", 7, 0.05],
        ["=1+1", "007", True],
        ["x"],
        ["", "y"],
    ]
    sheet.batch_clear(["A3", "B4"])
    assert len(sheet.get_all_values()) == 2
    sheet.clear()
    assert sheet.get_all_values() == [[]]


@covers("Worksheet.append_row", "Worksheet.append_rows", "Worksheet.insert_row", "Worksheet.insert_rows")
def test_rows_are_appended_and_inserted(people):
    people.append_row(["Di", 50])
    people.append_rows([["Ed"], ["Flo"]])
    people.insert_row(["first"], index=2)
    people.insert_rows([["two"], ["three"]], row=3, inherit_from_before=True)

    names = ["Name", "first", "two", "three", "Ada", "bo", "Cy", "Di", "Ed", "Flo"]
    assert people.col_values(1) == names


def test_a_row_at_the_very_end_must_inherit_from_before(sheet):
    sheet.resize(rows=3)

    with pytest.raises(
        APIError, match=re.escape("less than the grid size (3) if inheritFromBefore is false")
    ):
        sheet.insert_rows([["x"]], row=4)

    sheet.insert_rows([["x"]], row=4, inherit_from_before=True)
    assert metadata(sheet)["properties"]["gridProperties"]["rowCount"] == 4


@covers(
    "Worksheet.insert_cols", "Worksheet.delete_columns", "Worksheet.delete_rows",
    "Worksheet.delete_dimension", "Worksheet.add_rows", "Worksheet.add_cols", "Worksheet.resize",
)  # fmt: skip
def test_rows_and_columns_come_and_go(people):
    people.resize(rows=5, cols=3)
    people.insert_cols([["Mail", "ada@example.com"]], col=2)
    people.delete_columns(4)
    people.delete_rows(3, 4)
    people.add_rows(2)
    people.add_cols(1)

    assert people.get_all_values() == [["Name", "Mail", "Age"], ["Ada", "ada@example.com", "36"]]
    grid = metadata(people)["properties"]["gridProperties"]
    assert (grid["rowCount"], grid["columnCount"]) == (5, 4)


def test_rows_that_are_not_there_cannot_be_deleted(sheet):
    sheet.resize(rows=5)

    with pytest.raises(APIError, match="Tried to delete row index 5 but there are only 5 rows"):
        sheet.delete_rows(6)


@covers("Worksheet.sort")
def test_sorting_puts_blanks_last_both_ways(people):
    people.sort((2, "asc"), range="A2:C4")
    assert people.col_values(1) == ["Name", "bo", "Ada", "Cy"]

    people.sort((2, "des"), range="A2:C4")
    assert people.col_values(1) == ["Name", "Ada", "bo", "Cy"]


@covers("Worksheet.find", "Worksheet.findall")
def test_cells_are_found_by_text_and_pattern(people):
    assert people.find("BO", case_sensitive=False).address == "A3"
    assert people.find("nobody") is None
    assert [cell.address for cell in people.findall(re.compile("on|er"))] == ["C2", "C3"]


@covers("Worksheet.format", "Worksheet.batch_format")
def test_formats_are_kept_as_given(people):
    people.format("A1:C1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 1.0, "blue": 0.5}})
    people.batch_format([{"range": "B2", "format": {"numberFormat": {"type": "PERCENT", "pattern": "0%"}}}])

    assert people.acell("B2").value == "3600%"
    shown = people.client.spreadsheets_get(
        people.spreadsheet_id,
        {"ranges": "Sheet1!A1", "fields": "sheets.data.rowData.values.userEnteredFormat"},
    )
    kept = shown["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"]
    assert kept["textFormat"] == {"bold": True}
    assert kept["backgroundColor"] == {"red": 1.0, "blue": 0.5}


@covers(
    "Worksheet.update_title", "Worksheet.update_index", "Worksheet.update_tab_color",
    "Worksheet.clear_tab_color", "Worksheet.freeze", "Worksheet.hide", "Worksheet.show",
    "Worksheet.hide_gridlines", "Worksheet.show_gridlines",
)  # fmt: skip
def test_properties_of_a_tab_are_changed(sheet):
    sheet.spreadsheet.add_worksheet("Other", 2, 2)
    sheet.update_title("Renamed")
    sheet.update_index(2)
    sheet.update_tab_color("#FF0000")
    sheet.freeze(rows=1, cols=2)
    sheet.hide_gridlines()
    sheet.hide()

    shown = metadata(sheet)["properties"]
    assert (shown["title"], shown["index"], shown["hidden"]) == ("Renamed", 1, True)
    assert shown["tabColorStyle"] == {"rgbColor": {"red": 1.0}}
    grid = {
        "rowCount": 1000,
        "columnCount": 26,
        "frozenRowCount": 1,
        "frozenColumnCount": 2,
        "hideGridlines": True,
    }
    assert shown["gridProperties"] == grid

    sheet.show()
    sheet.show_gridlines()
    sheet.clear_tab_color()
    sheet.freeze(rows=0, cols=0)
    shown = metadata(sheet)["properties"]
    assert "hidden" not in shown
    assert "tabColor" not in shown
    assert "tabColorStyle" not in shown
    assert shown["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


def test_the_only_visible_tab_cannot_be_hidden(sheet):
    with pytest.raises(APIError) as refusal:
        sheet.hide()

    words = "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document."
    assert refusal.value.error == {"code": 400, "message": words, "status": "INVALID_ARGUMENT"}


@covers(
    "Worksheet.columns_auto_resize", "Worksheet.rows_auto_resize", "Worksheet.hide_columns",
    "Worksheet.hide_rows", "Worksheet.unhide_columns", "Worksheet.unhide_rows",
)  # fmt: skip
def test_columns_and_rows_are_sized_and_hidden(people):
    people.columns_auto_resize(0, 3)
    people.rows_auto_resize(0, 3)
    people.hide_columns(1, 3)
    people.hide_rows(0, 1)
    people.unhide_columns(2, 3)

    shown = people.client.spreadsheets_get(
        people.spreadsheet_id,
        {
            "ranges": "Sheet1!A1:C2",
            "fields": "sheets.data(rowMetadata.hiddenByUser,columnMetadata.hiddenByUser)",
        },
    )
    data = shown["sheets"][0]["data"][0]
    assert data["columnMetadata"] == [{}, {"hiddenByUser": True}, {}]
    assert data["rowMetadata"] == [{"hiddenByUser": True}, {}]
    people.unhide_rows(0, 1)
    assert people.row_values(1) == ["Name", "Age", "City"]


@covers("Worksheet.add_protected_range", "Worksheet.delete_protected_range")
def test_ranges_are_protected_and_released(sheet):
    answer = sheet.add_protected_range("A1:B2", editor_users_emails=["ada@example.com"])
    warning = sheet.add_protected_range("C1", warning_only=True)

    kept = answer["replies"][0]["addProtectedRange"]["protectedRange"]
    place = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    assert (kept["range"], kept["editors"], kept["requestingUserCanEdit"]) == (
        place,
        {"users": ["ada@example.com"]},
        True,
    )
    assert warning["replies"][0]["addProtectedRange"]["protectedRange"]["warningOnly"] is True
    sheet.delete_protected_range(kept["protectedRangeId"])
    assert len(metadata(sheet)["protectedRanges"]) == 1
    with pytest.raises(APIError, match="No protected range with id"):
        sheet.delete_protected_range(kept["protectedRangeId"])


@covers("Worksheet.set_basic_filter", "Worksheet.clear_basic_filter")
def test_a_basic_filter_is_set_on_a_range_or_the_whole_tab(people):
    people.set_basic_filter("B1:C4")
    place = {"startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 1, "endColumnIndex": 3}
    assert metadata(people)["basicFilter"] == {"range": place}

    people.set_basic_filter()
    assert metadata(people)["basicFilter"]["range"]["endRowIndex"] == 1000
    people.clear_basic_filter()
    assert "basicFilter" not in metadata(people)


@covers("Worksheet.duplicate", "Worksheet.copy_to")
def test_a_tab_is_duplicated_and_copied(people):
    twin = people.duplicate(insert_sheet_index=1, new_sheet_id=77, new_sheet_name="Twin")
    copied = people.copy_to(people.spreadsheet_id)

    assert (twin.id, twin.index, twin.get_all_values()) == (77, 1, people.get_all_values())
    assert copied["title"] == "Copy of Sheet1"


@covers("Worksheet.merge_cells", "Worksheet.unmerge_cells", "Worksheet.batch_merge")
def test_cells_are_merged_and_parted(people):
    people.merge_cells("A1:B2")
    people.batch_merge([{"range": "A3:B4", "mergeType": MergeType.merge_rows}])

    assert len(metadata(people)["merges"]) == 3
    assert people.get("A1:B2") == [["Name"]]
    with pytest.raises(APIError, match="You must select all cells in a merged range"):
        people.unmerge_cells("A1:A2")
    people.unmerge_cells("A1:C4")
    assert "merges" not in metadata(people)


@covers(
    "Worksheet.get_note", "Worksheet.get_notes", "Worksheet.update_note", "Worksheet.update_notes",
    "Worksheet.insert_note", "Worksheet.insert_notes", "Worksheet.clear_note", "Worksheet.clear_notes",
)  # fmt: skip
def test_notes_come_and_go_and_values_stay(people):
    people.update_note("A1", "one")
    people.insert_note("B2", "two")
    people.update_notes({"C3": "three"})
    people.insert_notes({"A4": "four"})

    assert people.get_note("A1") == "one"
    assert people.get_notes() == [["one", "", ""], ["", "two", ""], ["", "", "three"], ["four", "", ""]]
    people.clear_note("A1")
    people.clear_notes(["B2", "C3", "A4"])
    assert people.get_note("A1") == ""
    assert people.acell("A1").value == "Name"


@covers("Worksheet.define_named_range", "Worksheet.delete_named_range")
def test_a_name_works_in_values_calls_until_it_is_deleted(people):
    answer = people.define_named_range("A2:B2", "Ada")
    named = answer["replies"][0]["addNamedRange"]["namedRange"]
    assert people.spreadsheet.values_get("Ada")["values"] == [["Ada", "36"]]

    people.delete_named_range(named["namedRangeId"])

    with pytest.raises(APIError, match="Unable to parse range: Ada"):
        people.spreadsheet.values_get("Ada")


@covers(
    "Worksheet.add_dimension_group_columns", "Worksheet.add_dimension_group_rows",
    "Worksheet.delete_dimension_group_columns", "Worksheet.delete_dimension_group_rows",
    "Worksheet.list_dimension_group_columns", "Worksheet.list_dimension_group_rows",
)  # fmt: skip
def test_groups_nest_and_dissolve(sheet):
    sheet.add_dimension_group_columns(0, 2)
    assert sheet.list_dimension_group_columns() == [
        {"range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}, "depth": 1}
    ]
    sheet.add_dimension_group_rows(1, 5)
    sheet.add_dimension_group_rows(2, 4)
    assert [
        (entry["range"]["startIndex"], entry["depth"]) for entry in sheet.list_dimension_group_rows()
    ] == [
        (1, 1),
        (2, 2),
    ]

    answer = sheet.delete_dimension_group_columns(0, 2)
    sheet.delete_dimension_group_rows(3, 5)

    assert answer["replies"] == [{"deleteDimensionGroup": {}}]
    assert sheet.list_dimension_group_columns() == []
    grid = metadata(sheet)["properties"]["gridProperties"]
    assert (grid["columnGroupControlAfter"], grid["rowGroupControlAfter"]) == (True, True)
    ends = [
        (entry["range"]["startIndex"], entry["range"]["endIndex"])
        for entry in sheet.list_dimension_group_rows()
    ]
    assert ends == [(1, 4), (2, 3)]


@covers("Worksheet.copy_range", "Worksheet.cut_range")
def test_ranges_are_copied_and_cut(people):
    people.copy_range("A1:A2", "E1:E2")
    people.copy_range("B2", "F1:F3", paste_type=PasteType.values)
    people.cut_range("C1:C2", "G1")

    assert people.get("E1:G3") == [["Name", "36", "City"], ["Ada", "36", "London"], ["", "36"]]
    assert people.get("C1:C3") == [[], [], ["Berlin"]]


@covers("Worksheet.add_validation")
def test_a_drop_down_is_kept_as_given(sheet):
    sheet.add_validation(
        "A1:A2", ValidationConditionType.one_of_list, ["Yes", "No"], strict=True, showCustomUi=True
    )

    shown = sheet.client.spreadsheets_get(
        sheet.spreadsheet_id,
        {"ranges": "Sheet1!A2", "fields": "sheets.data.rowData.values.dataValidation"},
    )
    assert shown["sheets"][0]["data"][0]["rowData"][0]["values"][0]["dataValidation"] == {
        "condition": {
            "type": "ONE_OF_LIST",
            "values": [{"userEnteredValue": "Yes"}, {"userEnteredValue": "No"}],
        },
        "strict": True,
        "showCustomUi": True,
    }
