"""
Every five minutes: keep the Settings tab complete, and say beside a value why it cannot be used.

Changes no value that a person typed. Every setting, with its default, is in `domain/rules/`.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.rules.rules import settings_rows
from sheets_bot.service.bot_run import SETTINGS_TAB, BotRun, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row


def run(bot: BotRun) -> Receipt:
    """Add missing settings with their defaults; what a person typed stays."""

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        return {SETTINGS_TAB: settings_rows(tabs.setting_problems, standing=tabs.rows(SETTINGS_TAB))}

    return bot.reconcile([SETTINGS_TAB], shape)


JOB = Job(name="keep_settings", every=minutes(5), run=run)
