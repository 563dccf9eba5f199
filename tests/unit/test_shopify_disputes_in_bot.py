"""Shopify's cases in the whole bot: in the tab beside PayPal's, each once, and one platform's trouble is not the other's."""

from collections.abc import Iterator

import pytest

from sheets_bot.sandbox.faults import Fault
from whole_bot import House, a_house

SYNC, SWEEP = "sync_shopify_disputes", "sweep_shopify_disputes"


@pytest.fixture(scope="module")
def a_day_at_work() -> Iterator[House]:
    with a_house(seed=23) as house:
        house.one(SYNC)
        yield house


@pytest.fixture
def house(a_day_at_work: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    yield a_day_at_work
    a_day_at_work.sandbox.faults.clear()


def shopifys(house: House) -> dict[str, dict[str, object]]:
    return {key: row for key, row in house.disputes().items() if row["Platform"] == "Shopify"}


def true_cases(house: House) -> set[str]:
    books = house.sandbox.world.chargebacks
    return {f"SH-{case.number}" for brand in house.config["brands"] for case in books[brand]}


def test_every_chargeback_of_the_world_stands_in_the_tab_once_beside_paypals(house: House):
    keys = [str(row["Dispute"]) for row in house.person.table("Disputes")]

    assert set(shopifys(house)) == true_cases(house)
    assert len(keys) == len(set(keys))
    assert len(keys) > len(shopifys(house)) > 5


def test_a_second_run_changes_nothing(house: House):
    before = house.disputes()

    receipts = [house.one(SYNC), house.one(SWEEP)]

    assert all(receipt.ok for receipt in receipts)
    assert house.disputes() == before


def test_when_shopify_is_down_its_rows_stand_and_paypal_goes_on(house: House):
    before = shopifys(house)
    house.sandbox.faults.add(Fault(service="shopify", status=403, times=1000))

    down, paypal = house.one(SYNC), house.one("sync_paypal_disputes")

    assert not down.ok
    assert paypal.ok
    assert shopifys(house) == before
    state, words = house.status()["Shopify disputes: Aurora & Pine"]
    assert state != "ok"
    assert "does not let this app in" in words


def test_a_right_that_is_missing_is_named_in_the_status_and_costs_no_row(house: House):
    scopes = house.sandbox.shopify.accounts.scopes
    granted = {shop: set(some) for shop, some in scopes.items()}
    for some in scopes.values():
        some.discard("read_customers")
    try:
        house.start_bot()
        receipt = house.one(SYNC)
    finally:
        scopes.update(granted)

    state, words = house.status()["Shopify disputes: Aurora & Pine"]
    assert receipt.ok
    assert state == "ok"
    assert "Without the right read_customers" in words
    assert set(shopifys(house)) == true_cases(house)


def test_a_closed_row_that_a_person_removed_stays_away_and_an_open_one_comes_back(house: House):
    rows = shopifys(house)
    latest = max(float(str(row["Opened"])) for row in rows.values())
    old = {key: row for key, row in rows.items() if float(str(row["Opened"])) < latest - 7}
    closed = next(key for key, row in old.items() if row["Flag"] == "CLOSED")
    still_open = next((key for key, row in old.items() if row["Whose turn"] == "You"), "")
    for key in filter(None, (closed, still_open)):
        house.deletes_row(key)
    house.one(SYNC)
    house.one(SWEEP)

    assert closed not in house.disputes()
    assert not still_open or "it is back because" in str(house.disputes()[still_open]["Problem"])


def test_weeks_later_the_tab_is_what_the_world_says(house: House):
    gone = true_cases(house) - set(shopifys(house))
    for _ in range(4):
        house.later(days=7)
        house.one(SYNC)

    house.one(SWEEP)

    books = house.sandbox.world.chargebacks
    outcomes = {"WON": "Won", "LOST": "Lost", "ACCEPTED": "Conceded", "PREVENTED": "Prevented"}
    truth = {
        f"SH-{case.number}": outcomes.get(case.status, "")
        for brand in house.config["brands"]
        for case in books[brand]
    }
    assert {key: row["Outcome"] or "" for key, row in shopifys(house).items()} == {
        key: outcome for key, outcome in truth.items() if key not in gone
    }


def test_a_source_that_answered_but_for_one_case_says_so_and_one_that_is_silent_does_not(house: House):
    house.start_bot()
    house.later(days=3)
    house.sandbox.faults.add(Fault(service="paypal", path=r"/disputes/PP-", status=404))

    in_part = house.one("sync_paypal_disputes")
    row = status_row(house, "PayPal")
    house.sandbox.faults.add(Fault(service="shopify", status=403, times=1000))
    house.one(SYNC)
    silent = status_row(house, "Shopify disputes")

    assert not in_part.ok
    assert (row["State"], row["Last answer"]) == ("failed", row["Last try"])
    assert (silent["State"], silent["Last answer"]) == ("failed", "")


def status_row(house: House, source: str) -> dict[str, object]:
    """The row of the one brand of which something failed."""
    rows = [row for row in house.person.table("Status") if row["What"].startswith(f"{source}: ")]
    return next(row for row in rows if row["State"] != "ok")
