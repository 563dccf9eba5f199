"""
Every metric over the weeks, for all brands together and for each one.

Runs the metrics over slices of the frames and lets each week be judged by the
weeks before it. Knows no tab; `weekly.py` makes rows of the lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sheets_bot.metrics import (
    card_networks,
    disputes_clocks,
    disputes_decided,
    disputes_incoming,
    refunds,
    return_reasons,
    satisfaction,
    shop_cases,
    support,
    support_backlog,
)
from sheets_bot.metrics.figure import Figure, Metric
from sheets_bot.metrics.slices import ALL_BRANDS, Slice, Unmeasured
from sheets_bot.metrics.sources import Sources
from sheets_bot.metrics.usual import BASELINE_WEEKS, CELLS, TOTALS, Usual, judge
from sheets_bot.metrics.weeks import Calendar

METRICS: tuple[Metric, ...] = (
    *support.METRICS,
    *support_backlog.METRICS,
    *disputes_incoming.METRICS,
    *disputes_decided.METRICS,
    *disputes_clocks.METRICS,
    *shop_cases.METRICS,
    *card_networks.METRICS,
    *refunds.METRICS,
    *return_reasons.METRICS,
    *satisfaction.METRICS,
)
"""In the order in which people read them."""

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


def measure_lines(sources: Sources, *, calendar: Calendar, now: datetime, weeks: int) -> list[Line]:
    """
    All metrics of the last *weeks* weeks, the running one included, oldest first within each series.

    Earlier weeks are measured as well, only to judge by them, so that a verdict
    does not change when its baseline leaves the window. A brand has no lines for the
    weeks before anything is known of it.
    """
    today = calendar.day_of(now)
    starts = list(calendar.weeks_until(today, weeks=weeks + BASELINE_WEEKS))
    found: list[Line] = []
    for name in (ALL_BRANDS, *sources.brands):
        for currency in ("", *sources.currencies(name)):
            scopes = sources.scopes(name, currency)
            slices = {
                source: [
                    Slice(scope, week, now, today)
                    for week in starts
                    if any(week >= since for since in scope.known_since.values())
                ]
                for source, scope in scopes.items()
            }
            for metric in METRICS:
                if metric.per_currency == bool(currency) and not (metric.brands_only and name == ALL_BRANDS):
                    found += _worth_showing(
                        list(_series(metric, slices.get(metric.source, ()))), starts[-weeks]
                    )
    return found


def _series(metric: Metric, slices: Sequence[Slice]) -> Iterator[Line]:
    past: list[Figure] = []
    # Few numbers are looked at every Monday; the many others would cry wolf at the limits of those.
    is_total = metric.headline and slices and slices[0].scope.name == ALL_BRANDS
    strictness = TOTALS if is_total else CELLS
    for part in slices:
        if metric.now_only and not part.running:
            continue
        figure, gap = _measured(metric, part)
        usual = Usual("", "")
        if figure and part.running:
            usual = Usual("", figure.verdict or NOT_OVER)
        elif figure:
            usual = Usual("", figure.verdict)
            if metric.judged or metric.is_of_value:
                usual = judge(metric.unit, figure, past, strictness, is_of_value=metric.is_of_value)
            past.append(figure)
        yield Line(metric, part.scope.name, part.currency, part.week, part.running, figure, gap, usual)


def _measured(metric: Metric, part: Slice) -> tuple[Figure | None, str]:
    try:
        part.require_heard()
        figure = metric.measure(part)
    except Unmeasured as gap:
        return None, str(gap)
    if part.scope.apart:
        figure = replace(figure, note="; ".join(filter(None, (figure.note, part.scope.apart))))
    return figure, ""


def _worth_showing(series: list[Line], first: date) -> list[Line]:
    """The lines from *first* on; of a metric that was never measured only the latest two gaps."""
    shown = [line for line in series if line.week >= first]
    return shown if any(line.figure for line in series) else shown[-2:]
