"""
Every metric over the weeks, for all brands together and for each one.

Runs the metrics over slices of the frames and lets each week be judged by the
weeks before it. Knows no tab; `weekly.py` makes rows of the lines.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from sheets_bot.metrics import disputes_clocks, disputes_decided, disputes_incoming
from sheets_bot.metrics.figure import Figure, Metric
from sheets_bot.metrics.slices import ALL_BRANDS, Scope, Slice, Unmeasured
from sheets_bot.metrics.usual import BASELINE_WEEKS, CELLS, TOTALS, Usual, judge
from sheets_bot.metrics.weeks import Calendar

METRICS: tuple[Metric, ...] = (
    *disputes_incoming.METRICS,
    *disputes_decided.METRICS,
    *disputes_clocks.METRICS,
)
"""In the order in which people read them."""

LIST_REACH = timedelta(days=180)
"""How far back PayPal lists disputes (Customer Disputes API): before that, no case does not mean none."""

NOT_OVER = "week not over"


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of one scope in one week: a figure, or the reason why there is none."""

    metric: Metric
    scope: str
    currency: str
    """Empty for metrics that are not of money."""
    week: date
    running: bool
    figure: Figure | None
    gap: str
    usual: Usual


def measure_lines(
    cases: pd.DataFrame, volumes: pd.DataFrame, *, calendar: Calendar, now: datetime, weeks: int
) -> list[Line]:
    """
    All metrics of the last *weeks* weeks, the running one included, oldest first within each series.

    Earlier weeks are measured as well, only to judge by them, so that a verdict
    does not change when its baseline leaves the window. A brand has no lines for the
    weeks before anything is known of it.
    """
    today = calendar.day_of(now)
    starts = list(calendar.weeks_until(today, weeks=weeks + BASELINE_WEEKS))
    known_since = _known_since(cases, volumes, calendar, today)
    found: list[Line] = []
    for name in (ALL_BRANDS, *sorted(known_since)):
        for currency in ("", *_currencies(cases, volumes, name)):
            scope = _scope(name, currency, cases, volumes, known_since)
            known = [week for week in starts if any(week >= since for since in scope.known_since.values())]
            slices = [Slice(scope, week, now, today) for week in known]
            for metric in METRICS:
                if metric.per_currency == bool(currency) and not (metric.brands_only and name == ALL_BRANDS):
                    found += _worth_showing(list(_series(metric, slices)), starts[-weeks])
    return found


def _scope(
    name: str, currency: str, cases: pd.DataFrame, volumes: pd.DataFrame, known_since: Mapping[str, date]
) -> Scope:
    own_cases, own_volumes = (_part(frame, name, currency) for frame in (cases, volumes))
    brands = known_since.keys() & {*own_cases["brand"], *own_volumes["brand"]}
    return Scope(
        name, currency, own_cases, own_volumes, {brand: known_since[brand] for brand in sorted(brands)}
    )


def _series(metric: Metric, slices: Sequence[Slice]) -> Iterator[Line]:
    past: list[Figure] = []
    strictness = TOTALS if slices and slices[0].scope.name == ALL_BRANDS else CELLS
    for part in slices:
        if metric.now_only and not part.running:
            continue
        figure, gap = _measured(metric, part)
        usual = Usual("", "")
        if figure and part.running:
            usual = Usual("", figure.verdict or NOT_OVER)
        elif figure:
            usual = (
                judge(metric.unit, figure, past, strictness) if metric.judged else Usual("", figure.verdict)
            )
            past.append(figure)
        yield Line(metric, part.scope.name, part.currency, part.week, part.running, figure, gap, usual)


def _measured(metric: Metric, part: Slice) -> tuple[Figure | None, str]:
    try:
        return metric.measure(part), ""
    except Unmeasured as gap:
        return None, str(gap)


def _worth_showing(series: list[Line], first: date) -> list[Line]:
    """The lines from *first* on; of a metric that was never measured only the latest two gaps."""
    shown = [line for line in series if line.week >= first]
    return shown if any(line.figure for line in series) else shown[-2:]


def _known_since(
    cases: pd.DataFrame, volumes: pd.DataFrame, calendar: Calendar, today: date
) -> Mapping[str, date]:
    """
    For each brand the first week from which no case means none.

    That is the week of its first case, or that of its first sales, if these are
    within PayPal's reach: a case of that time would have been listed.
    """
    reach = pd.Timestamp(calendar.week_of(today - LIST_REACH))
    sales = volumes.loc[volumes["period"] == "week", ["brand", "starts_on"]]
    sales = sales.assign(starts_on=sales["starts_on"].where(sales["starts_on"] >= reach, reach))
    opened = cases[["brand", "opened_week"]].rename(columns={"opened_week": "starts_on"})
    first = pd.concat([sales, opened]).dropna().groupby("brand")["starts_on"].min()
    # A line from before the first day of the week was changed in Settings begins inside a week of today's.
    return {str(brand): calendar.week_of(day.date()) for brand, day in first.items()}


def _currencies(cases: pd.DataFrame, volumes: pd.DataFrame, scope: str) -> list[str]:
    parts = (_part(frame, scope, "")["currency"] for frame in (cases, volumes))
    return sorted({str(currency) for part in parts for currency in part} - {""})


def _part(frame: pd.DataFrame, scope: str, currency: str) -> pd.DataFrame:
    """The rows of one scope, and of one currency if that is not empty."""
    keep = pd.Series(data=True, index=frame.index)
    if scope != ALL_BRANDS:
        keep &= frame["brand"] == scope
    if currency:
        keep &= frame["currency"] == currency
    return frame[keep]
