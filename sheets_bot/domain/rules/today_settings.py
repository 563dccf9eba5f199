"""
The settings about a day's work, as rows of the `Settings` tab and as one value.

Definitions only; `rules.py` reads the tab with them. The shifts are among the general settings.
"""

from dataclasses import dataclass
from functools import partial

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import read_whole

_MINUTES = frozenset({"m", "min", "mins", "minute", "minutes"})
_MOST_MINUTES = 480
_MOST_WORTH = 10_000


def _minutes(what: str, default: str) -> Setting[int]:
    return Setting(
        f"Minutes for {what}",
        default,
        f"How long {what} takes you on average. The tab Today adds these up against your shift.",
        f"a whole number of minutes from 0 to {_MOST_MINUTES}, such as {default}",
        partial(read_whole, most=_MOST_MINUTES, units=_MINUTES),
    )


def _worth(what: str, default: str) -> Setting[int]:
    return Setting(
        f"Worth of {what}",
        default,
        f"What {what} in time is worth to you, as an amount of money: it takes its place among the "
        "disputes by that.",
        f"a whole number from 0 to {_MOST_WORTH}, such as {default}",
        partial(read_whole, most=_MOST_WORTH),
    )


# Forty minutes for a dispute is what the industry counts; the other figures are ours, to be corrected.
DISPUTE_MINUTES = _minutes("a dispute", "40")
REVIEW_MINUTES = _minutes("a review", "10")
MAIL_MINUTES = _minutes("a mail", "6")
RISK_MINUTES = _minutes("an order at risk", "8")
REVIEW_WORTH = _worth("an answered review", "15")
MAIL_WORTH = _worth("an answered mail", "8")

SETTINGS: tuple[Setting[object], ...] = (
    DISPUTE_MINUTES,
    REVIEW_MINUTES,
    MAIL_MINUTES,
    RISK_MINUTES,
    REVIEW_WORTH,
    MAIL_WORTH,
)
"""All settings about a day's work, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class TodayRules:
    """What the `Settings` tab says about a day's work."""

    dispute_minutes: int = 40
    review_minutes: int = 10
    mail_minutes: int = 6
    risk_minutes: int = 8
    review_worth: int = 15
    """What an answered review is worth, in whole units of money; compared by number with any currency."""
    mail_worth: int = 8
    """The same of an answered mail."""


def read_today_rules(reader: Reader) -> TodayRules:
    """Return the rules about a day's work; what is wrong stays with the reader."""
    return TodayRules(
        dispute_minutes=reader.read(DISPUTE_MINUTES),
        review_minutes=reader.read(REVIEW_MINUTES),
        mail_minutes=reader.read(MAIL_MINUTES),
        risk_minutes=reader.read(RISK_MINUTES),
        review_worth=reader.read(REVIEW_WORTH),
        mail_worth=reader.read(MAIL_WORTH),
    )
