"""What a person did in the viewer can be taken back and done again, and what the bot wrote since stays."""

import pytest

pytest_plugins = ("viewer_page",)
pytestmark = pytest.mark.browser

BEGIN = ["PP-3", "PP-1", "PP-4", "PP-2", "PP-5"]


@pytest.fixture(scope="module")
def expect():
    return pytest.importorskip("playwright.sync_api").expect


def test_typing_ticking_and_clearing_are_taken_back_one_after_the_other(viewer):
    viewer.open()

    viewer.select("G4")
    viewer.page.keyboard.type("called the carrier")
    viewer.keys("Enter")
    viewer.eventually(lambda: viewer.column("G", 4, 4), ["called the carrier"])
    viewer.cell("F2").get_by_role("checkbox").click()
    viewer.eventually(lambda: viewer.column("F", 2, 2), [True])
    viewer.select("G2")
    viewer.keys("Shift+ArrowDown", "Delete")
    viewer.eventually(lambda: viewer.column("G", 2, 4), ["", "", "called the carrier"])

    viewer.keys("Control+z")
    viewer.eventually(lambda: viewer.column("G", 2, 4), ["third", "first", "called the carrier"])
    viewer.keys("Control+z")
    viewer.eventually(lambda: viewer.column("F", 2, 2), [False])
    viewer.keys("Control+z")
    viewer.eventually(lambda: viewer.column("G", 4, 4), [""])
    viewer.keys("Control+y")
    viewer.eventually(lambda: viewer.column("G", 4, 4), ["called the carrier"])


def test_a_date_typed_over_a_number_goes_with_its_format(viewer):
    viewer.open()
    viewer.select("H2")
    viewer.page.keyboard.type("2026-12-24")
    viewer.keys("Enter")
    viewer.eventually(lambda: viewer.values("Disputes!H2", "FORMATTED_VALUE"), [["2026-12-24"]])

    viewer.keys("Control+z")
    viewer.eventually(lambda: viewer.values("Disputes!H2"), [])
    viewer.write("Disputes!H2", [5])

    assert viewer.values("Disputes!H2", "FORMATTED_VALUE") == [["5"]]


def test_a_sort_is_taken_back_to_the_order_before_with_rows_that_came_since(viewer, expect):
    viewer.open()
    viewer.menu("C3", "Sort sheet Z to A by column C")
    viewer.eventually(lambda: viewer.column("A", 2, 6), ["PP-4", "PP-5", "PP-3", "PP-2", "PP-1"])

    viewer.batch(
        {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}}
    )
    viewer.write("Disputes!A2", ["PP-9"])
    viewer.write("Disputes!G3", ["written meanwhile"])
    viewer.page.get_by_role("button", name="Undo sorting by column C").click()

    viewer.eventually(lambda: viewer.column("A", 2, 7), ["PP-9", *BEGIN])
    assert viewer.column("G", 2, 7) == ["", "third", "first", "written meanwhile", "second", "fifth"]
    assert viewer.values("Disputes!1:1")[0][-1] == "Notes"
    expect(viewer.page.get_by_role("status")).to_have_text("Taken back: sorting by column C.")


def test_deleted_rows_come_back_whole_where_they_stood(viewer, expect):
    """With ticks, choices and looks; also if somebody inserted a row above meanwhile."""
    viewer.open()
    viewer.menu("G3", "Delete row 3")
    viewer.eventually(lambda: viewer.column("A", 2, 4), ["PP-3", "PP-4", "PP-2"])

    viewer.batch(
        {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}}
    )
    viewer.keys("Control+z")

    viewer.eventually(lambda: viewer.column("A", 2, 7), ["", *BEGIN])
    assert viewer.values("Disputes!B4:G4") == [["MISSED", 10, 46_349.25, "Hold", False, "first"]]
    expect(viewer.cell("F4").get_by_role("checkbox")).to_be_visible()
    expect(viewer.cell("D4")).to_have_text("23 Nov 06:00")


def test_a_deleted_column_comes_back_with_its_colours_its_guard_and_what_programs_attached(viewer, expect):
    place = {"dimensionRange": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}
    entry = {"metadataId": 77, "metadataKey": "column", "visibility": "DOCUMENT", "location": place}
    viewer.batch({"createDeveloperMetadata": {"developerMetadata": entry}})
    viewer.open()
    viewer.page.locator("[data-letter='1']").click(button="right")
    viewer.page.get_by_role("menuitem", name="Delete column B").click()
    viewer.page.get_by_role("button", name="Edit anyway").click()
    viewer.eventually(lambda: viewer.values("Disputes!A1:B1"), [["Dispute", "Amount"]])

    viewer.keys("Control+z")

    viewer.eventually(lambda: viewer.values("Disputes!A1:C1"), [["Dispute", "Flag", "Amount"]])
    expect(viewer.cell("B3")).to_have_css("background-color", "rgb(255, 0, 0)")
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataId": 77}}]}
    found = viewer.post(":getByDataFilter", {**lookup, "includeGridData": False})
    assert found["sheets"][0]["properties"]["title"] == "Disputes"


def test_an_inserted_row_in_which_somebody_wrote_is_not_taken_away(viewer, expect):
    viewer.open()
    viewer.menu("G3", "Insert row above")
    viewer.eventually(lambda: viewer.column("A", 2, 4), ["PP-3", "", "PP-1"])

    viewer.write("Disputes!G3", ["already used"])
    viewer.keys("Control+z")

    expect(viewer.page.get_by_role("status")).to_contain_text("Something stands there now.")
    assert viewer.column("G", 3, 3) == ["already used"]


def test_a_value_follows_its_row_when_it_is_taken_back(viewer):
    """Typed into PP-1; sorted by somebody else; the undo finds PP-1 where it is by then."""
    viewer.open()
    viewer.select("G3")
    viewer.page.keyboard.type("typed")
    viewer.keys("Enter")
    viewer.eventually(lambda: viewer.column("G", 3, 3), ["typed"])

    everything = {"sheetId": 0, "startRowIndex": 1}
    viewer.batch({"sortRange": {"range": everything, "sortSpecs": [{"sortOrder": "DESCENDING"}]}})
    viewer.keys("Control+z")

    viewer.eventually(lambda: viewer.column("G", 2, 6), ["fifth", "", "third", "second", "first"])


def test_filters_widths_and_hidden_columns_are_taken_back_too(viewer, expect):
    viewer.open()

    viewer.menu("B2", "Show only rows like this")
    expect(viewer.cell("A3")).to_have_count(0)
    viewer.keys("Control+z")
    expect(viewer.cell("A3")).to_have_text("PP-1")
    viewer.page.locator("[data-letter='2']").click(button="right")
    viewer.page.get_by_role("menuitem", name="Hide column C").click()
    expect(viewer.cell("C2")).to_have_count(0)
    viewer.page.locator("[data-letter='1']").click(button="right")
    viewer.page.get_by_role("menuitem", name="Show column C").click()
    expect(viewer.cell("C2")).to_have_text("30.50")
    viewer.keys("Control+z", "Control+z")
    expect(viewer.cell("C2")).to_have_text("30.50")

    expect(viewer.page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
