"""Promises of the guard: nobody pays twice for one order without having been told."""

import tomllib
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from order_tabs import case_of
from sheets_bot.domain.join.double_payment import double_payments, guard_text
from sheets_bot.domain.join.incidents import incident_of

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "double_payment.toml").read_text("utf-8"))[
    "case"
]
BERLIN = ZoneInfo("Europe/Berlin")


def the_case(told):
    return case_of(disputes=told.get("disputes"), refunds=told.get("refunds"))


@pytest.mark.parametrize("told", CASES, ids=lambda told: told["name"])
def test_case(told):
    found = double_payments(the_case(told), zone=BERLIN)

    assert told.get("guard", "") in guard_text(found)
    assert bool(found) == ("guard" in told)
    for key in told.get("rows", ()):
        assert told["guard"] in guard_text(found, key), f"{key} says it"


@pytest.mark.parametrize("told", CASES, ids=lambda told: told["name"])
def test_what_an_order_cost_counts_the_same_money_once(told):
    costs = incident_of(the_case(told)).costs

    assert ", ".join(map(str, costs)) == told.get("cost", "")


@pytest.mark.parametrize("told", CASES, ids=lambda told: told["name"])
def test_the_order_of_the_rows_does_not_matter(told):
    texts = {
        guard_text(double_payments(case_of(disputes=dict(disputes), refunds=dict(refunds)), zone=BERLIN))
        for disputes in permutations(told.get("disputes", {}).items())
        for refunds in permutations(told.get("refunds", {}).items())
    }

    assert len(texts) == 1


def test_a_row_that_a_warning_is_not_about_does_not_carry_it():
    case = case_of(
        refunds={"R1": {"amount": "59.00", "paid": "59.00"}},
        disputes={
            "PP-D-1": {"platform": "PayPal", "amount": "59.00"},
            "PP-D-2": {"platform": "PayPal", "amount": "59.00", "outcome": "Won", "recovered": "59.00"},
        },
    )

    assert guard_text(double_payments(case, zone=BERLIN), "PP-D-1")
    assert not guard_text(double_payments(case, zone=BERLIN), "PP-D-2")


@pytest.mark.parametrize(
    "odd", [{"amount": "59.00", "currency": ""}, {"amount": "59.001", "currency": "USD"}, {"paid": "59.00"}]
)
def test_money_that_cannot_be_read_warns_of_nothing_and_stops_nothing(odd):
    case = case_of(
        refunds={"R1": {**odd, "currency": "dollars"}}, disputes={"PP-D-1": {"platform": "PayPal", **odd}}
    )

    assert double_payments(case, zone=BERLIN) == []
