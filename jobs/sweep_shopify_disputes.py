"""
Once a day: look at every dispute that Shopify still lists, closed ones too.

Answers no case. How a dispute becomes a row is in `sync_shopify_disputes.py`.
"""

from jobs.sync_shopify_disputes import SOURCE, bring_in
from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, daily
from sheets_bot.sheets.receipt import Receipt


def run(bot: BotRun) -> Receipt:
    """
    Fetch everything again, so that nothing stays wrong for longer than a day.

    Finds what no list of new cases can show: a decided case that came back, an open
    case whose row was removed.
    """
    return bring_in(bot, everything=True)


JOB = Job(name="sweep_shopify_disputes", every=daily("05:10"), run=run, source=SOURCE)
