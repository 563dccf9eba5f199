"""What a person can do in the viewer, and that the spreadsheet says the same afterwards."""

import pytest

pytest_plugins = ("viewer_page",)
pytestmark = pytest.mark.browser

COPY = """grid => {
    const data = new DataTransfer();
    grid.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, cancelable: true, bubbles: true }));
    return data.getData("text/plain");
}"""
PASTE = """(grid, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    grid.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true, bubbles: true }));
}"""
"""Through the page's own clipboard events: a browser without a window has no other clipboard."""


@pytest.fixture(scope="module")
def expect():
    return pytest.importorskip("playwright.sync_api").expect


def test_typing_and_enter_writes_and_goes_down(viewer, expect):
    viewer.open()

    viewer.select("G4")
    viewer.page.keyboard.type("called the carrier")
    viewer.keys("Enter")

    viewer.eventually(lambda: viewer.values("Disputes!G4"), [["called the carrier"]])
    expect(viewer.page.locator("#place")).to_have_text("G5")


def test_a_person_types_numbers_dates_and_formulas_as_in_google_sheets(viewer, expect):
    viewer.open()

    viewer.select("H2")
    for text in ("12.5", "=H2*2", "'007"):
        viewer.page.keyboard.type(text)
        viewer.keys("Enter")

    viewer.eventually(lambda: viewer.values("Disputes!H2:H4"), [[12.5], [25], ["007"]])
    viewer.select("H3")
    expect(viewer.page.locator("#content")).to_have_text("=H2*2")


def test_escape_forgets_and_f2_goes_on_with_what_stands_there(viewer):
    viewer.open()

    viewer.select("G2")
    viewer.page.keyboard.type("nonsense")
    viewer.keys("Escape", "F2")
    viewer.page.keyboard.type(", and more")
    viewer.keys("Tab")

    viewer.eventually(lambda: viewer.values("Disputes!G2"), [["third, and more"]])


def test_opening_and_leaving_a_cell_writes_nothing(viewer):
    viewer.open()
    before = viewer.sandbox.changes()[0]["revision"]

    viewer.cell("G2").dblclick()
    viewer.keys("Enter")
    viewer.cell("G3").dblclick()
    viewer.select("G5")
    viewer.page.wait_for_timeout(200)

    assert viewer.sandbox.changes()[0]["revision"] == before


def test_delete_empties_the_selected_cells(viewer):
    viewer.open()

    viewer.select("G2")
    viewer.keys("Shift+ArrowDown", "Delete")

    viewer.eventually(lambda: viewer.column("G", 2, 5), ["", "", "", "second"])


def test_a_tick_is_set_and_taken_back_by_mouse_and_by_space(viewer, expect):
    viewer.open()

    viewer.cell("F2").get_by_role("checkbox").click()
    viewer.eventually(lambda: viewer.column("F", 2, 4), [True, False, True])
    viewer.select("F4")
    viewer.keys("Space")

    viewer.eventually(lambda: viewer.column("F", 2, 4), [True, False, False])
    expect(viewer.cell("F4").get_by_role("checkbox")).not_to_be_checked()


def test_a_choice_is_picked_from_the_list(viewer, expect):
    viewer.open()

    viewer.cell("E2").locator(".caret").click()
    expect(viewer.page.get_by_role("option")).to_have_text(["Provide evidence", "Send message", "Hold"])
    viewer.page.get_by_role("option", name="Send message").click()
    viewer.eventually(lambda: viewer.column("E", 2, 2), ["Send message"])

    viewer.select("E4")
    viewer.page.keyboard.type("pro")
    expect(viewer.page.get_by_role("option")).to_have_text(["Provide evidence"])
    viewer.keys("ArrowDown", "Enter")
    viewer.eventually(lambda: viewer.column("E", 4, 4), ["Provide evidence"])


def test_a_text_that_is_no_choice_is_refused(viewer, expect):
    viewer.open()

    viewer.select("E3")
    viewer.page.keyboard.type("Give up")
    viewer.keys("Enter")

    expect(viewer.page.get_by_role("status")).to_contain_text("not one of the choices")
    assert viewer.column("E", 3, 3) == ["Hold"]


