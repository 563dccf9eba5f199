"""
The settings about metrics: currencies, and what counts as a signal.

Definitions only; `rules.py` reads the tab with them.
"""

from dataclasses import dataclass

from sheets_bot.domain.rules.rule_settings import Reader, Setting

SETTINGS: tuple[Setting[object], ...] = ()
"""All settings about metrics, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class MetricRules:
    """What the `Settings` tab says about metrics."""


def read_metric_rules(_reader: Reader) -> MetricRules:
    """Return the rules about metrics; what is wrong stays with the reader."""
    return MetricRules()
