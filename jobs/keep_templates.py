"""
Every five minutes: keep the Templates tab complete, and say beside a text why it cannot be used.

Changes no text that a person typed. The bot's own texts are in `domain/drafts/`.
"""

from sheets_bot.domain.drafts.template_rows import template_rows
from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt

TAB = "Templates"


def run(bot: BotRun) -> Receipt:
    """Add missing templates with our words; what a person typed stays."""
    return bot.reconcile([TAB], lambda tabs: {TAB: template_rows(tabs.rows(TAB))})


JOB = Job(name="keep_templates", every=minutes(5), run=run)
