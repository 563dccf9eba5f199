"""
The settings about causes and themes: whether work counts as cost, and which words say nothing.

Definitions only; `rules.py` reads the tab with them. What an hour costs is in `case_settings.py`.
"""

from dataclasses import dataclass

from sheets_bot.domain.rules.mail_settings import read_phrases
from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import read_yes

COUNT_WORK = Setting(
    "Count work in causes",
    "no",
    "With yes, the tab Causes adds your work to what a cause costs: the minutes for a dispute, a review and "
    "a mail, at the cost of an hour of work.",
    "yes or no",
    read_yes,
)
LEFT_OUT = Setting(
    "Words left out of themes",
    "",
    "Words that say nothing about a complaint, such as names of products. Stop words and your brands are "
    "left out anyway.",
    "words between commas, such as dress, coat",
    read_phrases,
)

SETTINGS: tuple[Setting[object], ...] = (COUNT_WORK, LEFT_OUT)
"""All settings about causes, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class CauseRules:
    """What the `Settings` tab says about causes."""

    count_work: bool = False
    left_out: tuple[str, ...] = ()
    """Words that no theme is made of, in small letters."""


def read_cause_rules(reader: Reader) -> CauseRules:
    """Return the rules about causes; what is wrong stays with the reader."""
    return CauseRules(count_work=reader.read(COUNT_WORK), left_out=reader.read(LEFT_OUT))
