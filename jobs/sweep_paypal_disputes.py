"""
Once a day: look at every dispute that PayPal still lists, and at every open row of the Disputes tab.

Answers no case. How a dispute becomes a row is in `sync_paypal_disputes.py`.
"""

from collections import defaultdict

from jobs.sync_paypal_disputes import PAYPAL, TAB, bring_in
from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, daily
from sheets_bot.sheets.receipt import Receipt


def run(bot: BotRun) -> Receipt:
    """
    Fetch everything again, so that nothing stays wrong for longer than a day.

    Finds what no list of changes can show: an open case whose row was removed, an open
    row older than PayPal's list, an id that a person edited.
    """
    open_ids = defaultdict(list)
    for key, row in bot.read(TAB).rows(TAB).items():
        if row.get("platform") == PAYPAL and row.get("flag") != "CLOSED":
            open_ids[str(row.get("brand"))].append(key)
    return bring_in(bot, since=lambda _brand: None, also=open_ids)


JOB = Job(name="sweep_paypal_disputes", every=daily("05:00"), run=run, source=PAYPAL)
