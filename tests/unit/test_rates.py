"""Promise: amounts are added up in one currency by the rates that people type, and stay apart without one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.domain.rules.metric_settings import read_currency
from sheets_bot.domain.rules.typed import Unreadable
from sheets_bot.metrics.weekly import measure_weekly

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEEK = date(2026, 11, 9)


def a_case(amount, currency, day=10):
    return {
        "platform": "PayPal", "brand": "Birch", "stage": "Claim", "amount": Decimal(amount), "currency": currency,
        "opened": datetime(2026, 11, day, 12, tzinfo=UTC),
    }  # fmt: skip


def measure(cases, rates=None, currency="EUR", volumes=()):
    tabs = {
        "Disputes": {str(n): case for n, case in enumerate(cases)},
        "Volumes": {str(n): line for n, line in enumerate(volumes)},
        "Rates": rates or {},
    }
    return measure_weekly(tabs, zone=ZoneInfo("UTC"), week_starts_on=0, now=NOW, weeks=4, currency=currency)


def opened_value(code, found):
    lines = {row.key: row.values for row in found["Metrics data"]}
    return lines.get(f"opened_value.{code}|{WEEK}|Birch")


def test_amounts_are_added_up_by_the_typed_rate():
    found = measure([a_case(100, "EUR"), a_case(50, "USD")], {"USD": {"rate": Decimal("0.9")}})

    assert opened_value("EUR", found)["shown"] == "145.00 EUR"
    assert opened_value("USD", found) is None


def test_the_rate_of_the_day_counts():
    rates = {
        "USD": {"rate": Decimal("0.9")},
        "USD from the 12th": {"rate": Decimal("0.5"), "valid_from": date(2026, 11, 12)},
    }

    found = measure([a_case(100, "USD", day=11), a_case(100, "USD", day=12)], rates)

    assert opened_value("EUR", found)["value"] == Decimal("140.00")


def test_the_rate_of_a_case_is_that_of_its_payment_where_that_is_known():
    rates = {
        "USD": {"rate": Decimal("0.9")},
        "USD from the 5th": {"rate": Decimal("0.5"), "valid_from": date(2026, 11, 5)},
    }
    paid = {"paid_at": datetime(2026, 11, 2, 12, tzinfo=UTC)}

    assert opened_value("EUR", measure([a_case(100, "USD") | paid], rates))["value"] == 90
    assert opened_value("EUR", measure([a_case(100, "USD")], rates))["value"] == 50


def test_currencies_with_other_decimals_are_converted_in_minor_units():
    found = measure([a_case(10_000, "JPY")], {"JPY": {"rate": Decimal("0.006")}})

    assert opened_value("EUR", found)["value"] == Decimal("60.00")


def test_without_a_rate_a_currency_stays_apart_and_the_figure_says_so():
    found = measure([a_case(100, "EUR"), a_case(50, "USD")])

    assert (opened_value("EUR", found)["value"], opened_value("USD", found)["value"]) == (100, 50)
    assert opened_value("EUR", found)["note"] == "Apart, for want of a rate: USD"
    assert [(row.key, row.values["problem"]) for row in found["Rates"]] == [
        ("USD", "No rate yet: amounts in USD stay apart until you type one.")
    ]


def test_without_a_chosen_currency_nothing_is_converted_and_no_line_is_made():
    found = measure([a_case(50, "USD")], {"USD": {"rate": Decimal("0.9")}}, currency="")

    assert opened_value("USD", found)["value"] == 50
    assert found["Rates"] == []


def test_sales_are_converted_too_so_that_a_share_of_them_is_true():
    sales = {
        "brand": "Birch", "period": "week", "starts_on": WEEK, "currency": "USD", "payments": 10,
        "payments_value": Decimal(1000), "complete": "whole",
    }  # fmt: skip

    found = measure([a_case(50, "USD")], {"USD": {"rate": Decimal("0.9")}}, volumes=[sales])

    lines = {row.key: row.values for row in found["Metrics data"]}
    assert lines[f"opened_value_share.EUR|{WEEK}|Birch"]["shown"] == "5.0 % (45.00 of 900.00 EUR)"


@pytest.mark.parametrize("rate", [Decimal(0), Decimal(-1), "a lot", True, Decimal("NaN")])
def test_a_rate_that_is_none_does_not_count_and_says_so(rate):
    found = measure([a_case(50, "USD")], {"USD": {"rate": rate}, "dollars?": {"rate": Decimal(1)}})

    assert opened_value("USD", found)["value"] == 50
    problems = {row.key: row.values["problem"] for row in found["Rates"]}
    assert problems["USD"] == "The rate is no number above zero, so the line does not count."


def test_a_line_that_names_no_currency_says_so():
    (row,) = measure([a_case(50, "EUR")], {"1 USD": {"rate": Decimal(1)}})["Rates"]

    assert row.values["problem"].startswith("A line begins with the three letters of a currency")


@pytest.mark.parametrize(("typed", "read"), [("eur", "EUR"), ("", ""), ("each", ""), ("Each", "")])
def test_the_currency_is_read_kindly(typed, read):
    assert read_currency(typed) == read


def test_what_is_no_currency_is_refused():
    with pytest.raises(Unreadable):
        read_currency("euros")
