"""
Metrics of the disputes that come in: how many, out of how many sales, and why.

The docstring of each function is the definition that people read in the sheet:
what is counted, by which date, what is left out, what may still change. How
cases end is in `disputes_decided.py`, how fast we are in `disputes_clocks.py`.
"""

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from sheets_bot.domain.disputes.dispute_words import channel_words, stage_words
from sheets_bot.metrics.figure import Figure, amount, cases, metric, per_100, share, still_rising, value_share
from sheets_bot.metrics.slices import Slice, Sold, Unmeasured, amount_of
from sheets_bot.metrics.weeks import WEEK, months_before

AREA = "PayPal: coming in"

FILING_WINDOW = timedelta(days=180)
"""How long after the payment a buyer may open a dispute (PayPal help: 180 days)."""

HOUSE_AMBER_PER_100, HOUSE_RED_PER_100 = 0.5, 0.9
"""Lines of the house: a proposal. 0.9 is a common target among card merchants; nobody enforces it."""

PAYPAL_LINE_SHARE = 0.015
"""Above 1.5 % of sales value PayPal charges its High Volume dispute fee (PayPal help on dispute fees)."""

PAYPAL_NEAR_SHARE = 0.012
"""Where the house wants to be warned, before the line is reached."""

PAYPAL_LEAST_SALES = 100
"""PayPal's rule binds with more sales than this in the three months (same source)."""

_FEE_LIMITS = (
    f"of the value sold, with more than {PAYPAL_LEAST_SALES} sales: over PayPal's line from "
    f"{100 * PAYPAL_LINE_SHARE:.1f} % on, near it from {100 * PAYPAL_NEAR_SHARE:.1f} % on"
)

_INQUIRY = stage_words("INQUIRY")
_CARD_OR_BANK = channel_words("EXTERNAL")
_COUNTED_REASONS = ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED")


@metric(AREA, "Opened", "cases", headline=True)
def opened(week: Slice) -> Figure:
    """
    Disputes opened in the week, inquiries included.

    By opening date. Rises with sales; see the rates for that.
    """
    return cases(len(week.opened))


@metric(AREA, "Opened, value", "money", per_currency=True)
def opened_value(week: Slice) -> Figure:
    """
    Disputed amounts of the cases opened in the week.

    By opening date, per currency. The amount is the one disputed, which may be less than the payment.
    """
    minor, note = amount_of(week.opened, "amount_minor")
    return amount(minor, week.currency, note=note)


@metric(AREA, "Opened per 100 payments", "per 100")
def opened_per_100_payments(week: Slice) -> Figure:
    """
    Disputes opened in the week per 100 PayPal payments made in the same week.

    A quick signal only: the cases belong to earlier payments, so it rises when sales fall.
    """
    return _activity(week, "payments")


@metric(AREA, "Opened per 100 orders", "per 100", headline=True)
def opened_per_100_orders(week: Slice) -> Figure:
    """
    Disputes opened in the week per 100 paid orders of the same week, however they were paid.

    Orders come from the shop, or from what a person typed into Volumes, which wins. A quick signal only, as
    above.
    """
    return _activity(week, "orders")


@metric(AREA, "Opened, share of sales value", "share", per_currency=True, judged=False)
def opened_value_share(week: Slice) -> Figure:
    """
    Disputed value opened in the week / value of PayPal payments of the same week.

    Per currency, by opening and payment date. A quick signal only: one large case moves it.
    """
    sold = week.sold("payments_minor", [week.week])
    disputed, note = amount_of(week.opened, "amount_minor")
    return value_share(disputed, sold, week.currency, gap="No payments in this week.", note=note)


@metric(AREA, "Disputed per 100 payments of the week", "per 100", judged=False)
def cohort_per_100_payments(week: Slice) -> Figure:
    """
    Disputes, whenever opened, on payments made in the week, per 100 PayPal payments made in it.

    By payment date: the true rate, but it keeps rising until the 180 days are over in which a buyer may
    complain.
    """
    return _cohort(week, "payments")


@metric(AREA, "Disputed per 100 orders of the week", "per 100", judged=False)
def cohort_per_100_orders(week: Slice) -> Figure:
    """
    Disputes, whenever opened, on payments made in the week, per 100 paid orders of it.

    By payment date, taken as the order date. Keeps rising until the 180 days are over in which a buyer may
    complain.
    """
    return _cohort(week, "orders")


@metric(AREA, "Disputed share of the week's sales value", "share", per_currency=True, judged=False)
def cohort_value_share(week: Slice) -> Figure:
    """
    Disputed value, whenever opened, on payments made in the week / value of PayPal payments made in it.

    Per currency, by payment date. Keeps rising until the 180 days are over in which a buyer may complain; one
    large case moves it.
    """
    _require_payment_dates(week)
    sold = week.sold("payments_minor", [week.week])
    disputed, note = amount_of(week.cases_in("paid_week", week.week), "amount_minor")
    return _maturing(
        week, value_share(disputed, sold, week.currency, gap="No payments in this week.", note=note)
    )


