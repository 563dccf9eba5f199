"""
batchUpdate on rows and columns: what moves, what follows, what refuses.
"""

import pytest

from google_batch_stand import a_book, area, column, refusal, run, span, tag, tagged_rows, values


def insert(start, end, dimension="ROWS", *, before=False):
    return {"insertDimension": {"range": span(start, end, dimension), "inheritFromBefore": before}}


def delete(start, end, dimension="ROWS"):
    return {"deleteDimension": {"range": span(start, end, dimension)}}


def move(start, end, to, dimension="ROWS"):
    return {"moveDimension": {"source": span(start, end, dimension), "destinationIndex": to}}


def sort(box, *keys):
    specs = [{"dimensionIndex": at, "sortOrder": order} for at, order in keys]
    return {"sortRange": {"range": box, "sortSpecs": specs}}


def bold(book, row):
    cell = book.state.sheets[0].cell(row, 0)
    return bool(cell and cell.dress and cell.dress.format)


def test_a_new_row_inherits_looks_from_the_side_it_is_told():
    for before, expected in ((True, True), (False, False)):
        book = a_book([["head"], ["body"]])
        cell = {"userEnteredFormat": {"textFormat": {"bold": True}}}
        run(book, {"repeatCell": {"range": area(0, 0, 1, 1), "cell": cell, "fields": "userEnteredFormat"}})

        run(book, insert(1, 2, before=before))

        assert bold(book, 1) is expected
        assert column(book, 0) == ["head", None, "body"]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            insert(10, 11),
            "insertDimension: range.startIndex must be less than the grid size (10) if inheritFromBefore is false.",
        ),
        (insert(-1, 1), "insertDimension: DimensionRange indexes must be >= 0"),
        (
            delete(10, 11),
            "deleteDimension: Cannot delete a row that doesn't exist. Tried to delete row index 10 but there are only 10 rows.",
        ),
        (
            delete(0, 7, "COLUMNS"),
            "deleteDimension: Cannot delete a column that doesn't exist. Tried to delete column index 6 but there are only 6 columns.",
        ),
        (delete(0, 10), "deleteDimension: You can't delete all the rows on the sheet."),
    ],
)
def test_what_cannot_be_is_refused_in_googles_words(request_, words):
    assert refusal(a_book(), request_) == f"Invalid requests[0].{words}"


def test_all_rows_but_the_frozen_ones_cannot_be_deleted():
    book = a_book(height=5)
    grid = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}
    run(book, {"updateSheetProperties": {"properties": grid, "fields": "gridProperties.frozenRowCount"}})

    assert refusal(book, delete(1, 5)).endswith("Sorry, it is not possible to delete all non-frozen rows.")
    run(book, delete(0, 1))
    assert book.state.sheets[0].properties["gridProperties"]["frozenRowCount"] == 0


def test_an_insert_above_the_limit_of_cells_is_refused():
    book = a_book(height=10, width=1000)

    message = refusal(book, {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 10_000}})

    limit = (
        "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
    )
    assert message == f"Invalid requests[0].appendDimension: {limit}"


def test_a_move_reads_its_destination_in_the_order_before():
    book = a_book([[0], [1], [2], [3], [4]])

    run(book, move(1, 3, 4))

    assert column(book, 0) == [0, 3, 1, 2, 4]


def test_a_move_across_a_merge_is_refused():
    book = a_book()
    run(book, {"mergeCells": {"range": area(2, 0, 4, 1), "mergeType": "MERGE_ALL"}})

    assert "merged" in refusal(book, move(0, 1, 3))
    run(book, move(0, 1, 4))


def test_row_metadata_follows_insert_delete_move_and_sort():
    """The four that were measured on a live sheet, in one go."""
    book = a_book([["c"], ["b"], ["a"]])
    run(book, tag(7, row=1))

    run(book, insert(0, 2))
    assert tagged_rows(book) == {7: 3}
    run(book, delete(0, 1))
    assert tagged_rows(book) == {7: 2}
    run(book, move(2, 3, 1))
    assert tagged_rows(book) == {7: 1}
    run(book, move(1, 2, 4), sort(area(1, 0, 4, 1), (0, "ASCENDING")))
    assert tagged_rows(book) == {7: column(book, 0).index("b")}


def test_numbers_sort_before_texts_before_booleans_and_blanks_are_last():
    rows = [[True], ["b"], [], [10], ["A"], [2], [False]]
    book = a_book(rows)

    run(book, sort(area(0, 0, 7, 1), (0, "ASCENDING")))
    assert column(book, 0) == [2, 10, "A", "b", False, True]

    run(book, sort(area(0, 0, 7, 1), (0, "DESCENDING")))
    assert column(book, 0) == [True, False, "b", "A", 10, 2]


def test_later_sort_keys_decide_among_equals():
    book = a_book([["b", 1], ["a", 1], ["a", 2]])

    run(book, sort(area(0, 0, 3, 2), (0, "ASCENDING"), (1, "DESCENDING")))

    assert values(book) == [["a", 2], ["a", 1], ["b", 1]]


