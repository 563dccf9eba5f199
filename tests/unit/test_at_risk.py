"""Promises of `Orders at risk`: by example (`tests/cases/at_risk.toml`), and what becomes of its rows."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders_of_a_shop import NOW, RULES, as_read, at, schema
from other_jobs import ASKING
from sheets_bot.domain.orders.at_risk import TO_DO, Kind, find_risks
from sheets_bot.domain.orders.at_risk_cases import cases_of_orders
from sheets_bot.domain.orders.at_risk_rows import CHECK_PAYPAL, shape_at_risk
from sheets_bot.domain.orders.lanes import ENOUGH

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "at_risk.toml").read_text("utf-8"))
USUAL = CASES["usual"]
AT_RISK = schema("orders_at_risk")
ORDER, PARCEL = "Aurora #1042", "Aurora #1042 / 1"


def a_row(kind, told):
    values = {**USUAL[kind], "order": ORDER, "brand": "Aurora", **told}
    return {name: _cell(value) for name, value in values.items()}


def _cell(value):
    if isinstance(value, float):
        return Decimal(str(value))
    return None if value == "" else value


def rows_of(orders, parcels, *, standing=None, disputes=None, now=NOW):
    cases = cases_of_orders(disputes or {})
    risks = find_risks(orders, parcels, cases=cases, rules=RULES.orders, clock=RULES.clock, now=now)
    return shape_at_risk(
        risks,
        standing=standing or {},
        orders=orders,
        parcels=parcels,
        cases=cases,
        rules=RULES.orders,
        clock=RULES.clock,
        now=now,
    )


def late(**fields):
    return a_row("parcel", {"state": "S3", "state_words": "Moving, but late.", "since": at(15), **fields})


@pytest.mark.parametrize("state", ["S1", "S3", "S5", "S6", "S7"])
def test_a_customer_who_has_opened_a_case_is_answered_there_and_given_nothing_beside_it(state):
    disputes = {"PP-D-1": {"order": ORDER, "outcome": None}}

    (row,) = rows_of(
        {ORDER: a_row("order", {})}, {PARCEL: late(state=state, since=at(10))}, disputes=disputes
    )

    told = "Answer in case PP-D-1. Outside it, refund nothing and send nothing anew."
    assert row.values["what_to_do"] == told
    assert row.values["flag"] == "WAITING"
    assert row.values["why"] == "Moving, but late. Case PP-D-1 is about this order: answer there."
    assert row.values["respond_by"] is None


@pytest.mark.parametrize("outcome", ["Lost", "Conceded", "Covered", "Prevented"])
def test_an_order_whose_buyer_got_the_money_by_a_case_is_no_longer_at_risk(outcome):
    disputes = {"PP-D-1": {"order": ORDER, "outcome": outcome}}

    (row,) = rows_of({ORDER: a_row("order", {})}, {PARCEL: late()}, standing={PARCEL: {}}, disputes=disputes)

    assert row.values["flag"] == "CLOSED"
    assert row.values["why"] == "The buyer got the money by case PP-D-1."


@pytest.mark.parametrize("outcome", ["Won", "Withdrawn", "Check by hand"])
def test_a_case_that_left_the_money_with_us_ends_no_risk(outcome):
    disputes = {"PP-D-1": {"order": ORDER, "outcome": outcome}, "PP-D-2": {"order": None, "outcome": "Lost"}}

    (row,) = rows_of({ORDER: a_row("order", {})}, {PARCEL: late()}, disputes=disputes)

    assert row.values["flag"] in {"LATE", "LAST SHIFT"}


def a_past(days):
    """Parcels of the same lane that took so many days."""
    row = {"order": "old", "state": "S4", "shipped": at(1), "delivered": at(1) + timedelta(days=days)}
    return {f"old / {number}": row for number in range(ENOUGH)}


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_an_order_is_at_risk_as_the_case_says(case):
    orders = {ORDER: a_row("order", case.get("order", {}))}
    parcels = {PARCEL: a_row("parcel", case["parcel"])} if "parcel" in case else {}
    key = PARCEL if parcels else ORDER
    told = {key: {"customer_told_on": case["told_on"]}} if "told_on" in case else {}
    if "lane_days" in case:
        parcels |= a_past(case["lane_days"])

    rows = rows_of(orders, parcels, standing=told, now=case.get("now", USUAL["now"]))

    assert [(row.key, row.values["risk"], row.values["flag"]) for row in rows] == (
        [(key, case["kind"], case["flag"])] if "kind" in case else []
    )
    for row in rows:
        assert row.values["why"] == case.get("why", row.values["why"])
        assert row.values["respond_by"] == case.get("respond_by", row.values["respond_by"])
        assert row.values["notice_owed_by"] == case.get("notice", row.values["notice_owed_by"])
        assert row.values["what_to_do"]


def test_every_kind_has_a_case_and_says_what_to_do():
    assert {case["kind"] for case in CASES["case"] if "kind" in case} == {kind.value for kind in Kind}
    assert set(TO_DO) == set(Kind)


def test_a_row_shows_what_is_needed_to_act():
    order = a_row("order", {"total": 59.0, "refunded": 9.0, "currency": "USD", "customer": "Jane D."})
    parcel = late(
        carrier="Post", tracking="RM1GB", supplier="North", country="GB", address="https://carrier.example"
    )

    (row,) = rows_of({ORDER: order}, {PARCEL: parcel})

    shown = {
        name: row.values[name] for name in ("order", "brand", "customer", "at_stake", "currency", "state")
    }
    assert shown == {
        "order": ORDER,
        "brand": "Aurora",
        "customer": "Jane D.",
        "at_stake": Decimal("50.00"),
        "currency": "USD",
        "state": "S3",
    }
    assert row.values["address"] == "https://carrier.example"
    assert row.values["paypal_tracking"] == CHECK_PAYPAL
    assert set(row.values) == set(AT_RISK.bot_names) - ASKING
    as_read([row], AT_RISK)


@pytest.mark.parametrize("gateway", ["shopify_payments (paypal_wallet)", "shopify_payments (card)", ""])
def test_paypal_is_only_spoken_of_where_it_was_paid(gateway):
    (row,) = rows_of({ORDER: a_row("order", {"gateway": gateway})}, {PARCEL: late(tracking="RM1GB")})

    assert row.values["paypal_tracking"] is None


def test_the_number_of_a_label_is_not_for_paypal():
    label = late(state="S1", since=at(4), tracking="RM1GB")

    (row,) = rows_of({ORDER: a_row("order", {})}, {PARCEL: label})

    assert row.values["paypal_tracking"] is None


def test_what_presses_most_comes_first():
    orders = {ORDER: a_row("order", {})}
    parcels = {
        "warned": a_row("parcel", {"expected": at(23)}),
        "told": late(),
        "new": late(since=at(16, 9)),
        "old": late(since=at(10)),
    }

    rows = rows_of(orders, parcels, standing={"told": {"customer_told_on": at(15).date()}})

    assert [(row.key, row.values["flag"]) for row in rows] == [
        ("old", "LATE"),
        ("new", "LAST SHIFT"),
        ("warned", "OK"),
        ("told", "WAITING"),
    ]


@pytest.mark.parametrize(
    ("order", "parcel", "why"),
    [
        ({}, {"state": "S4", "delivered": at(12)}, "Delivered Thu 12 Nov."),
        ({}, {"state": "S4"}, "Delivered."),
        ({"total": 59.0, "refunded": 59.0}, {"state": "S7"}, "The money went back in full."),
        ({}, {"state": "cancelled", "cancelled": True}, "The parcel was cancelled."),
        ({}, {}, "No longer at risk: Moving, in time."),
        ({"to_ship": ""}, None, "Sent."),
        ({"to_ship": "on hold"}, None, "No longer at risk: on hold."),
        ({"cancelled": at(9)}, None, "The order was cancelled."),
    ],
)
def test_a_row_whose_risk_is_over_stays_and_says_so(order, parcel, why):
    key = ORDER if parcel is None else PARCEL
    parcels = {} if parcel is None else {PARCEL: a_row("parcel", parcel)}

    (row,) = rows_of({ORDER: a_row("order", order)}, parcels, standing={key: {"flag": "LATE"}})

    assert row.when_absent == "leave"
    assert (row.values["flag"], row.values["why"]) == ("CLOSED", why)
    assert (row.values["respond_by"], row.values["shifts_left"]) == (None, None)


def test_a_row_of_nothing_that_stands_in_the_ledgers_is_left_alone():
    assert rows_of({}, {}, standing={"mine": {"flag": "my own"}}) == []


def test_a_parcel_whose_order_is_not_in_the_ledger_is_warned_of_all_the_same():
    (row,) = rows_of({}, {PARCEL: late()})

    assert row.values["problem"] == "Its order is not in the tab Orders."
    assert row.values["at_stake"] is None


def test_of_two_parcels_only_the_late_one_is_at_risk():
    rows = rows_of({ORDER: a_row("order", {})}, {PARCEL: a_row("parcel", {}), "Aurora #1042 / 2": late()})

    assert [row.key for row in rows] == ["Aurora #1042 / 2"]


ORDERS = st.sampled_from([case.get("order", {}) for case in CASES["case"]])
PARCELS = st.sampled_from([case["parcel"] for case in CASES["case"] if "parcel" in case])


@given(ORDERS, PARCELS, st.integers(0, 60))
@settings(deadline=None)
def test_another_order_changes_nothing(order, parcel, days):
    now = NOW + timedelta(days=days)
    orders, parcels = {ORDER: a_row("order", order)}, {PARCEL: a_row("parcel", parcel)}
    more = {**orders, "Birch #1": a_row("order", {"order": "Birch #1"})}

    alone, together = (
        rows_of(orders, parcels, now=now),
        rows_of(more, {**parcels, "Birch #1 / 1": late()}, now=now),
    )

    assert [row for row in together if row.key.startswith("Aurora")] == alone


@given(ORDERS, PARCELS, st.integers(0, 60))
@settings(deadline=None)
def test_a_second_look_at_the_same_moment_changes_nothing(order, parcel, days):
    now = NOW + timedelta(days=days)
    orders, parcels = {ORDER: a_row("order", order)}, {PARCEL: a_row("parcel", parcel)}

    first = rows_of(orders, parcels, now=now)
    again = rows_of(orders, parcels, standing=as_read(first, AT_RISK), now=now)

    assert again == first
