"""
The rows of the `Settings` tab: name, default, meaning, and what may be typed.

Definitions only. `rules.py` reads a whole tab with them, `typed.py` reads single
cells. A new setting is one definition here and one field in `rules.Rules`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from sheets_bot.domain.rules.typed import (
    read_dates,
    read_share,
    read_shifts,
    read_weekday,
    read_whole,
    read_yes,
    read_zone,
)
from sheets_bot.domain.shifts import Shift
from sheets_bot.sheets.row import Value

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours"})
_MINUTES = frozenset({"m", "min", "mins", "minute", "minutes"})


@dataclass(frozen=True, slots=True)
class Setting(Generic[T_co]):
    """One row of the `Settings` tab."""

    name: str
    default: str
    """As a person would type it; stands in the cell at first."""
    meaning: str
    expected: str
    """What a person may type, with an example."""
    read: Callable[[Value], T_co]
    if_bad: str = ""
    """What counts while the cell is unreadable, typed as in the cell; the default where empty."""
    empty_means: str = ""
    """What an emptied cell means, typed as in the cell; the default where empty."""


class Reader(Protocol):
    """Reads one setting after the other and collects what is wrong; the real one is in `rules.py`."""

    def read(self, setting: Setting[T]) -> T:
        """Return what counts for a setting: what a person typed, or the safe value instead."""


def _shift_setting(weekday: int, day: str, default: str) -> Setting[tuple[Shift, ...]]:
    return Setting(
        f"Shifts on {day}",
        default,
        f"When you work on a {day}, in the time zone above. Deadlines are planned in these shifts.",
        "shifts such as 17:00-21:00, or 09:00-13:00, 14:00-18:00, or off",
        partial(read_shifts, weekday=weekday),
        # A shift that nobody works would make a deadline look later than it is.
        if_bad="off",
        empty_means="off",
    )


ZONE = Setting(
    "Time zone",
    "UTC",
    "The time zone of your shifts and of the times in explanations. At first init puts the spreadsheet's "
    "here; emptied, UTC counts.",
    "the name of a time zone such as Europe/Berlin or America/New_York",
    read_zone,
)
SHIFTS = (
    _shift_setting(0, "Monday", "17:00-21:00"),
    _shift_setting(1, "Tuesday", "17:00-21:00"),
    _shift_setting(2, "Wednesday", "17:00-21:00"),
    _shift_setting(3, "Thursday", "17:00-21:00"),
    _shift_setting(4, "Friday", "17:00-21:00"),
    _shift_setting(5, "Saturday", "09:00-18:00"),
    _shift_setting(6, "Sunday", "off"),
)
DAYS_OFF = Setting(
    "Days off",
    "",
    "Single days without shifts: holidays, leave. Shifts that start on them do not count.",
    "dates such as 2026-12-25, 2026-12-26",
    read_dates,
)
MARGIN = Setting(
    "Safety margin (hours)",
    "24",
    "A shift is safe for a case if it ends at least this long before the platform's date.",
    "a whole number of hours from 0 to 240, such as 24",
    partial(read_whole, most=240, units=_HOURS),
)
SOON = Setting(
    "SOON at shifts left",
    "2",
    "A case is marked SOON when this many safe shifts are left, or fewer. The last one is LAST SHIFT.",
    "a whole number from 0 to 50, such as 2",
    partial(read_whole, most=50, units=frozenset({"shift", "shifts"})),
)
WEEK = Setting(
    "Week starts on",
    "Monday",
    "The first day of a week in the metrics tabs.",
    "a weekday such as Monday",
    read_weekday,
)
PAUSED = Setting(
    "Pause all acts",
    "no",
    "With yes, nothing is submitted, sent or posted. Rows, clocks and metrics go on.",
    "yes or no",
    read_yes,
    if_bad="yes",
)
BIG_CHANGE = Setting(
    "Big change limit",
    "50 %",
    "Where a run would change more of a tab's rows than this, that tab is left as it is and Status says so; "
    "new rows and empty cells do not count.",
    "a share above 0 % and up to 100 %, such as 50 %",
    read_share,
)
ALLOW_BIG_CHANGE = Setting(
    "Allow a big change",
    "no",
    "With yes, the limit above is off. Set it back to no when the change has come through.",
    "yes or no",
    read_yes,
)
MAIL = Setting(
    "First answer to mail (hours)",
    "24",
    "How long a customer's mail may wait for its first answer.",
    "a whole number of hours from 0 to 720, such as 24",
    partial(read_whole, most=720, units=_HOURS),
)
REVIEWS = Setting(
    "Answer to reviews (hours)",
    "48",
    "How long a review may wait for its answer.",
    "a whole number of hours from 0 to 720, such as 48",
    partial(read_whole, most=720, units=_HOURS),
)
HEARTBEAT = Setting(
    "Heartbeat (minutes)",
    "60",
    "How old the times in Status may get: a run with nothing new is written there once in so long. A failure "
    "that may heal by itself is told after as long. Times much older than it mean that the bot stands.",
    "a whole number of minutes from 0 to 10080, such as 60",
    partial(read_whole, most=10_080, units=_MINUTES),
)

SETTINGS: tuple[Setting[object], ...] = (
    ZONE,
    *SHIFTS,
    DAYS_OFF,
    MARGIN,
    SOON,
    WEEK,
    PAUSED,
    BIG_CHANGE,
    ALLOW_BIG_CHANGE,
    MAIL,
    REVIEWS,
    HEARTBEAT,
)
"""All settings, in the order of the tab."""