@metric(AREA, "House line, four weeks", "per 100", headline=True, judged=False)
def house_line(week: Slice) -> Figure:
    """
    Disputes opened per 100 PayPal payments made, in the four weeks that end with this one.

    Amber from 0.5, red from 0.9: lines of the house, not of PayPal. The limits show how far few cases can
    mislead.
    """
    weeks = week.last_weeks(4)
    sold = week.sold("payments", weeks)
    events = len(week.cases_in("opened_week", *weeks))
    gap, note = "No payments in these four weeks.", house_limits("payments")
    return replace(per_100(events, sold, gap=gap, note=note), verdict=house_words(100 * events / sold))


@metric(
    AREA,
    "PayPal ratio, three months",
    "share",
    headline=True,
    per_currency=True,
    judged=False,
    brands_only=True,
)
def paypal_ratio(week: Slice) -> Figure:
    """
    Value of "not received" and "not as described" claims / value of PayPal sales, in the last three full
    calendar months.

    Above 1.5 %, with more than 100 sales in all currencies together, PayPal charges its High Volume dispute
    fee. An approximation: PayPal looks at the whole account in one currency and counts a claim when it is
    escalated; the tab knows when it was opened and how far it has gone by now. Unescalated inquiries,
    unauthorised payments and billing errors do not count.
    """
    months = months_before(min(week.last_day, week.today), months=3)
    since = min(week.scope.known_since.values())
    if since > months[0]:
        raise Unmeasured(f"Disputes are known from {since} on; PayPal looks back to {months[0]}.")
    sales = week.sold_in_all_currencies("payments", months, period="month")
    sold = week.sold("payments_minor", months, period="month")
    claimed, note = amount_of(_counted_claims(week.cases_in("opened_month", *months)), "amount_minor")
    note = "; ".join(filter(None, (_FEE_LIMITS, note)))
    figure = value_share(claimed, sold, week.currency, gap="No sales in these three months.", note=note)
    return replace(figure, verdict=_fee_words(claimed / sold, sales))


@metric(AREA, "With a root cause", "share", judged=False)
def cause_known(week: Slice) -> Figure:
    """
    Cases opened in the week that have a root cause / cases opened in the week.

    By opening date. The cause is ours, not the buyer's reason; "unknown" is an answer and counts. Aim for
    90 %.
    """
    found = week.opened["cause"]
    return share(int((found != "").sum()), len(found), gap="No case was opened.")


def _activity(week: Slice, what: Sold) -> Figure:
    return per_100(len(week.opened), week.sold(what, [week.week]), gap=f"No {what} in this week.")


def _cohort(week: Slice, what: Sold) -> Figure:
    _require_payment_dates(week)
    sold = week.sold(what, [week.week])
    return _maturing(
        week, per_100(len(week.cases_in("paid_week", week.week)), sold, gap=f"No {what} in this week.")
    )


def _require_payment_dates(week: Slice) -> None:
    if week.scope.cases["paid_week"].isna().all():
        raise Unmeasured("The dates of the disputed payments are not in the Disputes tab.")


def _maturing(week: Slice, figure: Figure) -> Figure:
    over = (week.today - week.week - WEEK) / FILING_WINDOW
    if over >= 1:
        return figure
    return still_rising(figure, f"{100 * max(over, 0):.0f} % of the 180 days")


def _counted_claims(found: pd.DataFrame) -> pd.DataFrame:
    # A case without a known stage counts: a ratio that warns should err on the side of the warning.
    escalated = (found["stage"] != _INQUIRY) | (found["channel"] == _CARD_OR_BANK)
    return found[escalated & found["reason_code"].isin(_COUNTED_REASONS)]


def house_words(per_100_sales: float) -> str:
    """``green``, ``amber`` or ``red``, by the lines of the house."""
    if per_100_sales >= HOUSE_RED_PER_100:
        return "red"
    return "amber" if per_100_sales >= HOUSE_AMBER_PER_100 else "green"


def house_limits(sales: str) -> str:
    """The unit and the lines of the house, which stand beside each number that is held against them."""
    return (
        f"per 100 {sales}: amber from {HOUSE_AMBER_PER_100} on, red from {HOUSE_RED_PER_100} on, "
        "lines of the house"
    )


def _fee_words(ratio_share: float, sales: int) -> str:
    if sales <= PAYPAL_LEAST_SALES:
        return "too few sales for the fee"
    if ratio_share >= PAYPAL_LINE_SHARE:
        return "over PayPal's line"
    return "near PayPal's line" if ratio_share >= PAYPAL_NEAR_SHARE else "under PayPal's line"


METRICS = (
    opened,
    opened_value,
    opened_per_100_payments,
    opened_per_100_orders,
    opened_value_share,
    cohort_per_100_payments,
    cohort_per_100_orders,
    cohort_value_share,
    house_line,
    paypal_ratio,
    cause_known,
)
