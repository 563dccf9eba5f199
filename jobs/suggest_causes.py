"""
Every quarter of an hour: suggest for each complaint what was behind it, and say why.

Works on the tabs alone, so it goes on when a platform is down. What a person types as root cause wins.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.causes.cause_rows import RESTS_ON, Moment, cause_rows
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row


def run(bot: BotRun) -> Receipt:
    """Suggest anew from what stands in the tabs."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if not all(tabs.has(tab) for tab in RESTS_ON):
            return {}
        at = Moment(tabs.rules.mail_answer_hours, tabs.rules.zone, bot.now)
        forgotten = {tab: tabs.withheld.keys(tab) for tab in RESTS_ON}
        return cause_rows({tab: tabs.rows(tab) for tab in RESTS_ON}, at, forgotten=forgotten)

    return bot.reconcile(RESTS_ON, shape)


JOB = Job(name="suggest_causes", every=minutes(15), run=run, after=("join_orders", "watch_orders"))
