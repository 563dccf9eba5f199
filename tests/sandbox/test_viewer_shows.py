"""What the viewer shows: cells as a person would see them, charts, many rows, and what changes meanwhile."""

import httpx
import pytest

from sheets_bot.sandbox.google.model import Cell

pytest_plugins = ("viewer_page",)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def expect():
    return pytest.importorskip("playwright.sync_api").expect


def test_cells_look_as_in_google_sheets(viewer, expect):
    viewer.open()

    expect(viewer.page.get_by_role("heading", name="sheets_bot tracker")).to_be_visible()
    expect(viewer.cell("C4")).to_have_text("1,234.50")
    expect(viewer.cell("D3")).to_have_text("23 Nov 06:00")
    expect(viewer.cell("A1")).to_have_css("font-weight", "600")
    expect(viewer.cell("A1")).to_have_css("background-color", "rgb(230, 230, 230)")
    expect(viewer.cell("E3")).to_have_text("Hold")
    expect(viewer.cell("F4").get_by_role("checkbox")).to_be_checked()
    expect(viewer.cell("F5").get_by_role("checkbox")).not_to_be_checked()


def test_conditional_formats_colour_what_they_name(viewer, expect):
    viewer.open()

    expect(viewer.cell("B3")).to_have_css("background-color", "rgb(255, 0, 0)")
    expect(viewer.cell("B2")).not_to_have_css("background-color", "rgb(255, 0, 0)")
    expect(viewer.cell("A6")).to_have_css("background-color", "rgb(230, 230, 230)")
    expect(viewer.cell("A5")).not_to_have_css("background-color", "rgb(230, 230, 230)")


@pytest.mark.parametrize(
    ("condition", "texts", "coloured"),
    [
        ("NUMBER_GREATER", ["20"], {"C2", "C4", "C6"}),
        ("NUMBER_BETWEEN", ["10", "30"], {"C3", "C5"}),
        ("NUMBER_LESS_THAN_EQ", ["10"], {"C3"}),
        ("NOT_BLANK", [], {"C2", "C3", "C4", "C5", "C6"}),
        ("BLANK", [], {"C7"}),
        ("TEXT_CONTAINS", ["34"], {"C4"}),
        ("CUSTOM_FORMULA", ['=AND($C2>15, OR($B2="soon", NOT(ISBLANK($E2))))'], {"C5"}),
        ("CUSTOM_FORMULA", ["=$D2-$C2/2<46350-20"], {"C4", "C6", "C7"}),
        ("CUSTOM_FORMULA", ["=TODAY()>$D2"], {"C7"}),
        ("CUSTOM_FORMULA", ["=INT($D2)=TODAY()"], set()),
        ("CUSTOM_FORMULA", ["=C2=50"], {"C6"}),
        ("CUSTOM_FORMULA", ["=not a formula("], set()),
    ],
)
def test_conditions_hold_where_google_says(viewer, expect, condition, texts, coloured):
    """Row 7 is empty, which counts as zero in arithmetic. A formula with a function that is not known here never fires."""
    values = [{"userEnteredValue": text} for text in texts]
    places = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    look = {"backgroundColorStyle": {"rgbColor": {"blue": 1}}}
    rule = {"condition": {"type": condition, "values": values}, "format": look}
    viewer.batch(
        {"addConditionalFormatRule": {"index": 0, "rule": {"ranges": [places], "booleanRule": rule}}}
    )

    viewer.open()

    blue = {
        f"C{row}"
        for row in range(2, 8)
        if viewer.cell(f"C{row}").evaluate("cell => getComputedStyle(cell).backgroundColor")
        == "rgb(0, 0, 255)"
    }
    assert blue == coloured


def test_a_note_shows_on_hover_and_goes(viewer, expect):
    viewer.open()

    viewer.cell("B1").hover()
    expect(viewer.page.get_by_role("tooltip")).to_have_text("What Flag means.")

    viewer.cell("B5").hover()
    expect(viewer.page.locator("#tooltip")).to_be_hidden()


def test_hostile_text_is_text_and_only_web_links_are_links(viewer, expect):
    """Nothing that a customer writes can run, and no link leads to a script."""
    viewer.write(
        "Disputes!G2", ["<img src=x onerror=alert(1)>"], ['=HYPERLINK("javascript:alert(1)","click me")']
    )
    viewer.write("Disputes!G4", ['=HYPERLINK("https://example.com/a","a case")'])

    viewer.open()

    expect(viewer.cell("G2")).to_have_text("<img src=x onerror=alert(1)>")
    expect(viewer.cell("G3").get_by_role("link")).to_have_count(0)
    link = viewer.cell("G4").get_by_role("link", name="a case")
    expect(link).to_have_attribute("href", "https://example.com/a")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_link_within_the_spreadsheet_leads_to_its_cell(viewer, expect):
    there = {"userEnteredFormat": {"textFormat": {"link": {"uri": "#gid=0&range=C5"}}}}
    cell = {"userEnteredValue": {"stringValue": "1"}, **there}
    viewer.batch(
        {"addSheet": {"properties": {"sheetId": 5, "title": "Today"}}},
        {
            "updateCells": {
                "start": {"sheetId": 5, "rowIndex": 0, "columnIndex": 0},
                "rows": [{"values": [cell]}],
                "fields": "userEnteredValue,userEnteredFormat.textFormat.link",
            }
        },
    )
    viewer.open()
    viewer.page.get_by_role("tab", name="Today").click()

    viewer.cell("A1").get_by_role("link", name="1").click()

    expect(viewer.page.get_by_role("tab", name="Disputes")).to_have_attribute("aria-selected", "true")
    expect(viewer.page.locator("#place")).to_have_text("C5")


