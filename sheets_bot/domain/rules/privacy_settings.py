"""
The settings about personal data: how long it stays in the tabs.

Definitions only; `rules.py` reads the tab with them.
"""

from dataclasses import dataclass

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import Unreadable, read_whole
from sheets_bot.sheets.row import Value

_DAYS = frozenset({"d", "day", "days"})
FEWEST_DAYS = 30
"""Fewer would empty rows that somebody may still have to answer for; a slip such as 7 is refused (ours)."""


def _read_days(value: Value) -> int:
    days = read_whole(value, most=3650, units=_DAYS)
    if 0 < days < FEWEST_DAYS:
        raise Unreadable(f"0, or at least {FEWEST_DAYS} days, can be used")
    return days


EXPIRE = Setting(
    "Personal data expires after (days)",
    "730",
    "Names, texts and marks of closed rows are emptied when nothing has happened for this long; keys and "
    "numbers stay. 0 keeps them.",
    f"a whole number of days: 0 for never, or from {FEWEST_DAYS} to 3650, such as 730",
    _read_days,
)
# Card networks let a buyer dispute for up to 540 days, and a case takes months: two years cover both (ours).

SETTINGS: tuple[Setting[object], ...] = (EXPIRE,)
"""All settings about personal data, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """What the `Settings` tab says about personal data."""

    expire_days: int = 730
    """0 is never."""


def read_privacy_rules(reader: Reader) -> PrivacyRules:
    """Return the rules about personal data; what is wrong stays with the reader."""
    return PrivacyRules(expire_days=reader.read(EXPIRE))
