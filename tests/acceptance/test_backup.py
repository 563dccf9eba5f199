"""Promises of export and restore: everything comes back as it was, and the jobs go on as if nothing had happened."""

import pytest
from openpyxl import load_workbook

from bot_log import SCHEMAS
from conformance.discovery import SHEETS
from rewinding import states
from sheets_bot.domain.leaving_behind import FEWEST_DAYS
from sheets_bot.errors import Misconfigured, Refused
from sheets_bot.service.restoring import export_spreadsheet, restore_spreadsheet
from sheets_bot.sheets.log_rows import LOG_TAB
from small_house import DERIVED, SOURCES, a_small_house

LONG = "word " * 8_000


@pytest.fixture(scope="module")
def small_house():
    with a_small_house() as house:
        yield house


@pytest.fixture(scope="module")
def backup(small_house, tmp_path_factory):
    """A backup of the first evening."""
    file = tmp_path_factory.mktemp("backup") / "backup.xlsx"
    export_spreadsheet(bot_of(small_house), file)
    return file


@pytest.fixture
def house(small_house):
    small_house.begins_again()
    return small_house


def bot_of(house):
    return house.everything.bots[0]


def moves(house):
    """Let the bot work in a new, empty spreadsheet; return the person there and at the old one."""
    old = house.person
    house.person = house.new_spreadsheet()
    house.config["workbooks"] = {"shared": house.person.spreadsheet_id}
    house.start_bot()
    return old


def comes_back(house, old):
    house.person = old
    house.config["workbooks"] = {"shared": old.spreadsheet_id}


def makes_it_theirs(house):
    """What people do to a spreadsheet in a year: columns and tabs of their own, another order, odd contents."""
    person, key = house.person, next(iter(house.disputes()))
    house.types("Notes", key, "=not a formula")
    house.types("Root cause", key, "lost")
    house.inserts_column("Disputes", "My score", at=2)
    row, column = house.place("My score", key)
    person.types("Disputes", row, column, "=1+1")
    house.inserts_column("Disputes", "My day", at=0)
    person.types("Disputes", *house.place("My day", key), "2026-11-24")
    source = house.span("Disputes", "COLUMNS", house.place("Status")[1], house.place("Status")[1] + 1)
    person.do({"moveDimension": {"source": source, "destinationIndex": 1}})
    house.renames_header("Reason", "What they say")
    house.renames_tab("Refunds", "Money back")
    person.do(
        {"addSheet": {"properties": {"title": "My list: a/b [2026] and a title that is long", "index": 1}}}
    )
    for at, text in enumerate(["007", "TRUE", "12.5", "2026-11-24", "=A1", "x"]):
        person.types("My list: a/b [2026] and a title that is long", at, 1, text)
    house.types("Notes", next(reversed(house.disputes())), LONG)
    return key


def everything(person, titles):
    return {title: person.sees(title) for title in titles}


def test_all_tabs_come_back_as_they_were_and_every_job_finds_its_work_done(house, tmp_path):
    key = makes_it_theirs(house)
    house.runs(*SOURCES, *DERIVED)
    file = tmp_path / "backup.xlsx"

    titles = export_spreadsheet(bot_of(house), file)
    before = everything(house.person, titles)
    old = moves(house)
    restored = restore_spreadsheet(bot_of(house), file)
    after = everything(house.person, titles)
    receipts = house.runs(*SOURCES, *DERIVED, "keep_settings", "refresh_deadlines", "expire_personal_data")
    house.runs("sweep_orders", "sweep_reviews", "sweep_paypal_disputes")
    row, orders = house.disputes()[key], house.keyed("Orders")
    comes_back(house, old)

    assert restored.tabs == titles
    for title in titles:
        assert after[title] == [pytest.approx(row) if _numbers(row) else row for row in before[title]], title
    assert row["Notes"] == "=not a formula"
    changed = {tab.tab for r in receipts.values() for tab in r.tabs if tab.changed_cells or tab.new_rows}
    # The links of Today lead into this spreadsheet now; Status tells of the runs.
    assert changed <= {"Status", "Today"}
    assert {order: row["Mark of e-mail"] for order, row in orders.items()} == {
        row["Order"]: row["Mark of e-mail"] for row in _rows(before["Orders"])
    }, "people are found by the same marks"


def _numbers(row):
    return any(isinstance(cell, float) for cell in row) and not any(isinstance(cell, str) for cell in row)


def _rows(values):
    header, *rows = values
    return [dict(zip(header, row, strict=False)) for row in rows]


def test_the_file_reads_as_a_workbook_with_dates_hidden_columns_and_notes(backup):
    page = load_workbook(backup)["Disputes"]

    header = {cell.value: cell for cell in page[1]}
    assert page[header["Opened"].coordinate.replace("1", "2")].is_date
    assert page.column_dimensions[header["Address"].column_letter].hidden
    assert "last shift" in header["Respond by"].comment.text


def test_every_request_of_a_restore_is_one_that_google_s_contract_allows(house, backup):
    calls = []
    old = moves(house)
    house.sandbox.switchboard.before_each.append(calls.append)

    restore_spreadsheet(bot_of(house), backup)
    house.sandbox.switchboard.before_each.remove(calls.append)
    comes_back(house, old)

    batches = [call for call in calls if call.path.endswith(":batchUpdate")]
    for call in batches:
        SHEETS.check_request(call.method, call.path, dict(call.query), call.json())
    assert len(batches) > 5


