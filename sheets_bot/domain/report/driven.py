"""
The sentences about what drove a change: which brand, which supplier, which complaint, which cause.

A driver is what stands out among the parts, not a proof. Where a tab that would tell is missing, the
sentence says so; nothing is guessed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sheets_bot.domain.causes.cause import UNKNOWN
from sheets_bot.domain.report.chance import Side
from sheets_bot.domain.report.changed import subject
from sheets_bot.domain.report.changes import Change, Judged, usual_of
from sheets_bot.domain.report.levers import growing, lever_sentences
from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.series import PARCELS_TAB, WEEK, Series, share_words
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.tab_rows import TabRow, text_in

DISPUTES = "Disputes"
_MOST_KEYS = 12
_MOST_NAMED = 3
_MOST_DRIVEN = 4


def driven_sentences(source: Source, judged: Judged, found: Sequence[Series]) -> Iterator[Sentence]:
    """Yield a sentence for each total and supplier that changed, then complaints and causes."""
    totals = [change for change in judged.changes if change.series.is_total]
    if not judged.changes and not growing(source):
        yield Sentence("No weekly number changed by more than chance, so none needs a driver.")
    for change in totals[:_MOST_DRIVEN]:
        yield from _by_brand(change, found)
    suppliers = [change for change in judged.changes if change.series.tab == PARCELS_TAB]
    for change in suppliers[:_MOST_DRIVEN]:
        yield _by_supplier(change)
    yield from _complaints(source)
    yield from lever_sentences(source)


def _by_brand(change: Change, found: Iterable[Series]) -> Iterator[Sentence]:
    """Yield which brands went farthest the same way."""
    parts = []
    for one in found:
        if one.name != change.series.name or one.is_total:
            continue
        usual = usual_of(one, change.week, change.weeks)
        if usual is None:
            continue
        now = sum(one.points[change.week - back * WEEK].sample.part for back in range(change.weeks))
        parts.append(((now - usual) * (1 if change.side is Side.UP else -1), now, usual, one))
    parts.sort(key=lambda part: (-part[0], part[3].scope))
    leading = [part for part in parts[:_MOST_NAMED] if part[0] > 0]
    if leading:
        named = ", ".join(f"{one.scope} ({now} where {usual:.1f} is usual)" for _, now, usual, one in leading)
        rests = [one.rests_on(change.week - b * WEEK) for *_, one in leading for b in range(change.weeks)]
        yield Sentence(f"{subject(change)}: most of it comes from {named}.", tuple(rests))


def _by_supplier(change: Change) -> Sentence:
    now, before = change.test.now, change.test.before
    better = "" if change.side is Side.UP else " It got better."
    which = "last week" if change.weeks == 1 else f"the last {change.weeks} weeks"
    text = (
        f"{change.series.scope}: of its parcels promised for {which}, "
        f"{share_words(now.part, int(now.whole))} came late, before that "
        f"{share_words(before.part, int(before.whole))}.{better}"
    )
    return Sentence(text, change.rests_on)


def _complaints(source: Source) -> Iterator[Sentence]:
    opened = list(source.in_week(DISPUTES, "opened"))
    if not opened:
        return
    rests = tuple(f"{DISPUTES}: {key}" for key, _ in opened[:_MOST_KEYS])
    reasons = _most(text_in(row, "reason") or "no reason told" for _, row in opened)
    platforms = [platform for _, row in opened if (platform := text_in(row, "platform"))]
    where = f" ({_most(platforms)})" if platforms else ""
    yield Sentence(
        f"Of {_cases(len(opened))} opened in the week{where}, buyers complain of: {reasons}.", rests
    )
    if told := _causes_words([row for _, row in opened]):
        yield Sentence(told, rests)


def _causes_words(opened: Sequence[TabRow]) -> str:
    """Return which causes the cases have, and how many of them rest on a person; ``""`` for none."""
    typed = [cause for row in opened if (cause := text_in(row, "root_cause"))]
    suggested = [text_in(row, "suggested_cause") for row in opened if not text_in(row, "root_cause")]
    found = [cause.replace("_", " ") for cause in (*typed, *suggested) if cause not in {"", UNKNOWN}]
    if not found:
        return ""
    by_person = sum(cause != UNKNOWN for cause in typed)
    return (
        f"A cause is named for {share_words(len(found), len(opened))}, typed by a person for {by_person} and "
        f"only suggested for {len(found) - by_person}: {_most(found)}."
    )


def _most(words: Iterable[str]) -> str:
    counts = Counter(words)
    # Equal counts in the order of the alphabet, so that the same rows give the same sentence.
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{word} {count}" for word, count in ranked[:_MOST_NAMED]]
    left = sum(counts.values()) - sum(count for _, count in ranked[:_MOST_NAMED])
    return ", ".join(named) + (f", others {left}" if left else "")


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
