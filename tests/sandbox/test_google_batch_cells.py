"""
batchUpdate on cells where they stand: masks, typed values, formats, validation, borders, merges.
"""

import pytest

from google_batch_stand import a_book, area, column, refusal, reply, run, values, write
from sheets_bot.sandbox.google.model import Formula

RED = {"red": 1.0}
YES_NO = {
    "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Yes"}, {"userEnteredValue": "No"}]}
}


def cell(book, row, at):
    return book.state.sheets[0].cell(row, at)


def update(rows, fields="userEnteredValue", **place):
    return {"updateCells": {"rows": rows, "fields": fields, **place}}


def test_a_string_value_never_becomes_a_formula():
    book = a_book()

    run(book, write(0, 0, ["=IMPORTXML(1)", "+1", "'x", "007"]))

    assert values(book) == [["=IMPORTXML(1)", "+1", "'x", "007"]]
    assert not any(isinstance(cell(book, 0, at).entered, Formula) for at in range(4))


def test_formats_notes_and_validation_survive_a_write_of_values():
    book = a_book([["old"]])
    format_ = {"textFormat": {"bold": True}}
    dressed = {"note": "n", "userEnteredFormat": format_, "dataValidation": YES_NO}
    run(
        book, update([{"values": [dressed]}], "note,userEnteredFormat,dataValidation", range=area(0, 0, 1, 1))
    )

    run(book, write(0, 0, ["new"]))

    worn = cell(book, 0, 0).dress
    assert (cell(book, 0, 0).entered, worn.note, worn.format, worn.validation) == (
        "new",
        "n",
        format_,
        YES_NO,
    )


def test_what_a_mask_names_and_the_body_lacks_is_cleared():
    book = a_book([["a", "b"]])

    run(book, update([{"values": [{}, {"note": "x"}]}], "userEnteredValue", range=area(0, 0, 1, 2)))

    assert values(book) == []
    assert cell(book, 0, 1) is None


def test_the_part_of_a_range_that_the_rows_do_not_cover_is_cleared():
    book = a_book([["a", "b", "c"], ["d", "e", "f"]])

    run(book, update([{"values": [{"userEnteredValue": {"stringValue": "A"}}]}], range=area(0, 0, 2, 2)))

    assert values(book) == [["A", None, "c"], [None, None, "f"]]


