"""Once a day: empty the personal columns of closed rows in which nothing has happened for the set time."""

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
        rows = {tab: tabs.rows(tab) for tab in bot.personal if tabs.has(tab)}
        days = tabs.rules.privacy.expire_days
        return {
            **expired_rows(rows, personal=bot.personal, days=days, now=bot.now),
            LOG_TAB: expired_log_rows(
                tabs.rows(LOG_TAB), headers=bot.personal_headers, days=days, now=bot.now
            ),
        }

    return bot.reconcile([*bot.personal, LOG_TAB], shape)


JOB = Job(name="expire_personal_data", every=daily("04:30"), run=run)
