"""The report as plain text, for mail programs without pictures: the same sentences, the charts in words."""

import textwrap
from collections.abc import Iterator

from sheets_bot.domain.mail.letter import one_line
from sheets_bot.domain.report.report import Report

_WIDTH = 76


def as_text(report: Report) -> str:
    """Return the whole report in lines of at most 76 characters, unless a word is longer."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield from textwrap.wrap(one_line(report.title), _WIDTH)
    for title, sentences in report.numbered():
        yield ""
        yield one_line(title).upper()
        for number, sentence in sentences:
            yield from _wrapped(f"{number:>3}. ", one_line(sentence.text))
    if report.charts:
        yield ""
        yield "PICTURES, IN WORDS"
        for chart in report.charts:
            yield from _wrapped("  -  ", one_line(f"{chart.title}. {chart.says}"))


def _wrapped(head: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )
