"""
batchUpdate on what hangs on a tab: filters, rules, banding, charts, names, protection, groups, tables.
"""

import pytest

from google_batch_stand import NOON, a_book, area, refusal, reply, run, span
from sheets_bot.sandbox.google.batch import batch_update
from sheets_bot.sandbox.google.errors import ApiError

CHART = {
    "basicChart": {
        "chartType": "LINE",
        "domains": [{"domain": {"sourceRange": {"sources": [area(0, 0, 5, 1)]}}}],
        "series": [{"series": {"sourceRange": {"sources": [area(0, 1, 5, 2)]}}}],
    }
}


def titles(book):
    return [sheet.title for sheet in book.state.sheets]


def hidden(book):
    return [
        row
        for row, said in enumerate(book.state.sheets[0].row_properties)
        if (said or {}).get("hiddenByFilter")
    ]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({"hiddenValues": ["b"]}, [2]),
        ({"condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "A"}]}}, [2, 3, 4]),
        ({"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "4"}]}}, [1, 2, 4]),
        ({"condition": {"type": "NOT_BLANK"}}, [4]),
    ],
)
def test_a_basic_filter_hides_the_rows_that_fail_it_and_never_the_header(criteria, expected):
    book = a_book([["b"], ["a"], ["b"], [5], []])
    specs = [{"columnIndex": 0, "filterCriteria": criteria}]

    run(book, {"setBasicFilter": {"filter": {"range": area(0, 0, 5, 1), "filterSpecs": specs}}})

    assert hidden(book) == expected
    run(book, {"clearBasicFilter": {"sheetId": 0}})
    assert hidden(book) == []


def test_a_filter_answers_its_criteria_in_both_forms():
    book = a_book()
    criteria = {"1": {"hiddenValues": ["x"]}}

    run(book, {"setBasicFilter": {"filter": {"range": area(0, 0, 5, 2), "criteria": criteria}}})

    kept = book.state.sheets[0].basic_filter
    assert kept["criteria"] == criteria
    assert kept["filterSpecs"] == [{"columnIndex": 1, "filterCriteria": {"hiddenValues": ["x"]}}]


def test_a_filter_on_what_is_not_imitated_names_itself():
    by_formula = {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=A1"}]}}
    filter_ = {"range": area(0, 0, 5, 1), "filterSpecs": [{"columnIndex": 0, "filterCriteria": by_formula}]}

    with pytest.raises(ApiError, match="CUSTOM_FORMULA") as caught:
        batch_update(a_book(), {"requests": [{"setBasicFilter": {"filter": filter_}}]}, now=NOON)
    assert caught.value.code == 501


def test_filter_views_are_kept_and_hide_nothing():
    book = a_book([["h"], ["a"]])
    view = {"filterViewId": 3, "title": "Mine", "range": area(0, 0, 2, 1)}
    run(book, {"addFilterView": {"filter": {**view, "criteria": {"0": {"hiddenValues": ["a"]}}}}})

    copy = reply(book, "duplicateFilterView", filterId=3)["filter"]
    run(book, {"updateFilterView": {"filter": {"filterViewId": 3, "title": "Ours"}, "fields": "title"}})
    run(book, {"deleteFilterView": {"filterId": copy["filterViewId"]}})

    (kept,) = book.state.sheets[0].features["filterViews"]
    assert (kept["title"], copy["title"], hidden(book)) == ("Ours", "Copy of Mine", [])
    assert kept["filterSpecs"] == [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["a"]}}]


def rule(text):
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
    return {"ranges": [area(0, 0, 5, 1)], "booleanRule": {"condition": condition, "format": {}}}


def order(book):
    rules = book.state.sheets[0].features["conditionalFormats"]
    return [each["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for each in rules]


def test_conditional_formats_are_addressed_by_an_index_that_shifts():
    book = a_book()
    run(book, *[{"addConditionalFormatRule": {"rule": rule(text), "index": 0}} for text in "cba"])

    moved = reply(book, "updateConditionalFormatRule", sheetId=0, index=0, newIndex=2)
    assert (order(book), moved["oldIndex"], moved["newIndex"]) == (["b", "c", "a"], 0, 2)
    replaced = reply(book, "updateConditionalFormatRule", index=1, rule=rule("C"))
    assert replaced["oldRule"]["booleanRule"] == rule("c")["booleanRule"]
    gone = reply(book, "deleteConditionalFormatRule", sheetId=0, index=0)
    assert (order(book), gone["rule"]["booleanRule"]) == (["C", "a"], rule("b")["booleanRule"])
    message = refusal(book, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 2}})
    assert message.endswith("No conditional format on sheet: 0 at index: 2")


def test_banding_over_banding_is_refused():
    book = a_book()
    banded = {"bandedRangeId": 5, "range": area(0, 0, 5, 2), "rowProperties": {"headerColor": {"red": 1.0}}}
    run(book, {"addBanding": {"bandedRange": banded}})

    again = {"bandedRange": {**banded, "bandedRangeId": 6, "range": area(4, 0, 6, 1)}}
    assert "already has alternating" in refusal(book, {"addBanding": again})

    wider = {"bandedRangeId": 5, "range": area(0, 0, 8, 2)}
    run(book, {"updateBanding": {"bandedRange": wider, "fields": "range"}})
    kept = book.state.sheets[0].features["bandedRanges"][0]
    assert kept["range"]["endRowIndex"] == 8
    assert kept["rowProperties"]["headerColorStyle"] == {"rgbColor": {"red": 1.0}}
    run(book, {"deleteBanding": {"bandedRangeId": 5}})


def test_a_chart_without_domains_and_series_is_googles_internal_error():
    book = a_book()
    body = {"requests": [{"addChart": {"chart": {"spec": {"basicChart": {"chartType": "BAR"}}}}}]}

    with pytest.raises(ApiError, match="Internal error encountered") as caught:
        batch_update(book, body, now=NOON)

    assert caught.value.body()["error"]["status"] == "INTERNAL"


def test_a_chart_is_made_with_its_own_id_changed_in_place_and_deleted():
    book = a_book()
    anchor = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 1, "columnIndex": 2}}}

    made = reply(
        book, "addChart", chart={"chartId": 202647, "spec": {"title": "T", **CHART}, "position": anchor}
    )
    taken = refusal(book, {"addChart": {"chart": {"chartId": 202647, "spec": CHART}}})
    run(book, {"updateChartSpec": {"chartId": 202647, "spec": CHART}})
    wider = {"overlayPosition": {"widthPixels": 900}}
    moved = reply(
        book, "updateEmbeddedObjectPosition", objectId=202647, newPosition=wider, fields="widthPixels"
    )

    place = made["chart"]["position"]["overlayPosition"]
    assert (place["widthPixels"], place["heightPixels"]) == (600, 371)
    assert "202647" in taken
    (kept,) = book.state.sheets[0].features["charts"]
    assert "title" not in kept["spec"]  # there is no mask: what is not sent is gone
    assert moved["position"]["overlayPosition"] == {**place, "widthPixels": 900}
    run(book, {"deleteEmbeddedObject": {"objectId": 202647}})
    assert "202647" in refusal(book, {"deleteEmbeddedObject": {"objectId": 202647}})


def test_a_chart_on_its_own_tab_comes_and_goes_with_it():
    book = a_book()

    made = reply(book, "addChart", chart={"chartId": 1, "spec": CHART, "position": {"newSheet": True}})

    tab = book.state.find(made["chart"]["position"]["sheetId"])
    assert tab.properties_json(1)["sheetType"] == "OBJECT"
    assert "gridProperties" not in tab.properties_json(1)
    written = {"updateCells": {"range": {"sheetId": tab.id}, "fields": "note"}}
    assert refusal(book, written).endswith(f"No grid with id: {tab.id}")
    run(book, {"deleteEmbeddedObject": {"objectId": 1}})
    assert titles(book) == ["Sheet1"]


def test_borders_and_slicers_of_embedded_objects_are_kept():
    book = a_book()
    run(book, {"addChart": {"chart": {"chartId": 1, "spec": CHART}}})
    run(
        book,
        {"updateEmbeddedObjectBorder": {"objectId": 1, "border": {"color": {"red": 1.0}}, "fields": "color"}},
    )
    made = reply(book, "addSlicer", slicer={"spec": {"title": "By brand", "dataRange": area(0, 0, 5, 2)}})

    spec = {"slicerId": made["slicer"]["slicerId"], "spec": {"title": "By shop"}, "fields": "title"}
    run(book, {"updateSlicerSpec": spec})

    assert book.state.sheets[0].features["charts"][0]["border"] == {"color": {"red": 1.0}}
    assert book.state.sheets[0].features["slicers"][0]["spec"]["title"] == "By shop"


@pytest.mark.parametrize("name", ["has space", "A1", "r1c1", "1st", "", "TRUE", "x" * 251])
def test_a_name_that_could_be_something_else_is_refused(name):
    assert "not valid" in refusal(
        a_book(), {"addNamedRange": {"namedRange": {"name": name, "range": area()}}}
    )


def test_a_named_range_is_renamed_and_its_twin_refused():
    book = a_book()
    named = reply(book, "addNamedRange", namedRange={"name": "Keys", "range": area(0, 0, 5, 1)})["namedRange"]

    twin = refusal(book, {"addNamedRange": {"namedRange": {"name": "keys", "range": area()}}})
    new = {"namedRangeId": named["namedRangeId"], "name": "Ids"}
    run(book, {"updateNamedRange": {"namedRange": new, "fields": "name"}})

    assert "already exists" in twin
    assert book.state.named_ranges == [{**named, "name": "Ids"}]