def test_from_a_start_rows_may_be_ragged_and_the_rest_stays():
    book = a_book([["a", "b", "c"], ["d", "e", "f"]])

    run(book, write(0, 0, ["A"], ["D", "E"]))

    assert values(book) == [["A", "b", "c"], ["D", "E", "f"]]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (write(10, 0, ["x"]), "updateCells: GridCoordinate.rowIndex[10] is after last row in grid[9]"),
        (write(0, 6, ["x"]), "updateCells: GridCoordinate.columnIndex[6] is after last column in grid[5]"),
        (
            write(9, 0, ["x"], ["y"]),
            "updateCells: Attempting to write row: 10, beyond the last requested row of: 9",
        ),
        (
            write(0, 5, ["x", "y"]),
            "updateCells: Attempting to write column: 6, beyond the last requested column of: 5",
        ),
        (
            update([], range=area(9, 0, 11, 1)),
            "updateCells: Range (Sheet1!A10:A11) exceeds grid limits. Max rows: 10, max columns: 6",
        ),
        (
            update([], fields=""),
            "updateCells: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (update([], fields="userEnteredValu"), "updateCells: Invalid field: user_entered_valu"),
        (
            write(0, 0, ["x" * 50_001]),
            "updateCells: Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_googles_words(request_, words):
    assert refusal(a_book(), request_) == f"Invalid requests[0].{words}"


def test_fifty_thousand_characters_fit():
    book = a_book()

    run(book, write(0, 0, ["x" * 50_000]))

    assert len(values(book)[0][0]) == 50_000


def test_a_repeated_formula_moves_its_relative_references():
    book = a_book()
    data = {"userEnteredValue": {"formulaValue": '=A1+$B$2+SUM(C1:C3)&"A1"'}}

    run(book, {"repeatCell": {"range": area(0, 3, 2, 5), "cell": data, "fields": "userEnteredValue"}})

    assert values(book)[1][4] == '=B2+$B$2+SUM(D2:D4)&"A1"'


def test_a_repeated_format_is_one_object_for_all_its_cells():
    book = a_book([["a", "b"], ["c", "d"]])
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}

    run(book, {"repeatCell": {"range": area(), "cell": bold, "fields": "userEnteredFormat.textFormat.bold"}})

    dresses = {id(cell(book, row, at).dress) for row in range(2) for at in range(2)}
    assert len(dresses) == 1
    assert values(book) == [["a", "b"], ["c", "d"]]


def test_a_nested_mask_leaves_the_rest_of_the_format():
    book = a_book()
    whole = {"userEnteredFormat": {"textFormat": {"bold": True, "italic": True}, "wrapStrategy": "WRAP"}}
    run(book, update([{"values": [whole]}], "*", range=area(0, 0, 1, 1)))

    run(book, update([{"values": [{}]}], "userEnteredFormat(textFormat/bold)", range=area(0, 0, 1, 1)))

    assert cell(book, 0, 0).dress.format == {"textFormat": {"italic": True}, "wrapStrategy": "WRAP"}


def test_a_colour_given_in_one_form_is_kept_in_both():
    book = a_book()
    green = {"rgbColor": {"green": 1.0, "red": 0.0}}
    old = {"userEnteredFormat": {"backgroundColor": RED}}
    run(book, update([{"values": [old]}], "userEnteredFormat.backgroundColor", range=area(0, 0, 1, 1)))
    assert cell(book, 0, 0).dress.format == {
        "backgroundColor": RED,
        "backgroundColorStyle": {"rgbColor": RED},
    }

    new = {"userEnteredFormat": {"backgroundColorStyle": green}}
    run(book, update([{"values": [new]}], "userEnteredFormat.backgroundColorStyle", range=area(0, 0, 1, 1)))

    green = {"green": 1.0}
    assert cell(book, 0, 0).dress.format == {
        "backgroundColor": green,
        "backgroundColorStyle": {"rgbColor": green},
    }


def test_append_cells_writes_below_the_last_row_with_data_and_grows_the_grid():
    book = a_book([["a"], [], ["b"]], height=3)
    row = {"values": [{"userEnteredValue": {"stringValue": "c"}}]}

    run(book, {"appendCells": {"sheetId": 0, "rows": [row, row], "fields": "userEnteredValue"}})

    assert column(book, 0) == ["a", None, "b", "c", "c"]
    assert book.state.sheets[0].row_count == 5


def test_append_cells_to_a_table_answers_success_and_drops_the_values():
    book = a_book([["h"], ["a"]])
    run(book, {"addTable": {"table": {"tableId": "t", "name": "T", "range": area(0, 0, 2, 1)}}})
    row = {"values": [{"userEnteredValue": {"stringValue": "lost"}}]}

    run(book, {"appendCells": {"tableId": "t", "rows": [row], "fields": "userEnteredValue"}})

    assert column(book, 0) == ["h", "a"]


def test_validation_skips_filtered_rows_unless_told():
    book = a_book([["h"], ["keep"], ["hide"]])
    hiding = [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["hide"]}}]
    run(book, {"setBasicFilter": {"filter": {"range": area(0, 0, 3, 1), "filterSpecs": hiding}}})

    run(book, {"setDataValidation": {"range": area(1, 0, 3, 1), "rule": YES_NO}})
    assert cell(book, 2, 0).dress is None

    run(
        book, {"setDataValidation": {"range": area(1, 0, 3, 1), "rule": YES_NO, "filteredRowsIncluded": True}}
    )
    assert cell(book, 2, 0).dress.validation == YES_NO


def test_validation_without_a_rule_clears_it():
    book = a_book()
    run(book, {"setDataValidation": {"range": area(0, 0, 2, 2), "rule": YES_NO}})

    run(book, {"setDataValidation": {"range": area(0, 0, 2, 1)}})

    assert cell(book, 0, 0) is None
    assert cell(book, 1, 1).dress.validation == YES_NO


def test_borders_that_are_not_named_stay():
    book = a_book()
    solid = {"style": "SOLID"}
    run(book, {"updateBorders": {"range": area(0, 0, 2, 1), "top": solid, "innerHorizontal": solid}})

    run(book, {"updateBorders": {"range": area(0, 0, 2, 1), "left": solid, "top": {"style": "NONE"}}})

    assert set(cell(book, 0, 0).dress.format["borders"]) == {"bottom", "left"}
    assert set(cell(book, 1, 0).dress.format["borders"]) == {"top", "left"}


def test_a_merge_keeps_only_its_top_left_value():
    book = a_book([["a", "b"], ["c", "d"]])

    run(book, {"mergeCells": {"range": area(0, 0, 2, 2), "mergeType": "MERGE_ALL"}})

    assert values(book) == [["a"]]
    place = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    assert book.state.sheets[0].features["merges"] == [place]


def test_a_merge_absorbs_those_inside_it_and_refuses_to_cut_one():
    book = a_book()
    run(book, {"mergeCells": {"range": area(0, 0, 2, 2), "mergeType": "MERGE_COLUMNS"}})

    cut = refusal(book, {"mergeCells": {"range": area(0, 0, 1, 1), "mergeType": "MERGE_ALL"}})
    run(book, {"mergeCells": {"range": area(0, 0, 3, 3), "mergeType": "MERGE_ALL"}})

    assert cut.endswith("You must select all cells in a merged range to merge or unmerge them.")
    assert len(book.state.sheets[0].features["merges"]) == 1