def test_a_backup_is_read_in_parts_that_google_s_contract_allows(house, tmp_path):
    calls = []
    house.sandbox.switchboard.before_each.append(calls.append)

    export_spreadsheet(bot_of(house), tmp_path / "backup.xlsx")
    house.sandbox.switchboard.before_each.remove(calls.append)

    parts = [call for call in calls if call.path.endswith(":getByDataFilter")]
    for call in parts:
        SHEETS.check_request(call.method, call.path, dict(call.query), call.json())
    assert len(parts) > 1


def test_a_spreadsheet_that_holds_anything_is_never_written_over(house, backup):
    before = everything(house.person, ["Disputes", LOG_TAB])

    with pytest.raises(Refused, match="not empty"):
        restore_spreadsheet(bot_of(house), backup)

    assert everything(house.person, ["Disputes", LOG_TAB]) == before


def test_a_lone_sheet_with_one_word_in_it_is_not_empty(house, backup):
    old = moves(house)
    house.person.types("Sheet1", 3, 3, "mine")

    with pytest.raises(Refused, match="not empty"):
        restore_spreadsheet(bot_of(house), backup)

    assert house.person.sees("Sheet1")[3][-1] == "mine"
    comes_back(house, old)


@pytest.fixture(scope="module")
def after_a_year(tmp_path_factory):
    """A house in which three quarters of a year have passed, and a backup of its spreadsheet."""
    with a_small_house() as house:
        house.later(days=270)
        house.runs(*SOURCES, *DERIVED, "carry_out", allow_large=True)
        file = tmp_path_factory.mktemp("year") / "backup.xlsx"
        export_spreadsheet(bot_of(house), file)
        house.evening = states(house.sandbox)
        yield house, file


def test_a_spreadsheet_begun_anew_leaves_behind_what_is_done_with_and_the_jobs_go_on(after_a_year):
    house, file = after_a_year
    before = {tab: house.keyed(tab) for tab in SCHEMAS}
    old = moves(house)

    restored = restore_spreadsheet(bot_of(house), file, leave_behind_days=FEWEST_DAYS)
    after = {tab: house.keyed(tab) for tab in SCHEMAS}
    receipts = house.runs(*SOURCES, *DERIVED, "carry_out", "keep_settings", "refresh_deadlines")
    house.runs("sweep_orders", "sweep_reviews", "sweep_paypal_disputes")
    swept = {tab: house.keyed(tab) for tab in SCHEMAS}
    comes_back(house, old)

    assert {tab: len(before[tab]) - len(after[tab]) for tab in SCHEMAS if before[tab] != after[tab]} == dict(
        restored.left_behind
    )
    assert restored.left_behind["Orders"] > 0
    assert restored.left_behind["Parcels"] > 0
    for tab, rows in after.items():
        assert rows.keys() <= before[tab].keys()
        assert all(row == before[tab][key] for key, row in rows.items())
    named = {
        row["Order"] for tab in ("Disputes", "Reviews", "Refunds", "Parcels") for row in after[tab].values()
    }
    assert named - {""} & before["Orders"].keys() <= after["Orders"].keys()
    changed = {tab.tab for r in receipts.values() for tab in r.tabs if tab.changed_cells or tab.new_rows}
    assert changed <= {"Status", "Today"}
    assert swept["Orders"].keys() == after["Orders"].keys()
    assert swept["Inbox"].keys() == after["Inbox"].keys()


def test_a_tab_that_formulas_count_on_comes_along_whole(after_a_year, tmp_path):
    house, _ = after_a_year
    house.begins_again()
    days = house.place("Days", tab="Parcels")[1]
    house.inserts_column("Parcels", "My sum", at=days)  # formatted as days are: in a text column it is text
    house.person.types("Parcels", 3, days, "=1+1")
    house.person.do({"addSheet": {"properties": {"title": "My own"}}})
    house.person.types("My own", 0, 0, "=COUNTA(Orders!A2:A9)")
    export_spreadsheet(bot_of(house), tmp_path / "backup.xlsx")
    orders, parcels = house.keyed("Orders"), house.keyed("Parcels")
    old = moves(house)

    restored = restore_spreadsheet(bot_of(house), tmp_path / "backup.xlsx", leave_behind_days=FEWEST_DAYS)
    came = house.keyed("Orders"), house.keyed("Parcels")
    comes_back(house, old)

    assert restored.whole == ("Orders", "Parcels")
    assert came == (orders, parcels)


def test_what_is_no_backup_is_said(house, tmp_path):
    (tmp_path / "text.xlsx").write_text("no workbook")

    for file, said in (("text.xlsx", "no XLSX file"), ("nowhere.xlsx", "cannot be read")):
        with pytest.raises(Misconfigured, match=said):
            restore_spreadsheet(bot_of(house), tmp_path / file)


@pytest.mark.parametrize(
    ("place", "said"), [("no such folder/backup.xlsx", "there is no folder"), (".", "this is a folder")]
)
def test_a_place_where_nothing_can_be_saved_is_refused_before_anything_is_read(house, tmp_path, place, said):
    reads = bot_of(house).book.reads

    with pytest.raises(Misconfigured, match=f"{said}.*Name a file that can be written"):
        export_spreadsheet(bot_of(house), tmp_path / place)

    assert bot_of(house).book.reads == reads
