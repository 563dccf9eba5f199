"""
The settings about notices: who is told what, and when not to be disturbed.

Definitions only; `rules.py` reads the tab with them.
"""

from dataclasses import dataclass

from sheets_bot.domain.rules.rule_settings import Reader, Setting

SETTINGS: tuple[Setting[object], ...] = ()
"""All settings about notices, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """What the `Settings` tab says about notices."""


def read_notice_rules(_reader: Reader) -> NoticeRules:
    """Return the rules about notices; what is wrong stays with the reader."""
    return NoticeRules()
