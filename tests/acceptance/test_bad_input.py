"""
What people do to the tabs, and what the bot makes of it.

Promise: each mistake gets one clear message, in the receipt and in the Status tab,
that says where, what was found, what to do and what did not happen; the other tabs
and brands go on; what people typed stands; and when the mistake is put right, one
run later everything is as if it had never been made.
"""

import pytest

from whole_bot import AURORA, VELVET, a_house, said_once

SYNC, SWEEP, CLOCKS = "sync_paypal_disputes", "sweep_paypal_disputes", "refresh_deadlines"


@pytest.fixture
def house():
    """A spreadsheet in use: filled by the bot, and the person has worked on two cases."""
    with a_house() as house:
        house.works_on(*list(house.disputes())[:2])
        yield house
        house.check_human_cells()


def a_case(house, *, flag_in=(), brand=AURORA, but=()):
    """The id of some case of a brand whose flag is one of these."""
    return next(
        key
        for key, row in house.disputes().items()
        if row["Brand"] == brand.name and row["Flag"] in flag_in and key not in (*house.typed, *but)
    )


OPEN = ("LAST SHIFT", "SOON", "OK", "MISSED")


# -- headers ---------------------------------------------------------------------------


def test_a_missing_column_stops_its_tab_alone_and_init_brings_it_back(house):
    before = house.disputes()
    house.deletes_column("Reason")

    receipts = house.once()

    for job in (SYNC, SWEEP, CLOCKS):
        said_once(
            house, receipts[job], "Disputes", "Tab 'Disputes'", "column 'Reason' is missing",
            "`sheets-bot init`", "Nothing was written to this tab",
        )  # fmt: skip
    assert receipts["update_volumes"].ok
    assert receipts["keep_settings"].ok

    house.provision()
    assert house.one(SWEEP).ok
    assert house.disputes() == before


def test_a_renamed_header_is_no_mistake(house):
    before = house.disputes()
    house.renames_header("Reason", "Why they complain")
    house.start_bot()

    assert all(receipt.ok for receipt in house.once(SYNC, SWEEP, CLOCKS).values())

    house.renames_header("Why they complain", "Reason")
    assert house.disputes() == before


def test_two_columns_that_could_be_meant_stop_the_tab(house):
    before = house.disputes()
    house.deletes_column("Reason")
    house.adds_column("Reason")
    house.adds_column("Reason")

    receipt = house.one(SWEEP)

    said_once(
        house, receipt, "Disputes", "column 'Reason' stands 2 times", "Put the header back",
        "Nothing was written to this tab",
    )  # fmt: skip
    assert all(row["Reason"] == "" for row in house.disputes().values())

    house.renames_header("Reason", "Something of mine")
    assert house.one(SWEEP).ok
    assert {k: r["Reason"] for k, r in house.disputes().items()} == {
        k: r["Reason"] for k, r in before.items()
    }


def test_a_copied_column_with_the_same_header_is_left_to_the_person(house):
    before = house.disputes()
    house.adds_column("Reason")

    receipts = house.once(SYNC, SWEEP, CLOCKS)

    assert all(receipt.ok for receipt in receipts.values())
    assert {row[0] for row in house.person.sees("Disputes")} == {"Reason", ""}
    house.deletes_column("Reason")
    assert house.disputes() == before


# -- keys ------------------------------------------------------------------------------


def test_a_key_that_stands_twice_is_named_in_both_rows_and_nothing_else_of_them_is_written(house):
    key = a_case(house, flag_in=OPEN)
    before = house.disputes()
    house.copies_row(key)
    house.types("Flag", key, "mine")  # in the first of the two

    receipt = house.one(CLOCKS)

    rows = [row for row in house.person.table("Disputes") if row["Dispute"] == key]
    assert receipt.tabs[0].in_doubt == 1
    assert [row["Problem"] for row in rows] == [
        "This key stands in 2 rows; the bot cannot tell which is meant. Keep one of them."
    ] * 2
    assert [row["Flag"] for row in rows] == ["mine", before[key]["Flag"]]

    house.deletes_row(key)
    assert house.one(SWEEP).ok
    assert house.disputes() == before


