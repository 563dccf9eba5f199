"""
Once a day: empty the personal columns of closed rows in which nothing has happened for the set time.

Keys, numbers and amounts stay. When something is old enough is in `domain/privacy/retention.py`.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.privacy.expiring import expired_log_rows, expired_rows
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.job import Job, daily
from sheets_bot.sheets.log_rows import LOG_TAB
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row


def run(bot: BotRun) -> Receipt:
    """Empty what has expired, and what the Bot log still tells of it. Keys, numbers and dates stay."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        return {
            **expired_rows(tabs.withheld, personal=bot.personal),
            LOG_TAB: expired_log_rows(tabs.rows(LOG_TAB), tabs.withheld, headers=bot.personal_headers),
        }

    return bot.reconcile([*bot.personal, LOG_TAB], shape)


JOB = Job(name="expire_personal_data", every=daily("04:30"), run=run)
