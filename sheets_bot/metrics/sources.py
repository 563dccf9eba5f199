"""
What is counted, and since when it is known: every frame with its brands.

Makes all frames of the tabs as read, once for all metrics, and cuts them into scopes. What an
absent case means is decided here: before a brand is known, no case does not mean none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from sheets_bot.domain.shifts import Roster
from sheets_bot.metrics.frames import SHOPIFY, case_frame, volume_frame
from sheets_bot.metrics.frames_mail import snapshot_frame, thread_frame
from sheets_bot.metrics.frames_orders import order_frame, refund_frame
from sheets_bot.metrics.frames_reviews import review_frame
from sheets_bot.metrics.frames_staffed import with_staffed_hours
from sheets_bot.metrics.heard import STATUS_TAB, Heard, heard_of
from sheets_bot.metrics.rates import Rates
from sheets_bot.metrics.readings import Rows, read_since
from sheets_bot.metrics.slices import ALL_BRANDS, Scope, Source
from sheets_bot.metrics.weeks import WEEK, Calendar

LIST_REACH = timedelta(days=180)
"""How far back PayPal lists disputes (Customer Disputes API): before that, no case does not mean none."""

_BEGINS: Mapping[Source, str] = {
    "paypal cases": "opened_week",
    "shop cases": "opened_week",
    "threads": "first_in_week",
    "orders": "placed_week",
    "refunds": "refunded_week",
    "reviews": "written_week",
    "snapshots": "week",
}
"""The week in which a case of each kind begins."""

_MONEY: Mapping[Source, str] = {
    "paypal cases": "rate_on",
    "shop cases": "rate_on",
    "orders": "placed_on",
    "refunds": "rate_on",
}
"""Those with amounts, and the day whose rate they are converted at."""

_READ_BACK: frozenset[Source] = frozenset({"threads", "orders", "refunds"})
"""Those of which the first run reads the last days only (Settings)."""

_OF_ORDERS: tuple[Source, ...] = ("orders", "refunds")
"""Those that are read by when an order changed: of earlier weeks mostly the refunded orders are known."""


@dataclass(frozen=True)
class Counted:
    """One frame, and for each brand the first week from which no case means none, and up to when."""

    frame: pd.DataFrame
    known_since: Mapping[str, date]
    heard: Mapping[str, Heard]


@dataclass(frozen=True)
class Sources:
    """All frames of one run."""

    counted: Mapping[Source, Counted]
    volumes: pd.DataFrame
    own_currency: str
    """In which the owner wants to read; empty: every currency by itself."""

    @property
    def brands(self) -> list[str]:
        """Every brand of which anything is known."""
        return sorted({brand for counted in self.counted.values() for brand in counted.known_since})

    def currencies(self, scope: str) -> list[str]:
        """The currencies of the amounts of a scope."""
        frames = [self.volumes, *(self.counted[source].frame for source in _MONEY)]
        found = {
            str(currency) for frame in frames for currency in _part(frame, scope, "")["currency"].unique()
        }
        return sorted(found - {""})

    def scopes(self, name: str, currency: str) -> dict[Source, Scope]:
        """
        One scope of each source.

        In one currency only those with amounts have one, and only where they or the
        sales hold that currency.
        """
        volumes, all_volumes = (_part(self.volumes, name, code) for code in (currency, ""))
        found: dict[Source, Scope] = {}
        for source in _MONEY if currency else _BEGINS:
            counted = self.counted[source]
            cases = _part(counted.frame, name, currency)
            seen = {
                *cases["brand"].unique(),
                *(volumes["brand"].unique() if source == "paypal cases" else ()),
            }
            if not currency and name != ALL_BRANDS:
                seen.add(name)
            elif not currency:
                seen |= counted.known_since.keys()
            brands = sorted(counted.known_since.keys() & seen)
            known = {brand: counted.known_since[brand] for brand in brands}
            # A brand that has never told anything is missing in the counts of all brands too.
            asked = counted.heard.keys() & (known.keys() if currency or name != ALL_BRANDS else counted.heard)
            heard = {brand: counted.heard[brand] for brand in sorted(asked)}
            apart = self._apart(name, currency)
            found[source] = Scope(name, currency, cases, volumes, known, found, heard, apart, all_volumes)
        return found

    def _apart(self, name: str, currency: str) -> str:
        """Which other currencies a figure in the owner's currency lacks."""
        if not currency or currency != self.own_currency:
            return ""
        others = [code for code in self.currencies(name) if code != currency]
        return f"Apart, for want of a rate: {', '.join(others)}" if others else ""