def test_hidden_rows_columns_and_tabs_are_not_shown(viewer, expect):
    hide = {"properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    columns = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    viewer.batch(
        {"updateDimensionProperties": {"range": rows, **hide}},
        {"updateDimensionProperties": {"range": columns, **hide}},
        {"addSheet": {"properties": {"sheetId": 5, "title": "Shown"}}},
        {"addSheet": {"properties": {"sheetId": 6, "title": "Hidden", "hidden": True}}},
    )

    viewer.open()

    expect(viewer.cell("A3")).to_have_count(0)
    expect(viewer.cell("D2")).to_have_count(0)
    expect(viewer.cell("A4")).to_have_text("PP-4")
    assert viewer.page.locator("#tabs .name").all_text_contents() == ["Disputes", "Shown"]
    viewer.select("A2")
    viewer.keys("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight")
    expect(viewer.page.locator("#place")).to_have_text("E4")


def test_a_chart_is_drawn_from_its_ranges_with_gaps_for_blanks(viewer, expect):
    viewer.write("Disputes!H1", ["Week", "Opened"], ["w1", 3], ["w2", 5], ["w3", ""], ["w4", 4], ["w5", 6])

    def source(column):
        place = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 40}
        return {
            "sourceRange": {"sources": [{**place, "startColumnIndex": column, "endColumnIndex": column + 1}]}
        }

    basic = {
        "chartType": "LINE",
        "headerCount": 1,
        "domains": [{"domain": source(7)}],
        "series": [{"series": source(8), "targetAxis": "LEFT_AXIS"}],
        "axis": [{"position": "LEFT_AXIS", "title": "Cases"}],
    }
    place = {
        "anchorCell": {"sheetId": 0, "rowIndex": 8, "columnIndex": 1},
        "widthPixels": 400,
        "heightPixels": 220,
    }
    spec = {"title": "Opened per week", "basicChart": basic}
    viewer.batch({"addChart": {"chart": {"spec": spec, "position": {"overlayPosition": place}}}})

    viewer.open()

    chart = viewer.page.get_by_role("figure", name="Chart: Opened per week")
    expect(chart).to_be_visible()
    expect(chart.locator("circle")).to_have_count(4)
    expect(chart.locator("path")).to_have_count(2)
    expect(chart.get_by_text("Cases")).to_be_visible()
    assert chart.locator("circle title").all_text_contents() == [
        "w1, Opened: 3",
        "w2, Opened: 5",
        "w4, Opened: 4",
        "w5, Opened: 6",
    ]


def test_what_a_program_writes_appears_by_itself(viewer, expect):
    viewer.open()
    expect(viewer.cell("A2")).to_have_text("PP-3")

    viewer.write("Disputes!A2", ["PP-9", "MISSED"])
    viewer.batch({"addSheet": {"properties": {"title": "Today"}}})

    expect(viewer.cell("A2")).to_have_text("PP-9")
    expect(viewer.cell("B2")).to_have_css("background-color", "rgb(255, 0, 0)")
    expect(viewer.page.get_by_role("tab", name="Today")).to_be_visible()


def test_fifty_thousand_rows_scroll_with_a_page_of_elements(viewer, expect):
    """By keys, by jumps and by the wheel; how long the browser was busy at a stretch is printed, not judged."""
    state = viewer.sandbox.books.get(viewer.sandbox.config["workbooks"]["shared"])
    with state.transaction(viewer.sandbox.clock.now()) as draft:
        sheet = draft.sheet(0)
        sheet.grow(rows=50_000)
        for row in range(6, 50_000):
            sheet.put_row(row, (Cell(f"PP-{row + 1}"), Cell("OK"), Cell(row + 1)))
    viewer.open()
    viewer.page.evaluate(
        """() => {
            window.busy = [];
            new PerformanceObserver(list => window.busy.push(...list.getEntries().map(({ duration }) => duration)))
                .observe({ type: "longtask" });
        }"""
    )

    viewer.select("A2")
    viewer.keys("Control+ArrowDown")
    expect(viewer.cell("A50000")).to_have_text("PP-50000")
    expect(viewer.cell("A1")).to_be_in_viewport()
    counts = [viewer.page.get_by_role("gridcell").count()]
    viewer.keys("Control+Home")
    viewer.page.mouse.move(400, 400)
    for _ in range(40):
        viewer.page.mouse.wheel(0, 3_000)
        counts.append(viewer.page.locator(".cell").count())
    viewer.page.locator("#grid").evaluate("grid => grid.scrollTo(0, 25_000 * 21)")
    expect(viewer.cell("A25010")).to_have_text("PP-25010")

    counts.append(viewer.page.locator(".cell").count())
    assert max(counts) < 1_000
    assert viewer.page.get_by_role("grid").get_attribute("aria-rowcount") == "50000"
    print("busy at a stretch, in ms:", [round(each) for each in viewer.page.evaluate("window.busy")])


