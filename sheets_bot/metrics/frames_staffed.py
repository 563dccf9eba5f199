"""
The hours inside shifts of a case frame: from the opening to our answer, and from the answer to the due time.

Added to the frames of `frames.py`, as threads have theirs (`frames_mail.py`). Missing where nothing was
answered, and everywhere without shifts in `Settings`. Nothing is counted here.
"""

import pandas as pd

from sheets_bot.domain.shifts import Roster
from sheets_bot.domain.staffed import StaffedTime
from sheets_bot.metrics.readings import NUMBER

STAFFED = {
    "staffed_response_hours": ("opened_at", "answered_at"),
    "staffed_slack_hours": ("answered_at", "due_at"),
}
"""The columns, and the two instants between which they count."""


def with_staffed_hours(cases: pd.DataFrame, roster: Roster) -> pd.DataFrame:
    """Return the case frame with the columns of `STAFFED`, by the shifts that stand in Settings now."""
    answered = cases[cases["answered_at"].notna()]
    instants = pd.concat([answered[name] for name in ("opened_at", "answered_at", "due_at")]).dropna()
    if instants.empty or not roster.shifts:
        return cases.assign(**{name: pd.Series(dtype=NUMBER) for name in STAFFED})
    staffed = StaffedTime(roster, since=instants.min().to_pydatetime(), until=instants.max().to_pydatetime())
    return cases.assign(
        **{
            name: _between(staffed, answered[[start, end]].dropna(), start, end)
            for name, (start, end) in STAFFED.items()
        }
    )


def _between(staffed: StaffedTime, found: pd.DataFrame, start: str, end: str) -> "pd.Series[float]":
    """The staffed hours by the line of the case; below zero where *end* came first."""
    pairs = zip(found[start].dt.to_pydatetime(), found[end].dt.to_pydatetime(), strict=True)
    return pd.Series([staffed.hours_between(*pair) for pair in pairs], index=found.index, dtype=NUMBER)
