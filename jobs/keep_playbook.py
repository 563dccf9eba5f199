"""
Every hour: keep the Playbook tab complete, and say beside a line why what was typed cannot be used.

Changes no line that a person typed. How a line is read is in `domain/cases/playbook_rows.py`.
"""

from sheets_bot.domain.cases.playbook_rows import TAB, playbook_rows
from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, hours
from sheets_bot.sheets.receipt import Receipt


def run(bot: BotRun) -> Receipt:
    """Add missing lines; what a person typed stays."""
    return bot.reconcile([TAB], lambda tabs: {TAB: playbook_rows(tabs.rows(TAB))})


JOB = Job(name="keep_playbook", every=hours(1), run=run)
