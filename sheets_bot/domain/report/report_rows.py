"""
The report as rows of the tab `Weekly report`, and back again.

What stands in the tab is the report: mail and PDF are made of what is read back, so all three say the
same. One row a sentence, a chart in a row of its own whose numbers stand in a hidden column. A report is
written once and then stays: a late fact changes the numbers of its week, not what the owner was told.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby

from sheets_bot.domain.report.report import Chart, Line, Report, Section, Sentence
from sheets_bot.domain.tab_rows import TabRow, TabRows, day_in, text_in, whole_in
from sheets_bot.sheets.row import Row, Value

REPORT_TAB = "Weekly report"
PICTURE = "Picture"
_WHY = "the weekly report"
_LONGEST_LIST = 1000
_MOST_WEEKS = 60


def report_rows(report: Report) -> list[Row]:
    """Return the rows of a report in reading order, its charts at the end."""
    return [*_sentence_rows(report), *_chart_rows(report)]


def report_in(rows: TabRows, week: date, *, workbook: str) -> Report | None:
    """Return the report of a week as it stands in the tab; None where there is none."""
    of_week = [row for row in rows.values() if day_in(row, "week_starts_on") == week and text_in(row, "text")]
    of_week.sort(key=lambda row: (whole_in(row, "number") or 0, text_in(row, "line_id")))
    told = [row for row in of_week if text_in(row, "section") != PICTURE]
    sections = tuple(
        Section(title, tuple(_sentence(row) for row in found))
        for title, found in groupby(told, key=lambda row: text_in(row, "section"))
    )
    charts = tuple(chart for row in of_week if (chart := _chart(row)))
    return Report(week, workbook, sections, charts) if sections else None


def _sentence_rows(report: Report) -> Iterator[Row]:
    for title, found in report.numbered():
        for number, sentence in found:
            yield _row(report.week, number, title, sentence.text, rests_on="\n".join(sentence.rests_on))


def _chart_rows(report: Report) -> Iterator[Row]:
    first = sum(len(section.sentences) for section in report.sections) + 1
    for number, chart in enumerate(report.charts, start=first):
        yield _row(report.week, number, PICTURE, f"{chart.title}. {chart.says}", picture=_as_json(chart))


def _row(
    week: date, number: int, section: str, text: str, *, rests_on: str = "", picture: str | None = None
) -> Row:
    key = f"{week}|{number:02d}"
    values: dict[str, Value] = {
        "line_id": key,
        "week_starts_on": week,
        "number": number,
        "section": section,
        "text": text,
        "rests_on": rests_on[:_LONGEST_LIST] or None,
        "picture": picture,
    }
    return Row(key, values, why=_WHY)


def _sentence(row: TabRow) -> Sentence:
    rests_on = str(row.get("rests_on") or "").splitlines()
    return Sentence(text_in(row, "text"), tuple(line.strip() for line in rests_on if line.strip()))


def _as_json(chart: Chart) -> str:
    lines = {
        line.name: [None if value is None else f"{value:f}" for value in line.values] for line in chart.lines
    }
    whole = {
        "title": chart.title,
        "says": chart.says,
        "weeks": [str(week) for week in chart.weeks],
        "lines": lines,
        "is_share": chart.is_share,
    }
    return json.dumps(whole, ensure_ascii=False)


def _chart(row: TabRow) -> Chart | None:
    """Return the chart of a row; None where somebody has changed its numbers into something else."""
    if text_in(row, "section") != PICTURE:
        return None
    try:
        found = json.loads(text_in(row, "picture"))
        weeks = tuple(date.fromisoformat(week) for week in found["weeks"])
        lines = tuple(_line(name, values) for name, values in found["lines"].items())
        title, says, is_share = str(found["title"]), str(found["says"]), found["is_share"] is True
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
        return None
    fits = 0 < len(weeks) <= _MOST_WEEKS and lines and all(len(line.values) == len(weeks) for line in lines)
    drawable = all(value is None or value.is_finite() for line in lines for value in line.values)
    return Chart(title, says, weeks, lines, is_share) if fits and drawable else None


def _line(name: str, values: list[str | None] | Mapping[str, str]) -> Line:
    return Line(name, tuple(None if value is None else Decimal(value) for value in values))
