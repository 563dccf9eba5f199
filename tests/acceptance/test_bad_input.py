"""
What people do to the tabs, and what the bot makes of it.

Promise: each mistake gets one clear message, in the receipt and in the Status tab,
that says where, what was found, what to do and what did not happen; the other tabs
and brands go on; what people typed stands; and when the mistake is put right, one
run later everything is as if it had never been made.
"""

import pytest

from sheets_bot.errors import Misconfigured, Refused

from whole_bot import AURORA, VELVET, WHOLE_DAY, a_house

SYNC, SWEEP, CLOCKS = "sync_paypal_disputes", "sweep_paypal_disputes", "refresh_deadlines"


@pytest.fixture
def house():
    """A spreadsheet in use: filled by the bot, and the person has worked on two cases."""
    with a_house() as house:
        house.works_on(*list(house.disputes())[:2])
        yield house
        house.check_human_cells()


def said_once(house, receipt, where, *words):
    """The one problem of a run: told in the receipt and, the same, in the Status tab."""
    assert list(receipt.problems) == [where]
    told = str(receipt.problems[where])
    state, happened = house.status()[receipt.job]
    assert state == "failed"
    assert happened.count(told) == 1
    for word in words:
        assert word in told
    return receipt.problems[where]


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
            "it has 'Weekly metrics'", "`sheets-bot init`", "Nothing was written to this tab",
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


# -- settings --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "text", "meanwhile"),
    [
        ("Time zone", "Moon/Crater", "UTC"),
        ("Shifts on Monday", "9-25", "off"),
        ("Safety margin (hours)", "a day", "24"),
        ("Big change limit", "-3", "50 %"),
        ("Pause all acts", "perhaps", "yes"),
    ],
)
def test_a_bad_settings_cell_is_named_beside_it_and_a_safe_value_counts(house, setting, text, meanwhile):
    house.types("Value", setting, text, tab="Settings")

    receipts = house.once("keep_settings", CLOCKS, SYNC)

    row = house.table("Settings")[setting]
    assert all(receipt.ok for receipt in receipts.values())
    assert row["Value"] == text
    assert text in row["Problem"]
    assert "Expected:" in row["Problem"]
    assert f"Until it is corrected, {meanwhile} counts." in row["Problem"]


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


# -- big changes -----------------------------------------------------------------------


@pytest.fixture
def strange_day(house):
    """PayPal gives another reason for every case, all at once."""
    for case in house.sandbox.world.cases.values():
        case.disguise["reason"] = "OTHER"
    return house


def reasons(house):
    return {row["Reason code"] for row in house.disputes().values()}


def test_a_change_of_most_rows_is_refused_and_the_other_tabs_go_on(strange_day):
    before = strange_day.disputes()

    receipts = strange_day.once(SWEEP, CLOCKS, "update_volumes", "keep_settings")

    error = said_once(
        strange_day, receipts[SWEEP], "Disputes", "Tab 'Disputes'", "would change", "of 51 rows",
        "'Allow a big change' in Settings", "--allow-large", "Nothing was written to this tab",
    )  # fmt: skip
    assert isinstance(error, Refused)
    assert strange_day.disputes() == before
    assert all(receipts[job].ok for job in receipts if job != SWEEP)


def test_a_big_change_comes_through_when_the_operator_allows_it(strange_day):
    strange_day.one(SWEEP)

    receipt = strange_day.one(SWEEP, allow_large=True)

    assert receipt.ok
    assert reasons(strange_day) == {"OTHER"}
    assert strange_day.status()[SWEEP] == ("ok", "")


def test_a_big_change_comes_through_when_the_settings_allow_it(strange_day):
    strange_day.one(SWEEP)
    strange_day.types("Value", "Allow a big change", "yes", tab="Settings")
    strange_day.start_bot()

    receipts = strange_day.once("keep_settings", SWEEP)

    assert receipts[SWEEP].ok
    assert reasons(strange_day) == {"OTHER"}
    assert "Set this back to no" in strange_day.table("Settings")["Allow a big change"]["Problem"]


# -- schemas ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("tab = 'Mine'\nkey = a", ["is not TOML", "line 2"]),
        (
            "tab = 'Mine'\nkey = 'a'\npurpose = 'x'\n[[column]]\nname = 'a'\nheader = 'A'\nowner = 'bott'",
            ["[[column]] 1 (a), key owner", "'bott'"],
        ),
        (
            "tab = 'Mine'\nkey = 'b'\npurpose = 'x'\n[[column]]\nname = 'a'\nheader = 'A'\nowner = 'bot'",
            ["key"],
        ),
    ],
)
def test_a_bad_schema_of_the_user_s_stops_the_start_with_file_table_and_key(house, tmp_path, toml, words):
    (tmp_path / "mine.toml").write_text(toml)
    house.config["paths"] = {"schemas": [str(tmp_path)]}

    with pytest.raises(Misconfigured) as caught:
        house.start_bot()

    for word in [str(tmp_path / "mine.toml"), *words, "Correct the file", "No tab was touched"]:
        assert word in str(caught.value)
    (tmp_path / "mine.toml").unlink()
    house.start_bot()
    assert all(receipt.ok for receipt in house.once(*WHOLE_DAY[:-1]).values())


def test_a_tab_and_a_job_of_the_user_s_own_that_fail_leave_the_others_alone(house, tmp_path):
    """A job that asks for a tab that no schema describes."""
    (tmp_path / "my_job.py").write_text(
        '"""Mine."""\nfrom sheets_bot.service.job import Job, minutes\n'
        "def run(bot):\n    return bot.reconcile(['No such tab'], lambda tabs: {})\n"
        "JOB = Job(name='my_job', every=minutes(5), run=run)\n"
    )
    house.config["paths"] = {"jobs": [str(tmp_path)]}
    house.start_bot()

    receipts = house.once("my_job", SYNC)

    told = str(receipts["my_job"].problems["shared"])
    for word in ("'No such tab'", "Add its TOML file, or correct the job", "Nothing was read or written"):
        assert word in told
    assert receipts[SYNC].ok


def test_both_brands_were_at_work_in_all_this(house):
    assert {row["Brand"] for row in house.disputes().values()} == {AURORA.name, VELVET.name}
