"""
batchUpdate on tabs and on the properties of the spreadsheet.
"""

import pytest

from google_batch_stand import a_book, area, refusal, reply, run, tag, values

CHART = {"pieChart": {"domain": {"sourceRange": {"sources": [area(0, 0, 5, 1)]}}}}


def titles(book):
    return [sheet.title for sheet in book.state.sheets]


def add_sheet(**properties):
    return {"addSheet": {"properties": properties}}


def change_sheet(fields, **properties):
    return {"updateSheetProperties": {"properties": {"sheetId": 0, **properties}, "fields": fields}}


def test_a_new_tab_gets_what_it_asks_for_and_defaults_for_the_rest():
    book = a_book()

    made = reply(
        book, "addSheet", properties={"sheetId": 7, "title": "Disputes", "index": 0, "tabColor": {"red": 1.0}}
    )

    assert made["properties"] == {
        "sheetId": 7,
        "title": "Disputes",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 1000, "columnCount": 26},
        "tabColor": {"red": 1.0},
        "tabColorStyle": {"rgbColor": {"red": 1.0}},
    }
    assert reply(book, "addSheet", properties={})["properties"]["title"] == "Sheet3"


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            add_sheet(title="sheet1"),
            'addSheet: A sheet with the name "sheet1" already exists. Please enter another name.',
        ),
        (add_sheet(sheetId=0, title="New"), "addSheet: Sheet with id 0 already exists"),
        ({"deleteSheet": {"sheetId": 0}}, "deleteSheet: You can't remove all the sheets in a document."),
        (
            change_sheet("hidden", hidden=True),
            "updateSheetProperties: You can't hide all the sheets in a document.",
        ),
        (
            change_sheet("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 10}),
            "updateSheetProperties: You can't freeze all visible rows on the sheet.",
        ),
        (
            {"updateSheetProperties": {"properties": {"sheetId": 5, "title": "x"}, "fields": "title"}},
            "updateSheetProperties: No sheet with id: 5",
        ),
    ],
)
def test_what_a_tab_cannot_be_is_refused_in_googles_words(request_, words):
    assert refusal(a_book(), request_) == f"Invalid requests[0].{words}"


def test_the_index_of_a_tab_counts_in_the_order_before_the_move():
    book = a_book()
    run(book, add_sheet(title="B"), add_sheet(title="C"))

    run(book, change_sheet("index", index=1))
    assert titles(book) == ["Sheet1", "B", "C"]
    run(book, change_sheet("index", index=2))
    assert titles(book) == ["B", "Sheet1", "C"]
    run(book, change_sheet("index", index=0))
    assert titles(book) == ["Sheet1", "B", "C"]


def test_a_smaller_grid_loses_its_rows_and_their_metadata():
    book = a_book([["a"], ["b"], ["c"]])
    run(book, tag(1, row=0), tag(2, row=2))

    run(
        book,
        change_sheet(
            "gridProperties(rowCount,columnCount)", gridProperties={"rowCount": 2, "columnCount": 1}
        ),
    )

    assert values(book) == [["a"], ["b"]]
    assert list(book.state.metadata) == [1]


def test_a_named_property_that_is_not_given_goes_back_to_its_default():
    book = a_book()
    run(book, change_sheet("gridProperties", gridProperties={"frozenRowCount": 1, "hideGridlines": True}))

    run(book, change_sheet("gridProperties", gridProperties={"frozenRowCount": 2}))

    assert book.state.sheets[0].properties["gridProperties"] == {"frozenRowCount": 2}
    assert book.state.sheets[0].row_count == 10


def test_a_deleted_tab_takes_its_names_and_metadata_along():
    book = a_book()
    run(book, add_sheet(sheetId=7, title="Gone"), tag(1, sheetId=7))
    run(book, {"addNamedRange": {"namedRange": {"name": "There", "range": {"sheetId": 7}}}})

    run(book, {"deleteSheet": {"sheetId": 7}})

    assert (titles(book), book.state.named_ranges, dict(book.state.metadata)) == (["Sheet1"], [], {})


def test_a_duplicated_tab_points_at_itself_and_has_ids_of_its_own():
    book = a_book([["a"]])
    rule = {"ranges": [area(0, 0, 2, 1)], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    run(
        book,
        tag(1, row=0),
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {
            "addProtectedRange": {
                "protectedRange": {"protectedRangeId": 4, "range": area(0, 0, 1, 1), "warningOnly": True}
            }
        },
        {"addChart": {"chart": {"chartId": 9, "spec": CHART}}},
    )

    run(book, {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 7, "insertSheetIndex": 1}})

    copy = book.state.sheets[1]
    assert copy.features["conditionalFormats"][0]["ranges"][0]["sheetId"] == 7
    assert copy.features["protectedRanges"][0]["protectedRangeId"] != 4
    (chart,) = copy.features["charts"]
    assert chart["chartId"] != 9
    assert chart["spec"]["pieChart"]["domain"]["sourceRange"]["sources"][0]["sheetId"] == 7
    assert list(book.state.metadata) == [1]


def test_a_tab_keeps_its_colour_in_bytes():
    """As recorded of Google: 0.5 was sent and 0.49803922 came back."""
    book = a_book()

    run(book, change_sheet("tabColorStyle", tabColorStyle={"rgbColor": {"red": 1, "green": 0, "blue": 0.5}}))

    shown = book.state.sheets[0].properties_json(0)
    assert shown["tabColor"] == shown["tabColorStyle"]["rgbColor"] == {"red": 1.0, "blue": 0.49803922}


def test_spreadsheet_properties_are_changed_by_mask():
    book = a_book()
    given = {"title": "New", "locale": "de_DE", "timeZone": "Europe/Berlin"}

    run(book, {"updateSpreadsheetProperties": {"properties": given, "fields": "title,timeZone"}})

    assert (book.state.title, book.state.locale, book.state.time_zone) == ("New", "en_US", "Europe/Berlin")
    bad = {"updateSpreadsheetProperties": {"properties": {"timeZone": "Mars"}, "fields": "timeZone"}}
    assert "Mars" in refusal(book, bad)
