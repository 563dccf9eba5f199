"""
What one metric looks at: the cases and sales of one scope in one week.

A *case* is one line of the frame that a metric counts: a dispute, a thread, an order, a
refund, a review, a snapshot; `Source` names the frames. A `Scope` is a brand or all brands
together, narrowed to one currency or not; a `Slice` is a scope in one week. They look up
rows of the frames; the metrics count.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sheets_bot.metrics.weeks import WEEK, Period

if TYPE_CHECKING:
    from sheets_bot.metrics.heard import Heard

ALL_BRANDS = "All brands"

Days = npt.NDArray[np.datetime64]

Keep = Callable[[pd.DataFrame], "pd.Series[bool]"]
"""Says of each case whether it is one of those meant. By itself: from its own line and no other."""

Source = Literal["paypal cases", "shop cases", "threads", "orders", "refunds", "reviews", "snapshots"]
"""What is counted; the frames are made in `frames.py` and its neighbours."""

Sold = Literal["payments", "orders", "payments_minor"]


class Unmeasured(Exception):
    """Nothing to measure in this week; the message is the reason, for people. Caught in `series.py`."""


class _Sales(NamedTuple):
    """One brand in one period, all currencies of the scope; None where one of them has no number."""

    whole: bool
    payments: int | None
    orders: int | None
    payments_minor: int | None


@dataclass(frozen=True)
class Scope:
    """
    The cases and volumes of a brand or of all, in one currency or in all.

    *known_since* gives for each brand the first day of the first week from which its
    cases are known: a brand that is new in the tab is not missed in the weeks before.
    """

    name: str
    currency: str
    """Empty: all currencies, for counts only."""
    cases: pd.DataFrame
    volumes: pd.DataFrame
    known_since: Mapping[str, date]
    beside: "Mapping[Source, Scope]" = field(default_factory=dict)
    """The same scope of what else is counted."""
    heard: "Mapping[str, Heard]" = field(default_factory=dict)
    """For each brand up to when the source of the cases has answered; a brand that is missing needs none."""
    apart: str = ""
    """What a figure in the owner's currency lacks, in words."""
    all_volumes: pd.DataFrame | None = None
    """The volumes in all currencies, where *volumes* are those of one."""

    @cached_property
    def _in_order(self) -> dict[str, tuple[pd.DataFrame, Days]]:
        """The cases by the day in a column, and those days; filled as metrics ask for them."""
        return {}

    @cached_property
    def _found(self) -> dict[tuple[str, tuple[date, ...]], pd.DataFrame]:
        """Cases by column and first days: metrics share their weeks. Gone with the scope."""
        return {}

    @cached_property
    def _kept(self) -> dict[Keep, "Scope"]:
        """The narrower scopes that metrics asked for."""
        return {}

    @cached_property
    def _no_cases(self) -> pd.DataFrame:
        return self.cases.iloc[:0]

    @cached_property
    def _days(self) -> dict[str, Days]:
        """When cases were opened and closed: plain arrays, since every week compares them all."""
        return {name: self.cases[name].to_numpy() for name in ("opened_on", "closed_on")}

    @cached_property
    def _open(self) -> dict[date, pd.DataFrame]:
        """The cases that were open when a day ended, as metrics ask for them."""
        return {}

    @cached_property
    def _sales(self) -> dict[Hashable, _Sales]:
        """By brand, period and first day."""
        grouped = self.volumes.groupby(["brand", "period", "starts_on"])
        whole = grouped["whole"].all()
        numbers = grouped[["payments", "orders", "payments_minor"]].sum(skipna=False)
        return {
            key: _Sales(bool(whole[key]), *(None if pd.isna(number) else int(number) for number in sums))
            for key, *sums in numbers.itertuples(name=None)
        }

    @cached_property
    def every_currency(self) -> "Scope":
        """The sales of this scope in all currencies, beside the cases of its one."""
        return self if self.all_volumes is None else replace(self, volumes=self.all_volumes)

    def only(self, keep: Keep) -> "Scope":
        """This scope with those of its cases that *keep* names; asked once, not for every week."""
        if keep not in self._kept:
            self._kept[keep] = replace(self, cases=self.cases[keep(self.cases)])
        return self._kept[keep]

    def cases_in(self, column: str, *starts: date) -> pd.DataFrame:
        """
        The cases whose *column*, a week or a month, is one of those that begin on *starts*.

        Every metric that asks for them gets the same frame; none changes it.
        """
        if (column, starts) not in self._found:
            self._found[column, starts] = self._taken(column, starts)
        return self._found[column, starts]

    def open_on(self, day: date) -> pd.DataFrame:
        """The cases that were open when a day ended."""
        if day not in self._open:
            opened_on, closed_on = (self._days[name] for name in ("opened_on", "closed_on"))
            # A case without a closing date compares as false, and so counts as open.
            was_open = (opened_on <= np.datetime64(day)) & ~(closed_on <= np.datetime64(day))
            self._open[day] = self.cases[was_open]
        return self._open[day]

    def _taken(self, column: str, starts: tuple[date, ...]) -> pd.DataFrame:
        if column not in self._in_order:
            dated = self.cases[self.cases[column].notna()].sort_values(column, kind="stable")
            self._in_order[column] = dated, dated[column].to_numpy()
        cases, days = self._in_order[column]
        # A week is then one piece, which pandas hands out without copying a column of it.
        places = [
            days.searchsorted([np.datetime64(day), np.datetime64(day + timedelta(days=1))]) for day in starts
        ]
        pieces = [cases.iloc[begin:end] for begin, end in places if begin < end]
        if len(pieces) > 1:
            return pd.concat(pieces)
        return pieces[0] if pieces else self._no_cases

    def sold(self, what: Sold, starts: Iterable[date], *, today: date, period: Period = "week") -> int:
        """
        The sales of all brands of this scope in the periods that begin on *starts*.

        Raises Unmeasured naming what is missing: a brand without a line in
        `Volumes`, a past period that was fetched only in part, an empty count.
        """
        return sum(
            self._sold_by(brand, what, start, period, today)
            for start in starts
            for brand, since in self.known_since.items()
            if since <= start
        )

    def _sold_by(self, brand: str, what: Sold, start: date, period: Period, today: date) -> int:
        found = self._sales.get((brand, period, pd.Timestamp(start)))
        if found is None:
            raise Unmeasured(f"No line in Volumes for {brand}, {period} of {start}.")
        # The running week is measured so far; an earlier period with a hole would look like an improvement.
        if start + WEEK <= today and not found.whole:
            raise Unmeasured(f"The sales of {brand}, {period} of {start}, were fetched only in part.")
        number: int | None = getattr(found, what)
        if number is None:
            name = what.removesuffix("_minor")
            raise Unmeasured(f"No number of {name} in Volumes for {brand}, {period} of {start}.")
        return number


