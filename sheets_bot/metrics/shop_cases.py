"""
Metrics of the disputes at Shopify: chargebacks of cards, and inquiries of the banks.

The docstring of each function is the definition that people read in the sheet. They are apart from PayPal's,
since a bank decides, and since Shopify sends what is saved on the due date by itself: in time is what a
person looked at before.
"""

from datetime import date

import pandas as pd

from sheets_bot.domain.disputes.dispute_readings import Result
from sheets_bot.domain.disputes.shop_dispute_words import ShopResult
from sheets_bot.metrics.disputes_clocks import hours_between, staffed_median
from sheets_bot.metrics.disputes_decided import (
    contested,
    decided,
    number_of,
    recovered_share,
    won_of_the_opened,
)
from sheets_bot.metrics.figure import (
    Figure,
    Metric,
    amount,
    cases,
    hours,
    metric,
    per_100,
    share,
    still_rising,
    value_share,
)
from sheets_bot.metrics.frames_orders import KNOWN_FROM
from sheets_bot.metrics.slices import Slice, Unmeasured, amount_of

AREA = "Shopify: cases"

_NO_ANSWER = "No case was answered by a person."
_NO_CARD_ORDERS = "No card orders of this week are in the tab Orders."


@metric(AREA, "Opened", "cases", source="shop cases", headline=True)
def shop_opened(week: Slice) -> Figure:
    """
    Chargebacks and inquiries opened in the week.

    By the day that the bank gives it; Shopify may show a case some days later, so the last days may still
    rise.
    """
    return cases(len(week.opened))


@metric(AREA, "Opened, value", "money", source="shop cases", per_currency=True)
def shop_opened_value(week: Slice) -> Figure:
    """
    Disputed amounts of the cases opened in the week.

    By opening date, per currency; inquiries included, for which no money moves yet. Fees are not in it.
    """
    minor, note = amount_of(week.opened, "amount_minor")
    return amount(minor, week.currency, note=note)


@metric(AREA, "Opened per 100 orders", "per 100", source="shop cases")
def shop_opened_per_100_orders(week: Slice) -> Figure:
    """
    Chargebacks and inquiries opened in the week per 100 paid orders of the same week, however they were paid.

    A quick signal only: the cases belong to earlier orders, so it rises when sales fall.
    """
    return per_100(len(week.opened), week.sold("orders", [week.week]), gap="No orders in this week.")


@metric(AREA, "Opened, share of orders' value", "share", source="shop cases", per_currency=True, judged=False)
def shop_opened_value_share(week: Slice) -> Figure:
    """
    Disputed value opened in the week / amounts to pay of the paid orders placed in the same week.

    Per currency, by opening and order date, from the tab Orders; however the orders were paid. A quick signal
    only: one large case moves it.
    """
    ordered, _ = amount_of(orders_known(week, week.week).cases_in("placed_week", week.week), "total_minor")
    disputed, note = amount_of(week.opened, "amount_minor")
    return value_share(disputed, ordered, week.currency, gap="No orders in this week.", note=note)


@metric(AREA, "Disputed per 100 card orders of the week", "per 100", source="shop cases", judged=False)
def shop_cohort_per_100(week: Slice) -> Figure:
    """
    Cases, whenever opened, on orders placed in the week, per 100 orders of that week paid by card.

    By order date, from the tab Orders. Keeps rising for months: banks let buyers complain for 120 days after
    the expected delivery.
    """
    orders = orders_known(week, week.week).only(by_card).cases_in("placed_week", week.week)
    found = week.cases_in("paid_week", week.week)
    return _maturing(week, per_100(len(found), len(orders), gap=_NO_CARD_ORDERS))


@metric(
    AREA,
    "Disputed share of the week's card orders, by value",
    "share",
    source="shop cases",
    per_currency=True,
    judged=False,
)
def shop_cohort_value_share(week: Slice) -> Figure:
    """
    Disputed value, whenever opened, on orders placed in the week / amounts to pay of that week's orders paid
    by card.

    Per currency, by order date, from the tab Orders. Keeps rising for months, as the count does; one large
    case moves it.
    """
    ordered, _ = amount_of(
        orders_known(week, week.week).only(by_card).cases_in("placed_week", week.week), "total_minor"
    )
    disputed, note = amount_of(week.cases_in("paid_week", week.week), "amount_minor")
    return _maturing(week, value_share(disputed, ordered, week.currency, gap=_NO_CARD_ORDERS, note=note))