def make_sources(
    tabs: Mapping[str, Rows],
    *,
    calendar: Calendar,
    roster: Roster,
    rates: Rates,
    now: datetime,
    heartbeat: timedelta,
) -> Sources:
    """
    Make every frame of the *tabs* as read; a tab that is missing is one without rows.

    *heartbeat* is how old a good run may be in `Status` before the next one is written down.
    """
    disputes, orders, refunds = (tabs.get(tab, {}) for tab in ("Disputes", "Orders", "Refunds"))
    frames: dict[Source, pd.DataFrame] = {
        "paypal cases": with_staffed_hours(case_frame(disputes, calendar), roster),
        "shop cases": with_staffed_hours(
            case_frame(disputes, calendar, platform=SHOPIFY, acts=tabs.get("Acts", {})), roster
        ),
        "threads": thread_frame(tabs.get("Inbox", {}), calendar, roster),
        "orders": order_frame(orders, refunds, disputes, calendar),
        "refunds": refund_frame(refunds, orders, calendar),
        "reviews": review_frame(tabs.get("Reviews", {}), tabs.get("Review history", {}), calendar),
        "snapshots": snapshot_frame(tabs, calendar, roster, now),
    }
    volumes = volume_frame(tabs.get("Volumes", {}))
    today = calendar.day_of(now)
    known = {source: _first_weeks(frame, _BEGINS[source]) for source, frame in frames.items()}
    known["paypal cases"] = pd.concat([known["paypal cases"], _sales_known(volumes, calendar, today)])
    # A shop that is connected tells all its cases.
    known["shop cases"] = pd.concat([known["shop cases"], known["orders"]])
    known["orders"] = _first_weeks(frames["orders"], "known_on")
    known["refunds"] = _since_read(known["refunds"], read_since(orders, calendar))
    heard = heard_of(tabs.get(STATUS_TAB, {}), calendar=calendar, now=now, heartbeat=heartbeat)
    since = {
        source: _known_since(known[source], calendar, whole_from_next=source in _READ_BACK, today=today)
        for source in frames
    }
    for source in _OF_ORDERS:
        frames[source] = _whole_weeks(frames[source], _BEGINS[source], since[source])
    counted = {
        source: Counted(
            rates.converted(frame, _MONEY[source]) if source in _MONEY else frame,
            since[source],
            heard[source],
        )
        for source, frame in frames.items()
    }
    return Sources(counted, rates.converted(volumes, "starts_on"), rates.currency)


def _first_weeks(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    found = frame[["brand", column]].rename(columns={column: "starts_on"}).dropna()
    return found.groupby("brand", as_index=False).min()


def _since_read(first: pd.DataFrame, read: Mapping[str, date]) -> pd.DataFrame:
    """The *first* days, but where it is known since when a brand's orders were *read*, that day."""
    days = pd.DataFrame({"brand": list(read), "starts_on": pd.to_datetime(list(read.values()))})
    return pd.concat([first[~first["brand"].isin(list(read))], days])


def _whole_weeks(frame: pd.DataFrame, column: str, since: Mapping[str, date]) -> pd.DataFrame:
    """The frame without the weeks in *column* of which only a part is known: such a part is no cohort."""
    known = pd.to_datetime(frame["brand"].map(since))
    return frame.assign(**{column: frame[column].where(frame[column] >= known)})


def _sales_known(volumes: pd.DataFrame, calendar: Calendar, today: date) -> pd.DataFrame:
    """
    Since when no dispute means none: from the first sales that are within PayPal's reach.

    A case of that time would have been listed.
    """
    reach = pd.Timestamp(calendar.week_of(today - LIST_REACH))
    sales = volumes.loc[volumes["period"] == "week", ["brand", "starts_on"]]
    return sales.assign(starts_on=sales["starts_on"].where(sales["starts_on"] >= reach, reach)).dropna()


def _known_since(
    starts: pd.DataFrame, calendar: Calendar, *, whole_from_next: bool, today: date
) -> Mapping[str, date]:
    """
    The first week of each brand.

    What is read back some days at first begins inside a week: with *whole_from_next* that
    week, of which a part is missing, does not count, unless it is the running one.
    """
    first = starts.groupby("brand")["starts_on"].min()
    # A line from before the first day of the week was changed in Settings begins inside a week of today's.
    weeks = {str(brand): calendar.week_of(day.date()) for brand, day in first.items()}
    if not whole_from_next:
        return weeks
    return {brand: min(week + WEEK, calendar.week_of(today)) for brand, week in weeks.items()}


def _part(frame: pd.DataFrame, scope: str, currency: str) -> pd.DataFrame:
    """The rows of one scope, and of one currency if that is not empty."""
    keep = pd.Series(data=True, index=frame.index)
    if scope != ALL_BRANDS:
        keep &= frame["brand"] == scope
    if currency:
        keep &= frame["currency"] == currency
    return frame[keep]