def test_find_and_replace_counts_what_it_changed():
    book = a_book([["open", "Open", "reopened"], ["=A1", "open", 5]])

    counts = reply(book, "findReplace", find="open", replacement="done", sheetId=0, matchEntireCell=True)

    assert counts == {"valuesChanged": 3, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 3}
    assert values(book) == [["done", "done", "reopened"], ["=A1", "done", 5]]


def test_a_lost_race_of_find_and_replace_counts_nothing():
    """Compare and swap on one cell: the answer without a count says that somebody was faster."""
    book = a_book([["claimed by ada"]])

    counts = reply(
        book,
        "findReplace",
        find="^free$",
        replacement="claimed by bot",
        range=area(0, 0, 1, 1),
        searchByRegex=True,
        matchEntireCell=True,
    )

    assert counts == {}
    assert values(book) == [["claimed by ada"]]


def test_a_replacement_is_read_as_if_typed_and_knows_groups():
    book = a_book([["Google Sheets"], ["n 12"]])

    run(
        book,
        {
            "findReplace": {
                "find": "o.* (.*)",
                "replacement": "$1 Rocks",
                "searchByRegex": True,
                "allSheets": True,
            }
        },
    )
    run(book, {"findReplace": {"find": "n ", "replacement": "", "sheetId": 0}})

    assert values(book) == [["GSheets Rocks"], [12]]


def test_white_space_is_trimmed_and_squeezed_in_texts_only():
    book = a_book([["  a \n b ", 5, "=A1", "  =x"]])

    assert reply(book, "trimWhitespace", range=area()) == {"cellsChangedCount": 2}

    assert values(book) == [["a b", 5, "=A1", "=x"]]


def test_duplicates_go_without_regard_to_case_and_the_first_stays():
    book = a_book([["a", 1, "keep"], ["A", 1, "x"], ["b", 1, "y"], ["a", 2, "z"]])

    answer = reply(book, "deleteDuplicates", range=area(0, 0, 4, 2))

    assert answer == {"duplicatesRemovedCount": 1}
    assert values(book) == [["a", 1, "keep"], ["b", 1, "x"], ["a", 2, "y"], [None, None, "z"]]


def test_a_column_of_texts_is_split():
    book = a_book([["a,1", "gone"], ["b"]])

    run(book, {"textToColumns": {"source": area(0, 0, 2, 1), "delimiterType": "COMMA"}})

    assert values(book) == [["a", 1], ["b"]]


def test_paste_data_under_a_filter_lands_in_the_wrong_rows():
    """The reported fault that makes it unusable for a bot."""
    book = a_book([["h"], ["hide"], ["keep"], []])
    hiding = [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["hide"]}}]
    run(book, {"setBasicFilter": {"filter": {"range": area(0, 0, 4, 1), "filterSpecs": hiding}}})
    coordinate = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}

    run(
        book,
        {
            "pasteData": {
                "coordinate": coordinate,
                "data": "one\ntwo",
                "type": "PASTE_NORMAL",
                "delimiter": ",",
            }
        },
    )

    assert values(book) == [["h"], ["hide"], ["keep", "one"], [None, "two"]]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=A1+$A1+A$1+$A$1", "=B2+$A2+B$1+$A$1"),
        ("=SUM(A1:B2)", "=SUM(B2:C3)"),
        ("=SUM(A:A)+SUM($A:B)", "=SUM(B:B)+SUM($A:C)"),
        ("=SUM(1:2)+SUM(A2:A)", "=SUM(2:3)+SUM(B3:B)"),
        ("='It''s A1'!A1&Data1!B2", "='It''s A1'!B2&Data1!C3"),
        ('=IF(LOG10(A1)>1,"A1",TAXES2020)', '=IF(LOG10(B2)>1,"A1",TAXES2020)'),
        ("=a1", "=B2"),
    ],
)
def test_a_copied_formula_moves_what_is_relative_and_nothing_else(formula, expected):
    book = a_book([[formula]])

    run(
        book,
        {
            "copyPaste": {
                "source": area(0, 0, 1, 1),
                "destination": area(1, 1, 2, 2),
                "pasteType": "PASTE_NORMAL",
            }
        },
    )

    assert values(book)[1][1] == expected


def test_a_reference_copied_off_the_grid_is_gone():
    book = a_book([[], ["=A1"]])

    run(
        book,
        {
            "copyPaste": {
                "source": area(1, 0, 2, 1),
                "destination": area(0, 0, 1, 1),
                "pasteType": "PASTE_NORMAL",
            }
        },
    )

    assert values(book)[0] == ["=#REF!"]