@metric(AREA, "Won", "cases", source="shop cases")
def shop_won(week: Slice) -> Figure:
    """
    Cases closed in the week that the bank decided for us.

    By the day on which Shopify finalised it.
    """
    return cases(number_of(week.closed, ShopResult.WON))


@metric(AREA, "Lost", "cases", source="shop cases")
def shop_lost(week: Slice) -> Figure:
    """
    Cases closed in the week that the bank decided for the buyer.

    By the day on which Shopify finalised it. Accepted ones are "Conceded".
    """
    return cases(number_of(week.closed, ShopResult.LOST))


@metric(AREA, "Conceded", "cases", source="shop cases")
def shop_conceded(week: Slice) -> Figure:
    """
    Cases closed in the week that we accepted, or ended by a refund.

    By the day on which Shopify finalised it.
    """
    return cases(number_of(week.closed, ShopResult.CONCEDED))


@metric(AREA, "Prevented", "cases", source="shop cases")
def shop_prevented(week: Slice) -> Figure:
    """
    Cases refunded by the network's own rules before they became a chargeback.

    By the day on which Shopify finalised it. No fee, no verdict, and in no win rate.
    """
    return cases(number_of(week.closed, ShopResult.PREVENTED))


@metric(AREA, "Win rate, contested", "share", source="shop cases", headline=True)
def shop_win_rate_contested(week: Slice) -> Figure:
    """
    Won / (won + lost), of the chargebacks that were answered and that the bank decided in the week.

    By closing date. What Shopify sent by itself counts as answered. Left out: inquiries, conceded, prevented,
    open cases.
    """
    found = week.only(contested).closed
    return share(number_of(found, Result.WON), len(found), gap="No contested case was decided.")


@metric(AREA, "Win rate, all-in", "share", source="shop cases")
def shop_win_rate_all_in(week: Slice) -> Figure:
    """
    Won / all decided in the week: won, lost and conceded.

    By closing date, inquiries included. Left out: prevented and open cases.
    """
    found = week.only(decided).closed
    return share(number_of(found, Result.WON), len(found), gap="No case was decided.")


@metric(AREA, "Win rate, contested, by week of opening", "share", source="shop cases", judged=False)
def shop_win_rate_contested_cohort(week: Slice) -> Figure:
    """
    Won / (won + lost), of the chargebacks opened in the week that were answered and that the bank has decided
    by now.

    By opening date. Moves until the last of these cases is closed; the note says how many are open.
    """
    return won_of_the_opened(week)


@metric(AREA, "Recovered share, contested", "share", source="shop cases", per_currency=True, judged=False)
def shop_recovered_share_contested(week: Slice) -> Figure:
    """
    Amount kept / amount disputed, of the chargebacks that were answered and that the bank decided in the
    week.

    By closing date, per currency. Left out as in the contested win rate. Shopify does not tell its fees, so
    they are not taken off, and there is no net recovery as for PayPal.
    """
    return recovered_share(week, week.only(contested).closed, gap="No contested case was decided.")


@metric(AREA, "Recovered share, all-in", "share", source="shop cases", per_currency=True, judged=False)
def shop_recovered_share(week: Slice) -> Figure:
    """
    Amount kept / amount disputed, of all cases decided in the week: won, lost and conceded.

    By closing date, per currency. Left out: inquiries that were not won, since no money moved for them.
    """
    return recovered_share(week, week.only(decided).closed, gap="No case was decided.")


@metric(AREA, "Looked at in time", "share", source="shop cases", headline=True)
def shop_on_time(week: Slice) -> Figure:
    """
    Cases that a person looked at before their due date / cases whose due date fell in the week and has
    passed, and that needed an answer.

    By due date. Shopify sends what is saved on the due date by itself, so "sent" alone is no merit: in time
    is evidence that was sent before the due date, or that somebody had the bot save or send before it (tab
    Acts). What was only saved in Shopify's own pages is not seen. Left out: cases that ended before the due
    date without an answer.
    """
    due = week.only(_needed_a_look).cases_in("due_week", week.week)
    found = due[due["due_at"] <= pd.Timestamp(week.now)]
    in_time = (found["answered_at"] < found["due_at"]) | (found["reviewed_at"] <= found["due_at"])
    return share(int(in_time.sum()), len(found), gap="No answer was due.")


