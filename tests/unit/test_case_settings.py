"""Promises of the settings of cases: sums and parts are read kindly, and what is unclear is told."""

from decimal import Decimal

import pytest

from sheets_bot.domain.rules.case_settings import SETTINGS, CaseRules, read_fees, read_part, read_sum
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.domain.rules.typed import Unreadable


@pytest.mark.parametrize(
    ("typed", "fees"),
    [
        ("USD 15, EUR 14.50, other 15", {"USD": "15", "EUR": "14.50", "other": "15"}),
        ("usd: 15; eur=14,50", {"USD": "15", "EUR": "14.50"}),
        ("15", {"other": "15"}),
        (15, {"other": "15"}),
        ("", {}),
    ],
)
def test_fees_by_currency_are_read_kindly(typed, fees):
    assert read_fees(typed) == {currency: Decimal(fee) for currency, fee in fees.items()}


@pytest.mark.parametrize("typed", ["much", "USD", "USD fifteen", "USD 15, usd 16", "-15", "USD 15 EUR 14"])
def test_fees_that_could_mean_two_things_are_not_read(typed):
    with pytest.raises(Unreadable):
        read_fees(typed)


@pytest.mark.parametrize(
    ("typed", "part"),
    [("25 %", "0.25"), ("25", "0.25"), ("0.25", "0.25"), ("0", "0"), ("0 %", "0"), ("100 %", "1")],
)
def test_a_part_is_a_share_of_something(typed, part):
    assert read_part(typed) == Decimal(part)


@pytest.mark.parametrize("typed", ["a quarter", "101 %", "-5 %"])
def test_a_part_that_is_none_is_not_read(typed):
    with pytest.raises(Unreadable):
        read_part(typed)


def test_a_sum_may_have_a_decimal_comma():
    assert read_sum("12,50") == Decimal("12.50")


def test_the_defaults_are_those_of_the_rules():
    read = parse_rules({})[0].cases

    assert read == CaseRules(paypal_fees=read.paypal_fees, shopify_fees=read.shopify_fees)
    assert (read.fee("PayPal", "USD"), read.fee("Shopify", "SEK")) == (15, 15)
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)


def test_an_unreadable_cell_is_told_and_the_default_counts():
    rules, problems = parse_rules({"PayPal fee for a lost claim": "a lot"})

    assert rules.cases.fee("PayPal", "USD") == 15
    assert "USD 15, other 15 counts" in problems["PayPal fee for a lost claim"]
