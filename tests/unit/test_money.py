"""Promises of money: exact, one currency at a time, decimals as ISO 4217 has them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.money import Money, decimals_of, total

CURRENCIES = st.sampled_from(["USD", "EUR", "GBP", "JPY", "KWD", "CLF", "HUF", "XXX"])


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        ("12.34", "USD", 1234),
        ("12.3", "EUR", 1230),
        ("12", "USD", 1200),
        ("12.", "USD", 1200),
        ("0.00", "USD", 0),
        ("-5.00", "GBP", -500),
        ("1500", "JPY", 1500),
        ("1500.00", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("1.2345", "CLF", 12345),
    ],
)
def test_an_amount_is_read_with_the_decimals_of_its_currency(value, currency, minor):
    assert Money.parse(value, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "value", ["", "1,50", "1.505", "1e3", "NaN", "Infinity", "٣.٥٠", "12.34 ", "=1", "1" * 13]
)
def test_anything_but_a_plain_exact_amount_is_refused(value):
    with pytest.raises(ValueError):
        Money.parse(value, "USD")


def test_a_fraction_of_a_yen_is_refused_rather_than_rounded():
    with pytest.raises(ValueError, match="JPY has 0"):
        Money.parse("1500.50", "JPY")


@pytest.mark.parametrize("currency", ["", "usd", "US", "USDT", "U$D"])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(ValueError, match="not a currency code"):
        Money(1, currency)


def test_two_currencies_are_never_added():
    dollars, euros = Money(100, "USD"), Money(100, "EUR")

    with pytest.raises(ValueError, match="cannot be added"):
        dollars + euros
    with pytest.raises(ValueError, match="cannot be added"):
        total([dollars, euros], "USD")


def test_the_total_of_nothing_is_zero_in_the_currency_asked_for():
    assert total([], "JPY") == Money(0, "JPY")


def test_money_shows_all_its_decimals():
    assert str(Money(-1230, "USD")) == "-12.30 USD"
    assert str(Money(1500, "JPY")) == "1500 JPY"


@settings(deadline=None)
@given(minor=st.integers(1 - 10**12, 10**12 - 1), currency=CURRENCIES)
def test_what_is_shown_can_be_read_back(minor, currency):
    money = Money(minor, currency)

    assert Money.parse(f"{money.major():f}", currency) == money
    assert money.major() == Decimal(minor).scaleb(-decimals_of(currency))


@settings(deadline=None)
@given(left=st.integers(-(10**12), 10**12), right=st.integers(-(10**12), 10**12))
def test_adding_and_taking_away_again_changes_nothing(left, right):
    assert Money(left, "USD") + Money(right, "USD") - Money(right, "USD") == Money(left, "USD")
