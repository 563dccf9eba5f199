"""
The settings about metrics: in which currency the owner reads.

Definitions only; `rules.py` reads the tab with them.
"""

from dataclasses import dataclass

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import Unreadable, text_of
from sheets_bot.sheets.row import Value


def read_currency(value: Value) -> str:
    """The three letters of a currency, in any capitals; ``""`` for an empty cell, and for ``each``."""
    text = text_of(value).upper()
    if text in {"", "EACH"}:
        return ""
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise Unreadable
    return text


CURRENCY = Setting(
    "Currency of the metrics",
    "each",
    "The currency in which amounts of the metrics are added up, by the rates in the tab Rates. With each, "
    "every currency is counted by itself.",
    "each, or the three letters of a currency such as EUR",
    read_currency,
)

SETTINGS: tuple[Setting[object], ...] = (CURRENCY,)
"""All settings about metrics, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class MetricRules:
    """What the `Settings` tab says about metrics."""

    currency: str = ""
    """Of all amounts; empty: every currency by itself."""


def read_metric_rules(reader: Reader) -> MetricRules:
    """Return the rules about metrics; what is wrong stays with the reader."""
    return MetricRules(reader.read(CURRENCY))
