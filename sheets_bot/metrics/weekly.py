"""
The weekly numbers as rows of their three tabs.

`Metrics data` holds every line with its parts, `Weekly trend` one row per week
for the charts, `Weekly metrics` what the owner reads on Monday. All three are
computed afresh from the rows that stand in `Disputes` and `Volumes`, so a late
fact changes the week it belongs to. Counts nothing itself; reads no clock.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sheets_bot.metrics.figure import Figure
from sheets_bot.metrics.frames import Rows, case_frame, volume_frame
from sheets_bot.metrics.series import Line, measure_lines
from sheets_bot.metrics.slices import ALL_BRANDS
from sheets_bot.metrics.usual import by_chance
from sheets_bot.metrics.weeks import WEEK, Calendar
from sheets_bot.sheets.row import Row, Value

MOST_WEEKS = 52

DATA_TAB, TREND_TAB, OWNER_TAB = "Metrics data", "Weekly trend", "Weekly metrics"

TREND = (
    "opened",
    "opened_per_100_payments",
    "opened_per_100_orders",
    "won",
    "lost",
    "conceded",
    "withdrawn",
    "win_rate_contested",
    "on_time",
    "time_to_respond_median",
    "open_at_end",
)
"""The metrics in `Weekly trend`, of all brands together; its columns are named after them."""

_GAP = "not measured: see Note"

_WHY = "measured from Disputes and Volumes"


def measure_weekly(
    disputes_rows: Rows,
    volume_rows: Rows,
    *,
    zone: ZoneInfo,
    week_starts_on: int,
    now: datetime,
    weeks: int = 26,
) -> dict[str, list[Row]]:
    """
    Measure the last *weeks* weeks, the running one included, from the two tabs as read.

    Returns the rows by tab. The trend and the owner's view hold whole weeks only:
    three days would look like an improvement. A gap is an empty cell with its reason.
    Raises ValueError for *weeks* outside 2 to 52 and for a *now* without time zone.
    """
    if not 2 <= weeks <= MOST_WEEKS:
        raise ValueError(f"weeks is {weeks}; 2 to {MOST_WEEKS} is expected.")
    calendar = Calendar(zone, week_starts_on)
    lines = measure_lines(
        case_frame(disputes_rows, calendar),
        volume_frame(volume_rows),
        calendar=calendar,
        now=now,
        weeks=weeks,
    )
    last_whole = calendar.week_of(calendar.day_of(now)) - WEEK
    return {
        DATA_TAB: [_data_row(line) for line in lines],
        TREND_TAB: list(_trend_rows(lines)),
        OWNER_TAB: list(_owner_rows(lines, last_whole)),
    }


def _data_row(line: Line) -> Row:
    figure = line.figure
    key = f"{_name(line)}|{line.week}|{line.scope}"
    return Row(
        key,
        {
            "line_id": key,
            "metric": line.metric.name,
            "week_starts_on": line.week,
            "brand": line.scope,
            "currency": line.currency,
            "shown": figure.shown if figure else None,
            "value": figure.value if figure else None,
            "unit": line.metric.unit,
            "numerator": figure.numerator if figure else None,
            "denominator": figure.denominator if figure else None,
            "low": figure.low if figure else None,
            "high": figure.high if figure else None,
            "usual_range": line.usual.range,
            "verdict": line.usual.verdict,
            "note": figure.note if figure else line.gap,
            "complete": "so far" if line.running else "whole",
            "definition": line.metric.gist,
        },
        why=_WHY,
    )


def _trend_rows(lines: Iterable[Line]) -> Iterator[Row]:
    totals = [
        line for line in lines if line.scope == ALL_BRANDS and line.metric.name in TREND and not line.running
    ]
    for week, found in groupby(sorted(totals, key=lambda line: line.week), key=lambda line: line.week):
        by_name = {line.metric.name: line for line in found}
        values: dict[str, Value] = {"week": str(week), "week_starts_on": week}
        for name in TREND:
            line = by_name.get(name)
            values[name] = line.figure.value if line and line.figure else None
        gaps = dict.fromkeys(line.gap for line in by_name.values() if line.gap)
        yield Row(str(week), {**values, "gaps": " ".join(gaps)}, why=_WHY)


def _owner_rows(lines: Iterable[Line], last_whole: date) -> Iterator[Row]:
    """One row per metric and scope, in reading order; for a brand only what could ever be measured."""
    for (scope, _), found in groupby(lines, key=lambda line: (line.scope, _name(line))):
        series = list(found)
        if scope == ALL_BRANDS or any(line.figure for line in series):
            yield _owner_row(series, last_whole)


def _owner_row(series: Sequence[Line], last_whole: date) -> Row:
    """*series* is one metric of one scope over the weeks."""
    by_week = {line.week: line for line in series}
    metric, scope = series[0].metric, series[0].scope
    this = by_week.get(last_whole)
    before, so_far = (_figure(by_week.get(week)) for week in (last_whole - WEEK, last_whole + WEEK))
    key = f"{scope}|{_name(series[0])}"
    return Row(
        key,
        {
            "line_id": key,
            "brand": scope,
            "area": metric.area,
            "metric": f"{metric.title}, {series[0].currency}" if metric.per_currency else metric.title,
            "week_starts_on": last_whole,
            "this_week": _shown(_figure(this)),
            "week_before": _shown(before),
            "so_far": _shown(so_far),
            "usual_range": this.usual.range if this else "",
            "verdict": this.usual.verdict if this and this.figure else _GAP,
            "note": _owner_note(this, before),
            "definition": metric.definition,
        },
        why=_WHY,
    )


def _owner_note(this: Line | None, before: Figure | None) -> str:
    if this is None:
        return "Known from the running week on."
    if this.figure is None:
        return this.gap
    if this.metric.unit == "cases" and this.metric.judged and before:
        return by_chance(before, this.figure)
    return this.figure.note


def _figure(line: Line | None) -> Figure | None:
    return line.figure if line else None


def _shown(figure: Figure | None) -> str | None:
    return figure.shown if figure else None


def _name(line: Line) -> str:
    """The metric with its currency, if it has one: ``opened_value.EUR``."""
    return f"{line.metric.name}.{line.currency}" if line.currency else line.metric.name