def test_a_changed_key_of_an_open_case_is_named_and_the_case_comes_back(house):
    key = a_case(house, flag_in=OPEN)
    before = house.disputes()
    house.types("Dispute", key, "PP-D-0815")

    receipt = house.one(SWEEP)

    after = house.disputes()
    assert receipt.ok
    assert "PayPal knows no case with this id" in after["PP-D-0815"]["Problem"]
    assert "Correct it, or remove the row" in after["PP-D-0815"]["Problem"]
    assert after[key]["Flag"] == before[key]["Flag"]
    assert "it is back because the case still needs an answer" in after[key]["Problem"]

    house.deletes_row("PP-D-0815")
    house.one(SWEEP)
    assert set(house.disputes()) == set(before)


def test_words_typed_into_the_key_column_never_reach_paypal(house):
    key = a_case(house, flag_in=OPEN)
    house.types("Dispute", key, "ask Maria / urgent?")
    house.sandbox.journal.clear()

    house.one(SWEEP)

    asked = [line.path for line in house.sandbox.journal.lines(service="paypal")]
    assert asked
    assert not any("Maria" in path for path in asked)
    assert "PayPal knows no case with this id" in house.disputes()["ask Maria / urgent?"]["Problem"]


def test_a_key_made_into_a_link_is_still_that_key(house):
    key = a_case(house, flag_in=OPEN)
    before = house.disputes()
    link = f'=HYPERLINK("https://example.com/", "{key}")'
    house.enters_formula("Dispute", key, link)

    receipts = house.once(SYNC, SWEEP, CLOCKS)

    assert all(receipt.ok and receipt.writes == 0 for receipt in receipts.values())
    assert house.disputes()[link] == {**before[key], "Dispute": link}
    assert key not in house.disputes()


def test_a_formula_key_that_shows_another_row_s_key_counts_as_a_double(house):
    key = a_case(house, flag_in=OPEN)
    other = a_case(house, flag_in=OPEN, but=[key])
    house.enters_formula("Dispute", other, f'="{key}"')

    receipt = house.one(SWEEP)

    assert receipt.ok
    assert "stands in 2 rows" in house.disputes()[key]["Problem"]
    assert "stands in 2 rows" in house.disputes()[f'="{key}"']["Problem"]
    assert "it is back" in house.disputes()[other]["Problem"]


# -- cells -----------------------------------------------------------------------------


def test_a_formula_in_a_cell_of_the_bot_s_is_kept_and_named(house):
    key = a_case(house, flag_in=OPEN)
    before = house.disputes()
    house.enters_formula("Amount", key, "=100+1")

    receipt = house.one(SWEEP)

    row = house.disputes()[key]
    assert receipt.ok
    assert row["Amount"] == "=100+1"
    assert row["Problem"].startswith("A formula stands in 'Amount', which the bot fills. Clear that cell")
    assert {**row, "Amount": 0, "Problem": ""} == {**before[key], "Amount": 0, "Problem": ""}
    assert house.one(SWEEP).writes == 0

    house.types("Amount", key, "")
    house.one(SWEEP)
    assert house.disputes() == before


def test_what_is_typed_over_a_cell_of_the_bot_s_is_put_right_and_kept_in_the_log(house):
    key = a_case(house, flag_in=OPEN)
    before = house.disputes()
    house.types("Amount", key, "1000000")

    house.one(SWEEP)

    assert house.disputes() == before
    line = [
        line for line in house.person.table("Bot log") if line["Row"] == key and line["Column"] == "Amount"
    ]
    assert [(one["Old"], one["New"]) for one in line] == [("1000000", str(before[key]["Amount"]))]


@pytest.mark.parametrize("header", ["Notes", "Reason", "Dispute"])
def test_merged_rows_are_left_alone_and_named(house, header):
    """Whichever column is merged: nothing is written to these rows but the word about it."""
    keys = list(house.disputes())
    at = house.place("Dispute", keys[2])[0]
    before = house.disputes()
    house.merges(header, first=at, last=at + 1)
    house.start_bot()
    house.later(days=2)

    receipt = house.one(SWEEP)

    row = house.disputes()[keys[2]]
    assert receipt.ok
    assert (
        row["Problem"]
        == "Cells of this row are merged with others. Unmerge them, then the row is kept current."
    )
    assert {**row, "Problem": ""} == {**before[keys[2]], "Problem": ""}
    assert house.one(SWEEP).writes == 0