def test_the_keyboard_alone_is_enough(viewer, expect):
    """The grid says which cell is active; tabs and menus answer to keys."""
    viewer.batch({"addSheet": {"properties": {"sheetId": 5, "title": "Settings"}}})
    viewer.open()

    viewer.page.get_by_role("grid").focus()
    viewer.keys("ArrowDown", "ArrowRight", "Shift+ArrowDown")
    expect(viewer.page.get_by_role("grid")).to_have_attribute("aria-activedescendant", "cell-2-1")
    expect(viewer.page.locator('[role="gridcell"][aria-selected="true"]')).to_have_count(2)
    viewer.keys("Shift+F10")
    expect(viewer.page.get_by_role("menuitem", name="Insert row above")).to_be_focused()
    viewer.keys("Escape")
    expect(viewer.page.get_by_role("grid")).to_be_focused()

    viewer.keys("Escape")
    expect(viewer.page.get_by_role("tab", name="Disputes")).to_be_focused()
    viewer.keys("ArrowRight")
    expect(viewer.page.get_by_role("tab", name="Settings")).to_be_focused()
    expect(viewer.page.get_by_role("grid", name="Sheet Settings")).to_be_visible()


def test_several_spreadsheets_can_be_chosen_from(viewer, expect):
    body = {"properties": {"title": "Another"}, "sheets": [{"properties": {"title": "Elsewhere"}}]}
    httpx.post(f"{viewer.sandbox.base_url}/v4/spreadsheets", json=body).raise_for_status()
    viewer.open()

    viewer.page.get_by_label("Spreadsheet").select_option("Another")

    expect(viewer.page.get_by_role("tab", name="Elsewhere")).to_be_visible()


def test_the_clock_jumps_by_an_hour_a_shift_and_a_day(viewer, expect):
    """The sandbox starts on a Monday at 08:00 UTC, which is 09:00 in Berlin."""
    viewer.open()
    clock = viewer.page.get_by_label("Sandbox clock")
    expect(clock).to_have_text("Mon, 23 Nov 2026, 09:00")

    viewer.page.get_by_role("button", name="+1 hour").click()
    expect(clock).to_have_text("Mon, 23 Nov 2026, 10:00")
    viewer.page.get_by_role("button", name="Next shift").click()
    expect(clock).to_have_text("Mon, 23 Nov 2026, 17:00")
    viewer.page.get_by_role("button", name="+1 day").click()
    expect(clock).to_have_text("Tue, 24 Nov 2026, 17:00")


def test_control_and_an_arrow_goes_to_the_edge_of_what_is_filled(viewer, expect):
    viewer.write("Disputes!A20", ["PP-20"])
    viewer.open()
    place = viewer.page.locator("#place")
    viewer.select("A2")

    for key, there in (
        ("Control+ArrowDown", "A6"),
        ("Control+ArrowDown", "A20"),
        ("Control+ArrowDown", "A40"),
        ("Control+ArrowUp", "A20"),
        ("Control+ArrowUp", "A6"),
        ("Control+ArrowRight", "D6"),
        ("Control+End", "I40"),
        ("Control+Home", "A2"),
        ("End", "I2"),
        ("Home", "A2"),
    ):
        viewer.keys(key)
        expect(place).to_have_text(there)


def test_the_next_shift_skips_sunday_and_follows_daylight_saving(viewer):
    """Saturday 24 October 2026, 09:00 in Berlin, is UTC+2; the clocks go back on Sunday; Monday is UTC+1."""
    viewer.open()

    starts = viewer.page.evaluate(
        """async () => {
            const { nextShift } = await import("/viewer/shifts.js");
            const list = [Date.UTC(2026, 9, 23, 20) / 1000];
            for (let n = 0; n < 3; n += 1) list.push(nextShift(list.at(-1), "Europe/Berlin").start);
            return list.map((instant) => new Date(instant * 1000).toISOString());
        }"""
    )

    assert starts[1:] == ["2026-10-24T07:00:00.000Z", "2026-10-26T16:00:00.000Z", "2026-10-27T16:00:00.000Z"]
