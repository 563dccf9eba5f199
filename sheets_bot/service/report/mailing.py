"""
The report as a letter: plain text, the same as HTML with its pictures inside, and the PDF.

Says nothing of its own, and sends nothing: what the report says is in `domain/report/`, when it goes out and
to whom in `round.py`.
"""

from base64 import b64encode
from hashlib import sha256

from sheets_bot.documents.charts_png import chart_png
from sheets_bot.documents.report_pdf import report_pdf
from sheets_bot.domain.mail.letter import LONGEST_SUBJECT, Letter, Rich, one_line
from sheets_bot.domain.report.as_html import as_html
from sheets_bot.domain.report.as_text import as_text
from sheets_bot.domain.report.due import Sending
from sheets_bot.domain.report.report import Report

_ROW_DIGITS = 16


def letter_of(report: Report, sending: Sending, brand: str) -> Letter:
    """Return the letter to one owner, in the name of a brand."""
    pictures = {f"chart{place}.{sending.name}": chart_png(chart) for place, chart in enumerate(report.charts)}
    names = list(pictures)
    return Letter(
        to=sending.to,
        subject=f"{one_line(brand)}: {report.title}"[:LONGEST_SUBJECT],
        text=as_text(report),
        name=sending.name,
        row=sha256(f"Weekly report\x1f{report.week}".encode()).hexdigest()[:_ROW_DIGITS],
        automatic=True,
        rich=Rich(
            html=as_html(report, lambda place: f"cid:{names[place]}"),
            pictures=pictures,
            files={file_name(report): report_pdf(report)},
        ),
    )


def file_name(report: Report) -> str:
    """Return what the PDF is called."""
    return f"weekly-report-{report.week}.pdf"


def standalone_html(report: Report) -> str:
    """Return the report as one HTML file, its pictures inside."""
    pictures = [b64encode(chart_png(chart)).decode() for chart in report.charts]
    return as_html(report, lambda place: f"data:image/png;base64,{pictures[place]}")
