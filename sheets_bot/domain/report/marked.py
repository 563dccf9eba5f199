"""
The sentence about what the tab `Weekly metrics` marks by its own rule: the report never contradicts it.

The tab judges each number by itself and also over eight weeks, this report all of them together: so the tab
marks more. Read as it stands there; a line of the house or of a platform is told in `lines.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sheets_bot.domain.report.beside import is_beyond, is_told_beside
from sheets_bot.domain.report.changes import Judged
from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.series import OWNER_TAB
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.report.titles import Titles
from sheets_bot.domain.tab_rows import text_in

_MOST_NAMED = 5
# Part of every word of that tab for a number that chance alone would rarely bring.
_UNUSUAL = "than usual"


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that the tab marks and that is no change by this report's rule."""

    key: str
    """In `Weekly metrics`."""
    words: str
    is_told_beside: bool
    """True where it has a sentence of its own (`beside.py`)."""


def marks(source: Source, judged: Judged) -> list[Mark]:
    """Return what the tab marks beside the changes of the report, in its order."""
    titles = Titles(source)
    changed = {(change.series.scope, change.series.name) for change in judged.changes}
    found = []
    for key in source.rows(OWNER_TAB):
        scope, _, name = key.partition("|")
        row = source.line(name, scope)
        verdict = text_in(row, "verdict")
        if (scope, name) not in changed and (_UNUSUAL in verdict or is_beyond(verdict)):
            words = f'"{titles.of(name)}" of {scope}, {verdict}'
            found.append(Mark(key, words, is_told_beside(row)))
    return found


def marked_sentences(source: Source, judged: Judged) -> Iterator[Sentence]:
    """Yield one sentence that names them, the first few; none where there is no tab, or nothing to judge."""
    if not source.rows(OWNER_TAB) or not judged.looked_at:
        return
    found = [mark for mark in marks(source, judged) if not mark.is_told_beside]
    named = "; ".join(mark.words for mark in found[:_MOST_NAMED]) or "nothing else"
    left = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    rests = tuple(f"{OWNER_TAB}: {mark.key}" for mark in found[:_MOST_NAMED])
    yield Sentence(f"The tab Weekly metrics, which judges each number by itself, marks {named}{left}.", rests)
