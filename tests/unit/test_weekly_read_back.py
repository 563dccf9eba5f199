"""Promise: after installation, when of old weeks only the orders that changed late are known, every number of orders
and refunds is that of the whole world, or a gap with its reason."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.metrics.weekly import measure_weekly

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
DAY = timedelta(days=1)
READ_BACK = parse_rules({})[0].orders.read_back_days * DAY
HEADLINE = "refund_rate_60_days"
NUMBERS = {
    *(HEADLINE, "refund_rate", "refund_value_rate.USD", "refund_value_rate_60_days.USD", "refunds_made"),
    *("refunded_value.USD", "full_without_return", "shop_cohort_per_100"),
    *("vamp_approximation", "ecm_approximation"),
}


def a_shop(brand, *, days=210, each_day=4):
    """One order in twenty is refunded, later and later; the others change last when they are delivered."""
    orders, refunds, disputes = {}, {}, {}
    for n in range(days * each_day):
        placed = NOW - n // each_day * DAY - timedelta(hours=3)
        key = f"{brand} #{n}"
        refunded = placed + (5 + n % 80) * DAY if n % 20 == 0 else None
        changed = refunded if refunded and refunded <= NOW else min(NOW, placed + 10 * DAY)
        orders[key] = {
            "brand": brand, "placed": placed, "updated": changed, "total": Decimal(40), "currency": "USD",
            "status": "paid, shipped", "gateway": "shopify_payments (card)",
        }  # fmt: skip
        if refunded and refunded <= NOW:
            refunds[f"{brand} {n}"] = {
                "brand": brand, "order": key, "refunded": refunded, "amount": Decimal(40), "paid": Decimal(40),
                "currency": "USD", "returned": "no return",
            }  # fmt: skip
        if n % 50 == 1:
            disputes[f"S {brand} {n}"] = {
                "platform": "Shopify", "brand": brand, "stage": "Chargeback", "network_code": "13.1",
                "opened": min(NOW, placed + 20 * DAY), "paid_at": placed, "amount": Decimal(40), "currency": "USD",
            }  # fmt: skip
    return {"Orders": orders, "Refunds": refunds, "Disputes": disputes}


def of_both(first, second):
    return {tab: first[tab] | second[tab] for tab in first}


def first_read(world):
    """What the bot knows after its first run: the orders that changed lately, and their refunds."""
    orders = {key: row for key, row in world["Orders"].items() if row["updated"] >= NOW - READ_BACK}
    refunds = {key: row for key, row in world["Refunds"].items() if row["order"] in orders}
    return world | {"Orders": orders, "Refunds": refunds}


def lines(tabs):
    found = measure_weekly(tabs, zone=ZoneInfo("Europe/Berlin"), week_starts_on=0, now=NOW, weeks=14)
    return {
        row.key: row.values for row in found["Metrics data"] if row.key.partition("|")[0] in NUMBERS
    }  # fmt: skip


@pytest.fixture(scope="module")
def birch():
    return a_shop("Birch")


@pytest.fixture(scope="module")
def truth(birch):
    return lines(birch)


@pytest.fixture(scope="module")
def known(birch):
    return lines(first_read(birch))


def test_the_world_refunds_one_order_in_twenty(truth):
    shares = [line["value"] for key, line in truth.items() if key.startswith(HEADLINE)]

    assert len(shares) > 20
    assert all(Decimal("0.02") < share < Decimal("0.09") for share in shares)


def test_no_number_of_orders_and_refunds_differs_from_that_of_the_whole_world(truth, known):
    measured = {key: line["shown"] for key, line in known.items() if line["shown"]}

    assert measured == {key: truth[key]["shown"] for key in measured}
    assert {key.partition("|")[0] for key in measured} >= {
        "refund_rate",
        "refunds_made",
        "shop_cohort_per_100",
    }


def test_the_headline_says_since_when_orders_are_known(known):
    gaps = [line for key, line in known.items() if key.startswith(HEADLINE)]

    assert {line["shown"] for line in gaps} == {None}
    assert {line["note"] for line in gaps} == {
        "Orders are known from 2026-09-21 on; of earlier ones only those that changed since."
    }


def test_a_shop_that_was_connected_later_does_not_bring_its_refunded_orders_into_the_total(birch, truth):
    found = lines(of_both(birch, first_read(a_shop("Cove"))))

    of_all = {key for key in found if key.endswith("|All brands") and key.startswith(HEADLINE)}
    assert {key: found[key]["shown"] for key in of_all} == {key: truth[key]["shown"] for key in of_all}


def test_rows_that_do_not_say_when_they_changed_are_taken_for_all(birch, truth):
    imported = {key: row | {"updated": None} for key, row in birch["Orders"].items()}

    found = lines(birch | {"Orders": imported})

    assert {key: line["shown"] for key, line in found.items()} == {
        key: line["shown"] for key, line in truth.items() if key in found
    }
