"""
The tab `Weekly trend`: one row per whole week, of all brands together, from which the charts are drawn.

Lines that are measured, laid side by side; nothing is counted. A share or rate of fewer than ten is left
out, since a chart would draw one of one as 100 %; the row says in words what it was. The running week is not
there: three days would look like an improvement.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sheets_bot.metrics.figure import is_of_few
from sheets_bot.metrics.series import Line
from sheets_bot.metrics.slices import ALL_BRANDS
from sheets_bot.sheets.row import Row, Value

TREND_TAB = "Weekly trend"

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
    "shop_opened",
    "first_response_median",
    "first_response_staffed_median",
    "contacts_per_100_orders",
    "refund_rate_60_days",
    "low_star_share",
)
"""The metrics in `Weekly trend`, of all brands together; its columns are named after them."""


def trend_rows(lines: Iterable[Line]) -> Iterator[Row]:
    """Yield the rows of the whole weeks, the oldest first."""
    totals = [
        line for line in lines if line.scope == ALL_BRANDS and line.metric.name in TREND and not line.running
    ]
    for week, found in groupby(sorted(totals, key=lambda line: line.week), key=lambda line: line.week):
        by_name = {line.metric.name: line for line in found}
        values: dict[str, Value] = {"week": str(week), "week_starts_on": week}
        for name in TREND:
            line = by_name.get(name)
            values[name] = line.figure.value if line and line.figure and not _is_of_few(line) else None
        why = dict.fromkeys(words for line in by_name.values() if (words := _why_empty(line)))
        yield Row(str(week), {**values, "gaps": " ".join(why)}, why="measured from the other tabs")


def _is_of_few(line: Line) -> bool:
    return line.figure is not None and is_of_few(line.metric.unit, line.figure)


def _why_empty(line: Line) -> str:
    if line.figure and _is_of_few(line):
        return f"{line.metric.title}: {line.figure.shown}, too few to draw."
    return line.gap
