"""The report as a mail: plain text beside HTML, pictures inside, the PDF behind; readable by any mail program."""

import email
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest

from report_stand import WEEK, a_report, lines_of
from sheets_bot.domain.report.as_text import as_text
from sheets_bot.domain.report.due import sendings
from sheets_bot.domain.report.report import MINUTE, Report, Section, Sentence
from sheets_bot.platforms.mailbox.compose import compose, is_untouched
from sheets_bot.service.report.mailing import letter_of, standalone_html

AT = datetime(2026, 11, 16, 8, tzinfo=UTC)
CHROMIUM = Path("/usr/bin/chromium")
(ANN,) = sendings(WEEK, "shared", ["ann@example.com"])


def a_mail(report: Report, brand: str = "Aurora & Pine"):
    composed = compose(letter_of(report, ANN, brand), address="support@aurora.example", brand=brand, at=AT)
    return composed, email.message_from_bytes(composed.content, policy=policy.default)


def test_text_html_pictures_and_pdf_are_where_programs_look_for_them():
    report = a_report()

    composed, mail = a_mail(report)

    assert mail["To"] == "ann@example.com"
    assert mail["Subject"] == "Aurora & Pine: Weekly report, Mon 9 Nov to Sun 15 Nov 2026"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert ANN.name in composed.message_id
    plain, html = mail.get_body(["plain"]), mail.get_body(["html"])
    assert plain.get_content().split() == as_text(report).split()
    pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert len(pictures) == len(report.charts) >= 3
    for part in pictures:
        name = part["Content-ID"].strip("<>")
        assert f'src="cid:{name}"' in html.get_content()
        assert part.get_content().startswith(b"\x89PNG")
    (pdf,) = list(mail.iter_attachments())
    assert pdf.get_filename() == "weekly-report-2026-11-09.pdf"
    assert pdf.get_content().startswith(b"%PDF")


def test_it_is_small_enough_for_any_mailbox_and_no_line_is_too_long():
    composed, _ = a_mail(a_report())

    assert len(composed.content) < 1_000_000
    assert max(map(len, composed.content.splitlines())) <= 998  # RFC 5322


def test_the_same_report_is_the_same_mail_byte_for_byte():
    assert a_mail(a_report())[0] == a_mail(a_report())[0]


def test_no_picture_and_no_link_leads_out_of_the_mail():
    _, mail = a_mail(a_report())

    html = mail.get_body(["html"]).get_content()
    assert "http" not in html
    assert "<script" not in html
    assert html.count("<img") == html.count('src="cid:')


@pytest.mark.parametrize("brand", ["Aurora\r\nBcc: x@evil.example", "Ünïcödé & Söhne", "x" * 500])
def test_no_header_can_be_forged_by_a_name(brand):
    _, mail = a_mail(a_report(), brand)

    assert mail["Bcc"] is None
    assert [mail["To"]] == mail.get_all("To")
    assert "\n" not in mail["Subject"]


def test_a_letter_to_a_customer_stays_plain_text():
    letter = letter_of(a_report(), ANN, "Aurora")
    plain = type(letter)(to=letter.to, subject="Hello", text="Dear Jane", name="a1", row=letter.row)

    mail = email.message_from_bytes(
        compose(plain, address="support@aurora.example", brand="Aurora", at=AT).content, policy=policy.default
    )

    assert not mail.is_multipart()
    assert is_untouched(bytes(mail), row=letter.row)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed")
@pytest.mark.parametrize("width", [360, 800])
def test_in_a_browser_nothing_runs_out_of_the_page_and_every_picture_shows(tmp_path, width):
    from playwright.sync_api import sync_playwright

    long = Sentence("x" * 300, ("Metrics data: " + "y" * 300,))
    report = a_report()
    sections = (*report.sections, Section("A long word", (long,)))
    file = tmp_path / "report.html"
    file.write_text(standalone_html(Report(report.week, "shared", sections, report.charts)), encoding="utf-8")

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(file.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        drawn = page.evaluate(
            "[...document.images].map(i => i.complete && i.naturalWidth > 0 && i.alt.length > 0)"
        )
        headings = page.get_by_role("heading").all_inner_texts()
        first = page.get_by_role("listitem").first.inner_text()
        browser.close()

    assert wide <= width
    assert drawn
    assert all(drawn)
    assert headings[0] == report.title
    assert headings[1] == MINUTE
    assert first == lines_of(report, MINUTE)[0]
