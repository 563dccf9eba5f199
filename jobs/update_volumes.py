"""
Once a day: count the payments and orders of each week and month, which the rates are out of.

Keeps no payment and no order, only how many there were. They are counted in `metrics/volumes.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sheets_bot.domain.tab_rows import text_in
from sheets_bot.metrics.volumes import OrderCount, periods, shape_volumes, without_partial_orders
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.paypal.payments import Payment
from sheets_bot.service.bot_run import BotRun, Brand, Tabs
from sheets_bot.service.job import Job, daily
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TAB = "Volumes"
ORDERS = "Orders"
SOURCE = "PayPal payments"
COUNTS = "Shopify order counts"
FIRST_TIME = timedelta(weeks=27)
"""Enough for half a year of weekly metrics; PayPal's search goes back three years."""
AGAIN = timedelta(days=66)
"""Every later time: this month and the last one whole, so that late payments are counted."""


def run(bot: BotRun) -> Receipt:
    """Fetch each brand's payments, have its shop count its orders, and write both down by week and month."""
    since = {
        brand: bot.now - (AGAIN if bot.seen_through(SOURCE, brand) else FIRST_TIME) for brand in bot.brands
    }

    def ask(brand: Brand) -> Fetched[Payment] | None:
        return brand.paypal.fetch_payments(start=since[brand], end=bot.now) if brand.paypal else None

    fetched = bot.fetch(SOURCE, ask)
    counted = _count_orders(bot, since) if any(brand.shopify for brand in bot.brands) else {}

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        return {
            TAB: [
                row
                for brand in bot.brands
                for row in _rows(tabs, brand, fetched.get(brand), counted.get(brand), since[brand], bot.now)
            ]
        }

    return bot.reconcile([TAB], shape)


def _count_orders(bot: BotRun, since: Mapping[Brand, datetime]) -> dict[Brand, Fetched[OrderCount]]:
    """Have each shop count; one whose currency no order has told yet waits for the next day."""
    tabs = bot.read(ORDERS)
    calendar = Calendar(tabs.rules.owner_zone, tabs.rules.week_starts_on)
    currencies = _currencies(tabs)

    def count(brand: Brand) -> Fetched[OrderCount] | None:
        currency = currencies.get(brand.name, "")
        if brand.shopify is None or not currency:
            return None
        ask = partial(brand.shopify.count_orders, now=bot.now)
        return _counts(ask, currency, calendar, since=since[brand], now=bot.now)

    return bot.fetch(COUNTS, count)


def _currencies(tabs: Tabs) -> dict[str, str]:
    """The currency of each brand's shop: that of its orders."""
    seen: dict[str, Counter[str]] = {}
    for row in tabs.rows(ORDERS).values():
        seen.setdefault(text_in(row, "brand"), Counter())[text_in(row, "currency")] += 1
    return {brand: currencies.most_common(1)[0][0] for brand, currencies in seen.items()}


def _counts(
    ask: Callable[..., int | None], currency: str, calendar: Calendar, *, since: datetime, now: datetime
) -> Fetched[OrderCount]:
    """Have a shop count its orders, one call a period; those that the app may not see whole are left out."""
    found: list[OrderCount] = []
    asked = list(periods(calendar, since=since, now=now))
    for period, starts_on, ends_on in asked:
        end = min(_start_of(ends_on, calendar), now)
        orders = ask(start=_start_of(starts_on, calendar), end=end)
        if orders is not None:
            found.append(OrderCount(period, starts_on, orders, currency))
    left_out = len(asked) - len(found)
    note = (
        f"Shopify gives no whole count of the orders of {left_out} out of {len(asked)} weeks and months: a "
        "right is missing, or there are too many. They keep what stands."
    )
    return Fetched(tuple(found), notes=(note,) if left_out else ())


def _start_of(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, time(), calendar.zone).astimezone(UTC)


def _rows(
    tabs: Tabs,
    brand: Brand,
    payments: Fetched[Payment] | None,
    counts: Fetched[OrderCount] | None,
    since: datetime,
    now: datetime,
) -> list[Row]:
    if brand.paypal is not None and payments is None:
        # Without its payments a line would look complete that is not; it keeps what stands.
        return []
    rows = shape_volumes(
        payments.records if payments else None,
        brand=brand.name,
        zone=tabs.rules.owner_zone,
        week_starts_on=tabs.rules.week_starts_on,
        since=since,
        now=now,
        unread=len(payments.skipped) if payments else 0,
        counts=counts.records if counts else (),
    )
    return without_partial_orders(rows, standing=tabs.rows(TAB))


JOB = Job(name="update_volumes", every=daily("05:30"), run=run, source=SOURCE, after=("sync_orders",))
