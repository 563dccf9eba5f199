"""
The settings about drafts: how letters are signed, and what the owner allows in them.

Definitions only; `rules.py` reads the tab with them.
"""

from dataclasses import dataclass

from sheets_bot.domain.rules.rule_settings import Reader, Setting

SETTINGS: tuple[Setting[object], ...] = ()
"""All settings about drafts, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class DraftRules:
    """What the `Settings` tab says about drafts."""


def read_draft_rules(_reader: Reader) -> DraftRules:
    """Return the rules about drafts; what is wrong stays with the reader."""
    return DraftRules()