def test_a_protected_cell_asks_once_and_then_no_more(viewer, expect):
    viewer.open()
    question = viewer.page.get_by_role("dialog")

    viewer.select("B2")
    viewer.page.keyboard.type("SOON")
    viewer.keys("Enter")
    expect(question).to_contain_text("The bot keeps these cells.")
    question.get_by_role("button", name="Cancel").click()
    assert viewer.column("B", 2, 2) == ["OK"]

    viewer.select("B2")
    viewer.page.keyboard.type("SOON")
    viewer.keys("Enter")
    question.get_by_role("button", name="Edit anyway").click()
    viewer.eventually(lambda: viewer.column("B", 2, 2), ["SOON"])

    viewer.select("B3")
    viewer.page.keyboard.type("SOON")
    viewer.keys("Enter")
    viewer.eventually(lambda: viewer.column("B", 3, 3), ["SOON"])
    expect(question).to_be_hidden()


def test_sorting_keeps_the_header_and_carries_whole_rows(viewer):
    viewer.open()

    viewer.page.locator("[data-letter='0']").hover()
    viewer.page.get_by_role("button", name="Menu of column A").click()
    viewer.page.get_by_role("menuitem", name="Sort sheet A to Z").click()
    viewer.eventually(lambda: viewer.column("A", 1, 6), ["Dispute", "PP-1", "PP-2", "PP-3", "PP-4", "PP-5"])
    assert viewer.column("G", 2, 6) == ["first", "second", "third", "", "fifth"]

    viewer.menu("C3", "Sort sheet Z to A by column C")
    viewer.eventually(lambda: viewer.column("A", 1, 4), ["Dispute", "PP-4", "PP-5", "PP-3"])


def test_rows_and_columns_are_inserted_and_deleted(viewer):
    viewer.open()

    viewer.menu("G3", "Insert row above")
    viewer.eventually(lambda: viewer.column("A", 2, 4), ["PP-3", "", "PP-1"])
    viewer.menu("G2", "Insert row below")
    viewer.eventually(lambda: viewer.column("A", 2, 5), ["PP-3", "", "", "PP-1"])
    viewer.select("G3")
    viewer.cell("G4").click(modifiers=["Shift"], position={"x": 3, "y": 3})
    viewer.menu("G4", "Delete rows 3 to 4")
    viewer.eventually(lambda: viewer.column("A", 2, 4), ["PP-3", "PP-1", "PP-4"])

    viewer.page.locator("[data-letter='6']").click(button="right")
    viewer.page.get_by_role("menuitem", name="Insert column left").click()
    viewer.eventually(lambda: viewer.column("H", 1, 2), ["Notes", "third"])
    viewer.page.locator("[data-letter='6']").click(button="right")
    viewer.page.get_by_role("menuitem", name="Delete column G").click()
    viewer.eventually(lambda: viewer.column("G", 1, 2), ["Notes", "third"])


def test_a_filter_shows_rows_like_one_and_can_be_taken_off(viewer, expect):
    viewer.open()

    viewer.menu("B2", "Show only rows like this")
    expect(viewer.cell("A3")).to_have_count(0)
    expect(viewer.cell("A2")).to_have_text("PP-3")
    expect(viewer.cell("A4")).to_have_text("PP-4")

    viewer.page.get_by_role("button", name="Show all rows").click()
    expect(viewer.cell("A3")).to_have_text("PP-1")


def test_a_filter_by_values_hides_what_was_unticked(viewer, expect):
    """The column says that it is filtered; the same list takes the filter off again."""
    viewer.open()

    def opens() -> None:
        viewer.page.locator("[data-letter='1']").click(button="right")
        viewer.page.get_by_role("menuitem", name="Filter by values").click()

    opens()
    dialog = viewer.page.get_by_role("dialog", name="Show rows by Flag")
    expect(dialog.get_by_role("checkbox")).to_have_count(4)
    dialog.get_by_label("Search the values").fill("o")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    dialog.get_by_role("button", name="Untick all").click()
    dialog.get_by_label("Search the values").fill("soon")
    dialog.get_by_role("checkbox", name="SOON").check()
    dialog.get_by_role("button", name="Filter").click()

    expect(viewer.cell("A3")).to_have_text("PP-1")  # MISSED was never unticked
    expect(viewer.cell("A5")).to_have_text("PP-2")
    for hidden in ("A2", "A4", "A6"):
        expect(viewer.cell(hidden)).to_have_count(0)
    expect(viewer.page.get_by_role("button", name="Menu of column B, filtered")).to_have_count(1)
    opens()
    dialog.get_by_role("button", name="Tick all", exact=True).click()
    dialog.get_by_role("button", name="Filter").click()
    expect(viewer.cell("A2")).to_have_text("PP-3")


