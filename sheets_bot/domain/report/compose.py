"""
Putting the report of a week together, the most important first.

Pure: the same tabs give the same report, word for word. Each section has its own module; here is their order,
and the few sentences that say the week in one minute.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from sheets_bot.domain.report.at_platforms import at_each
from sheets_bot.domain.report.beside import beside_sentences
from sheets_bot.domain.report.changed import change_in_short, changed_sentences, subject, told_apart
from sheets_bot.domain.report.changes import BASELINE_WEEKS, Judged, judge
from sheets_bot.domain.report.decide import DISPUTES, decide_sentences, sum_words, waits_for_owner
from sheets_bot.domain.report.done import done_sentences
from sheets_bot.domain.report.driven import driven_sentences
from sheets_bot.domain.report.levers import growing
from sheets_bot.domain.report.lines import line_sentences
from sheets_bot.domain.report.marked import marked_sentences, marks
from sheets_bot.domain.report.pictures import charts
from sheets_bot.domain.report.report import (
    CHANGED,
    COUNTED,
    DECIDE,
    DONE,
    DROVE,
    MINUTE,
    UNMEASURED,
    Report,
    Section,
    Sentence,
)
from sheets_bot.domain.report.series import (
    DATA_TAB,
    OWNER_TAB,
    PARCELS_TAB,
    WEEK,
    Series,
    late_by_supplier,
    series_in,
)
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.report.titles import Titles
from sheets_bot.domain.report.unmeasured import unmeasured_sentences

_MOST_IN_MINUTE = 2
_NOTHING_TO_DECIDE = Sentence("Nothing waits for you.")
_NOTHING_DONE = Sentence("Nothing is known of the week's work.")
_ALL_MEASURED = Sentence("Every source answered, and every number was measured.")
_POINTERS = (
    Sentence(
        "Each number's definition stands in the tab Weekly metrics, its parts in Metrics data; a sentence "
        "names the rows that it rests on, so everything can be counted again."
    ),
    Sentence(
        "A percentage is said of ten or more only; of fewer the cases are named, as 3 of 7. Amounts of two "
        "currencies are never added."
    ),
    Sentence(
        "Sums of money and hours are shown and never called a change: one large case moves them. A driver is "
        "what stands out beside a change, not a proof of it."
    ),
)


def compose(source: Source) -> Report:
    """Return the report of the source's week."""
    numbers = series_in(source.rows(DATA_TAB), Titles(source).of, headlines=source.rows(OWNER_TAB))
    found = [*numbers, *_suppliers(source)]
    judged = judge(found, source.week)
    decide = tuple(decide_sentences(source))
    unmeasured = tuple(unmeasured_sentences(source))
    sections = (
        Section(MINUTE, tuple(_minute(source, judged, unmeasured))),
        Section(CHANGED, tuple(_changed(source, judged))),
        Section(DROVE, tuple(driven_sentences(source, judged, found))),
        Section(DONE, tuple(done_sentences(source)) or (_NOTHING_DONE,)),
        Section(DECIDE, decide or (_NOTHING_TO_DECIDE,)),
        Section(UNMEASURED, unmeasured or (_ALL_MEASURED,)),
        Section(COUNTED, _POINTERS),
    )
    shown = tuple(section for section in sections if section.sentences)
    return Report(source.week, source.workbook, shown, charts(source, found, judged))


def has_numbers(source: Source) -> bool:
    """True once `Metrics data` holds the week as a whole one."""
    return any(source.is_of_week(row) for row in source.rows(DATA_TAB).values())


def _changed(source: Source, judged: Judged) -> Iterator[Sentence]:
    yield from changed_sentences(judged, source.week)
    yield from marked_sentences(source, judged)
    yield from beside_sentences(source)
    yield from line_sentences(source)


def _suppliers(source: Source) -> list[Series]:
    weeks: list[date] = [source.week - back * WEEK for back in range(BASELINE_WEEKS + 2)]
    return late_by_supplier(
        source.rows(PARCELS_TAB), weeks=weeks, zone=source.rules.owner_zone, now=source.now
    )


def _minute(source: Source, judged: Judged, unmeasured: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield three to five sentences: what changed, how the week went, what waits, what is missing."""
    changes = told_apart(judged)
    for change in changes[:_MOST_IN_MINUTE]:
        yield Sentence(change_in_short(change), change.rests_on)
    if len(changes) > _MOST_IN_MINUTE:
        others = "; ".join(subject(change) for change in changes[_MOST_IN_MINUTE:][:3])
        left = len(changes) - _MOST_IN_MINUTE
        yield Sentence(
            f"{left} more {'number has' if left == 1 else 'numbers have'} changed, such as: {others}."
        )
    grown = growing(source)
    if not changes:
        yield from grown[:_MOST_IN_MINUTE]
    if not changes and not grown and judged.looked_at:
        yield _nothing_changed(source, judged)
    yield from _work(source)
    yield _waiting(source)
    if unmeasured:
        first = unmeasured[0].text
        more = "" if len(unmeasured) == 1 else f" And {len(unmeasured) - 1} more, see below."
        yield Sentence(f"Not measured: {first}{more}", unmeasured[0].rests_on)


def _nothing_changed(source: Source, judged: Judged) -> Sentence:
    """Say by whose rule, and how many the tab marks by its own."""
    text = "Nothing changed by more than chance does, by this report's rule"
    if count := len(marks(source, judged)):
        text += f"; by its own the tab Weekly metrics marks {count} number{'' if count == 1 else 's'}"
    return Sentence(f"{text}.", (f"{DATA_TAB}: the week of {source.week}",))


def _work(source: Source) -> Iterator[Sentence]:
    """Yield how many cases were opened and looked at in time, at each platform by itself."""
    told: list[str] = []
    rests: list[str] = []
    for name, words in (("opened", "Cases opened"), ("on_time", "In time, of those due")):
        if found := list(at_each(source, name)):
            told.append(f"{words}: {', '.join(f'at {one.platform} {one.shown}' for one in found)}.")
            rests += [one.rests_on for one in found]
    if told:
        yield Sentence(" ".join(told), tuple(rests))


def _waiting(source: Source) -> Sentence:
    waiting = {key: row for key, row in source.rows(DISPUTES).items() if waits_for_owner(source, row)}
    if not waiting:
        return Sentence("No case waits for your decision.")
    total = sum_words(waiting.values())
    stake = f", {total} at stake" if total else ""
    many = "1 case waits" if len(waiting) == 1 else f"{len(waiting)} cases wait"
    return Sentence(f"{many} for your decision{stake}.", tuple(f"{DISPUTES}: {key}" for key in waiting)[:12])