@dataclass(frozen=True)
class Slice:
    """One scope in one week."""

    scope: Scope
    week: date
    """The first day of the week."""
    now: datetime
    today: date
    """The local day of *now*."""

    @property
    def currency(self) -> str:
        """The one currency of the scope, or empty."""
        return self.scope.currency

    @cached_property
    def last_day(self) -> date:
        """The local day with which the week ends."""
        return self.week + WEEK - timedelta(days=1)

    @cached_property
    def running(self) -> bool:
        """True until the local day after the week's last one begins."""
        return self.today <= self.last_day

    @cached_property
    def opened(self) -> pd.DataFrame:
        """The cases that were opened in this week."""
        return self.scope.cases_in("opened_week", self.week)

    @cached_property
    def closed(self) -> pd.DataFrame:
        """The cases that were closed in this week."""
        return self.scope.cases_in("closed_week", self.week)

    @cached_property
    def answered(self) -> pd.DataFrame:
        """The cases that we first answered in this week."""
        return self.scope.cases_in("answered_week", self.week)

    @cached_property
    def open_at_end(self) -> pd.DataFrame:
        """The cases that were open when the week ended, or are open today in the running week."""
        return self.scope.open_on(min(self.last_day, self.today))

    def require_heard(self) -> None:
        """
        Raise Unmeasured naming each brand whose source did not answer after this week.

        What it would have told is missing: without this, an outage would look like an improvement.
        """
        heard = self.scope.heard.values()
        silent = [
            each.words for each in heard if not (each.lately if self.running else each.day > self.last_day)
        ]
        if silent:
            raise Unmeasured(" ".join(silent))

    def only(self, keep: Keep) -> "Slice":
        """This week with those cases of the scope that *keep* names."""
        return replace(self, scope=self.scope.only(keep))

    def beside(self, source: Source) -> "Slice":
        """The same week of something else. Raises Unmeasured where nothing is known of it, or not enough."""
        scope = self.scope.beside.get(source)
        if scope is None or not scope.known_since:
            raise Unmeasured(f"No {source} are known.")
        found = replace(self, scope=scope)
        found.require_heard()
        return found

    def cases_in(self, column: str, *starts: date) -> pd.DataFrame:
        """The cases of the scope whose *column* is one of the weeks or months that begin on *starts*."""
        return self.scope.cases_in(column, *starts)

    def last_weeks(self, number: int) -> tuple[date, ...]:
        """The *number* weeks that end with this one. Raises Unmeasured where no brand is known so long."""
        weeks = tuple(self.week - back * WEEK for back in range(number))
        if min(self.scope.known_since.values()) > weeks[-1]:
            raise Unmeasured(f"The cases are known for fewer than {number} weeks.")
        return weeks

    def sold(self, what: Sold, starts: Iterable[date], *, period: Period = "week") -> int:
        """The sales of the scope in the periods that begin on *starts*, as `Scope.sold`."""
        return self.scope.sold(what, starts, today=self.today, period=period)

    def sold_in_all_currencies(self, what: Sold, starts: Iterable[date], *, period: Period = "week") -> int:
        """The same in every currency: for counts, never for amounts."""
        return self.scope.every_currency.sold(what, starts, today=self.today, period=period)


def amount_of(cases: pd.DataFrame, column: str) -> tuple[int, str]:
    """The sum of an amount in minor units, and a note on the cases that have none."""
    numbers = cases[column]
    missing = len(numbers) - int(numbers.count())
    note = f"{missing} case{'s' if missing > 1 else ''} without an amount left out" if missing else ""
    return int(numbers.sum()), note
