"""
A piece of evidence as found for one case: there or not, the sentence, and the fact behind it.

Values only, and the words in which times are told in evidence.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

CLOCK = ZoneInfo("UTC")
"""The one clock of everything that goes out as evidence: the carrier's record beside it has it too (ours)."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Standing(StrEnum):
    """The text is what stands in the column `State` of the tab `Evidence`."""

    PRESENT = "present"
    MISSING = "missing"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one piece."""

    code: str
    standing: Standing
    sentence: str = ""
    """Made of facts only; ``""`` unless present."""
    source: str = ""
    at: datetime | None = None
    """When what it says happened."""
    problem: str = ""
    """Why it is missing, where there is more to say than that."""


def present(code: str, sentence: str, *, source: str, at: datetime | None) -> Found:
    """Return a piece that is there."""
    return Found(code, Standing.PRESENT, sentence, source, at)


def missing(code: str, problem: str = "") -> Found:
    """Return a piece that is not there."""
    return Found(code, Standing.MISSING, problem=problem)


def not_needed(code: str, problem: str = "") -> Found:
    """Return a piece that does not fit the case after all."""
    return Found(code, Standing.NOT_NEEDED, problem=problem)


def on_day(at: datetime, zone: ZoneInfo = CLOCK) -> str:
    """Return e.g. ``9 Nov 2026``: with the year, since a bank reads it months later."""
    local = at.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def at_time(at: datetime) -> str:
    """Return e.g. ``9 Nov 2026 14:02 UTC``: a sentence goes out alone, so it names its clock."""
    return f"{at_time_in(at, CLOCK)} {CLOCK.key}"


def at_time_in(at: datetime, zone: ZoneInfo) -> str:
    """Return e.g. ``9 Nov 2026 14:02``, for where the clock is named already."""
    return f"{on_day(at, zone)} {at.astimezone(zone):%H:%M}"
