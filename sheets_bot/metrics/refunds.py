"""
Metrics of refunds: how much goes back, how much of that we could have avoided, what was paid twice.

The docstring of each function is the definition that people read in the sheet. A rate is that of the orders
of a week, whenever they were refunded, so that it does not swing with sales. Chargebacks are no refunds.
"""

from datetime import date

import pandas as pd

from sheets_bot.metrics.figure import Figure, Metric, amount, cases, metric, share, still_rising, value_share
from sheets_bot.metrics.frames_orders import KNOWN_FROM
from sheets_bot.metrics.slices import Slice, Unmeasured, amount_of
from sheets_bot.metrics.weeks import WEEK

AREA = "Refunds"

MATURE_WEEKS = 9
"""So old are the orders of which most refunds are made: a week is then at least 60 days over (60: ours)."""

MATURE_DAYS = 60

LEAST_COVERAGE_SHARE = 0.9
"""With less of the value explained, the avoidable part would be a guess."""

AVOIDABLE = frozenset(
    {
        *("late_delivery", "not_shipped", "label_only", "lost", "misdelivered", "returned_to_sender"),
        *("quality_defect", "damaged", "wrong_item", "missing_item", "not_as_described", "size_fit"),
        *("colour_style", "counterfeit_claim"),
        *("duplicate_charge", "wrong_amount", "refund_not_processed", "refund_slow"),
        *("unrecognised_descriptor", "no_support_reply", "slow_reply", "cancellation_ignored"),
        *("address_change_missed", "policy_unclear"),
    }
)
"""
Causes that the house or its suppliers can change: delivery, product, money, service. Not: customs, the
buyer's mind, fraud (ours, after the field's three-way split).
"""

_NAMED = 5
_NOTHING = "Nothing was refunded."


@metric(AREA, "Refunds made", "cases", source="refunds")
def refunds_made(week: Slice) -> Figure:
    """
    Refunds made in the week that reached the customer.

    By the day of the refund. Two refunds of one order count twice. Left out: pending and failed ones.
    """
    return cases(len(week.cases_in("refunded_week", week.week)))


@metric(AREA, "Refunded", "money", source="refunds", per_currency=True)
def refunded_value(week: Slice) -> Figure:
    """
    What reached customers by refunds in the week.

    By the day of the refund, per currency; partial refunds with their part. Chargebacks are not in it.
    """
    minor, note = amount_of(week.cases_in("refunded_week", week.week), "paid_minor")
    return amount(minor, week.currency, note=note)


@metric(AREA, "Refund rate of the week's orders", "share", source="orders", judged=False)
def refund_rate(week: Slice) -> Figure:
    """
    Paid orders placed in the week that were refunded in whole or in part / paid orders placed in the week.

    By order date, from the tabs Orders and Refunds. Keeps rising for about 60 days; marked until then.
    """
    found = week.cases_in("placed_week", week.week)
    return _maturing(
        week, share(int(found["has_refund"].sum()), len(found), gap="No paid orders of this week.")
    )


@metric(
    AREA,
    "Refund rate by value of the week's orders",
    "share",
    source="orders",
    per_currency=True,
    judged=False,
)
def refund_value_rate(week: Slice) -> Figure:
    """
    Refunded amounts / amounts to pay, of the paid orders placed in the week.

    By order date, per currency. Keeps rising for about 60 days; marked until then.
    """
    return _maturing(week, _value_rate(week, week.week))


@metric(AREA, "Refund rate, orders of nine weeks before", "share", source="orders", headline=True)
def refund_rate_60_days(week: Slice) -> Figure:
    """
    Paid orders that were refunded in whole or in part / paid orders, of the orders placed nine weeks before
    this week.

    By order date: these orders are at least 60 days old, so little is still to come, and weeks can be
    compared. Refunds made later are in it as they come.
    """
    found = _grown(week)
    return share(int(found["has_refund"].sum()), len(found), gap=_no_orders(week))


@metric(
    AREA, "Refund rate by value, orders of nine weeks before", "share",
    source="orders", headline=True, per_currency=True, judged=False,
)  # fmt: skip
def refund_value_rate_60_days(week: Slice) -> Figure:
    """
    Refunded amounts / amounts to pay, of the paid orders placed nine weeks before this week.

    By order date, per currency: these orders are at least 60 days old, so little is still to come. One large
    refund moves it.
    """
    _grown(week)
    return _value_rate(week, week.week - MATURE_WEEKS * WEEK)


@metric(AREA, "Refund rate of goods, orders of nine weeks before", "share", source="orders")
def goods_refund_rate_60_days(week: Slice) -> Figure:
    """
    Paid orders of which goods were refunded / paid orders, of the orders placed nine weeks before this week.

    By order date, as above. Left out: refunds of shipping or of a part of the price alone, which are given to
    make up for something and not because goods were not wanted or did not come.
    """
    found = _grown(week)
    return share(int(found["of_goods"].sum()), len(found), gap=_no_orders(week))


@metric(AREA, "Refunds of an amount only", "share", source="refunds")
def amount_refunds_share(week: Slice) -> Figure:
    """
    Refunds of shipping or of a part of the price, no goods among them / refunds made in the week.

    By the day of the refund. One that pays back the whole order is of goods, however it was entered.
    """
    found = week.cases_in("refunded_week", week.week)
    return share(int((~found["of_goods"]).sum()), len(found), gap=_NOTHING)