# -- tabs ------------------------------------------------------------------------------


def test_a_deleted_tab_is_named_and_comes_back_whole(house):
    before = house.disputes()
    house.typed.clear()
    house.deletes_tab("Disputes")

    receipts = house.once()

    for job in (SYNC, SWEEP, CLOCKS, "weekly_metrics"):
        said_once(
            house, receipts[job], "Disputes", "Spreadsheet 'A tracker' has no tab 'Disputes'",
            "it has 'Today'", "`sheets-bot init`", "Nothing was written to this tab",
        )  # fmt: skip
    assert receipts["update_volumes"].ok

    house.provision()
    assert house.one(SYNC).ok
    assert {key: row["Outcome"] for key, row in house.disputes().items()} == {
        key: row["Outcome"] for key, row in before.items()
    }


def test_without_the_log_tab_the_work_goes_on_and_says_so(house):
    house.deletes_tab("Bot log")
    house.later(days=2)

    receipt = house.one(SYNC)

    said_once(house, receipt, "Bot log", "has no tab 'Bot log'", "`sheets-bot init`")
    assert receipt.tabs[0].changed_cells > 0
    house.provision()
    assert house.one(SYNC).ok


def test_without_the_status_tab_the_work_goes_on_and_the_receipt_says_so(house):
    house.deletes_tab("Status")
    house.later(days=2)

    receipt = house.one(SYNC)

    assert list(receipt.problems) == ["Status"]
    assert receipt.tabs[0].changed_cells > 0
    house.provision()
    assert house.one(SYNC).ok
    assert house.status()[SYNC] == ("ok", "")


def test_without_the_settings_tab_the_last_known_rules_count(house):
    house.types("Value", "Safety margin (hours)", "48", tab="Settings")
    house.one(CLOCKS)
    before = {key: row["Respond by"] for key, row in house.disputes().items()}
    house.deletes_tab("Settings")

    receipt = house.one(CLOCKS)

    said_once(house, receipt, "Settings", "has no tab 'Settings'", "`sheets-bot init`")
    assert {key: row["Respond by"] for key, row in house.disputes().items()} == before


def test_a_renamed_tab_is_no_mistake(house):
    house.renames_tab("Disputes", "Fälle 2026")
    house.renames_tab("Status", "Wie geht's?")
    house.start_bot()
    house.later(days=2)

    receipts = house.once()

    assert all(receipt.ok for receipt in receipts.values())
    house.check_human_cells("Fälle 2026")
    house.renames_tab("Fälle 2026", "Disputes")


def test_a_duplicated_tab_is_the_person_s_own(house):
    sheet_id = house.person.sheet_id("Disputes")
    house.person.do({"duplicateSheet": {"sourceSheetId": sheet_id, "newSheetName": "Disputes, my copy"}})
    copied = house.person.sees("Disputes, my copy")
    house.start_bot()
    house.later(days=2)

    receipt = house.one(SWEEP)

    assert receipt.ok
    assert receipt.tabs[0].changed_cells > 0
    assert house.person.sees("Disputes, my copy") == copied


# -- rows that people remove -----------------------------------------------------------


def test_a_closed_case_whose_row_is_removed_stays_away(house):
    key = a_case(house, flag_in=["CLOSED"])
    house.later(days=3)
    house.one(SWEEP)
    house.deletes_row(key)

    for _ in range(2):
        house.start_bot()
        receipts = house.once(SYNC, SWEEP)

    assert all(receipt.ok for receipt in receipts.values())
    assert key not in house.disputes()


def test_an_open_case_whose_row_is_removed_comes_back_with_the_reason(house):
    key = a_case(house, flag_in=OPEN)
    before = house.disputes()[key]
    house.deletes_row(key)

    house.one(SWEEP)

    after = house.disputes()[key]
    assert (
        after["Problem"]
        == "This row was missing from the tab; it is back because the case still needs an answer."
    )
    assert {**after, "Problem": ""} == {**before, "Problem": ""}
    assert house.one(SWEEP).writes == 0


def test_both_brands_were_at_work_in_all_this(house):
    assert {row["Brand"] for row in house.disputes().values()} == {AURORA.name, VELVET.name}
