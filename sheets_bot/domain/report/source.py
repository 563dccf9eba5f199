"""
What a report is made of: the tabs as they stand, the week, and when it is written.

A tab that could not be read is missing, an empty one has no rows; neither is ever taken for zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sheets_bot.domain.report.series import WEEK
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRow, TabRows, day_in, instant_in, text_in

READ = (
    *("Metrics data", "Weekly metrics", "Weekly trend", "Parcels", "Disputes", "Refunds", "Acts", "Status"),
    *("Metrics explained", "Causes", "Suppliers", "Themes", "Agreement"),
)
"""Every tab that the report rests on."""


@dataclass(frozen=True, slots=True)
class Source:
    """The tabs of one spreadsheet at one moment."""

    tabs: Mapping[str, TabRows]
    """By title; a tab that could not be read is missing."""
    week: date
    """First day of the week that is reported, which is over."""
    rules: Rules
    now: datetime
    workbook: str = "shared"

    def has(self, tab: str) -> bool:
        """True where the tab could be read."""
        return tab in self.tabs

    def rows(self, tab: str) -> TabRows:
        """Return the rows of a tab, none of one that is missing."""
        return self.tabs.get(tab, {})

    def in_week(self, tab: str, column: str) -> Iterator[tuple[str, TabRow]]:
        """Yield the rows of a tab of which an instant lies in the week, by local days."""
        for key, row in self.rows(tab).items():
            at = instant_in(row, column)
            if at and self.week <= at.astimezone(self.rules.owner_zone).date() < self.week + WEEK:
                yield key, row

    def line(self, name: str, scope: str) -> TabRow:
        """Return a line of `Metrics data` of the week; an empty row where there is none."""
        row = self.rows("Metrics data").get(f"{name}|{self.week}|{scope}", {})
        return row if self.is_of_week(row) else {}

    def is_of_week(self, row: TabRow) -> bool:
        """True for a line of `Metrics data` of the whole week; one that was measured half-way is none."""
        return day_in(row, "week_starts_on") == self.week and text_in(row, "complete") == "whole"
