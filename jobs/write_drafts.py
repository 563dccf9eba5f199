"""
Every five minutes: propose a text for each open review, mail and order at risk, and check people's own.

Works on the tabs alone, so it goes on when a platform is down. Sends nothing.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.drafts.desk import draft_desk
from sheets_bot.domain.drafts.draft_rows import DRAFTED, RESTS_ON, draft_rows
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TABS = (*DRAFTED, *RESTS_ON)
_FACTS = ("Orders", "Parcels", "Refunds")


def run(bot: BotRun) -> Receipt:
    """Write drafts, checks, offers and reminders anew from what stands in the tabs."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if not all(tabs.has(tab) for tab in _FACTS):
            # With half of the facts a draft would say less than it did a moment ago.
            return {}
        readable = {tab: tabs.rows(tab) for tab in TABS if tabs.has(tab)}
        return draft_rows(readable, desk=draft_desk(tabs.rules, tabs.rows("Templates"), now=bot.now))

    return bot.reconcile(TABS, shape)


JOB = Job(
    name="write_drafts",
    every=minutes(5),
    run=run,
    after=("join_orders", "watch_orders", "refresh_deadlines", "keep_templates"),
)
