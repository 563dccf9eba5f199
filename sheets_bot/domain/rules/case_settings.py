"""
The settings about cases: what a fight costs, and how much proof wants a signature.

Definitions only; `rules.py` reads the tab with them.
"""

from dataclasses import dataclass

from sheets_bot.domain.rules.rule_settings import Reader, Setting

SETTINGS: tuple[Setting[object], ...] = ()
"""All settings about cases, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class CaseRules:
    """What the `Settings` tab says about cases."""


def read_case_rules(_reader: Reader) -> CaseRules:
    """Return the rules about cases; what is wrong stays with the reader."""
    return CaseRules()
