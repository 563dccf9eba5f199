"""
Three trackers as people keep them, each of another shape, brought into the tabs of a working house.

A PayPal list in German as CSV; a workbook with titles over its tables and two sheets; a tab of the same
spreadsheet that knows only order numbers and has tick boxes. The data are invented.
"""

import re
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from sheets_bot.errors import Misconfigured
from sheets_bot.service.importing import import_tracker
from sheets_bot.service.undoing import read_log, undo_run
from small_house import a_small_house

CSV = Path(__file__).parents[1] / "cases" / "trackers" / "paypal_faelle.csv"


@pytest.fixture(scope="module")
def small_house():
    with a_small_house(weeks=3) as house:
        yield house


@pytest.fixture
def house(small_house):
    small_house.begins_again()
    return small_house


def imports(house, tab, source, *, dry_run=False, said=(), dates=None):
    bot = house.everything.bots[0]
    return import_tracker(bot, tab, str(source), said=dict(said), dates=dates, dry_run=dry_run)


def everything(house):
    return {tab: house.person.sees(tab) for tab in ("Disputes", "Inbox", "Orders", "Reviews")}


def workbook(path, cases):
    """A workbook with a merged title, a sheet of summaries and a sheet of cases."""
    book = Workbook()
    summary = book.active
    summary.title = "Summary"
    summary.append(["Month", "Cases"])
    summary.append(["November", len(cases)])
    page = book.create_sheet("Claims 2026")
    page.merge_cells("A1:F1")
    page["A1"] = "Claims of all shops"
    page["A2"] = datetime(2026, 11, 20)
    for row in [["Claim ID", "Next action date", "Responsible", "Root cause", "Amount", "Remarks"], *cases]:
        page.append(row)
    page["F4"].data_type = "s"
    book.save(path)


def test_a_csv_in_german_becomes_rows_and_a_second_import_changes_nothing(house):
    shown = imports(house, "Disputes", CSV, dry_run=True)
    before = house.disputes().keys()
    first = imports(house, "Disputes", CSV)
    after = everything(house)
    second = imports(house, "Disputes", CSV)

    assert shown.receipt.writes == 0
    assert house.disputes().keys() - before == {"PP-D-90001", "PP-D-90002", "PP-R-XYZ-90003"}
    assert first.receipt.ok
    assert house.disputes()["PP-D-90001"]["Root cause"] == "late_delivery"
    assert second.receipt.writes == 0
    assert everything(house) == after


def test_the_jobs_work_on_beside_rows_that_no_platform_knows(house):
    imports(house, "Disputes", CSV)
    row = house.disputes()["PP-D-90001"]

    house.runs(
        "sync_paypal_disputes", "sync_shopify_disputes", "refresh_deadlines", "join_orders", "plan_today"
    )
    house.runs("weekly_metrics")

    assert house.disputes()["PP-D-90001"] == row


def test_a_sheet_of_a_workbook_fills_cells_of_people_and_leaves_what_stands(house, tmp_path):
    known, other, *_ = house.disputes()
    house.types("Handled by", known, "Bea")
    file = tmp_path / "claims.xlsx"
    workbook(
        file,
        [
            [known, datetime(2026, 12, 1), "Anna", "lost in transit", 0.01, "=SUM(1)"],
            [other, None, "Anna", "who knows", None, None],
        ],
    )

    with pytest.raises(Misconfigured, match="Summary, Claims 2026 with something in them"):
        imports(house, "Disputes", file)
    done = imports(house, "Disputes", f"{file}#Claims 2026")
    second = imports(house, "Disputes", f"{file}#Claims 2026")

    row = house.disputes()[known]
    assert (row["Handled by"], row["Root cause"]) == ("Bea", "lost")
    assert row["Next action on"] == 46357
    assert row["Notes"] == "=SUM(1)\nAmount: 0.01"
    assert house.disputes()[other]["Notes"] == "Root cause: who knows"
    assert [conflict.header for conflict in done.comparison.conflicts] == ["Handled by"]
    assert second.receipt.writes == 0


def test_a_tab_with_order_numbers_and_ticks_finds_its_rows_by_the_order(house):
    threads = [row for row in house.keyed("Inbox").values() if row["Order"]]
    orders = [row["Order"] for row in threads]
    thread = next(row for row in threads if orders.count(row["Order"]) == 1)
    number = thread["Order"].rpartition(" ")[2]
    house.person.do({"addSheet": {"properties": {"title": "Old list"}}})
    for at, cells in enumerate(
        [["My list"], ["Order", "Done", "Remarks"], [number, "TRUE", "was nice"], ["#1", "FALSE", "x"]]
    ):
        for place, text in enumerate(cells):
            house.person.types("Old list", at, place, text)

    done = imports(house, "Inbox", "Old list")
    second = imports(house, "Inbox", "Old list!A2:C10")

    row = house.keyed("Inbox")[thread["Thread"]]
    assert row["Notes"] == "was nice\nDone: TRUE"
    assert len(done.comparison.left_out) == 1
    assert second.receipt.writes == 0


def test_what_is_filled_at_the_same_time_by_a_person_is_not_overwritten(house, tmp_path):
    known = next(iter(house.disputes()))
    workbook(tmp_path / "claims.xlsx", [[known, None, "Anna", None, None, None]])
    imports(house, "Disputes", f"{tmp_path}/claims.xlsx#Claims 2026", dry_run=True)

    house.types("Handled by", known, "Bea")
    done = imports(house, "Disputes", f"{tmp_path}/claims.xlsx#Claims 2026")

    assert house.disputes()[known]["Handled by"] == "Bea"
    assert done.receipt.writes == 0