def test_hidden_rows_stay_and_the_others_sort_into_the_places_between():
    book = a_book([["d"], ["c"], ["b"], ["a"]])
    hide = {"range": span(1, 2), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    run(book, {"updateDimensionProperties": hide})

    run(book, sort(area(0, 0, 4, 1), (0, "ASCENDING")))

    assert column(book, 0) == ["a", "c", "b", "d"]


def test_a_vertical_merge_refuses_a_sort_and_a_horizontal_one_does_not():
    book = a_book([["b", "x"], ["a", "y"]])
    run(book, {"mergeCells": {"range": area(0, 1, 1, 3), "mergeType": "MERGE_ALL"}})
    run(book, sort(area(0, 0, 2, 1), (0, "ASCENDING")))
    run(book, {"mergeCells": {"range": area(4, 0, 6, 1), "mergeType": "MERGE_ALL"}})

    assert "merges" in refusal(book, sort(area(0, 0, 6, 1), (0, "ASCENDING")))


def test_a_sorted_formula_keeps_looking_at_its_own_row():
    book = a_book([["b", "=A1"], ["a", "=A2"]])

    run(book, sort(area(0, 0, 2, 2), (0, "ASCENDING")))

    assert values(book) == [["a", "=A1"], ["b", "=A2"]]


def test_ranges_that_hang_on_the_sheet_follow_its_rows():
    book = a_book([["h"], ["a"], ["b"], ["c"]])
    rule = {"ranges": [area(1, 0, 4, 1)], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    anchor = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 2, "columnIndex": 3}}}
    run(
        book,
        {"mergeCells": {"range": area(2, 0, 3, 2), "mergeType": "MERGE_ALL"}},
        {"addNamedRange": {"namedRange": {"name": "Data", "range": area(1, 0, 4, 1)}}},
        {"addProtectedRange": {"protectedRange": {"range": area(1, 0, 4, 1), "warningOnly": True}}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"setBasicFilter": {"filter": {"range": area(0, 0, 4, 1)}}},
        {"addChart": {"chart": {"spec": {"pieChart": {}}, "position": anchor}}},
    )

    run(book, insert(2, 4), delete(0, 1))

    sheet = book.state.sheets[0]
    moved = {"startRowIndex": 0, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 1}
    assert book.state.named_ranges[0]["range"] == moved
    assert sheet.features["protectedRanges"][0]["range"] == moved
    assert sheet.features["conditionalFormats"][0]["ranges"] == [moved]
    assert sheet.basic_filter["range"] == moved
    assert sheet.features["merges"][0]["startRowIndex"] == 3
    assert sheet.features["charts"][0]["position"]["overlayPosition"]["anchorCell"]["rowIndex"] == 3


def test_cells_are_pushed_down_and_pulled_up_within_their_columns():
    book = a_book([["a", "A"], ["b", "B"], ["c", "C"]], height=3)

    run(book, {"insertRange": {"range": area(1, 0, 2, 1), "shiftDimension": "ROWS"}})
    assert values(book) == [["a", "A"], [None, "B"], ["b", "C"], ["c"]]

    run(book, {"deleteRange": {"range": area(0, 0, 1, 1), "shiftDimension": "ROWS"}})
    assert values(book) == [[None, "A"], ["b", "B"], ["c", "C"]]


def test_cells_are_pushed_right_and_pulled_left_within_their_rows():
    book = a_book([["a", "b"], ["c", "d"]], width=2)

    run(book, {"insertRange": {"range": area(0, 0, 1, 1), "shiftDimension": "COLUMNS"}})
    assert values(book) == [[None, "a", "b"], ["c", "d"]]

    run(book, {"deleteRange": {"range": area(0, 0, 1, 2), "shiftDimension": "COLUMNS"}})
    assert values(book) == [["b"], ["c", "d"]]


def test_a_cut_row_takes_its_values_but_not_its_metadata():
    book = a_book([["a"], ["b"], []])
    run(book, tag(7, row=0))
    target = {"sheetId": 0, "rowIndex": 2, "columnIndex": 0}

    run(book, {"cutPaste": {"source": area(0, 0, 1, 6), "destination": target, "pasteType": "PASTE_NORMAL"}})

    assert column(book, 0) == [None, "b", "a"]
    assert tagged_rows(book) == {7: 0}


def test_a_copy_is_repeated_over_a_multiple_of_itself_and_can_be_turned():
    book = a_book([["a", "b"]])
    normal = {"source": area(0, 0, 1, 2), "pasteType": "PASTE_NORMAL"}

    run(book, {"copyPaste": {**normal, "destination": area(1, 0, 3, 4)}})
    run(book, {"copyPaste": {**normal, "destination": area(4, 5, 5, 6), "pasteOrientation": "TRANSPOSE"}})

    assert values(book)[1:3] == [["a", "b", "a", "b"]] * 2
    assert column(book, 5)[4:6] == ["a", "b"]
