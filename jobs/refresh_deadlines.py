"""Every five minutes: count the shifts that are left anew, whether or not a platform answers."""

from sheets_bot.domain.dispute_rows import refresh_clocks
from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt

TAB = "Disputes"


def run(bot: BotRun) -> Receipt:
    """Recompute flags and shifts from what stands in the tab."""
    return bot.reconcile(
        [TAB], lambda tabs: {TAB: refresh_clocks(tabs.rows(TAB), rules=tabs.rules, now=bot.now)}
    )


JOB = Job(name="refresh_deadlines", every=minutes(5), run=run)
