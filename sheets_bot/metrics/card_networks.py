"""
What Visa's and Mastercard's programmes would make of us, as far as the tabs can tell, and our own line.

Approximations, and called so: which network paid for an order is not in the tabs, and fraud reports that
never became a dispute are seen by nobody but the bank. The docstring of each function is the definition that
people read in the sheet.
"""

from dataclasses import replace
from datetime import date

import pandas as pd

from sheets_bot.domain.disputes.shop_dispute_words import ShopResult
from sheets_bot.metrics.disputes_incoming import house_limits, house_words
from sheets_bot.metrics.figure import Figure, Metric, metric, per_100, share
from sheets_bot.metrics.shop_cases import by_card, orders_known
from sheets_bot.metrics.slices import Slice, Unmeasured
from sheets_bot.metrics.weeks import months_before

AREA = "Card networks"

VISA_LINE_SHARE, VISA_LEAST_EVENTS = 0.015, 1500
"""VAMP, merchants: "excessive" from 1.5 % and 1,500 events a month (since 1 April 2026: US, CA, EU, AP)."""

MASTERCARD_LINE_SHARE, MASTERCARD_LEAST_CASES = 0.015, 100
"""ECM: from 1.5 % and 100 chargebacks in a month; both are needed."""

NEAR = 0.8
"""From this part of a line on the house wants to be warned (ours)."""

_MISSING = "approximation: all networks together; fraud reports without a dispute not known"


@metric(
    AREA,
    "Visa VAMP, approximated",
    "share",
    source="shop cases",
    headline=True,
    judged=False,
    brands_only=True,
)
def vamp_approximation(week: Slice) -> Figure:
    """
    An approximation of Visa's ratio: (card chargebacks + those of them that claim fraud, once more) / card
    orders, in the last full calendar month.

    By opening and order month. Visa counts fraud reports and disputes, and a fraud chargeback may count as
    both. Not in it: fraud reports that became no dispute (only the bank sees them), and the split by network,
    since the tabs do not tell which card paid; prevented cases are left out. Visa's line is 1.5 % with at
    least 1,500 events a month.
    """
    (month,) = months_before(min(week.last_day, week.today), months=1)
    found = _chargebacks(week, month)
    events = len(found) + int(found["fraud"].sum())
    orders = _card_orders(week, month)
    words = _line_words("Visa", events / orders, VISA_LINE_SHARE, events, VISA_LEAST_EVENTS)
    limits = _limits("Visa", VISA_LINE_SHARE, VISA_LEAST_EVENTS)
    return replace(_ratio(events, orders), verdict=words, note=f"{month:%Y-%m}; {limits}; {_MISSING}")


@metric(
    AREA,
    "Mastercard ECM, approximated",
    "share",
    source="shop cases",
    headline=True,
    judged=False,
    brands_only=True,
)
def ecm_approximation(week: Slice) -> Figure:
    """
    An approximation of Mastercard's ratio: card chargebacks of the last full calendar month / card orders of
    the month before it.

    By opening and order month: Mastercard divides by the month before. Not in it: the split by network, since
    the tabs do not tell which card paid; prevented cases are left out. The line is 1.5 % with at least 100
    chargebacks in the month.
    """
    before, month = months_before(min(week.last_day, week.today), months=2)
    events, orders = len(_chargebacks(week, month)), _card_orders(week, before)
    words = _line_words("Mastercard", events / orders, MASTERCARD_LINE_SHARE, events, MASTERCARD_LEAST_CASES)
    limits = _limits("Mastercard", MASTERCARD_LINE_SHARE, MASTERCARD_LEAST_CASES)
    return replace(_ratio(events, orders), verdict=words, note=f"{month:%Y-%m}; {limits}; {_MISSING}")


@metric(
    AREA, "House line of cards, four weeks", "per 100", source="shop cases", headline=True, judged=False
)  # fmt: skip
def card_house_line(week: Slice) -> Figure:
    """
    Card cases opened, inquiries of banks included, per 100 card orders, in the four weeks that end with this
    one.

    By opening and order date. Amber from 0.5, red from 0.9: lines of the house, not of the networks. The
    limits show how far few cases can mislead.
    """
    weeks = week.last_weeks(4)
    orders = orders_known(week, min(weeks)).only(by_card).cases_in("placed_week", *weeks)
    events = len(week.only(by_card).cases_in("opened_week", *weeks))
    gap, note = "No card orders in these four weeks.", house_limits("card orders")
    figure = per_100(events, len(orders), gap=gap, note=note)
    return replace(figure, verdict=house_words(100 * events / len(orders)))


METRICS: tuple[Metric, ...] = (card_house_line, vamp_approximation, ecm_approximation)


def _chargebacks(week: Slice, month: date) -> pd.DataFrame:
    return week.only(_of_cards).cases_in("opened_month", month)


def _of_cards(found: pd.DataFrame) -> "pd.Series[bool]":
    # A case without a code is one of a wallet or of Klarna; an inquiry has taken no money yet.
    return (
        found["by_card"] & (found["stage"] == "Chargeback") & (found["outcome"] != ShopResult.PREVENTED.value)
    )


def _card_orders(week: Slice, month: date) -> int:
    orders = week.beside("orders")
    since = orders.scope.cases["known_on"].max()
    if since > pd.Timestamp(month):
        raise Unmeasured(f"Orders are known from {since.date()} on; {month:%Y-%m} is not whole.")
    number = len(orders.only(by_card).cases_in("placed_month", month))
    if not number:
        raise Unmeasured(f"No card orders in {month:%Y-%m}.")
    return number


def _ratio(events: int, orders: int) -> Figure:
    return share(min(events, orders), orders, gap="")


def _limits(whose: str, line_share: float, least: int) -> str:
    over, near = f"{100 * line_share:.1f} %", f"{100 * NEAR * line_share:.1f} %"
    return (
        f"of card orders, with at least {least:,} cases: over {whose}'s line from {over} on, near it from "
        f"{near} on"
    )


def _line_words(whose: str, ratio_share: float, line_share: float, events: int, least: int) -> str:
    if ratio_share < NEAR * line_share:
        return f"under {whose}'s line"
    if events < least:
        return f"too few cases for {whose}'s rule"
    return f"over {whose}'s line" if ratio_share >= line_share else f"near {whose}'s line"
