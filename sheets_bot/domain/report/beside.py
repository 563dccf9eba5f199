"""
The sentences about hours beyond all of the past weeks: how fast customers and platforms are answered.

Where they lie, and no more: one slow answer moves a median of few, so nothing here is called a change.
Decided by the word in `Metrics data`; only what the owner reads on Monday, of all brands together.
"""

from collections.abc import Iterator

from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.series import ALL_BRANDS, DATA_TAB, OWNER_TAB, name_in, shown_in
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.report.titles import Titles
from sheets_bot.domain.tab_rows import TabRow, text_in

# The words of that tab, as they stand in its cells.
_BEYOND = ("above all of the past ", "below all of the past ")


def beside_sentences(source: Source) -> Iterator[Sentence]:
    """Yield a sentence for each number of hours beyond all of its past weeks, and what that is worth."""
    titles, headlines = Titles(source), source.rows(OWNER_TAB)
    told = 0
    for key, row in source.rows(DATA_TAB).items():
        is_read = f"{ALL_BRANDS}|{name_in(key)}" in headlines
        if is_read and source.is_of_week(row) and is_told_beside(row):
            told += 1
            text = f"{titles.of(name_in(key))}: last week {shown_in(row)}, {text_in(row, 'verdict')}"
            least_and_most = text_in(row, "usual_range").partition(" in the past ")[0]
            yield Sentence(f"{text} ({least_and_most}).", (f"{DATA_TAB}: {key}",))
    if told:
        yield Sentence(
            "Hours are not tested against chance: an ordinary week too lies above all of twelve others about "
            "once in thirteen weeks, and as often below them."
        )


def is_told_beside(row: TabRow) -> bool:
    """True for hours of all brands that lie beyond all of the past weeks."""
    is_hours = text_in(row, "brand") == ALL_BRANDS and text_in(row, "unit") == "hours"
    return is_hours and is_beyond(text_in(row, "verdict"))


def is_beyond(verdict: str) -> bool:
    """True for the words about a number beyond all of its past weeks."""
    return verdict.startswith(_BEYOND)
