"""
Every evening: write down who waits for an answer, since no later day can tell.

Fills in no day that was missed. What waits is counted in `domain/today/backlog.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sheets_bot.domain.today.backlog import READ, TAB, backlog_rows
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, daily
from sheets_bot.service.timetable import last_slot_at
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

AT = daily("23:30")
LATEST = timedelta(hours=3)
"""A picture taken later than this would show another day's work; a gap is more honest (ours)."""


def run(bot: BotRun) -> Receipt:
    """Add one row per brand for the day that ends; rows that stand there are never written again."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        roster = tabs.rules.roster
        slot = last_slot_at(AT, now=bot.now, zone=roster.zone)
        if bot.now - slot > LATEST or not all(tabs.has(tab) for tab in READ):
            return {}
        day = slot.astimezone(roster.zone).date()
        standing = tabs.rows(TAB)
        made = backlog_rows(
            {tab: tabs.rows(tab) for tab in READ},
            brands=bot.all_brand_names,
            day=day,
            taken_at=bot.now,
            roster=roster,
        )
        return {TAB: [row for row in made if row.key not in standing]}

    return bot.reconcile([*READ, TAB], shape)


JOB = Job(name="snapshot_backlog", every=AT, run=run, after=("sync_mailbox", "refresh_deadlines"))
