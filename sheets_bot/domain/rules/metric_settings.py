"""
The settings about metrics: by which clock the owner's weeks turn, when the weekly report is written, from
which sum on he decides, and in which currency he reads.

Definitions only; `rules.py` reads the tab with them. To whom the report goes stands in the configuration,
`[report]`.
"""

from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import Unreadable, read_weekday, read_whole, read_zone, text_of
from sheets_bot.sheets.row import Value


def read_currency(value: Value) -> str:
    """The three letters of a currency, in any capitals; ``""`` for an empty cell, and for ``each``."""
    text = text_of(value).upper()
    if text in {"", "EACH"}:
        return ""
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise Unreadable
    return text


def read_owner_zone(value: Value) -> ZoneInfo | None:
    """A time zone by its name; None for an empty cell, and for ``same``."""
    return None if text_of(value).casefold() in {"", "same"} else read_zone(value)


OWNER_ZONE = Setting(
    "Owner's time zone",
    "same",
    "By whose days weeks begin and end, and by whose clock the owner is told something. With same, it is the "
    "time zone of the shifts. Days that stand as days (such as Closed on) stay those of the shifts.",
    "same, or the name of a time zone such as Europe/Berlin or America/New_York",
    read_owner_zone,
)
REPORT_WEEKDAY = Setting(
    "Weekly report on",
    "Monday",
    "The day on which the weekly report is written, about the last whole week before it.",
    "a weekday such as Monday",
    read_weekday,
)
REPORT_HOUR = Setting(
    "Weekly report from (hour)",
    "7",
    "From which hour of that day it is written, and sent to those whom the configuration names.",
    "a whole number of hours from 0 to 23, such as 7",
    partial(read_whole, most=23, units=frozenset({"h", "uhr", "hour", "hours"})),
)
OWNER_FROM = Setting(
    "Owner decides from (amount)",
    "200",
    "Cases to be paid, and refunds, of so much or more are named in the weekly report for the owner. "
    "Compared by number with any currency.",
    "a whole number from 0 to 100000, such as 200",
    partial(read_whole, most=100_000),
)
CURRENCY = Setting(
    "Currency of the metrics",
    "each",
    "The currency in which amounts of the metrics are added up, by the rates in the tab Rates. With each, "
    "every currency is counted by itself.",
    "each, or the three letters of a currency such as EUR",
    read_currency,
)

SETTINGS: tuple[Setting[object], ...] = (
    OWNER_ZONE,
    REPORT_WEEKDAY,
    REPORT_HOUR,
    OWNER_FROM,
    CURRENCY,
)
"""All settings about metrics, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class MetricRules:
    """What the `Settings` tab says about metrics."""

    zone: ZoneInfo | None = None
    """Of the owner; None where it is that of the shifts. `Rules.owner_zone` gives the one that counts."""
    report_weekday: int = 0
    """0 is Monday."""
    report_hour: int = 7
    owner_from: int = 200
    """In major units of whatever currency."""
    currency: str = ""
    """Of all amounts; empty: every currency by itself."""


def read_metric_rules(reader: Reader) -> MetricRules:
    """Return the rules about metrics; what is wrong stays with the reader."""
    return MetricRules(
        zone=reader.read(OWNER_ZONE),
        report_weekday=reader.read(REPORT_WEEKDAY),
        report_hour=reader.read(REPORT_HOUR),
        owner_from=reader.read(OWNER_FROM),
        currency=reader.read(CURRENCY),
    )
