"""
The frame of batchUpdate: all or nothing, replies in line, errors that name the request, the spreadsheet
in the answer; and the fence that developer metadata gives to writers.
"""

import threading

import pytest

from conformance.discovery import SHEETS
from google_batch_stand import NOON, a_book, area, refusal, reply, run, span, tag, tagged_rows, values, write
from sheets_bot.sandbox.google.batch import KINDS, KINDS_WITH_REPLY, batch_update
from sheets_bot.sandbox.google.enums import ENUMS
from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.shapes import SHAPES

EPOCH = {"metadataKey": "epoch", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}


def epoch(number):
    return {"createDeveloperMetadata": {"developerMetadata": {"metadataId": number, **EPOCH}}}


def test_one_bad_request_applies_none():
    book = a_book([["kept"]])

    message = refusal(book, write(0, 0, ["changed"]), {"deleteSheet": {"sheetId": 99}})

    assert message == "Invalid requests[1].deleteSheet: No grid with id: 99"
    assert values(book) == [["kept"]]


def test_replies_stand_in_line_with_the_requests():
    answer = run(
        a_book(), write(0, 0, ["a"]), {"addSheet": {"properties": {"title": "Two"}}}, write(0, 0, ["b"])
    )

    assert [list(each) for each in answer["replies"]] == [[], ["addSheet"], []]


def test_requests_see_what_those_before_them_did():
    book = a_book([["a"], ["b"]])

    run(
        book,
        {"insertDimension": {"range": span(1, 2)}},
        write(1, 0, ["new"]),
        {"deleteDimension": {"range": span(0, 1)}},
    )

    assert values(book) == [["new"], ["b"]]


def test_an_empty_batch_is_refused():
    assert refusal(a_book()) == "Must specify at least one request."


def test_an_unknown_name_is_refused_as_google_words_it():
    book = a_book()
    with pytest.raises(ApiError) as caught:
        batch_update(
            book, {"requests": [{"insertDimension": {"range": span(0, 1), "inheritBefore": True}}]}, now=NOON
        )

    text = (
        'Invalid JSON payload received. Unknown name "inheritBefore" at '
        "'requests[0].insert_dimension': Cannot find field."
    )
    assert caught.value.message == text
    violation = {"field": "requests[0].insert_dimension", "description": text}
    assert caught.value.details[0]["fieldViolations"] == [violation]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"fooBar": {}}, "Unknown name \"fooBar\" at 'requests[1]': Cannot find field."),
        ({"updateCells": {"range": "A1"}}, "Invalid value at 'requests[1].update_cells.range'"),
        (
            {"deleteSheet": {"sheetId": "two"}},
            "Invalid value at 'requests[1].delete_sheet.sheet_id' (TYPE_INT32)",
        ),
        ({"sortRange": {"range": [area()]}}, "Invalid value at 'requests[1].sort_range.range'"),
    ],
)
def test_a_body_of_the_wrong_shape_is_refused_before_anything_runs(request_, words):
    assert words in refusal(a_book(), write(0, 0, ["x"]), request_)


def test_a_kind_that_is_not_imitated_names_itself():
    with pytest.raises(ApiError) as caught:
        batch_update(a_book(), {"requests": [{"insertComment": {"content": "x"}}]}, now=NOON)

    assert (caught.value.code, "requests[0].insertComment" in caught.value.message) == (501, True)


def test_every_kind_of_the_contract_is_imitated_or_refused_by_name():
    """What is left out is named here, so that nobody takes silence for support."""
    not_imitated = set(SHAPES["Request"]) - set(KINDS)

    assert set(SHAPES["Request"]) == set(SHEETS.fields["Request"])
    assert {kind for kind in not_imitated if "DataSource" not in kind and "Comment" not in kind} == {
        "autoFill"
    }
    assert len(KINDS) >= 60


def test_the_words_of_each_enum_are_those_of_the_contract():
    fields = {
        f"{message}.{name}": frozenset(field["enum"])
        for message, schema in SHEETS._document["schemas"].items()
        for name, field in schema.get("properties", {}).items()
        if "enum" in field and name in SHAPES.get(message, {})
    }

    assert fields == ENUMS


def test_a_word_that_an_enum_does_not_know_is_refused_and_one_that_says_nothing_is_absent():
    book = a_book()
    wrong = {"mergeCells": {"range": area(0, 0, 2, 2), "mergeType": "MERGE_SOME"}}

    with pytest.raises(
        ApiError, match=r"Invalid value at 'requests\[0\].merge_cells.merge_type' .*MERGE_SOME"
    ):
        batch_update(book, {"requests": [wrong]}, now=NOON)

    unsaid = {"range": area(0, 0, 2, 2), "sortSpecs": [{"sortOrder": "SORT_ORDER_UNSPECIFIED"}]}
    run(book, {"sortRange": unsaid})


def test_a_kind_that_has_a_reply_answers_it_even_when_there_is_nothing_to_say():
    replies = run(
        a_book(), {"findReplace": {"find": "x", "sheetId": 0}}, {"trimWhitespace": {"range": area()}}
    )

    assert replies["replies"] == [{"findReplace": {}}, {"trimWhitespace": {}}]
    assert SHEETS.fields["Response"] & set(KINDS) == KINDS_WITH_REPLY