def test_people_who_sort_during_an_import_find_every_cell_where_it_belongs(house, tmp_path):
    keys = list(house.disputes())
    workbook(tmp_path / "claims.xlsx", [[key, None, f"for {key}", None, None, None] for key in keys])

    with house.meanwhile(lambda: house.sorts("Disputes", "Opened", descending=True)):
        imports(house, "Disputes", f"{tmp_path}/claims.xlsx#Claims 2026")

    assert {key: row["Handled by"] for key, row in house.disputes().items()} == {
        key: f"for {key}" for key in keys
    }


def test_an_import_can_be_taken_back_and_what_people_changed_since_stays(house, tmp_path):
    known, other, *_ = house.disputes()
    before = everything(house)["Disputes"]
    cases = [[key, datetime(2026, 12, 1), "Anna", "lost", None, None] for key in (known, other)]
    workbook(tmp_path / "claims.xlsx", cases)
    run = imports(house, "Disputes", f"{tmp_path}/claims.xlsx#Claims 2026").receipt.run
    bot = house.everything.bots[0]

    house.types("Handled by", other, "Bea")
    undone = undo_run(bot, run, read_log(bot), dry_run=False)
    again = undo_run(bot, run, read_log(bot), dry_run=False)

    assert house.disputes()[other]["Handled by"] == "Bea"
    house.types("Handled by", other, "")
    assert everything(house)["Disputes"] == before
    assert undone.cells == 5
    assert (again.cells, again.receipt.writes) == (0, 0)


def test_what_a_job_wrote_comes_back_with_its_next_run(house):
    key = next(key for key, row in house.disputes().items() if row["Status"])
    house.types("Status", key, "typed over")
    run = house.one("sweep_paypal_disputes").run or ""
    bot = house.everything.bots[0]
    right = house.disputes()[key]["Status"]

    undo_run(bot, run, read_log(bot), dry_run=False)
    between = house.disputes()[key]["Status"]
    house.runs("sweep_paypal_disputes")

    assert between == "typed over"
    assert house.disputes()[key]["Status"] == right


def test_a_formula_whose_result_is_not_in_the_file_is_named_and_refused(house, tmp_path):
    file = tmp_path / "claims.xlsx"
    known = next(iter(house.disputes()))
    book = Workbook()
    for row in [["Case #", "Responsible"], [known, '=UPPER("a")'], [known, '=IF(1,"","")']]:
        book.active.append(row)
    book.save(file)
    before = everything(house)

    with pytest.raises(Misconfigured, match="sheet Sheet: cells B2, B3 are formulas without a stored value"):
        imports(house, "Disputes", file)
    stores(file, B3="")
    with pytest.raises(Misconfigured, match="cell B2 is a formula without a stored value"):
        imports(house, "Disputes", file)
    assert everything(house) == before
    stores(file, B2="ANNA", B3="")
    imports(house, "Disputes", file)

    assert house.disputes()[known]["Handled by"] == "ANNA"


def stores(file, **texts):
    """Put results of formulas into a file, as a program that computes saves them; some are empty texts."""
    with ZipFile(file) as parts:
        contents = {name: parts.read(name).decode() for name in parts.namelist()}
    page = "xl/worksheets/sheet1.xml"
    for place, text in texts.items():
        cell = rf'<c r="{place}"[^>]*>(<f>.*?</f>)<v ?(?:/>|>.*?</v>)'
        contents[page] = re.sub(cell, rf'<c r="{place}" t="str">\1<v>{text}</v>', contents[page])
    with ZipFile(file, "w") as parts:
        for name, content in contents.items():
            parts.writestr(name, content)


def test_a_page_with_a_chart_only_is_no_sheet_and_the_one_beside_it_is_taken(house, tmp_path):
    file = tmp_path / "claims.xlsx"
    known = next(iter(house.disputes()))
    book = Workbook()
    for row in [["Case #", "Responsible"], [known, "Anna"]]:
        book.active.append(row)
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("Chart").add_chart(chart)
    book.save(file)

    with pytest.raises(Misconfigured, match="no sheet 'Chart' with cells, but Sheet"):
        imports(house, "Disputes", f"{file}#Chart")
    imports(house, "Disputes", file)

    assert house.disputes()[known]["Handled by"] == "Anna"


def test_a_range_of_a_tab_keeps_the_letters_of_its_columns(house):
    known = next(iter(house.disputes()))
    house.person.do({"addSheet": {"properties": {"title": "Old list"}}})
    for at, cells in enumerate([["", "", "Case #", ""], ["not", "mine", known, "half"]]):
        for place, text in enumerate(cells):
            house.person.types("Old list", at, place, text)

    imports(house, "Disputes", "Old list!C1:D2")

    assert house.disputes()[known]["Notes"] == "column D: half"


@pytest.mark.parametrize(
    ("tab", "source", "said"),
    [
        ("Disputes", "nowhere.csv", "nowhere.csv cannot be read"),
        ("Disputes", "nowhere.xlsx", "nowhere.xlsx cannot be read"),
        ("Disputes", "No such tab", "no CSV or XLSX file and no tab"),
        ("Parcels", CSV, "no column of people's"),
        ("Nowhere", CSV, "There is no tab 'Nowhere' to import into. There are: "),
        ("disputess", CSV, "There is no tab 'disputess' to import into. Did you mean 'Disputes'?"),
    ],
)
def test_what_cannot_be_imported_is_said_and_nothing_is_written(house, tab, source, said):
    before = everything(house)

    with pytest.raises(Misconfigured, match=said):
        imports(house, tab, source)

    assert everything(house) == before
