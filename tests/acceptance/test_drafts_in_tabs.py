"""Promises of the drafts in the tabs: true to the facts, quiet when nothing changes, people's words in front."""

import pytest

from small_house import a_small_house
from whole_bot import House

JOBS = ("keep_templates", "write_drafts")
TABS = ("Inbox", "Reviews", "Orders at risk")


@pytest.fixture(scope="module")
def first():
    """Open a house whose tabs are filled, with drafts written once."""
    with a_small_house(weeks=4) as house:
        house.runs(*JOBS)
        yield house


@pytest.fixture
def house(first):
    """Give each test the house as it was on its first evening, drafts included."""
    first.begins_again()
    first.runs(*JOBS)
    return first


def open_row(house: House, tab: str, **wanted: str) -> tuple[str, dict]:
    """Return key and row of an open row with a draft."""
    return next(
        (key, row)
        for key, row in house.keyed(tab).items()
        if row["Draft"] and all(row[header] == value for header, value in wanted.items())
    )


def test_every_open_row_has_a_draft_that_passes_the_check_and_no_closed_one_has(house):
    for tab in TABS:
        for row in house.person.table(tab):
            if row["Flag"] == "CLOSED":
                assert not row["Draft"]
                assert not row["You can ask for"]
            elif row["Whose turn" if tab != "Orders at risk" else "Flag"] not in {"Customer", ""}:
                assert row["Draft"], row
            assert not row["Text check"], row


def test_a_second_run_changes_nothing(house):
    receipt = house.runs("write_drafts")["write_drafts"]

    assert sum(tab.changed_cells + tab.new_rows for tab in receipt.tabs if tab.tab != "Status") == 0


def test_a_public_reply_names_no_order_and_no_parcel(house):
    numbers = {row["Tracking number"] for row in house.person.table("Parcels")} - {"", None}
    orders = {row["Order"].rpartition("#")[2] for row in house.person.table("Orders")}

    for row in house.person.table("Reviews"):
        assert not any(number in row["Draft"] for number in numbers)
        assert not any(f"#{order}" in row["Draft"] for order in orders)


def test_a_persons_text_is_checked_and_stays(house):
    key, _ = open_row(house, "Inbox")
    house.types("Your text", key, "We have refunded it; please close the dispute.", tab="Inbox")

    house.runs("write_drafts")

    row = house.keyed("Inbox")[key]
    assert row["Text check"].startswith("Asks to close the case: “close the dispute”.")
    assert row["Your text"] == "We have refunded it; please close the dispute."
    assert row["Draft"]


def test_a_ticked_row_stays_as_it_was_seen(house):
    key, before = open_row(house, "Inbox")
    house.types("Approved", key, "TRUE", tab="Inbox")
    house.types("Text (yours)", "mail_other", "Something new.", tab="Templates")
    house.types("Category (yours)", key, "Other", tab="Inbox")
    house.later(days=3)

    house.runs("write_drafts")

    row = house.keyed("Inbox")[key]
    assert (row["Draft"], row["Text check"]) == (before["Draft"], before["Text check"])


def test_a_broken_template_is_told_in_its_tab_and_in_its_rows_only(house):
    key, before = open_row(house, "Inbox")
    house.types("Category (yours)", key, "Other", tab="Inbox")
    house.types("Text (yours)", "mail_other", "Dear\n{{ customer_name }}", tab="Templates")

    house.runs(*JOBS)

    assert house.keyed("Templates")["mail_other"]["Problem"].startswith("Text (yours): Line 2: there is no ")
    told = {k for k, row in house.keyed("Inbox").items() if row["Text check"]}
    assert key in told
    assert "Template mail_other: Text (yours): Line 2" in house.keyed("Inbox")[key]["Text check"]
    assert all("mail_other" in house.keyed("Inbox")[k]["Text check"] for k in told)
    assert before["Draft"]


def test_a_reminder_comes_up_on_its_day(house):
    key, _ = open_row(house, "Inbox")
    house.types("Follow up on", key, "2020-01-02", tab="Inbox")

    house.runs("write_drafts")

    assert house.keyed("Inbox")[key]["Follow-up"] == "Due since Thu 2 Jan."


def test_a_row_typed_into_letters_gets_its_letter_once_an_action_is_chosen_and_loses_it_with_the_action(
    house,
):
    order = next(iter(house.keyed("Orders")))
    house.person.types("Letters", 1, 0, order)
    house.person.types("Letters", 1, 1, "Send confirmation")
    house.runs("write_drafts")
    written = house.keyed("Letters")[order]

    house.person.types("Letters", 1, 1, "")
    house.runs("write_drafts")

    assert "confirms your order" in written["Draft"]
    assert written["Draft"].startswith("Subject: ")
    assert written["You can ask for"].startswith("Send confirmation, ")
    assert (written["Order"], written["Problem"]) == (order, "")
    assert not house.keyed("Letters")[order]["Draft"]
