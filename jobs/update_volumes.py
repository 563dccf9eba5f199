"""Once a day: count the payments of each week and month, which the rates are out of."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sheets_bot.metrics.volumes import shape_volumes
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.paypal_payments import Payment
from sheets_bot.service.bot_run import BotRun, Brand, Tabs
from sheets_bot.service.job import Job, daily
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TAB = "Volumes"
SOURCE = "PayPal payments"
FIRST_TIME = timedelta(weeks=27)
"""Enough for half a year of weekly metrics; PayPal's search goes back three years."""
AGAIN = timedelta(days=66)
"""Every later time: this month and the last one whole, so that late payments are counted."""


def run(bot: BotRun) -> Receipt:
    """Fetch each brand's payments and write them down by week and month."""
    since = {
        brand: bot.now - (AGAIN if bot.seen_through(SOURCE, brand) else FIRST_TIME) for brand in bot.brands
    }

    def ask(brand: Brand) -> Fetched[Payment] | None:
        return brand.paypal.fetch_payments(start=since[brand], end=bot.now) if brand.paypal else None

    fetched = bot.fetch(SOURCE, ask)

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        return {
            TAB: [
                row
                for brand, found in fetched.items()
                for row in _rows(tabs, brand, found, since[brand], bot.now)
            ]
        }

    return bot.reconcile([TAB], shape)


def _rows(tabs: Tabs, brand: Brand, found: Fetched[Payment], since: datetime, now: datetime) -> list[Row]:
    return shape_volumes(
        found.records,
        brand=brand.name,
        zone=tabs.rules.zone,
        week_starts_on=tabs.rules.week_starts_on,
        since=since,
        now=now,
        unread=len(found.skipped),
    )


JOB = Job(name="update_volumes", every=daily("05:30"), run=run, source=SOURCE)
