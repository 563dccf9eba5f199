"""
The weekly numbers as rows of their tabs.

`Metrics data` holds every line with its parts, `Weekly trend` (`weekly_trend.py`) one row per week
for the charts, `Weekly metrics` the few that the owner reads on Monday, `Metrics explained` what
each one counts. All are computed afresh from the rows that stand in the tabs, so a late
fact changes the week it belongs to; what a week was first told as is kept beside it. Counts
nothing itself; reads no clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sheets_bot.domain.shifts import Roster
from sheets_bot.metrics.figure import Figure, Metric
from sheets_bot.metrics.ranks import emptied
from sheets_bot.metrics.rates import TAB as RATES_TAB
from sheets_bot.metrics.rates import rate_rows, read_rates
from sheets_bot.metrics.readings import Rows, text_of
from sheets_bot.metrics.series import METRICS, Line, measure_lines
from sheets_bot.metrics.slices import ALL_BRANDS
from sheets_bot.metrics.sources import make_sources
from sheets_bot.metrics.usual import by_chance
from sheets_bot.metrics.weekly_trend import TREND_TAB, trend_rows
from sheets_bot.metrics.weeks import WEEK, Calendar
from sheets_bot.sheets.row import Row

MOST_WEEKS = 52

DATA_TAB, OWNER_TAB = "Metrics data", "Weekly metrics"
EXPLAINED_TAB = "Metrics explained"

NOT_MEASURED = "not measured"

_GAP = "not measured: see Note"

_CHANGED = "changed since first told"

_WHY = "measured from the other tabs"


def measure_weekly(
    tabs: Mapping[str, Rows],
    *,
    zone: ZoneInfo,
    week_starts_on: int,
    now: datetime,
    weeks: int = 26,
    roster: Roster | None = None,
    currency: str = "",
    heartbeat: timedelta = timedelta(hours=1),
) -> dict[str, list[Row]]:
    """
    Measure the last *weeks* weeks, the running one included, from the *tabs* as read.

    They are those that `jobs/weekly_metrics.py` reads; one that is missing is one without rows. From
    `Metrics data` only what was told before is taken. *currency* is the owner's, if amounts are to be
    added up in one. Without a *roster* there are no staffed hours. *heartbeat* is how seldom a good run
    is written down in `Status`.

    Returns the rows by tab. The trend and the owner's view hold whole weeks only:
    three days would look like an improvement. A gap is an empty cell with its reason.
    Raises ValueError for *weeks* outside 2 to 52 and for a *now* without time zone.
    """
    if not 2 <= weeks <= MOST_WEEKS:
        raise ValueError(f"weeks is {weeks}; 2 to {MOST_WEEKS} is expected.")
    calendar = Calendar(zone, week_starts_on)
    rate_lines = tabs.get(RATES_TAB, {})
    sources = make_sources(
        tabs,
        calendar=calendar,
        roster=roster or Roster((), zone),
        rates=read_rates(rate_lines, currency),
        now=now,
        heartbeat=heartbeat,
    )
    lines = measure_lines(sources, calendar=calendar, now=now, weeks=weeks)
    told = tabs.get(DATA_TAB, {})
    last_whole = calendar.week_of(calendar.day_of(now)) - WEEK
    return {
        DATA_TAB: _with_emptied([_data_row(line, told) for line in lines], _counted_before(lines, told)),
        TREND_TAB: list(trend_rows(lines)),
        OWNER_TAB: _with_emptied(list(_owner_rows(lines, last_whole, told)), tabs.get(OWNER_TAB, {})),
        EXPLAINED_TAB: _explained_rows() if lines else [],
        RATES_TAB: list(rate_rows(rate_lines, currency, sources.currencies(ALL_BRANDS))),
    }


def _data_row(line: Line, told: Rows) -> Row:
    figure = line.figure
    key = _key(line)
    first = _first_told(line, told)
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
            "area": line.metric.area,
            "first_told": first,
            "changed": _CHANGED if first not in {None, _told(figure)} else None,
        },
        why=_WHY,
    )


def _with_emptied(made: list[Row], standing: Iterable[str]) -> list[Row]:
    """The rows, and with nothing in them those that stand in the tab and are counted no more."""
    if not made:
        return made
    names = made[0].values.keys() - {"line_id", "first_told"}
    return [*made, *emptied(standing, {row.key for row in made}, sorted(names), why=_WHY)]


def _counted_before(lines: Sequence[Line], told: Rows) -> Iterator[str]:
    """The lines of the same weeks that hold a number. Earlier weeks stay as told; a gap holds none."""
    weeks = {str(line.week) for line in lines}
    for key, row in told.items():
        if text_of(row.get("shown")) and key.partition("|")[2].partition("|")[0] in weeks:
            yield key


def _first_told(line: Line, told: Rows) -> str | None:
    """What the week was first told as once it was over; None while it runs."""
    if line.running:
        return None
    return text_of(told.get(_key(line), {}).get("first_told")) or _told(line.figure)


def _told(figure: Figure | None) -> str:
    return figure.shown if figure else NOT_MEASURED


def _explained_rows() -> list[Row]:
    """One row per metric: what it counts, in the words of its function."""
    return [
        Row(
            metric.name,
            {
                "metric": metric.name,
                "area": metric.area,
                "title": metric.title,
                "unit": metric.unit,
                "counted": metric.gist,
                "rest": metric.rest,
                "judged": _judged_words(metric),
                "shown": "Weekly metrics" if metric.headline else "Metrics data",
            },
            why="metrics of this version",
        )
        for metric in METRICS
    ]


def _judged_words(metric: Metric) -> str:
    if metric.unit in {"hours", "money", "stars"} or metric.is_of_value:
        return "no test: only whether it lies beyond all of the past weeks"
    if not metric.judged:
        return "not judged"
    if metric.headline:
        return "all words together: at most 1 false one in 100 weeks in total, 1 in 700 for a brand"
    return "all words together: at most 1 false one in 700 weeks"


def _owner_rows(lines: Iterable[Line], last_whole: date, told: Rows) -> Iterator[Row]:
    """One row per headline and scope, in reading order; for a brand only what could ever be measured."""
    headlines = (line for line in lines if line.metric.headline)
    for scope, of_scope in groupby(headlines, key=lambda line: line.scope):
        by_name: dict[str, list[Line]] = {}
        for line in of_scope:
            by_name.setdefault(_name(line), []).append(line)
        for series in sorted(by_name.values(), key=lambda series: METRICS.index(series[0].metric)):
            if scope == ALL_BRANDS or any(line.figure for line in series):
                yield _owner_row(series, last_whole, told)


def _owner_row(series: Sequence[Line], last_whole: date, told: Rows) -> Row:
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
            "note": ". ".join(filter(None, (_owner_note(this, before), _changed_note(this, told)))),
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


def _changed_note(this: Line | None, told: Rows) -> str:
    first = _first_told(this, told) if this else None
    return f"Recomputed; first told as {first}" if this and first not in {None, _told(this.figure)} else ""


def _figure(line: Line | None) -> Figure | None:
    return line.figure if line else None


def _shown(figure: Figure | None) -> str | None:
    return figure.shown if figure else None


def _key(line: Line) -> str:
    return f"{_name(line)}|{line.week}|{line.scope}"


def _name(line: Line) -> str:
    """The metric with its currency, if it has one: ``opened_value.EUR``."""
    return f"{line.metric.name}.{line.currency}" if line.currency else line.metric.name
