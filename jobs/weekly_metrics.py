"""
Every hour: measure the weeks from what stands in the tabs, for the owner's Monday.

Asks no platform. Each number is defined in `metrics/`, and explained in the tab Metrics explained.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, hours
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row, Value

READ = ("Disputes", "Volumes", "Inbox", "Orders", "Refunds", "Reviews", "Review history", "Acts", "Backlog")
STATUS = "Status"
NEEDED = ("Disputes", "Volumes")
WRITTEN = ("Metrics data", "Weekly trend", "Weekly metrics", "Metrics explained", "Rates")
WEEKS = 26


def run(bot: BotRun) -> Receipt:
    """Compute all metric tabs anew; a fact that came late changes the week it belongs to."""
    source: object = None
    measured: Mapping[str, Iterable[Row]] = {}

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        nonlocal source, measured
        if not all(tabs.has(tab) for tab in NEEDED):
            return {}
        # Asked again after each portion that was written; the numbers stay while what they come from does.
        read = ([tabs.rows(tab) for tab in (*READ, "Rates")], _of_sources(tabs), tabs.rules)
        if read != source:
            source, measured = read, _measure(tabs, bot.now)
        return measured

    return bot.reconcile([*READ, STATUS, *WRITTEN], shape)


def _of_sources(tabs: Tabs) -> Mapping[str, Mapping[str, Value]]:
    """Return the lines of sources in `Status`: those of jobs say nothing about what a platform has told."""
    return {what: row for what, row in tabs.rows(STATUS).items() if ": " in what}


def _measure(tabs: Tabs, now: datetime) -> Mapping[str, Iterable[Row]]:
    from sheets_bot.metrics.weekly import measure_weekly  # noqa: PLC0415 - pandas takes a third of a second

    rules = tabs.rules
    return measure_weekly(
        {tab: tabs.rows(tab) for tab in (*READ, *WRITTEN)} | {STATUS: _of_sources(tabs)},
        zone=rules.owner_zone,
        week_starts_on=rules.week_starts_on,
        now=now,
        weeks=WEEKS,
        roster=rules.roster,
        currency=rules.metrics.currency,
        heartbeat=timedelta(minutes=rules.heartbeat_minutes),
    )


JOB = Job(
    name="weekly_metrics",
    every=hours(1),
    run=run,
    after=(
        *("sweep_paypal_disputes", "sync_paypal_disputes", "sync_shopify_disputes", "sync_orders"),
        *("sync_mailbox", "sync_reviews", "join_orders", "suggest_causes"),
        *("snapshot_backlog", "update_volumes"),
    ),
)