def test_rows_that_were_never_shown_are_copied_whole_or_not_at_all(viewer, expect):
    grid = {"sheetId": 0, "gridProperties": {"rowCount": 900}}
    viewer.batch({"updateSheetProperties": {"properties": grid, "fields": "gridProperties.rowCount"}})
    viewer.write("Disputes!A900", ["the last"])
    viewer.open()
    viewer.select("A2")
    viewer.keys("Control+a")

    first = viewer.page.get_by_role("grid").evaluate(COPY)
    expect(viewer.page.get_by_role("status")).to_contain_text("nothing was copied")

    assert first == ""
    viewer.eventually(lambda: "the last" in viewer.page.get_by_role("grid").evaluate(COPY), True)


def test_one_copied_cell_fills_the_selection(viewer):
    viewer.open()
    viewer.select("G2")
    viewer.keys("Shift+ArrowDown", "Shift+ArrowRight")

    viewer.page.get_by_role("grid").evaluate(PASTE, "same")

    viewer.eventually(lambda: viewer.values("Disputes!G2:H3"), [["same", "same"], ["same", "same"]])


def test_a_column_is_made_wider_by_its_edge(viewer, expect):
    viewer.open()
    edge = viewer.page.locator("[data-edge='6']").bounding_box()

    viewer.page.mouse.move(edge["x"] + 3, edge["y"] + 8)
    viewer.page.mouse.down()
    viewer.page.mouse.move(edge["x"] + 63, edge["y"] + 8, steps=3)
    viewer.page.mouse.up()

    expect(viewer.page.locator("[data-letter='6']")).to_have_css("width", "160px")


def test_a_block_is_copied_and_pasted(viewer):
    viewer.open()
    grid = viewer.page.get_by_role("grid")

    viewer.select("F2")
    viewer.keys("Shift+ArrowDown", "Shift+ArrowRight")
    copied = grid.evaluate(COPY)
    assert copied == "FALSE\tthird\nFALSE\tfirst"

    viewer.select("G4")
    grid.evaluate(PASTE, 'one\t1\n"two\nlines"\t2\n')
    viewer.eventually(lambda: viewer.values("Disputes!G4:H5"), [["one", 1], ["two\nlines", 2]])


def test_a_cell_being_edited_stays_open_and_follows_its_row(viewer, expect):
    """The bot sorts while a person types: the text lands in the row that the person sees it in."""
    viewer.open()
    viewer.select("G3")
    viewer.page.keyboard.type("typed by a person")

    everything = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 40,
        "startColumnIndex": 0,
        "endColumnIndex": 9,
    }
    order = {"dimensionIndex": 0, "sortOrder": "DESCENDING"}
    viewer.batch({"sortRange": {"range": everything, "sortSpecs": [order]}})
    expect(viewer.cell("A6")).to_have_text("PP-1")
    expect(viewer.page.locator("textarea.editor")).to_have_value("typed by a person")
    viewer.keys("Enter")

    viewer.eventually(lambda: viewer.column("G", 2, 6), ["fifth", "", "third", "second", "typed by a person"])


def test_a_cell_whose_row_was_deleted_meanwhile_is_not_written(viewer, expect):
    viewer.open()
    viewer.select("G3")
    viewer.page.keyboard.type("too late")

    gone = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    viewer.batch({"deleteDimension": {"range": gone}})

    expect(viewer.cell("A3")).to_have_text("PP-4")
    viewer.keys("Enter")
    expect(viewer.page.get_by_role("status")).to_contain_text("no longer there")
    assert viewer.column("G", 2, 5) == ["third", "", "second", "fifth"]


def test_a_tick_lands_in_the_row_that_was_seen(viewer):
    """The page looks once a second; what is sorted within that second must not turn a tick into another's."""
    viewer.open()
    everything = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 40,
        "startColumnIndex": 0,
        "endColumnIndex": 9,
    }
    order = {"dimensionIndex": 0, "sortOrder": "DESCENDING"}
    viewer.expected = "Failed to load resource"
    viewer.page.route("**/_sandbox/changes", lambda route: route.abort())
    viewer.batch({"sortRange": {"range": everything, "sortSpecs": [order]}})
    viewer.cell("F3").get_by_role("checkbox").click()

    viewer.eventually(
        lambda: dict(zip(viewer.column("A", 2, 6), viewer.column("F", 2, 6), strict=True))["PP-1"], True
    )


def test_what_the_server_refuses_is_said(viewer, expect):
    """A merge over several rows stops a sort, and the person reads why."""
    block = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 7, "endColumnIndex": 8}
    viewer.batch({"mergeCells": {"range": block, "mergeType": "MERGE_ALL"}})
    viewer.open()

    viewer.expected = "status of 400"
    viewer.menu("A3", "Sort sheet A to Z")

    expect(viewer.page.get_by_role("status")).to_contain_text("merge")
    assert viewer.column("A", 2, 3) == ["PP-3", "PP-1"]
