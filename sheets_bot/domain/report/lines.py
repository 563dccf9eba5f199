"""
The sentences about lines that are crossed or nearly crossed: PayPal's, the card networks', the house's own.

One sentence for each number, with all brands that are there: there is nothing to decide about them. Unit and
limits come with the line's Note, so that they stand in one place; nothing is reckoned here.
"""

from collections.abc import Iterator, Sequence

from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.series import ALL_BRANDS, DATA_TAB, name_in, shown_in
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.report.titles import Titles
from sheets_bot.domain.tab_rows import TabRow, text_in

_WHO = ("PayPal", "Visa", "Mastercard")
_CROSSED = frozenset({"red", *(f"{where} {who}'s line" for where in ("over", "near") for who in _WHO)})
"""The words of `Metrics data`, as they stand in its cells."""


def line_sentences(source: Source) -> Iterator[Sentence]:
    """Yield a sentence for each line and each word about it, the totals before the brands."""
    titles = Titles(source)
    found: dict[tuple[str, str], list[tuple[str, TabRow]]] = {}
    for key, row in source.rows(DATA_TAB).items():
        verdict = text_in(row, "verdict")
        if verdict in _CROSSED and source.is_of_week(row) and not _says_it_twice(source, key, row):
            found.setdefault((name_in(key), verdict), []).append((key, row))
    for (name, verdict), lines in found.items():
        rests = tuple(f"{DATA_TAB}: {key}" for key, _ in lines)
        yield Sentence(f"{titles.of(name)}, {verdict}: {_told(lines)}", rests)


def _says_it_twice(source: Source, key: str, row: TabRow) -> bool:
    """True for the only brand there is."""
    of_all = shown_in(source.line(name_in(key), ALL_BRANDS))
    return text_in(row, "brand") != ALL_BRANDS and of_all == shown_in(row)


def _told(lines: Sequence[tuple[str, TabRow]]) -> str:
    totals_first = sorted(lines, key=lambda line: text_in(line[1], "brand") != ALL_BRANDS)
    numbers = "; ".join(f"{text_in(row, 'brand')} {shown_in(row)}" for _, row in totals_first)
    notes = "; ".join(dict.fromkeys(note for _, row in totals_first if (note := text_in(row, "note"))))
    return f"{numbers}. {notes[:1].upper()}{notes[1:]}".rstrip(". ") + "."
