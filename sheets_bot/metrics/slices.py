"""
What one metric looks at: the cases and sales of one scope in one week.

A scope is a brand or all brands together; a slice may be narrowed to one
currency. Reads frames, counts nothing for people: the metrics do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

import pandas as pd

from sheets_bot.metrics.weeks import WEEK

ALL_BRANDS = "All brands"

Sold = Literal["payments", "orders", "payments_minor"]


class Unmeasured(Exception):
    """Nothing to measure in this week; the message is the reason, for people. Caught in `weekly.py`."""


@dataclass(frozen=True)
class Slice:
    """
    One scope in one week.

    *known_since* gives for each brand of the scope the first day of the first week
    from which its cases are known; a brand that is new in the tab is not missed in
    the weeks before it.
    """

    scope: str
    currency: str
    """Empty: all currencies, for counts only."""
    week: date
    """The first day of the week."""
    now: datetime
    today: date
    """The local day of *now*."""
    cases: pd.DataFrame
    volumes: pd.DataFrame
    known_since: Mapping[str, date]

    @property
    def last_day(self) -> date:
        """The local day with which the week ends."""
        return self.week + WEEK - timedelta(days=1)

    @property
    def running(self) -> bool:
        """True until the local day after the week's last one begins."""
        return self.today <= self.last_day

    @cached_property
    def opened(self) -> pd.DataFrame:
        """The cases that were opened in this week."""
        return self.cases_in("opened_week", self.week)

    @cached_property
    def closed(self) -> pd.DataFrame:
        """The cases that were closed in this week."""
        return self.cases_in("closed_week", self.week)

    @cached_property
    def answered(self) -> pd.DataFrame:
        """The cases that we first answered in this week."""
        return self.cases_in("answered_week", self.week)

    @cached_property
    def open_at_end(self) -> pd.DataFrame:
        """The cases that were open when the week ended, or are open today in the running week."""
        end = pd.Timestamp(min(self.last_day, self.today))
        still_open = self.cases["closed_on"].isna() | (self.cases["closed_on"] > end)
        return self.cases[(self.cases["opened_on"] <= end) & still_open]

    def cases_in(self, column: str, *starts: date) -> pd.DataFrame:
        """The cases whose *column*, a week or a month, is one of those that begin on *starts*."""
        return self.cases[self.cases[column].isin([pd.Timestamp(start) for start in starts])]

    def last_weeks(self, number: int) -> tuple[date, ...]:
        """The *number* weeks that end with this one. Raises Unmeasured where a brand is not known so long."""
        weeks = tuple(self.week - back * WEEK for back in range(number))
        late = [brand for brand, since in self.known_since.items() if since > weeks[-1]]
        if len(late) == len(self.known_since):
            raise Unmeasured(f"The cases are known for fewer than {number} weeks.")
        return weeks

    def sold(self, what: Sold, starts: Iterable[date], *, period: Literal["week", "month"] = "week") -> int:
        """
        The sales of all brands of this scope in the periods that begin on *starts*.

        Raises Unmeasured naming what is missing: a brand without a line in
        `Volumes`, a past period that was fetched only in part, an empty count.
        """
        lines = self.volumes[self.volumes["period"] == period]
        return sum(
            self._sold_by(brand, what, start, lines)
            for start in starts
            for brand, since in self.known_since.items()
            if since <= start
        )

    def _sold_by(self, brand: str, what: Sold, start: date, lines: pd.DataFrame) -> int:
        found = lines[(lines["brand"] == brand) & (lines["starts_on"] == pd.Timestamp(start))]
        if found.empty:
            raise Unmeasured(f"No line in Volumes for {brand} from {start} on.")
        # The running week is measured so far; an earlier period with a hole would look like an improvement.
        if start + WEEK <= self.today and not bool(found["whole"].all()):
            raise Unmeasured(f"The sales of {brand} from {start} on were fetched only in part.")
        if bool(found[what].isna().any()):
            raise Unmeasured(f"No {what.removesuffix('_minor')} in Volumes for {brand} from {start} on.")
        return int(found[what].sum())


def amount_of(cases: pd.DataFrame, column: str) -> tuple[int, str]:
    """The sum of an amount in minor units, and a note on the cases that have none."""
    missing = int(cases[column].isna().sum())
    note = f"{missing} case{'s' if missing > 1 else ''} without an amount left out" if missing else ""
    return int(cases[column].sum()), note
