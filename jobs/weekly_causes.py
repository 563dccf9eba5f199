"""
Every six hours: list what went wrong by cost, the suppliers, the themes of complaints, and the agreement.

Works on the tabs alone, and reads no text outside them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, hours
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

READ = ("Orders", "Parcels", "Disputes", "Refunds", "Reviews", "Inbox", "Acts")
RATES = "Rates"
WRITTEN = ("Causes", "Suppliers", "Themes", "Agreement")


def run(bot: BotRun) -> Receipt:
    """Compute all four tabs anew; what became known late changes the week it belongs to."""
    source: object = None
    measured: Mapping[str, Iterable[Row]] = {}

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        nonlocal source, measured
        if not all(tabs.has(tab) for tab in READ):
            return {}
        # Asked again after each portion that was written; the lists stay while what they come from does.
        read = ([tabs.rows(tab) for tab in (*READ, RATES)], tabs.rules)
        if read != source:
            source, measured = read, _measure(tabs, bot.now)
        return measured

    return bot.reconcile([*READ, RATES, *WRITTEN], shape)


def _measure(tabs: Tabs, now: datetime) -> Mapping[str, Iterable[Row]]:
    from sheets_bot.metrics.weekly_causes import measure_all  # noqa: PLC0415 - pandas takes a third of a second

    read = {tab: tabs.rows(tab) for tab in (*READ, RATES)}
    standing = {tab: tuple(tabs.rows(tab)) for tab in WRITTEN}
    return measure_all(read, rules=tabs.rules, now=now, standing=standing)


JOB = Job(
    name="weekly_causes",
    every=hours(6),
    run=run,
    after=("suggest_causes", "watch_orders", "advise_disputes", "carry_out"),
)
