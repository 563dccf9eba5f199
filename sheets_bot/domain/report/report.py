"""
The weekly report as a value: sections of sentences, each with what it rests on, and charts.

One value, three forms: the tab `Weekly report` (`report_rows.py`, which also reads it back), the mail
(`as_text.py`, `as_html.py`) and the PDF (`documents/report_pdf.py`). None of them adds a word or a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sheets_bot.domain.when_words import day_words

MINUTE, CHANGED, DROVE, DONE, DECIDE, UNMEASURED, COUNTED = SECTIONS = (
    "In one minute",
    "What changed",
    "What drove it",
    "What was done",
    "What you must decide",
    "What was not measured",
    "How it is counted",
)
"""In reading order."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement; *rests_on* names rows, as ``Disputes: PP-D-1``, in which it can be checked."""

    text: str
    rests_on: tuple[str, ...] = ()

    @property
    def rests_words(self) -> str:
        """Return the rows with each tab named once: ``Disputes: PP-D-1, PP-D-2; Status: PayPal``."""
        by_tab: dict[str, list[str]] = {}
        for one in self.rests_on:
            tab, _, row = one.partition(": ")
            by_tab.setdefault(tab, []).extend([row] if row else [])
        return "; ".join(f"{tab}: {', '.join(rows)}" if rows else tab for tab, rows in by_tab.items())


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its sentences."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a chart; None where a week has no number."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of some weeks."""

    title: str
    says: str
    """What it shows, in a sentence: for those who do not see it."""
    weeks: tuple[date, ...]
    lines: tuple[Line, ...]
    is_share: bool = False
    """True: values are 0 to 1 and shown as per cent."""


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one week."""

    week: date
    """Its first day."""
    workbook: str
    """The spreadsheet's name in the configuration; ``shared`` where there is one for all."""
    sections: tuple[Section, ...]
    charts: tuple[Chart, ...] = ()

    @property
    def title(self) -> str:
        """Return e.g. ``Weekly report, Mon 9 Nov to Sun 15 Nov 2026``."""
        last = self.week + timedelta(days=6)
        of = "" if self.workbook == "shared" else f" of {self.workbook}"
        return f"Weekly report{of}, {day_words(self.week)} to {day_words(last)} {last.year}"

    def numbered(self) -> Iterator[tuple[str, list[tuple[int, Sentence]]]]:
        """Yield each section's title with its sentences, which are numbered through the whole report."""
        number = 0
        for section in self.sections:
            found = []
            for sentence in section.sentences:
                number += 1
                found.append((number, sentence))
            yield section.title, found
