"""
Weeks and months as the people of the company count them: in their time zone.

Dates only: which local day an instant falls on, and which week or month holds
that day. A week is seven local days whatever the clocks do, so a change to
summer time can neither lose nor double a case. No clock here: "now" comes in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)

Period = Literal["week", "month"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The time zone and the first day of the week (0 is Monday), both from the `Settings` tab."""

    zone: ZoneInfo
    week_starts_on: int = 0

    def __post_init__(self) -> None:
        if self.week_starts_on not in range(7):
            raise ValueError(
                f"week_starts_on is {self.week_starts_on}; 0 (Monday) to 6 (Sunday) is expected."
            )

    def day_of(self, at: datetime) -> date:
        """The local day of the instant *at*. Raises ValueError for a time without zone."""
        if at.tzinfo is None:
            raise ValueError("An instant needs its time zone.")
        return at.astimezone(self.zone).date()

    def week_of(self, day: date) -> date:
        """The first day of the week that holds *day*; weeks are known by it."""
        return day - timedelta(days=(day.weekday() - self.week_starts_on) % 7)

    def weeks_until(self, last: date, *, weeks: int) -> Iterator[date]:
        """The first days of *weeks* weeks, oldest first; the last of them is the week that holds *last*."""
        start = self.week_of(last)
        return (start - back * WEEK for back in range(weeks - 1, -1, -1))


def month_of(day: date) -> date:
    """The first day of the calendar month that holds *day*."""
    return day.replace(day=1)


def month_after(day: date) -> date:
    """The first day of the month after the one that holds *day*."""
    return month_of(month_of(day) + timedelta(days=31))


def months_before(day: date, *, months: int) -> tuple[date, ...]:
    """The first days of the *months* full calendar months before the one that holds *day*, oldest first."""
    found = [month_of(day)]
    for _ in range(months):
        found.append(month_of(found[-1] - timedelta(days=1)))
    return tuple(reversed(found[1:]))
