"""
Once a day: look at every order of the last two months, changed or not.

Writes nothing at Shopify. How an order becomes rows is in `sync_orders.py`.
"""

from datetime import datetime, timedelta

from jobs.sync_orders import SOURCE, bring_in
from sheets_bot.service.bot_run import BotRun, Brand
from sheets_bot.service.job import Job, daily
from sheets_bot.sheets.receipt import Receipt

LATELY = timedelta(days=60)
"""What Shopify shows without the right read_all_orders (Shopify Admin API, access scopes)."""


def run(bot: BotRun) -> Receipt:
    """
    Fetch everything again, so that nothing stays wrong for longer than a day.

    Finds what no list of changes can show: a row that somebody removed from a ledger, a
    scan that did not count as a change of its order.
    """

    def since(brand: Brand) -> datetime | None:
        # The very first run reads as far back as it is set to, whichever of the two jobs makes it.
        return bot.now - LATELY if bot.seen_through(SOURCE, brand) else None

    return bring_in(bot, since=since)


JOB = Job(name="sweep_orders", every=daily("05:15"), run=run, source=SOURCE)
