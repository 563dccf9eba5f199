"""Once a day: look at every order that Shopify still shows, changed or not."""

from jobs.sync_orders import SOURCE, bring_in
from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, daily
from sheets_bot.sheets.receipt import Receipt


def run(bot: BotRun) -> Receipt:
    """
    Fetch everything again, so that nothing stays wrong for longer than a day.

    Finds what no list of changes can show: a row that somebody removed from a ledger, a
    scan that did not count as a change of its order.
    """
    return bring_in(bot, since=lambda _brand: None)


JOB = Job(name="sweep_orders", every=daily("05:15"), run=run, source=SOURCE)