@metric(
    AREA,
    "Avoidable share of refunds",
    "share",
    source="refunds",
    headline=True,
    per_currency=True,
    judged=False,
)
def avoidable_share(week: Slice) -> Figure:
    """
    Value of refunds with a cause that we or our suppliers can change / value of refunds with any cause.

    By the day of the refund, per currency. The cause is the root cause that a person typed, else the
    suggested one, else the reason that the shop knows. Given only where at least 90 % of the value has a
    cause; the note says how many are suggested, and names the refunds without one. Avoidable: delivery
    (customs apart), product, money, service. Not: the buyer's mind, fraud.
    """
    found = week.cases_in("refunded_week", week.week)
    if found.empty:
        raise Unmeasured(_NOTHING)
    coded, everything = _value_of(found[found["cause"] != ""]), _value_of(found)
    if everything and coded < LEAST_COVERAGE_SHARE * everything:
        percent = 100 * coded / everything
        why = f"Only {percent:.0f} % of the value has a cause, 90 % are needed."
        raise Unmeasured(f"{why} {_cause_note(found)}")
    avoidable = _value_of(found[found["cause"].isin(AVOIDABLE)])
    return value_share(avoidable, coded, week.currency, gap=_NOTHING, note=_cause_note(found))


@metric(AREA, "Refunds with a cause, by value", "share", source="refunds", per_currency=True, judged=False)
def refund_cause_coverage(week: Slice) -> Figure:
    """
    Value of refunds with a cause / value of all refunds of the week.

    By the day of the refund, per currency. A person's root cause, else the suggested one, else the reason
    that the shop knows; "unknown" and "unclassified" are none. Aim for 90 %.
    """
    found = week.cases_in("refunded_week", week.week)
    if found.empty:
        raise Unmeasured(_NOTHING)
    coded = _value_of(found[found["cause"] != ""])
    return value_share(coded, _value_of(found), week.currency, gap=_NOTHING, note=_cause_note(found))


@metric(AREA, "Refunded in full without a return", "share", source="refunds")
def full_without_return(week: Slice) -> Figure:
    """
    Refunds of the whole order for which nothing comes back / refunds made in the week.

    By the day of the refund. Usual where goods come from far; watch it per supplier.
    """
    found = week.cases_in("refunded_week", week.week)
    return share(int((found["in_full"] & found["no_return"]).sum()), len(found), gap=_NOTHING)


@metric(AREA, "Paid twice", "cases", source="orders")
def double_paid(week: Slice) -> Figure:
    """
    Orders for which money went back twice: by a refund and a case that took it too, or by two cases.

    By the day of the second payment. A refund that settled the case counts once. Only orders in the tab
    Orders with a sure or likely match. A new parcel beside a refund is not seen. Aim for 0.
    """
    return cases(len(week.cases_in("twice_week", week.week)))


METRICS: tuple[Metric, ...] = (
    refund_value_rate_60_days,
    refund_rate_60_days,
    avoidable_share,
    refund_cause_coverage,
    refund_rate,
    refund_value_rate,
    refunds_made,
    refunded_value,
    goods_refund_rate_60_days,
    amount_refunds_share,
    full_without_return,
    double_paid,
)


def _grown(week: Slice) -> pd.DataFrame:
    """The orders of nine weeks before. Raises Unmeasured where the week is not over, or not known."""
    start = week.week - MATURE_WEEKS * WEEK
    unknown = [brand for brand, since in week.scope.known_since.items() if since > start]
    if len(unknown) == len(week.scope.known_since):
        since = min(week.scope.known_since.values())
        raise Unmeasured(KNOWN_FROM.format(since))
    return week.cases_in("placed_week", start)


def _no_orders(week: Slice) -> str:
    return f"No paid orders in the week of {week.week - MATURE_WEEKS * WEEK}."


def _value_rate(week: Slice, start: date) -> Figure:
    found = week.cases_in("placed_week", start)
    sold, note = amount_of(found, "total_minor")
    refunded = _value_of(found[found["total_minor"].notna()], "refunded_minor")
    return value_share(
        refunded, sold, week.currency, gap=f"No paid orders in the week of {start}.", note=note
    )


def _maturing(week: Slice, figure: Figure) -> Figure:
    days = (week.today - week.last_day).days
    if days >= MATURE_DAYS:
        return figure
    return still_rising(figure, f"{max(days, 0)} of the {MATURE_DAYS} days")


def _value_of(found: pd.DataFrame, column: str = "paid_minor") -> int:
    return int(found[column].sum())


def _cause_note(found: pd.DataFrame) -> str:
    """How many causes nobody has looked at yet, and which refunds have none."""
    suggested, coded = int(found["suggested"].sum()), int((found["cause"] != "").sum())
    by_the_bot = f"Suggested only: {suggested} of {coded} causes" if suggested else ""
    return "; ".join(filter(None, (by_the_bot, _uncoded(found))))


def _uncoded(found: pd.DataFrame) -> str:
    ids = sorted(found.loc[found["cause"] == "", "refund_id"])
    if not ids:
        return ""
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return f"Without a cause: {', '.join(ids[:_NAMED])}{more}"