def test_a_whole_tab_is_protected_once():
    book = a_book()
    whole = {
        "addProtectedRange": {
            "protectedRange": {"range": {"sheetId": 0}, "unprotectedRanges": [area(0, 0, 1, 1)]}
        }
    }
    run(book, whole)

    assert refusal(book, whole).endswith('Sheet "Sheet1" already has sheet protection.')


def test_a_warning_has_no_editors():
    both = {"range": area(0, 0, 1, 1), "warningOnly": True, "editors": {"users": ["ada@example.com"]}}

    message = refusal(a_book(), {"addProtectedRange": {"protectedRange": both}})

    assert message.endswith("ProtectedRange is warningOnly. Editors cannot be set on it.")


def test_a_protection_is_changed_by_mask():
    book = a_book()
    run(
        book,
        {
            "addProtectedRange": {
                "protectedRange": {"protectedRangeId": 3, "range": area(0, 0, 1, 1), "warningOnly": True}
            }
        },
    )

    new = {"protectedRangeId": 3, "description": "Bot", "range": area(0, 0, 2, 1)}
    run(book, {"updateProtectedRange": {"protectedRange": new, "fields": "description,range"}})

    (kept,) = book.state.sheets[0].features["protectedRanges"]
    assert (kept["description"], kept["warningOnly"], kept["range"]["endRowIndex"]) == ("Bot", True, 2)


@pytest.mark.parametrize("warning", [False, True])
def test_who_protects_a_range_is_listed_as_an_editor_but_not_in_the_reply(warning):
    """As recorded of Google: the reply has an empty list, the next read the caller's address."""
    book = a_book()
    asked = {"protectedRangeId": 3, "range": area(0, 0, 1, 1), "warningOnly": warning}

    answer = run(book, {"addProtectedRange": {"protectedRange": asked}}, caller="bot@example.com")
    described = {"protectedRangeId": 3, "description": "Bot"}
    run(book, {"updateProtectedRange": {"protectedRange": described, "fields": "description"}})

    (kept,) = book.state.sheets[0].features["protectedRanges"]
    assert answer["replies"][0]["addProtectedRange"]["protectedRange"]["editors"] == {}
    assert (kept["editors"], kept["description"]) == ({"users": ["bot@example.com"]}, "Bot")


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(2, 4), (1, 5)], [(1, 5, 1), (2, 4, 2)]),
        ([(1, 5), (2, 4)], [(1, 5, 1), (2, 4, 2)]),
        ([(1, 4), (2, 5)], [(1, 5, 1), (2, 4, 2)]),
    ],
)
def test_groups_nest_as_documented(spans, expected):
    book = a_book()

    for start, end in spans:
        groups = reply(book, "addDimensionGroup", range=span(start, end, "COLUMNS"))["dimensionGroups"]

    shown = [(each["range"]["startIndex"], each["range"]["endIndex"], each["depth"]) for each in groups]
    assert shown == expected
    left = reply(book, "deleteDimensionGroup", range=span(3, 5, "COLUMNS"))["dimensionGroups"]
    assert [(each["range"]["startIndex"], each["range"]["endIndex"]) for each in left] == [(1, 4), (2, 3)]


def test_a_collapsed_group_hides_its_rows():
    book = a_book()
    run(book, {"addDimensionGroup": {"range": span(1, 3)}})

    group = {"range": span(1, 3), "depth": 1, "collapsed": True}
    run(book, {"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})

    properties = book.state.sheets[0].row_properties
    assert [(each or {}).get("hiddenByUser", False) for each in properties[:4]] == [False, True, True, False]


def test_deleting_a_table_takes_its_conditional_formats_along_in_silence():
    book = a_book([["Name", "Age"], ["Ada", 36]])
    run(book, {"addConditionalFormatRule": {"rule": rule("x"), "index": 0}})
    made = reply(book, "addTable", table={"name": "People", "range": area(0, 0, 2, 2)})["table"]

    run(book, {"updateTable": {"table": {"tableId": made["tableId"], "name": "Folk"}, "fields": "name"}})
    assert [each["columnName"] for each in made["columnProperties"]] == ["Name", "Age"]
    assert "overlap" in refusal(book, {"addTable": {"table": {"name": "Two", "range": area(1, 1, 3, 3)}}})
    answer = run(book, {"deleteTable": {"tableId": made["tableId"]}})

    assert (answer["replies"], order(book)) == ([{}], [])


def test_a_drop_down_column_needs_a_list():
    column = {"columnIndex": 0, "columnName": "A", "columnType": "DROPDOWN"}
    table = {"name": "T", "range": area(0, 0, 2, 1), "columnProperties": [column]}

    assert "ONE_OF_LIST" in refusal(a_book(), {"addTable": {"table": table}})
