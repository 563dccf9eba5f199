"""
Every ten minutes: find the order of each dispute, review and mail, and what they amount to.

Works on the tabs alone, so it goes on when a platform is down.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.join.match_rows import SOURCES, shape_join
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TABS = (*SOURCES, "Incidents")


def run(bot: BotRun) -> Receipt:
    """Match, check the claims, warn of paying twice, and gather the incidents, all from one read."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        readable = {tab: tabs.rows(tab) for tab in TABS if tabs.has(tab)}
        forgotten = {tab: tabs.withheld.keys(tab) for tab in readable}
        return shape_join(readable, zone=tabs.rules.zone, now=bot.now, forgotten=forgotten)

    return bot.reconcile(TABS, shape)


JOB = Job(
    name="join_orders",
    every=minutes(10),
    run=run,
    after=(
        "sync_orders",
        "sweep_orders",
        "sync_paypal_disputes",
        "sweep_paypal_disputes",
        "sync_shopify_disputes",
        "sweep_shopify_disputes",
        "sync_reviews",
        "sweep_reviews",
        "read_pasted_reviews",
        "sync_mailbox",
    ),
)
