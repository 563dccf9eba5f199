"""The jobs of orders: what they ask for, which ledgers they fill, and what happens to a blank one."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from jobs import sweep_orders, sync_orders, watch_orders
from orders_of_a_shop import NOW, RULES, a_parcel, a_refund, an_order, as_read, at, schema
from sheets_bot.domain.orders.order import Scan
from sheets_bot.errors import TryLater
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import Brand

TABS = {"Orders": "orders", "Parcels": "parcels", "Refunds": "refunds", "Orders at risk": "orders_at_risk"}


class StandInShop:
    """A shop with some orders."""

    def __init__(self, *orders):
        self.orders = orders
        self.asked = []

    def fetch_orders(self, *, since, until):
        self.asked.append((since, until))
        return Fetched(self.orders)


class StandInRun:
    """A run whose tabs are kept here as they would be read back; a tab is there as long as it has a name."""

    salt = "spreadsheet"
    rules = RULES

    def __init__(self, *brands, seen=None):
        self.now = NOW
        self.brands = brands
        self.seen = seen
        self.tabs = {name: {} for name in TABS}

    def seen_through(self, _source, _brand):
        return self.seen

    def fetch(self, _source, ask):
        return {brand: found for brand in self.brands if (found := ask(brand)) is not None}

    def reconcile(self, tabs, shape):
        shaped = shape(
            SimpleNamespace(
                rules=RULES, has=lambda tab: tab in self.tabs, rows=lambda tab: self.tabs.get(tab, {})
            )
        )
        for tab, rows in shaped.items():
            assert tab in tabs
            for key, values in as_read(rows, schema(TABS[tab])).items():
                self.tabs[tab].setdefault(key, {}).update(values)
        return SimpleNamespace(tabs=[SimpleNamespace(tab=tab) for tab in shaped], problems={})


def a_run(*orders, **fields):
    shop = StandInShop(*orders)
    return shop, StandInRun(Brand("aurora", "Aurora", shopify=shop), Brand("birch", "Birch"), **fields)


def test_one_fetch_fills_three_ledgers():
    _, run = a_run(an_order(refunds=(a_refund(),)))

    sync_orders.run(run)

    assert {tab: list(rows) for tab, rows in run.tabs.items()} == {
        "Orders": ["Aurora #1042"],
        "Parcels": ["Aurora #1042 / 1"],
        "Refunds": ["9001"],
        "Orders at risk": [],
    }


def test_the_first_time_all_is_fetched_that_settings_ask_for():
    shop, run = a_run(an_order())

    sync_orders.run(run)

    assert shop.asked == [(NOW - timedelta(days=60), NOW)]


def test_later_only_what_changed_is_fetched():
    shop, run = a_run(an_order())
    sync_orders.run(run)
    run.seen = NOW - timedelta(minutes=30)

    sync_orders.run(run)

    assert shop.asked[1:] == [(NOW - timedelta(minutes=30), NOW)]


def test_a_ledger_that_was_made_anew_is_filled_from_the_beginning():
    shop, run = a_run(an_order(), seen=NOW - timedelta(minutes=30))

    sync_orders.run(run)

    assert shop.asked == [(NOW - timedelta(minutes=30), NOW), (NOW - timedelta(days=60), NOW)]
    assert list(run.tabs["Orders"]) == ["Aurora #1042"]


def test_a_shop_without_orders_is_not_asked_twice():
    shop, run = a_run()

    sync_orders.run(run)

    assert len(shop.asked) == 1


def test_once_a_day_all_is_fetched_again():
    shop, run = a_run(an_order())
    sync_orders.run(run)
    run.seen = NOW - timedelta(minutes=30)

    sweep_orders.run(run)

    assert shop.asked[1:] == [(NOW - timedelta(days=60), NOW)]


def test_of_brands_that_share_one_shop_the_first_keeps_its_orders():
    _, run = a_run(an_order(refunds=(a_refund(),)))
    other = StandInShop(replace(an_order(refunds=(a_refund(),)), brand="Cedar"))
    run.brands = (*run.brands, Brand("cedar", "Cedar", shopify=other))

    sync_orders.run(run)

    assert list(run.tabs["Orders"]) == ["Aurora #1042"]
    assert list(run.tabs["Refunds"]) == ["9001"]


def test_two_orders_of_one_name_stop_nothing_and_are_told():
    _, run = a_run(an_order(), replace(an_order(), order_id="6043"))

    sync_orders.run(run)

    assert list(run.tabs["Orders"]) == ["Aurora #1042"]
    assert "order 6043, which has the same name" in run.tabs["Orders"]["Aurora #1042"]["problem"]


def test_a_second_run_on_the_same_orders_changes_nothing():
    _, run = a_run(an_order(refunds=(a_refund(),)))
    sync_orders.run(run)
    before = {tab: dict(rows) for tab, rows in run.tabs.items()}

    sync_orders.run(run)

    assert run.tabs == before


def test_what_has_become_late_is_at_risk_though_shopify_is_down():
    shop, run = a_run(an_order(parcels=(a_parcel(scans=(Scan(at(12), "IN_TRANSIT"),)),)))
    run.now = at(13)
    sync_orders.run(run)
    watch_orders.run(run)
    assert run.tabs["Orders at risk"]["Aurora #1042 / 1"]["risk"] == "Promise ends soon"

    def fail(**_):
        raise TryLater("Shopify does not answer.")

    shop.fetch_orders = fail
    run.now = at(17, 10)
    watch_orders.run(run)

    assert run.tabs["Parcels"]["Aurora #1042 / 1"]["state"] == "S3"
    row = run.tabs["Orders at risk"]["Aurora #1042 / 1"]
    assert (row["risk"], row["flag"], row["state"]) == ("Late or silent", "LATE", "S3")


def test_a_parcel_that_arrived_is_closed_where_it_was_at_risk():
    late = an_order(parcels=(a_parcel(scans=(Scan(at(14), "IN_TRANSIT"),)),))
    shop, run = a_run(late)
    run.now = at(18, 10)
    sync_orders.run(run)
    watch_orders.run(run)

    shop.orders = (an_order(parcels=(a_parcel(scans=(Scan(at(18, 9), "DELIVERED", "Leeds"),)),)),)
    sync_orders.run(run)
    watch_orders.run(run)

    row = run.tabs["Orders at risk"]["Aurora #1042 / 1"]
    assert (row["flag"], row["why"], row["state"]) == ("CLOSED", "Delivered Wed 18 Nov.", "S4")


@pytest.mark.parametrize("missing", ["Orders", "Parcels"])
def test_nothing_is_called_over_while_a_ledger_cannot_be_read(missing):
    _, run = a_run(an_order())
    run.now = at(18, 10)
    sync_orders.run(run)
    watch_orders.run(run)
    before = dict(run.tabs["Orders at risk"])
    del run.tabs[missing]

    watch_orders.run(run)

    assert run.tabs["Orders at risk"] == before
