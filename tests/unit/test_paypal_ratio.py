"""Promises of PayPal's ratio: claims of three full months over their sales, and nothing where it is not known."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from order_tabs import row
from playbook_cases import BERLIN, CODES, NOW
from sheets_bot.domain.cases.ratio import paypal_ratio

BRAND = "Aurora & Pine"
MONTHS = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))


def volumes(**changed):
    """Three months of 40 sales and 1000 USD each."""
    told = {
        "brand": BRAND,
        "period": "month",
        "currency": "USD",
        "payments": 40,
        "payments_value": Decimal(1000),
    }
    return {str(month): {**told, "starts_on": month, **changed} for month in MONTHS}


def claim(**told):
    usual = {
        "platform": "PayPal",
        "brand": BRAND,
        "stage": "Claim",
        "reason_code": CODES["INR"][0],
        "amount": "30.00",
    }
    return row(**{**usual, "opened": datetime(2026, 9, 10, tzinfo=UTC), **told})


def ratio(*claims, sold=None):
    disputes = {str(n): each for n, each in enumerate(claims)}
    return paypal_ratio(
        BRAND, "USD", disputes=disputes, volumes=volumes() if sold is None else sold, zone=BERLIN, now=NOW
    )


def test_claims_of_three_full_months_over_their_sales():
    assert ratio(claim(), claim(reason_code=CODES["SNAD"][0], amount="15.00")) == pytest.approx(0.015)


@pytest.mark.parametrize(
    "told",
    [
        {"stage": "Inquiry"},
        {"reason_code": "UNAUTHORISED"},
        {"opened": NOW},
        # One minute before August in Berlin.
        {"opened": datetime(2026, 7, 31, 21, 59, tzinfo=UTC)},
        {"platform": "Shopify"},
        {"brand": "Velvet Row"},
        {"currency": "EUR"},
    ],
    ids=["inquiry", "unauthorised", "this month", "before", "Shopify", "other brand", "other currency"],
)
def test_what_paypal_does_not_count_is_left_out(told):
    assert ratio(claim(**told)) == 0


def test_an_inquiry_that_came_through_the_bank_counts():
    assert ratio(claim(stage="Inquiry", channel="Card or bank")) == pytest.approx(0.01)


@pytest.mark.parametrize(
    "sold",
    [{}, dict(list(volumes().items())[:2]), volumes(payments=33), volumes(payments_value=None)],
    ids=["nothing", "a month is missing", "99 sales", "no value"],
)
def test_where_it_is_not_known_or_does_not_bind_there_is_none(sold):
    assert ratio(claim(), sold=sold) is None
