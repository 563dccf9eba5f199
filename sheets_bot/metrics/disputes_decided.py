"""
Metrics of how disputes end: won, lost, and what that meant in money.

The docstring of each function is the definition that people read in the sheet.
Outcomes are those of the column `Outcome`; a case marked "Check by hand" is
counted as that and enters no rate. Nothing here knows how fast anybody was.
"""

import pandas as pd

from sheets_bot.domain.disputes.dispute_readings import Result
from sheets_bot.domain.disputes.dispute_words import stage_words
from sheets_bot.domain.disputes.shop_dispute_words import ShopResult
from sheets_bot.metrics.figure import Figure, Metric, amount, cases, metric, share, value_share
from sheets_bot.metrics.slices import Slice, amount_of

AREA = "PayPal: decided"

_INQUIRY = stage_words("INQUIRY")


@metric(AREA, "Won", "cases")
def won(week: Slice) -> Figure:
    """
    Cases closed in the week that PayPal decided for us.

    By closing date. Withdrawn cases, and cases that PayPal paid itself, are not wins.
    """
    return _ended_as(week, Result.WON)


@metric(AREA, "Lost", "cases")
def lost(week: Slice) -> Figure:
    """
    Cases closed in the week that PayPal decided for the buyer, answered or not.

    By closing date. Refunds that we agreed to are "Conceded".
    """
    return _ended_as(week, Result.LOST)


@metric(AREA, "Covered by PayPal", "cases")
def covered(week: Slice) -> Figure:
    """
    Cases closed in the week in which PayPal paid the buyer and we kept the money.

    By closing date. No verdict on our evidence, so not a win.
    """
    return _ended_as(week, Result.COVERED)


@metric(AREA, "Conceded", "cases")
def conceded(week: Slice) -> Figure:
    """
    Cases closed in the week in which we accepted the claim or the buyer took our offer.

    By closing date.
    """
    return _ended_as(week, Result.CONCEDED)


@metric(AREA, "Withdrawn", "cases")
def withdrawn(week: Slice) -> Figure:
    """
    Cases closed in the week by the buyer, or that ran out as an inquiry.

    By closing date. A loss avoided, often by a good answer, and never called "won".
    """
    return _ended_as(week, Result.WITHDRAWN)


@metric(AREA, "To check by hand", "cases")
def to_check(week: Slice) -> Figure:
    """
    Cases closed in the week whose outcome PayPal does not say clearly.

    By closing date. They enter no rate until a person has looked.
    """
    return _ended_as(week, Result.CHECK)


@metric(AREA, "Win rate, contested", "share", headline=True)
def win_rate_contested(week: Slice) -> Figure:
    """
    Won / (won + lost), of the cases that we answered and PayPal decided in the week.

    By closing date. Left out: inquiries, unanswered, conceded, withdrawn, covered, and open cases.
    """
    found = week.only(contested).closed
    return share(number_of(found, Result.WON), len(found), gap="No contested case was decided.")


@metric(AREA, "Win rate, all-in", "share")
def win_rate_all_in(week: Slice) -> Figure:
    """
    Won / all decided in the week: won, lost, covered and conceded.

    By closing date. The cases lost in silence and those given up count here. Left out: withdrawn, to check,
    open.
    """
    found = week.only(decided).closed
    return share(number_of(found, Result.WON), len(found), gap="No case was decided.")


@metric(AREA, "Win rate, contested, by week of opening", "share", judged=False)
def win_rate_contested_cohort(week: Slice) -> Figure:
    """
    Won / (won + lost), of the cases opened in the week that we answered and PayPal has decided by now.

    By opening date. Moves until the last of these cases is closed; the note says how many are open.
    """
    return won_of_the_opened(week)


@metric(AREA, "Recovered share, contested", "share", per_currency=True, judged=False)
def recovered_share_contested(week: Slice) -> Figure:
    """
    Amount kept / amount disputed, of the cases that we answered and PayPal decided (won or lost) in the week.

    By closing date, per currency; partial wins count by their part. Left out as in the contested win rate.
    """
    return recovered_share(week, week.only(contested).closed, gap="No contested case was decided.")


