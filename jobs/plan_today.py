"""
Every five minutes: put all open work into one list, the most pressing first, against the shift.

Does none of the work. What is lost if something waits is judged in `domain/today/`.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.mail.follow_up import inbox_zero_words
from sheets_bot.domain.today.today import SOURCES, rank_today
from sheets_bot.domain.today.today_rows import today_rows
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TAB = "Today"


def run(bot: BotRun) -> Receipt:
    """Rank what stands in the tabs; a tab that cannot be read is named, and the others are ranked."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if not tabs.has(TAB):
            return {}

        def target(tab: str, key: str) -> str:
            snapshot = tabs.snapshots[tab]
            # The header is the sheet's first row. Sheets opens such an address in place (unverified).
            return f"#gid={snapshot.sheet_id}&range=A{snapshot.positions[key] + 2}"

        tasks = rank_today({tab: tabs.rows(tab) for tab in SOURCES}, tabs.rules.today)
        unread = [tab for tab in SOURCES if not tabs.has(tab)]
        clock = tabs.rules.clock
        inbox = [inbox_zero_words(tabs.rows("Inbox"), clock=clock, now=bot.now)] if tabs.has("Inbox") else []
        rows = today_rows(tasks, clock=clock, now=bot.now, target=target, unread=unread, remarks=inbox)
        return {TAB: rows}

    return bot.reconcile([*SOURCES, TAB], shape)


JOB = Job(
    name="plan_today",
    every=minutes(5),
    run=run,
    after=(
        "join_orders",
        "watch_orders",
        "refresh_deadlines",
        "advise_disputes",
        "write_drafts",
        "carry_out",
    ),
)
