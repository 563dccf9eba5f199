"""The job that counts payments: what it asks each brand's PayPal for, and what it says of what it could not read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from jobs import update_volumes
from paypal_stand_in import NOW, StandIn, a_client
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.service.bot_run import Brand

PATH = "/v1/reporting/transactions"


def a_sale(number: int, **info: Any) -> dict[str, Any]:
    usual = {
        "transaction_id": f"SALE{number}",
        "transaction_event_code": "T0006",
        "transaction_initiation_date": "2026-11-20T08:00:00+0000",
        "transaction_amount": {"currency_code": "EUR", "value": "49.90"},
        "transaction_status": "S",
    }
    return {"transaction_info": {**usual, **info}}


class StandInRun:
    """A run that fetches for real and, instead of writing, keeps the rows."""

    def __init__(self, *brands: Brand) -> None:
        self.now = NOW
        self.brands = brands
        self.rows: dict[str, Any] = {}
        self.standing: dict[str, Any] = {}
        self.fails: set[str] = set()

    def seen_through(self, _source, _brand):
        return NOW - timedelta(days=1)

    def fetch(self, source, ask):
        if source in self.fails:
            return {}
        return {brand: found for brand in self.brands if (found := ask(brand)) is not None}

    def read(self, *_tabs):
        row = {"brand": "Birch", "currency": "EUR"}
        return SimpleNamespace(rules=parse_rules({})[0], rows=lambda _tab: {"Birch #1": row, "Birch #2": row})

    def reconcile(self, tabs, shape):
        (tab,) = tabs
        found = SimpleNamespace(rules=parse_rules({})[0], rows=lambda _tab: self.standing)
        self.rows = {row.key: row.values for row in shape(found)[tab]}


@pytest.fixture
def run() -> StandInRun:
    """Aurora's PayPal has one sale without an amount, Velvet's has none, Birch has no account."""
    unreadable = a_sale(2, transaction_amount={"currency_code": "EUR", "value": "much"})
    brands = [Brand("birch", "Birch")]
    for name, sales in {"Aurora": [a_sale(1), unreadable], "Velvet": [a_sale(3)]}.items():
        stand_in = StandIn()
        stand_in.say(PATH, httpx.Response(200, json={"transaction_details": sales, "total_pages": 1}))
        brands.append(Brand(name.lower(), name, a_client(stand_in)))
    return StandInRun(*brands)


def test_a_brand_whose_sales_could_not_all_be_read_says_so_on_its_lines(run):
    update_volumes.run(run)

    problems = {row["brand"]: row["problem"] for row in run.rows.values()}
    assert set(problems) == {"Aurora", "Velvet"}
    assert "could not be read and are in no count" in problems["Aurora"]
    assert problems["Velvet"] is None


def test_two_months_are_counted_again_so_that_late_payments_get_in(run):
    update_volumes.run(run)

    months = sorted(row["starts_on"] for row in run.rows.values() if row["period"] == "month")
    assert f"{months[0]:%Y-%m}" == "2026-10"
    assert f"{months[-1]:%Y-%m}" == "2026-11"


class StandInShop:
    """A shop that counts the days of what it is asked for, and hides what is older than 60 days."""

    def __init__(self) -> None:
        self.asked: list[tuple[datetime, datetime]] = []

    def count_orders(self, *, start, end, now):
        self.asked.append((start, end))
        return None if start < now - timedelta(days=60) else (end - start).days


def test_a_shop_counts_its_orders_in_the_weeks_and_months_of_the_tab(run):
    shop = StandInShop()
    run.brands = (replace(run.brands[0], shopify=shop),)

    update_volumes.run(run)

    assert {key: row["orders"] for key, row in run.rows.items() if "orders" in row} == {
        "Birch|month|2026-10-01|EUR": 31,
        "Birch|month|2026-11-01|EUR": (NOW - datetime(2026, 11, 1, tzinfo=UTC)).days,
        **{
            f"Birch|week|{day:%Y-%m-%d}|EUR": min(7, (NOW - day).days)
            for day in (datetime(2026, 9, 28, tzinfo=UTC) + timedelta(weeks=week) for week in range(9))
        },
    }
    assert max(end for _, end in shop.asked) == NOW


def test_a_brand_without_paypal_has_orders_and_no_payments(run):
    run.brands = (replace(run.brands[0], shopify=StandInShop()),)

    update_volumes.run(run)

    assert all(not {"payments", "payments_value", "source"} & row.keys() for row in run.rows.values())


def test_a_period_that_the_shop_hides_keeps_the_number_that_stands(run):
    run.brands = (replace(run.brands[0], shopify=StandInShop()),)

    update_volumes.run(run)

    assert "orders" not in run.rows["Birch|week|2026-09-21|EUR"]


def test_sundays_count_does_not_pass_for_the_whole_week_when_mondays_fails(run):
    """The count of the running week stands; on Monday the week is over, and PayPal answers alone."""
    velvet = replace(run.brands[2], name="Birch", shopify=StandInShop())
    sunday, monday = (datetime(2026, 11, day, 4, 30, tzinfo=UTC) for day in (15, 16))
    key = "Birch|week|2026-11-09|EUR"
    run.brands, run.now = (velvet,), sunday
    update_volumes.run(run)
    assert (run.rows[key]["orders"], run.rows[key]["complete"]) == (6, "so far")

    run.standing, run.now = run.rows, monday
    run.fails = {update_volumes.COUNTS}
    update_volumes.run(run)

    assert run.rows[key]["complete"] == "whole"
    assert run.standing[key] | run.rows[key] == {**run.rows[key], "orders": None}
    assert run.rows[key]["payments"] == 0

    run.standing = {"earlier": {}, key: {"complete": "whole", "orders": 7}}
    update_volumes.run(run)
    assert "orders" not in run.rows[key]


def test_a_shop_whose_currency_is_not_known_yet_is_not_asked(run):
    shop = StandInShop()
    run.brands = (replace(run.brands[1], shopify=shop),)

    update_volumes.run(run)

    assert shop.asked == []
    assert all("orders" not in row for row in run.rows.values())
