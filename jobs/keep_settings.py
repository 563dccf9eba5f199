"""Every five minutes: keep the Settings tab complete, and say beside a value why it cannot be used."""

from sheets_bot.domain.rules.rules import settings_rows
from sheets_bot.service.bot_run import SETTINGS_TAB, BotRun
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt


def run(bot: BotRun) -> Receipt:
    """Add missing settings with their defaults; what a person typed stays."""
    return bot.reconcile([SETTINGS_TAB], lambda tabs: {SETTINGS_TAB: settings_rows(tabs.setting_problems)})


JOB = Job(name="keep_settings", every=minutes(5), run=run)
