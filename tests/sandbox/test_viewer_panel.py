"""The panel beside the sheet: the time, what the bot did and why, the outside world; and the marks of changes."""

import re

import pytest

pytest_plugins = ("viewer_page",)
pytestmark = pytest.mark.browser

LOG = ["Time", "Tab", "Row", "Column", "Old", "New", "Why", "Job", "Run", "Line"]
RUN = "261123-080000-aaaa"
LATER = "261123-090000-bbbb"


@pytest.fixture(scope="module")
def expect():
    return pytest.importorskip("playwright.sync_api").expect


@pytest.fixture
def panel(viewer):
    """The page with the bot's own log beside the disputes, with nothing in it yet."""
    viewer.batch({"addSheet": {"properties": {"sheetId": 9, "title": "Bot log"}}})
    viewer.write("Bot log!A1", LOG)
    viewer.open()
    return viewer.page.get_by_role("complementary", name="What happened")


def bot_writes(viewer, number, key, column, before, after, *, run=RUN, why="PayPal says so"):
    """Write a line of the log on top, as the bot does; what it wrote in the tab is the test's."""
    viewer.batch(
        {"insertDimension": {"range": {"sheetId": 9, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}}
    )
    line = ["Mon 23 Nov 2026 09:00", "Disputes", key, column, before, after, why]
    viewer.write("Bot log!A2", [*line, "sync_paypal_disputes", run, f"{run}-{number}"])


def test_what_the_bot_did_is_told_by_run_with_its_reason(viewer, expect, panel):
    expect(panel).to_contain_text("The bot has not written anything yet.")

    bot_writes(viewer, 1, "PP-4", "Flag", "OK", "SOON", why="2 safe shifts are left")
    link = panel.get_by_role("button", name="Disputes: PP-4")
    link.focus()
    bot_writes(viewer, 1, "PP-2", "(new row)", "", "", run=LATER, why="opened at PayPal")

    first = panel.locator(".run").first
    expect(first.get_by_role("heading")).to_contain_text("sync paypal disputes")
    expect(first).to_contain_text("1 new row in Disputes")
    expect(first).to_contain_text("opened at PayPal")
    second = panel.locator(".run").nth(1)
    expect(second.locator("del")).to_have_text("OK")
    expect(second.locator("ins")).to_have_text("SOON")
    expect(link).to_be_focused()
    second.get_by_role("button", name="Disputes: PP-4").click()
    expect(viewer.page.locator("#place")).to_have_text("B4")


def test_a_line_about_a_row_that_is_gone_says_so(viewer, expect, panel):
    bot_writes(viewer, 1, "PP-77", "Flag", "OK", "SOON")

    panel.get_by_role("button", name="Disputes: PP-77").click()

    expect(viewer.page.get_by_role("status")).to_have_text("There is no row PP-77 in Disputes now.")


def test_what_the_bot_changed_is_marked_also_in_words_until_it_was_seen(viewer, expect, panel):
    viewer.batch({"addSheet": {"properties": {"sheetId": 5, "title": "Today"}}})
    viewer.page.get_by_role("tab", name="Today").click()
    expect(viewer.page.locator(".badge").first).to_be_hidden()

    viewer.write("Disputes!B4", ["SOON"])
    bot_writes(viewer, 1, "PP-4", "Flag", "OK", "SOON")
    bot_writes(viewer, 2, "PP-4", "Notes", "", "see Why")
    viewer.page.get_by_role("tab", name="Disputes 2 changes by the bot").click()

    expect(viewer.cell("B4")).to_have_class(re.compile("changed"))
    expect(viewer.cell("B4")).to_have_attribute(
        "aria-description", re.compile("Changed by the bot.*before: OK", re.DOTALL)
    )
    expect(viewer.cell("B3")).not_to_have_class(re.compile("changed"))
    viewer.cell("B4").hover()
    expect(viewer.page.get_by_role("tooltip")).to_contain_text("why: PayPal says so")
    expect(viewer.page.locator("#changed")).to_be_hidden()  # both were on the screen for a moment
    expect(viewer.cell("B4")).to_have_class(re.compile("changed"))
    viewer.page.get_by_role("tab", name="Today").click()
    viewer.page.get_by_role("tab", name="Disputes").click()
    expect(viewer.cell("B4")).not_to_have_class(re.compile("changed"))


def test_marks_follow_their_rows_and_outlive_the_page(viewer, expect, panel):
    """Somebody sorts, the browser is closed: what was not seen is still marked, in its row."""
    viewer.batch({"addSheet": {"properties": {"sheetId": 5, "title": "Today"}}})
    viewer.page.get_by_role("tab", name="Today").click()
    bot_writes(viewer, 1, "PP-4", "Flag", "OK", "SOON")
    expect(viewer.page.get_by_role("tab", name="Disputes 1 change by the bot")).to_be_visible()

    viewer.page.goto("about:blank")
    everything = {"sheetId": 0, "startRowIndex": 1}
    viewer.batch({"sortRange": {"range": everything, "sortSpecs": [{"sortOrder": "DESCENDING"}]}})
    viewer.open("/#gid=0", remembers=True)

    expect(viewer.cell("A3")).to_have_text("PP-4")
    expect(viewer.cell("B3")).to_have_class(re.compile("changed"))
    expect(viewer.cell("B4")).not_to_have_class(re.compile("changed"))


def test_the_first_look_ever_marks_nothing_and_a_persons_own_edits_never_do(viewer, expect):
    viewer.batch({"addSheet": {"properties": {"sheetId": 9, "title": "Bot log"}}})
    viewer.write("Bot log!A1", LOG)
    bot_writes(viewer, 1, "PP-4", "Flag", "OK", "SOON")
    viewer.open()
    expect(viewer.page.locator("#did .run")).to_have_count(1)

    viewer.select("G4")
    viewer.page.keyboard.type("mine")
    viewer.keys("Enter")
    viewer.eventually(lambda: viewer.column("G", 4, 4), ["mine"])
    bot_writes(viewer, 1, "PP-5", "Flag", "", "CLOSED", run=LATER)

    expect(viewer.cell("B6")).to_have_class(re.compile("changed"))
    expect(viewer.page.locator(".cell.changed")).to_have_count(1)


def test_what_happens_outside_is_told_when_it_happens(viewer, expect, panel):
    expect(panel).to_contain_text("Nothing has happened yet.")

    given = viewer.sandbox.world.brands[0].slug
    viewer.control("plots", {"brand": given, "cause": "lost", "disputed_after": 1})
    expect(panel).to_contain_text("Order #")
    assert "Dispute opened" not in panel.inner_text()
    viewer.page.get_by_role("button", name="+1 day").click()
    viewer.page.get_by_role("button", name="+1 hour").click()

    expect(panel).to_contain_text("Dispute opened: Merchandise or service not received")


def test_the_next_shift_is_the_one_typed_in_settings(viewer, expect):
    viewer.batch({"addSheet": {"properties": {"sheetId": 9, "title": "Settings"}}})
    viewer.write(
        "Settings!A1",
        ["Setting", "Value", "Default"],
        ["Time zone", "Europe/Lisbon", "UTC"],
        ["Shifts on Monday", "6pm-8pm", "17:00-21:00"],
        ["Shifts on Tuesday", "nonsense", "17:00-21:00"],
        ["Shifts on Wednesday", "9:00 to 12:00, 22:00-02:00", "17:00-21:00"],
    )
    viewer.open()
    clock = viewer.page.get_by_label("Sandbox clock")
    panel = viewer.page.get_by_role("complementary", name="What happened")

    times = []
    for _ in range(4):
        expect(panel).to_contain_text("from the tab Settings")
        viewer.page.get_by_role("button", name="Next shift").click()
        expect(clock).not_to_have_text(times[-1] if times else "Mon, 23 Nov 2026, 09:00")
        times.append(clock.inner_text())

    assert times == [
        "Mon, 23 Nov 2026, 19:00",
        "Tue, 24 Nov 2026, 18:00",
        "Wed, 25 Nov 2026, 10:00",
        "Wed, 25 Nov 2026, 23:00",
    ]


def test_the_panel_stays_closed_once_it_was_closed(viewer, expect, panel):
    viewer.page.get_by_role("button", name="Close the panel").click()
    expect(panel).to_be_hidden()
    viewer.open("/", remembers=True)
    expect(panel).to_be_hidden()

    viewer.page.get_by_role("button", name="What happened").click()
    expect(panel).to_be_visible()
    viewer.open("/?panel=closed", remembers=True)
    expect(panel).to_be_hidden()