def test_null_counts_as_absent():
    book = a_book([["a"]])

    run(book, {"duplicateSheet": {"sourceSheetId": 0, "insertSheetIndex": None, "newSheetName": None}})

    assert book.state.sheets[0].title == "Copy of Sheet1"


def test_the_answer_holds_the_spreadsheet_as_it_is_after_the_write():
    book = a_book([["key", "value"], ["k1", 1]])

    answer = run(
        book,
        {"insertDimension": {"range": span(1, 2)}},
        write(1, 0, ["k0", 0]),
        includeSpreadsheetInResponse=True,
        responseRanges=["Sheet1!1:1", "Sheet1!A:A"],
        fields="replies,updatedSpreadsheet(sheets(properties(sheetId,title),data(startRow,rowData(values(effectiveValue)))))",
    )

    (sheet,) = answer["updatedSpreadsheet"]["sheets"]
    header, keys = sheet["data"]
    assert sheet["properties"] == {"sheetId": 0, "title": "Sheet1"}
    assert [cell["effectiveValue"]["stringValue"] for cell in header["rowData"][0]["values"]] == [
        "key",
        "value",
    ]
    shown = [row["values"][0]["effectiveValue"]["stringValue"] for row in keys["rowData"]]
    assert shown == ["key", "k0", "k1"]
    assert "spreadsheetId" not in answer


def test_without_grid_data_the_answer_has_only_the_structure():
    answer = run(a_book([["x"]]), write(0, 0, ["y"]), includeSpreadsheetInResponse=True)
    with_cells = run(
        a_book([["x"]]), write(0, 0, ["y"]), includeSpreadsheetInResponse=True, responseIncludeGridData=True
    )

    assert "data" not in answer["updatedSpreadsheet"]["sheets"][0]
    assert with_cells["updatedSpreadsheet"]["sheets"][0]["data"][0]["rowData"]


def test_a_response_range_that_cannot_be_read_applies_nothing():
    book = a_book([["x"]])
    body = {
        "requests": [write(0, 0, ["y"])],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["Nope!A1"],
    }

    with pytest.raises(ApiError, match="Unable to parse range: Nope!A1"):
        batch_update(book, body, now=NOON)

    assert values(book) == [["x"]]


def test_a_taken_metadata_id_refuses_the_whole_batch():
    """The fence: a second writer with the same epoch changes nothing, and learns why."""
    book = a_book([["first"]])
    run(book, epoch(8), write(0, 0, ["winner"]))

    message = refusal(book, epoch(8), write(0, 0, ["loser"]))

    assert message == (
        "Invalid requests[0].createDeveloperMetadata: Cannot add developer metadata with ID [8] because "
        "developer metadata with that ID already exists"
    )
    assert values(book) == [["winner"]]


def test_of_many_writers_at_once_exactly_one_gets_the_epoch():
    book = a_book()
    won = []

    def compete(name):
        try:
            batch_update(book, {"requests": [epoch(1), write(0, 0, [name])]}, now=NOON)
        except ApiError:
            return
        won.append(name)

    writers = [threading.Thread(target=compete, args=(f"writer {number}",)) for number in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(won) == 1
    assert values(book) == [won]


def test_metadata_comes_back_as_it_was_made():
    book = a_book()

    made = reply(book, "createDeveloperMetadata", **tag(5, row=3)["createDeveloperMetadata"])

    place = {"dimension": "ROWS", "startIndex": 3, "endIndex": 4}
    assert made["developerMetadata"] == {
        "metadataId": 5,
        "metadataKey": "row",
        "visibility": "DOCUMENT",
        "location": {"locationType": "ROW", "dimensionRange": place},
    }


def test_metadata_dies_silently_with_its_row():
    book = a_book([["a"], ["b"], ["c"]])
    run(book, tag(1, row=0), tag(2, row=1), tag(3, row=2))

    answer = run(book, {"deleteDimension": {"range": span(1, 2)}})

    assert answer["replies"] == [{}]
    assert tagged_rows(book) == {1: 0, 3: 1}
    run(book, tag(2, row=1))  # and its id is free again


def test_metadata_is_updated_and_deleted_by_filter():
    book = a_book()
    run(book, tag(1, row=0), tag(2, row=1), epoch(9))
    lookup = {"developerMetadataLookup": {"metadataKey": "row"}}

    changed = reply(
        book,
        "updateDeveloperMetadata",
        dataFilters=[lookup],
        developerMetadata={"metadataValue": "seen"},
        fields="metadataValue",
    )
    gone = reply(book, "deleteDeveloperMetadata", dataFilter=lookup)

    assert [entry["metadataValue"] for entry in changed["developerMetadata"]] == ["seen", "seen"]
    assert [entry["metadataId"] for entry in gone["deletedDeveloperMetadata"]] == [1, 2]
    assert list(book.state.metadata) == [9]


@pytest.mark.parametrize("place", [{"spreadsheet": True}, {"sheetId": 0}])
def test_metadata_beyond_the_budget_of_its_place_is_refused(place):
    book = a_book()
    run(book, *[tag(number, key="k" * 100, **place) for number in range(1, 301)])

    assert "30000 characters" in refusal(book, tag(999, key="k", **place))


def test_metadata_on_more_than_one_row_is_refused():
    message = refusal(a_book(), tag(1, dimensionRange=span(0, 2)))

    assert message.endswith("DimensionRange must represent a single row or column")
