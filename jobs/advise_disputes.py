"""
Every five minutes: say for each open case what to do, what proves it, what it is worth, and draft the text.

Works on the tabs alone, so it goes on when a platform is down. Sends nothing.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.cases.case_rows import FACTS, RESTS_ON, case_rows
from sheets_bot.domain.drafts.desk import draft_desk
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row


def run(bot: BotRun) -> Receipt:
    """Advise, gather and draft anew from what stands in the tabs."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if not all(tabs.has(tab) for tab in FACTS):
            return {}
        rules = tabs.rules
        desk = draft_desk(rules, tabs.rows("Templates"), now=bot.now)
        return case_rows({tab: tabs.rows(tab) for tab in RESTS_ON if tabs.has(tab)}, rules=rules, desk=desk)

    return bot.reconcile(RESTS_ON, shape)


JOB = Job(
    name="advise_disputes",
    every=minutes(5),
    run=run,
    after=(
        "join_orders",
        "refresh_deadlines",
        "watch_orders",
        "gather_evidence",
        "keep_playbook",
        "keep_templates",
    ),
)
