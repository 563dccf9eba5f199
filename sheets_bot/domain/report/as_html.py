"""
The report as HTML for a mail: one column, no script, no style sheet, no address from outside.

Everything that stands in a sentence is escaped; pictures are named by *source_of* (``cid:`` in a mail,
``data:`` in a file). Tables are for layout only and say so to screen readers; each picture has its words
beside it.
"""

from collections.abc import Callable, Iterator
from html import escape

from sheets_bot.domain.mail.letter import one_line
from sheets_bot.domain.report.report import DECIDE, MINUTE, UNMEASURED, Chart, Report

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_INK, _QUIET, _LINE, _PAPER = "#1d2327", "#59636b", "#d9dee2", "#ffffff"
_LAYOUT = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'
_FIXED = "width:100%;table-layout:fixed"
_SHEET = f"{_FIXED};max-width:680px;overflow-wrap:anywhere;background:{_PAPER};border:1px solid {_LINE}"
_LIST = "margin:0;padding-left:30px;font-size:15px;line-height:1.5"
_HEAD = "margin:0 0 10px;font-size:17px;line-height:1.3"
_ITEM = "margin:0 0 9px;padding-left:4px"
_BOX = {MINUTE: ("#f2f5f7", "#1d2327"), DECIDE: ("#fdf6e3", "#b58900"), UNMEASURED: ("#f7f7f7", "#8a9299")}
"""Background and edge of the sections that must not be missed."""


def as_html(report: Report, source_of: Callable[[int], str]) -> str:
    """
    Return the whole document.

    Args:
        report: The report.
        source_of: From the place of a chart (from 0) to the address of its picture.
    """
    title = _safe(report.title)
    parts = [*_sections(report), *_charts(report, source_of), *_list(report)]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{title}</title>
</head>
<body style="margin:0;padding:0;background:#eef1f3;color:{_INK};{_FONT}">
<table {_LAYOUT} style="{_FIXED}"><tr><td align="center" style="padding:20px 8px">
<table {_LAYOUT} width="680" style="{_SHEET}"><tr><td style="padding:28px 5% 32px">
<h1 style="margin:0 0 20px;font-size:24px;line-height:1.25">{title}</h1>
{"".join(parts)}</td></tr></table>
</td></tr></table>
</body>
</html>
"""


def _sections(report: Report) -> Iterator[str]:
    for title, sentences in report.numbered():
        start = sentences[0][0]
        items = "".join(f'<li style="{_ITEM}">{_safe(sentence.text)}</li>\n' for _, sentence in sentences)
        back, edge = _BOX.get(title, (_PAPER, ""))
        frame = (
            f"background:{back};border-left:4px solid {edge};padding:14px 18px 6px" if edge else "padding:0"
        )
        yield (
            f'<div style="{frame};margin:0 0 22px">\n'
            f'<h2 style="{_HEAD}">{_safe(title)}</h2>\n'
            f'<ol start="{start}" style="{_LIST}">\n{items}</ol>\n'
            "</div>\n"
        )


def _charts(report: Report, source_of: Callable[[int], str]) -> Iterator[str]:
    if report.charts:
        yield f'<h2 style="{_HEAD}">Pictures</h2>\n'
    for place, chart in enumerate(report.charts):
        yield _figure(chart, source_of(place))


def _figure(chart: Chart, source: str) -> str:
    words = _safe(f"{chart.title}. {chart.says}")
    return (
        '<div style="margin:0 0 22px">\n'
        f'<img src="{escape(source, quote=True)}" alt="{words}" width="616" '
        'style="display:block;width:100%;max-width:616px;height:auto;border:0">\n'
        f'<p style="margin:6px 0 0;font-size:13px;line-height:1.45;color:{_QUIET}">{words}</p>\n</div>\n'
    )


def _list(report: Report) -> Iterator[str]:
    """Yield where each sentence can be checked, small and at the end."""
    rests = [(number, one) for _, found in report.numbered() for number, one in found if one.rests_on]
    if not rests:
        return
    items = "".join(f"<li>{number}: {_safe(one.rests_words)}</li>\n" for number, one in rests)
    yield (
        f'<h2 style="margin:0 0 8px;font-size:14px;color:{_QUIET}">What each sentence rests on</h2>\n'
        f'<ul style="margin:0;padding-left:18px;font-size:12px;line-height:1.5;color:{_QUIET};'
        f'list-style:none">\n{items}</ul>\n'
    )


def _safe(text: str) -> str:
    return escape(one_line(text), quote=True)
