"""
The settings about acts: how long a tick may be taken back, and when the bot stops looking.

Definitions only; `rules.py` reads the tab with them. The pause switch is among the general settings.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import read_whole

_MINUTES = frozenset({"m", "min", "mins", "minute", "minutes"})
_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours"})

GRACE = Setting(
    "Grace time (minutes)",
    "2",
    "How long the bot waits after your tick before it acts. Untick within that time to take it back.",
    "a whole number of minutes from 0 to 1440, such as 2",
    partial(read_whole, most=1440, units=_MINUTES),
)
CONFIRM = Setting(
    "Confirm submissions within (hours)",
    "24",
    "If Shopify has not confirmed a submission for this long, the row asks you to press Submit there.",
    "a whole number of hours from 1 to 240, such as 24",
    partial(read_whole, most=240, units=_HOURS),
)

SETTINGS: tuple[Setting[object], ...] = (GRACE, CONFIRM)
"""All settings about acts, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class ActRules:
    """What the `Settings` tab says about acts."""

    grace: timedelta = timedelta(minutes=2)
    confirm_within: timedelta = timedelta(hours=24)


def read_act_rules(reader: Reader) -> ActRules:
    """Return the rules about acts; what is wrong stays with the reader."""
    return ActRules(
        grace=timedelta(minutes=reader.read(GRACE)),
        confirm_within=timedelta(hours=reader.read(CONFIRM)),
    )
