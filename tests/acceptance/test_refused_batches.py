"""
Google refuses a batch for good: the sheet itself says so, what can go on goes on, and no act is done unclaimed.

The words of a full workbook are measured, those about a protection are what people quote of it (unverified).
"""

from collections.abc import Iterator

import pytest

from refusing import FULL, PROTECTED, grows, refusing, writes_to
from sheets_bot.errors import Misconfigured
from small_house import SmallHouse, a_small_house

pytestmark = pytest.mark.slow

DAY = ("refresh_deadlines", "sync_orders", "sync_paypal_disputes")


@pytest.fixture(scope="module")
def whole_house() -> Iterator[SmallHouse]:
    with a_small_house(hostility="none") as house:
        house.runs(*DAY)
        house.evening = {book.id: book.state for book in house.sandbox.books.all()}
        yield house


@pytest.fixture
def house(whole_house: SmallHouse) -> SmallHouse:
    whole_house.begins_again()
    whole_house.later(days=1, hours=3)
    return whole_house


def contents(house, *tabs):
    """What stands in some tabs, without the clocks of the tab Status."""
    return {tab: house.person.sees(tab) for tab in tabs}


def test_a_full_workbook_is_told_in_the_tab_status_and_nothing_else_is_written(house):
    others = ("Orders", "Parcels", "Refunds", "Disputes", "Bot log")
    before = contents(house, *others)

    with refusing(house.sandbox, grows, FULL) as met:
        receipt = house.one("sync_orders")

    (problem,) = receipt.problems.values()
    state, happened = house.status()["sync_orders"]
    assert isinstance(problem, Misconfigured)
    assert state == "failed"
    assert "is full: Google allows 10,000,000 cells" in happened
    assert "Delete tabs, rows and columns that nobody needs" in happened
    assert (met.refused, len(met.sent)) == (1, 1), "asked once, then only Status was written"
    assert contents(house, *others) == before


def test_what_came_while_the_workbook_was_full_comes_once_there_is_room(house):
    with refusing(house.sandbox, grows, FULL):
        house.once("sync_orders")
    orders = len(house.keyed("Orders"))

    house.runs("sync_orders")

    assert len(house.keyed("Orders")) > orders
    assert house.status()["sync_orders"] == ("ok", "")


def test_a_full_workbook_is_told_without_a_line_that_stays_the_same(house):
    with refusing(house.sandbox, grows, FULL) as met:
        house.once("sync_orders")
        house.once("sync_orders")

    assert len(met.sent) == 1


def test_a_protected_tab_is_named_and_the_others_go_on(house):
    """Orders are written and the log too; what the bot may not touch is as it was."""
    protected, log = contents(house, "Parcels"), len(house.person.sees("Bot log"))
    orders = len(house.keyed("Orders"))

    with refusing(house.sandbox, writes_to(house.person.sheet_id("Parcels")), PROTECTED) as met:
        receipt = house.one("sync_orders")
        house.runs("sync_paypal_disputes", "refresh_deadlines")

    state, happened = house.status()["sync_orders"]
    assert list(receipt.problems) == ["Parcels"]
    assert state == "failed"
    assert happened.startswith("Parcels: ")
    assert "Open Data > Protect sheets and ranges" in happened
    assert met.refused == 1
    assert len(house.keyed("Orders")) > orders
    assert len(house.person.sees("Bot log")) > log
    assert contents(house, "Parcels") == protected


def test_a_protected_log_stops_no_other_tab(house):
    with refusing(house.sandbox, writes_to(house.person.sheet_id("Bot log")), PROTECTED):
        receipt = house.one("refresh_deadlines")

    assert list(receipt.problems) == ["Bot log"]
    assert receipt.tabs
    assert house.status()["refresh_deadlines"][1].startswith("Bot log: ")


def test_a_refusal_of_no_known_kind_is_told_when_it_comes_twice(house):
    hits = writes_to(house.person.sheet_id("Disputes"))

    with refusing(house.sandbox, hits, "Something new.") as met:
        receipt = house.one("refresh_deadlines")

    assert list(receipt.problems) == ["Disputes"]
    assert met.refused == 2
    assert "Something new." in house.status()["refresh_deadlines"][1]
    assert "please report it" in house.status()["refresh_deadlines"][1]
