"""The job that keeps Shopify's cases: what it asks each shop for, and which rows it touches."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from jobs import sweep_shopify_disputes, sync_shopify_disputes
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.service.bot_run import Brand
from sheets_bot.sheets.row import Row
from shopify_stand_in import NOW, StandIn, a_client, a_dispute

RULES = parse_rules({})[0]
PAYPALS = {"platform": "PayPal", "brand": "Aurora", "flag": "OK", "whose_turn": "You"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


class StandInRun:
    """A run that fetches for real and, instead of writing, keeps the rows."""

    def __init__(self, rows: Mapping[str, Any], *brands: Brand, seen: Any = None) -> None:
        self.now = NOW
        self.brands = brands
        self.seen = seen
        self.tab = rows
        self.rows: dict[str, Row] = {}

    def read(self, *_tabs: str) -> Any:
        return SimpleNamespace(rows=lambda _tab: self.tab)

    def seen_through(self, source: str, _brand: Brand) -> Any:
        assert source == "Shopify disputes"
        return self.seen

    def fetch(self, _source: str, ask: Any) -> Any:
        return {brand: found for brand in self.brands if (found := ask(brand)) is not None}

    def reconcile(self, tabs: Any, shape: Any) -> None:
        (tab,) = tabs
        shaped = shape(SimpleNamespace(rules=RULES, rows=lambda _tab: self.tab))
        self.rows = {row.key: row for row in shaped.get(tab, ())}


def a_row(number: int, **given: Any) -> dict[str, Any]:
    usual = {
        "platform": "Shopify",
        "brand": "Aurora",
        "flag": "OK",
        "whose_turn": "You",
        "status": "Waiting for us",
    }
    return {**usual, **given, "dispute_id": f"SH-{number}"}


def since_of(stand_in: StandIn) -> str:
    search: str = stand_in.asked("DisputesPage")[0]["variables"]["q"]
    return search.split("'")[1][:10]


def test_the_first_run_asks_for_everything_that_may_matter_and_adds_it():
    stand_in = StandIn(disputes=[a_dispute(1, status="LOST"), a_dispute(2)])
    run = StandInRun({}, Brand("aurora", "Aurora", shopify=a_client(stand_in)), Brand("birch", "Birch"))

    sync_shopify_disputes.run(run)

    assert since_of(stand_in) == "2025-10-16", "400 days and three to spare"
    assert {key: row.when_absent for key, row in run.rows.items()} == {"SH-1": "add", "SH-2": "add"}


def test_open_cases_of_each_brand_are_asked_for_by_number_and_closed_ones_are_left_alone():
    disputes = [a_dispute(number, initiatedAt="2026-09-01T00:00:00Z") for number in (1, 2, 3)]
    stand_in = StandIn(disputes=disputes)
    rows = {
        "SH-1": a_row(1),
        "SH-2": a_row(2, flag="CLOSED", whose_turn="Nobody"),
        "SH-3": a_row(3, brand="Velvet"),
        "PP-D-1": PAYPALS,
    }
    stand_in.disputes.clear()
    run = StandInRun(rows, Brand("aurora", "Aurora", shopify=a_client(stand_in)), seen=NOW)

    sync_shopify_disputes.run(run)

    assert since_of(stand_in) == "2026-11-20"
    asked = [list(body["variables"].values()) for body in stand_in.asked("DisputesById")]
    assert asked == [["gid://shopify/ShopifyPaymentsDispute/1"]]


def test_the_rows_of_paypal_are_never_touched():
    run = StandInRun(
        {"PP-D-1": PAYPALS, "mine": {"notes": "x"}}, Brand("aurora", "Aurora", shopify=a_client(StandIn()))
    )

    sync_shopify_disputes.run(run)

    assert run.rows == {}


def test_a_number_that_shopify_does_not_know_and_a_key_that_was_edited_are_said_in_their_rows():
    rows = {"SH-404": a_row(404), "call them": a_row(5)}
    run = StandInRun(rows, Brand("aurora", "Aurora", shopify=a_client(StandIn())), seen=NOW)

    sync_shopify_disputes.run(run)

    assert {key: row.values["problem"][:35] for key, row in run.rows.items()} == {
        "SH-404": "Shopify knows no case with this num",
        "call them": "Shopify knows no case with this num",
    }
    assert {row.when_absent for row in run.rows.values()} == {"leave"}


def test_when_a_shop_gives_no_answer_its_clocks_move_on_all_the_same():
    rows = {"SH-1": a_row(1)}
    run = StandInRun(rows, seen=NOW)

    sync_shopify_disputes.run(run)

    assert set(run.rows["SH-1"].values) == {"flag", "respond_by", "shifts_left", "why"}


def test_a_tab_that_was_emptied_between_the_two_reads_is_filled_by_the_next_run():
    """Else the few new cases would pass for all."""
    run = StandInRun(
        {"SH-1": a_row(1)},
        Brand("aurora", "Aurora", shopify=a_client(StandIn(disputes=[a_dispute(9)]))),
        seen=NOW,
    )
    reconcile = run.reconcile

    def emptied(tabs: Any, shape: Any) -> None:
        run.tab = {}
        reconcile(tabs, shape)

    run.reconcile = emptied
    sync_shopify_disputes.run(run)
    assert run.rows == {}

    run.reconcile = reconcile
    sync_shopify_disputes.run(run)
    assert list(run.rows) == ["SH-9"]


def test_the_sweep_asks_for_everything_again_and_closed_rows_that_were_removed_stay_away():
    old = a_dispute(1, status="LOST", initiatedAt="2026-09-01T00:00:00Z")
    stand_in = StandIn(disputes=[old, a_dispute(2)])
    run = StandInRun({"SH-2": a_row(2)}, Brand("aurora", "Aurora", shopify=a_client(stand_in)), seen=NOW)

    sweep_shopify_disputes.run(run)

    assert since_of(stand_in) == "2025-10-16"
    assert {key: row.when_absent for key, row in run.rows.items()} == {"SH-1": "leave", "SH-2": "add"}


def test_brands_that_share_one_shop_have_each_case_once():
    stand_in = StandIn(disputes=[a_dispute(1)])
    brands = [Brand(name.lower(), name, shopify=a_client(stand_in)) for name in ("Aurora", "Velvet")]
    run = StandInRun({}, *brands)

    sync_shopify_disputes.run(run)

    assert list(run.rows) == ["SH-1"]
