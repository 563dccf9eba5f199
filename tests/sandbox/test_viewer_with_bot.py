"""A person in the browser and the real bot at work in one spreadsheet."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from viewer_access import faint_texts, focus, without_name, wrong_roles

pytest_plugins = ("viewer_page", "bot_at_viewer")
pytestmark = pytest.mark.browser
TEXT = "Your parcel is on its way; we have asked the carrier."


@pytest.fixture(scope="module")
def expect():
    return pytest.importorskip("playwright.sync_api").expect


@pytest.fixture(autouse=True)
def nothing_is_complained_of(desk) -> Iterator[None]:
    desk.viewer.complaints.clear()
    yield
    assert desk.viewer.unexpected() == []


def test_every_tab_can_be_read_by_everybody_and_none_says_anything_on_the_console(desk, expect):
    """A tour of all tabs: a faint text, a wrong role, or (where each kind of cell stands) no name is listed; none is."""
    failed = []
    desk.page.on("requestfailed", lambda asked: failed.append(asked.url))
    desk.page.on("response", lambda got: failed.append(got.url) if got.status >= 400 else None)
    desk.open("Today")
    wrong = {}

    for tab in desk.tabs():
        desk.page.get_by_role("tab", name=re.compile(f"^{tab}(,| [0-9]|$)")).click()
        expect(desk.page.get_by_role("grid", name=f"Sheet {tab}", exact=True)).to_be_visible()
        expect(desk.page.locator(".coming")).to_have_count(0)
        found = wrong_roles(desk.page) + faint_texts(desk.page)
        if tab in {"Today", "Disputes", "Weekly metrics"}:
            found += without_name(desk.page)
        if tab == "Today":
            desk.page.get_by_role("button", name="Close the panel").click()
        wrong |= {tab: found} if found else {}

    assert wrong == {}
    assert failed == []
    assert len(desk.tabs()) > 25


def test_menus_and_questions_are_named_and_clear_too(desk):
    desk.open("Disputes")
    page = desk.page

    desk.viewer.cell("B3").click(button="right")
    found = wrong_roles(page) + faint_texts(page) + without_name(page)
    page.keyboard.press("Escape")
    page.locator("[data-letter='0']").click(button="right")
    page.get_by_role("menuitem", name="Filter by values").click()
    page.get_by_role("dialog", name="Show rows by Flag").wait_for()
    found += faint_texts(page) + without_name(page)
    page.keyboard.press("Escape")

    assert found == []


def test_the_keyboard_reaches_everything_and_one_always_sees_where_one_is(desk):
    """Round the whole page with Tab, outside the cells, where Tab goes from cell to cell."""
    desk.open("Disputes")
    page = desk.page
    page.get_by_role("tab", name="Disputes").focus()

    seen = []
    for _ in range(150):
        page.keyboard.press("Shift+Tab")
        at = focus(page)
        seen.append(at)
        if at["name"].startswith("Sheet "):
            page.keyboard.press("Escape")
            break
    page.get_by_role("button", name="What happened", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    names = {at["name"] for at in seen}
    assert {"+1 hour", "Next shift", "+1 day", "Close the panel"} <= names
    assert [at for at in seen if not at["shown"]] == []
    assert focus(page)["name"] == "What happened"
    assert page.get_by_role("complementary", name="What happened").is_visible()


def test_a_person_ticks_an_approval_and_sees_the_bot_act(desk, expect):
    """Chosen, typed and ticked with the keyboard alone; the bot acts after the grace time, and says so."""
    case = desk.an_inquiry()
    desk.house.later(minutes=5)  # who ticks must have had time to read what the bot knows
    desk.open("Disputes")
    keys = desk.page.keyboard

    desk.goes_to("Disputes", "Action", case.dispute_id)
    keys.type("Send mess")
    desk.viewer.keys("ArrowDown", "Enter")
    desk.goes_to("Disputes", "Your text", case.dispute_id)
    keys.type(TEXT)
    desk.viewer.keys("Enter")
    approved = desk.goes_to("Disputes", "Approved", case.dispute_id)
    desk.viewer.keys("Space")
    desk.viewer.eventually(lambda: desk.house.disputes()[case.dispute_id]["Approved"], True)
    for minutes in (0, 3, 10):
        desk.house.later(minutes=minutes)
        desk.house.runs("carry_out")

    assert [message.content for message in case.messages if message.by == "SELLER"] == [TEXT]
    expect(approved.get_by_role("checkbox")).not_to_be_checked()
    panel = desk.page.get_by_role("complementary", name="What happened")
    expect(panel.get_by_text("In your name")).to_be_visible()
    expect(panel.get_by_role("button", name=f"Send message: {case.dispute_id}")).to_be_visible()
    expect(panel.locator(".state").first).to_have_text("done")
    expect(panel.get_by_text(f"The shop wrote a message ({case.dispute_id})")).to_be_visible()


def test_the_bots_changes_are_marked_until_they_are_seen(desk, expect):
    """The tab's name says how many, for those who see no colour; a person's own typing is never marked."""
    desk.open("Settings")
    tab = desk.page.get_by_role("tab", name="Disputes")
    key = next(iter(desk.house.disputes()))
    desk.house.types("Notes", key, "mine")

    desk.house.later(days=1)
    desk.house.runs("sync_paypal_disputes", "refresh_deadlines")

    desk.page.get_by_role("tab", name="by the bot").filter(has_text="Disputes").click()
    marked = desk.page.locator(".cell.changed").first
    expect(marked).to_have_attribute("aria-description", re.compile("(Changed|Added) by the bot"))
    notes = desk.goes_to("Disputes", "Notes", key)
    expect(notes).to_have_text("mine")
    assert "changed" not in notes.get_attribute("class").split()
    desk.page.get_by_role("button", name="Seen").click()
    expect(tab.locator(".badge")).to_be_hidden()
    expect(desk.page.locator("#changed")).to_be_hidden()


def test_a_tab_that_is_made_anew_bears_a_sign_until_it_was_shown(desk, expect):
    """The log names no cells of `Today`; that it was written is said all the same, in its name too."""
    desk.open("Settings")

    desk.house.later(days=1)
    desk.house.runs("refresh_deadlines", "plan_today")

    desk.page.get_by_role("tab", name="Today, written by the bot").click()
    expect(desk.page.get_by_role("tab", name="Today", exact=True)).to_be_visible()


def test_a_line_of_what_the_bot_did_leads_to_its_cell(desk, expect):
    key = list(desk.house.disputes())[-1]
    desk.open("Today")
    desk.house.types("Flag", key, "mine?")
    desk.house.runs("refresh_deadlines")

    panel = desk.page.get_by_role("complementary", name="What happened")
    panel.get_by_role("button", name=f"Disputes: {key}").first.click()

    expect(desk.page.get_by_role("tab", name="Disputes")).to_have_attribute("aria-selected", "true")
    row = desk.house.place("Flag", key)[0]
    expect(desk.page.locator(".cell.active")).to_have_attribute("data-row", str(row))


def test_sorting_in_the_browser_while_the_bot_writes_misplaces_nothing(desk):
    """Each row keeps its own note, and after one more run everything of the bot's is right."""
    keys = list(desk.house.disputes())
    for key in keys:
        desk.house.types("Notes", key, f"note of {key}")
    desk.open("Disputes")

    def works() -> None:
        for _ in range(5):
            desk.house.later(hours=9)
            desk.house.once("sync_paypal_disputes", "refresh_deadlines")

    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(works)
        for way in ("A to Z", "Z to A") * 4:
            desk.viewer.menu("B3", f"Sort sheet {way} by column B")
            desk.page.wait_for_timeout(50)
            if at_work.done():
                break
        at_work.result()
    desk.house.runs("sync_paypal_disputes", "refresh_deadlines")

    rows = desk.house.disputes()
    assert {key: rows[key]["Notes"] for key in keys} == {key: f"note of {key}" for key in keys}
    for case in desk.house.sandbox.world.cases.values():
        assert rows[case.dispute_id]["Transaction"] == case.order.transaction_id
        assert rows[case.dispute_id]["Amount"] == case.amount_minor / 100
