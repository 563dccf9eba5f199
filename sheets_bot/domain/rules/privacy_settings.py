"""
The settings about personal data: how long it stays in the tabs.

Definitions only; `rules.py` reads the tab with them.
"""

from dataclasses import dataclass

from sheets_bot.domain.rules.rule_settings import Reader, Setting

SETTINGS: tuple[Setting[object], ...] = ()
"""All settings about personal data, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """What the `Settings` tab says about personal data."""


def read_privacy_rules(_reader: Reader) -> PrivacyRules:
    """Return the rules about personal data; what is wrong stays with the reader."""
    return PrivacyRules()