@metric(AREA, "Time to respond, median", "hours", source="shop cases")
def shop_time_to_respond_median(week: Slice) -> Figure:
    """
    Hours from the opening of a case to the evidence, of the cases answered in the week before their due date:
    half were faster.

    By answering date, all hours counted. What Shopify sent by itself on the due date is not in it.
    """
    found = week.only(_by_a_person).answered
    return hours(hours_between(found, "answered_at", "opened_at"), "median", few="median", gap=_NO_ANSWER)


@metric(AREA, "Time to respond in shifts, median", "hours", source="shop cases")
def shop_time_to_respond_staffed_median(week: Slice) -> Figure:
    """
    Hours inside your shifts between the opening of a case and the evidence, of the cases answered in the week
    before their due date: half were faster.

    By answering date, by the shifts that stand in Settings now. What Shopify sent by itself on the due date
    is not in it.
    """
    found = week.only(_by_a_person).answered
    return staffed_median(found, "staffed_response_hours", gap=_NO_ANSWER)


@metric(AREA, "Slack, thinnest tenth", "hours", source="shop cases")
def shop_slack_p10(week: Slice) -> Figure:
    """
    Hours left before the due date when a person answered: one in ten was as close as this, or closer.

    By answering date, all hours counted. With fewer than ten answers it is the closest one.
    """
    found = week.only(_by_a_person).answered
    return hours(hours_between(found, "due_at", "answered_at"), "p10", few="thinnest", gap=_NO_ANSWER)


@metric(AREA, "Open at the end", "cases", source="shop cases", judged=False)
def shop_open_at_end(week: Slice) -> Figure:
    """
    Cases open when the week ended, or now in the running week.

    From opening and closing dates; a case that came back counts as open all the time.
    """
    return cases(len(week.open_at_end))


METRICS: tuple[Metric, ...] = (
    shop_opened,
    shop_opened_value,
    shop_opened_per_100_orders,
    shop_opened_value_share,
    shop_cohort_per_100,
    shop_cohort_value_share,
    shop_won,
    shop_lost,
    shop_conceded,
    shop_prevented,
    shop_win_rate_contested,
    shop_win_rate_all_in,
    shop_win_rate_contested_cohort,
    shop_recovered_share_contested,
    shop_recovered_share,
    shop_on_time,
    shop_time_to_respond_median,
    shop_time_to_respond_staffed_median,
    shop_slack_p10,
    shop_open_at_end,
)

_MATURE_DAYS = 150
"""120 days after the expected delivery (card networks' usual window), and a month for the delivery (ours)."""


def orders_known(week: Slice, start: date) -> Slice:
    """The orders beside the cases. Raises Unmeasured where not all of them are known since *start*."""
    orders = week.beside("orders")
    since = max(orders.scope.known_since.values())
    if since > start:
        raise Unmeasured(KNOWN_FROM.format(since))
    return orders


def _maturing(week: Slice, figure: Figure) -> Figure:
    over = (week.today - week.last_day).days
    if over >= _MATURE_DAYS:
        return figure
    return still_rising(figure, f"{max(over, 0)} of {_MATURE_DAYS} days")


def by_card(found: pd.DataFrame) -> "pd.Series[bool]":
    """The orders that were paid by card."""
    return found["by_card"]


def _needed_a_look(found: pd.DataFrame) -> "pd.Series[bool]":
    was_lost = found["outcome"] == Result.LOST.value
    closed_on, due_on = found["closed_on"], found["due_on"]
    over_before = (closed_on < due_on) | (closed_on == due_on) & ~was_lost
    return found["answered_at"].notna() | ~over_before


def _by_a_person(found: pd.DataFrame) -> "pd.Series[bool]":
    return found["answered_at"] < found["due_at"]
