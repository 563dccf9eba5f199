"""
The charts of a report: some whole weeks of `Weekly trend`, and a supplier that has changed.

Series only; drawn in `documents/`. Each says in a sentence what it shows. A week whose share or rate is
of fewer than ten is a gap in its line, since a percentage would say more than is known.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from sheets_bot.domain.report.changes import BASELINE_WEEKS, Judged
from sheets_bot.domain.report.report import Chart, Line
from sheets_bot.domain.report.series import ALL_BRANDS, DATA_TAB, FEW, PARCELS_TAB, WEEK, Series, is_of_few
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.tab_rows import TabRow, amount_in

TREND = "Weekly trend"
_WEEKS = BASELINE_WEEKS + 1
_MOST_SUPPLIERS = 4
_LEAST_POINTS = 2
"""One number makes no line."""
_CHARTS = (
    (
        "Cases at PayPal: opened, won and lost",
        (("opened", "Opened"), ("won", "Won"), ("lost", "Lost")),
        False,
    ),
    ("Cases at Shopify: opened", (("shop_opened", "Opened"),), False),
    ("Cases at PayPal: opened per 100 payments", (("opened_per_100_payments", "Per 100 payments"),), False),
    ("Cases at PayPal: answered before the due date", (("on_time", "Answered on time"),), True),
    ("Reviews of 1 and 2 stars", (("low_star_share", "Of all reviews"),), True),
    ("Refund rate of the orders of nine weeks before", (("refund_rate_60_days", "Refunded"),), True),
)


def charts(source: Source, found: Sequence[Series], judged: Judged) -> tuple[Chart, ...]:
    """Return the charts that have anything to show, the week that is reported last in each."""
    weeks = tuple(source.week - back * WEEK for back in range(_WEEKS - 1, -1, -1))
    return (*_trends(source, weeks), *_suppliers(found, judged, weeks))


def _trends(source: Source, weeks: tuple[date, ...]) -> Iterator[Chart]:
    rows = source.rows(TREND)
    for title, columns, is_share in _CHARTS:
        lines = [
            Line(name, tuple(_value(source, rows.get(str(week), {}), column, week) for week in weeks))
            for column, name in columns
        ]
        if chart := _chart(title, weeks, lines, is_share=is_share):
            yield chart


def _value(source: Source, row: TabRow, column: str, week: date) -> Decimal | None:
    """Return a number of `Weekly trend`; None where it is missing, and for a share or rate of few."""
    line = source.rows(DATA_TAB).get(f"{column}|{week}|{ALL_BRANDS}", {})
    return None if is_of_few(line) else amount_in(row, column)


def _suppliers(found: Sequence[Series], judged: Judged, weeks: tuple[date, ...]) -> Iterator[Chart]:
    """Yield one chart of all suppliers where one of them has changed, those that changed first."""
    changed = [change.series for change in judged.changes if change.series.tab == PARCELS_TAB]
    if not changed:
        return
    others = [one for one in found if one.tab == PARCELS_TAB and one not in changed]
    lines = [
        Line(one.scope, tuple(_share(one, week) for week in weeks))
        for one in [*changed, *others][:_MOST_SUPPLIERS]
    ]
    if chart := _chart("Parcels that came late, by supplier", weeks, lines, is_share=True):
        yield chart


def _share(one: Series, week: date) -> Decimal | None:
    point = one.points.get(week)
    if point is None or point.sample.whole < FEW:
        return None
    return Decimal(f"{point.sample.part / point.sample.whole:.4f}")


def _chart(title: str, weeks: tuple[date, ...], lines: Sequence[Line], *, is_share: bool) -> Chart | None:
    shown = tuple(line for line in lines if sum(value is not None for value in line.values) >= _LEAST_POINTS)
    if not shown:
        return None
    return Chart(title, _says(shown, is_share=is_share), weeks, shown, is_share)


def _says(lines: Sequence[Line], *, is_share: bool) -> str:
    told = []
    for line in lines:
        known = [value for value in line.values if value is not None]
        last = line.values[-1]
        now = "last week no number" if last is None else f"last week {value_words(last, is_share=is_share)}"
        low, high = (value_words(value, is_share=is_share) for value in (min(known), max(known)))
        told.append(f"{line.name}: {now}, from {low} to {high} over {len(known)} weeks")
    return "; ".join(told) + "."


def value_words(value: Decimal, *, is_share: bool) -> str:
    """Return a value as it stands at a chart: ``93 %``, ``1.9``, ``14``."""
    if is_share:
        return f"{100 * value:.0f} %"
    return f"{value:f}" if value == value.to_integral_value() else f"{value:.2f}"
