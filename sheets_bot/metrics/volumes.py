"""
What the rates are out of: payments and orders per week and month, as rows of `Volumes`.

Pure shaping of PayPal's payments and a shop's counts, without pandas. A period that
was not fetched from its beginning gets no row at all: half a week of sales would
double the dispute rate. Orders that a person types stand in a column of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sheets_bot.domain.money import Money, total
from sheets_bot.metrics.weeks import WEEK, Calendar, Period, month_after, month_of
from sheets_bot.sheets.row import Row, Value

LAG = timedelta(hours=3)
"""How late a payment may appear in the search (PayPal Transaction Search: up to three hours)."""


WHOLE, SO_FAR = "whole", "so far"
"""What the column `Complete` says of a period."""

_UNREAD = "{} of PayPal's sales since {} could not be read and are in no count. This one may be too low."


class Payment(Protocol):
    """What is read of a payment. `platforms.paypal.payments.Payment` fits: a completed sale."""

    @property
    def transaction_id(self) -> str:
        """Not unique: PayPal may list one payment twice, once for each balance that it moves."""

    @property
    def at(self) -> datetime:
        """When it was made, in UTC."""

    @property
    def amount(self) -> Money:
        """Gross."""


@dataclass(frozen=True, slots=True)
class OrderCount:
    """How many orders a shop had in one period, however they were paid; test orders apart."""

    period: Period
    starts_on: date
    orders: int
    currency: str
    """The shop's own, in which all its orders are counted."""


def shape_volumes(
    payments: Iterable[Payment] | None,
    *,
    brand: str,
    zone: ZoneInfo,
    week_starts_on: int,
    since: datetime,
    now: datetime,
    unread: int = 0,
    counts: Iterable[OrderCount] = (),
) -> list[Row]:
    """
    One row per week, month and currency of *brand*, from all its sales between *since* and *now*.

    *payments* is None for a brand that has no account at PayPal: its rows hold orders
    only. *unread* sales of this time are missing from *payments*: nobody knows from
    which period, so every row says so. All orders of a period stand in the line of the
    shop's currency, and its other lines say 0, so that their sum is true.

    A week or month that began before *since* is left out, so its row stays as an
    earlier, fuller fetch wrote it. A currency that was seen at all gets a zero where
    it has no payments: a true zero, since the period was fetched. A period without a
    count keeps the number of orders that stands.
    """
    calendar = Calendar(zone, week_starts_on)
    sales = {payment.transaction_id: payment for payment in payments or ()}.values()
    counted = {(count.period, count.starts_on): count for count in counts}
    currencies = {sale.amount.currency for sale in sales} | {each.currency for each in counted.values()}
    made: dict[tuple[Period, date, str], list[Money]] = defaultdict(list)
    for sale in sales:
        day, currency = calendar.day_of(sale.at), sale.amount.currency
        made["week", calendar.week_of(day), currency].append(sale.amount)
        made["month", month_of(day), currency].append(sale.amount)
    seen_until = calendar.day_of(now - LAG)
    problem = _UNREAD.format(unread, calendar.day_of(since)) if unread else None
    return [
        _row(
            brand,
            period,
            starts_on,
            currency,
            None if payments is None else made[period, starts_on, currency],
            counted.get((period, starts_on)),
            whole=ends_on <= seen_until,
            problem=problem,
        )
        for currency in sorted(currencies)
        for period, starts_on, ends_on in periods(calendar, since=since, now=now)
    ]


def without_partial_orders(rows: Iterable[Row], *, standing: Mapping[str, Mapping[str, Value]]) -> list[Row]:
    """
    Return the *rows*, with the orders taken out that would pass for those of a whole period and are not.

    Where a shop does not answer once a period is over, the tab (*standing*) still has the count of the days
    before: no number is more honest than that one, and a later count fills it in.
    """
    return [
        replace(row, values={**row.values, "orders": None})
        if "orders" not in row.values
        and row.values["complete"] == WHOLE
        and standing.get(row.key, {}).get("complete") == SO_FAR
        else row
        for row in rows
    ]


def periods(calendar: Calendar, *, since: datetime, now: datetime) -> Iterator[tuple[Period, date, date]]:
    """All weeks, then all months, that began at *since* or later: kind, first day, first day after."""
    today = calendar.day_of(now)
    # The first day that was fetched whole: the one of *since* only if that is its first instant.
    first = calendar.day_of(since - timedelta(microseconds=1)) + timedelta(days=1)
    week, month = calendar.week_of(first), month_of(first)
    while week <= today:
        if week >= first:
            yield "week", week, week + WEEK
        week += WEEK
    while month <= today:
        if month >= first:
            yield "month", month, month_after(month)
        month = month_after(month)


def _row(
    brand: str,
    period: Period,
    starts_on: date,
    currency: str,
    amounts: list[Money] | None,
    count: OrderCount | None,
    *,
    whole: bool,
    problem: str | None,
) -> Row:
    key = f"{brand}|{period}|{starts_on}|{currency}"
    values: dict[str, Value] = {
        "volume_id": key,
        "brand": brand,
        "period": period,
        "starts_on": starts_on,
        "currency": currency,
        "complete": WHOLE if whole else SO_FAR,
        "problem": problem,
    }
    if amounts is not None:
        values |= {
            "payments": len(amounts),
            "payments_value": total(amounts, currency).major(),
            "source": "PayPal",
        }
    if count is not None:
        values["orders"] = count.orders if count.currency == currency else 0
    return Row(key, values, why="sales of the period")
