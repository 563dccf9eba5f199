"""
What drafts and last checks are made with: the house at one moment, and the templates that count.

Puts values together; nothing is drafted here.
"""

from datetime import datetime

from sheets_bot.domain.drafts.draft import DraftDesk
from sheets_bot.domain.drafts.known import Situation
from sheets_bot.domain.drafts.template_book import TemplateBook
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRows


def draft_desk(rules: Rules, templates: TabRows, *, now: datetime) -> DraftDesk:
    """Return what every draft of a run is made with; *templates* is the tab `Templates` as read."""
    return DraftDesk(TemplateBook(templates), situation(rules, now=now))


def situation(rules: Rules, *, now: datetime) -> Situation:
    """Return the house at one moment."""
    return Situation(rules.drafts, rules.clock, rules.mail_answer_hours, now)