@metric(AREA, "Recovered share, all-in", "share", per_currency=True, judged=False)
def recovered_share_all_in(week: Slice) -> Figure:
    """
    Amount kept / amount disputed, of all cases decided in the week: won, lost, covered and conceded.

    By closing date, per currency. What PayPal covered counts as kept.
    """
    return recovered_share(week, week.only(decided).closed, gap="No case was decided.")


@metric(AREA, "Net recovery, four weeks", "share", per_currency=True, judged=False)
def net_recovery(week: Slice) -> Figure:
    """
    (Amount kept - PayPal's fees) / amount disputed, of all cases decided in the four weeks that end with
    this one.

    By closing date, per currency. Labour and paid tools are not taken off, since the tab does not hold
    them. Fees are those that PayPal books on the case.
    """
    found, note = _with_amounts(week.only(decided).cases_in("closed_week", *week.last_weeks(4)))
    kept = int(found["recovered_minor"].sum()) - int(found["fees_minor"].sum())
    disputed = int(found["amount_minor"].sum())
    return value_share(
        kept, disputed, week.currency, gap="No case was decided in these four weeks.", note=note
    )


@metric(AREA, "Avoided loss", "money", per_currency=True)
def avoided_value(week: Slice) -> Figure:
    """
    Disputed amounts of the cases closed in the week without a decision: withdrawn, or run out as an inquiry.

    By closing date, per currency. Reported apart, never as "won"; a buyer may have withdrawn because we
    refunded.
    """
    minor, note = amount_of(week.closed[week.closed["outcome"] == Result.WITHDRAWN], "amount_minor")
    return amount(minor, week.currency, note=note)


METRICS: tuple[Metric, ...] = (
    won,
    lost,
    covered,
    conceded,
    withdrawn,
    to_check,
    win_rate_contested,
    win_rate_all_in,
    win_rate_contested_cohort,
    recovered_share_contested,
    recovered_share_all_in,
    net_recovery,
    avoided_value,
)


def _ended_as(week: Slice, result: Result) -> Figure:
    return cases(number_of(week.closed, result))


def number_of(found: pd.DataFrame, result: Result | ShopResult) -> int:
    """How many of the cases ended so."""
    return list(found["outcome"]).count(result.value)


def contested(found: pd.DataFrame) -> "pd.Series[bool]":
    """Won or lost after our evidence; inquiries apart."""
    judged = found["outcome"].isin([Result.WON.value, Result.LOST.value])
    return judged & found["answered_at"].notna() & (found["stage"] != _INQUIRY)


def decided(found: pd.DataFrame) -> "pd.Series[bool]":
    """Ended with somebody paying, or with nobody."""
    results = (Result.WON, Result.LOST, Result.COVERED, Result.CONCEDED)
    return found["outcome"].isin([result.value for result in results])


def won_of_the_opened(week: Slice) -> Figure:
    """Won / (won + lost), of the contested cases opened in the week; the note says how many are open."""
    found = week.only(contested).opened
    still_open = int(week.opened["closed_on"].isna().sum())
    note = f"{still_open} of {len(week.opened)} still open" if still_open else ""
    gap = (
        "No contested case of this week is decided yet."
        if still_open
        else "No case of this week was contested."
    )
    return share(
        number_of(found, Result.WON), len(found), gap=gap, note=note, verdict="may still move" if note else ""
    )


def recovered_share(week: Slice, found: pd.DataFrame, *, gap: str) -> Figure:
    """Amount kept / amount disputed, of the cases of which both are known."""
    known, note = _with_amounts(found)
    kept, disputed = int(known["recovered_minor"].sum()), int(known["amount_minor"].sum())
    return value_share(kept, disputed, week.currency, gap=gap, note=note)


def _with_amounts(found: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The cases of which both amounts are known, and a note on the others."""
    known = found[found["amount_minor"].notna() & found["recovered_minor"].notna()]
    missing = len(found) - len(known)
    return known, f"{missing} of {len(found)} left out, amounts not known" if missing else ""
