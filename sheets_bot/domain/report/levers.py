"""
The sentences from the owner's lists: dearest causes, suppliers beyond chance, growing themes.

What stands out in `Causes`, `Suppliers`, `Themes` and `Agreement` as they stand; each judges its own lines. A
tab without rows has no sentence here and one under what was not measured.
"""

from collections.abc import Iterator

from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.tab_rows import TabRow, amount_in, text_in, whole_in

CAUSES, SUPPLIERS, THEMES, AGREEMENT = "Causes", "Suppliers", "Themes", "Agreement"

# The words of those tabs, as they stand in their cells.
_WORSE, _MORE, _OVERRULED = "worse than chance", "more than chance", "mostly overruled"
_HEADS = frozenset({"all causes", "all texts", "all lines", "All suppliers"})
_MEASURES = (("late", "late"), ("lost", "lost"), ("wrong", "wrong, missing or damaged"))
_UNKNOWN = "unknown"
_MOST = 3
_WEEKS_BEFORE = 8
_ALL_COUNTRIES = "all"


def lever_sentences(source: Source) -> Iterator[Sentence]:
    """Yield what stands out in each list."""
    yield from _causes(source)
    yield from _suppliers(source)
    yield from _themes(source)
    yield from _agreement(source)


def growing(source: Source) -> list[Sentence]:
    """Return the causes and themes that have become more by more than chance, each in a sentence."""
    causes = [_grows(key, row) for key, row in _lines(source, CAUSES, "cause") if _is_more(row)]
    themes = [_more_written(key, row) for key, row in _lines(source, THEMES, "theme") if _is_more(row)]
    return [*causes, *themes]


def _causes(source: Source) -> Iterator[Sentence]:
    """Yield what unknown causes cost, the dearest known one of each currency, and those that grow."""
    seen: set[str] = set()
    for key, row in _lines(source, CAUSES, "cause"):
        cost, currency = amount_in(row, "cost"), text_in(row, "currency")
        name = text_in(row, "cause").replace("_", " ")
        incidents = _incidents(whole_in(row, "incidents") or 0)
        if cost and name == _UNKNOWN:
            text = f"Of {incidents} in the last twelve weeks, {cost:,.2f} {currency}, the cause is not known."
            yield Sentence(text, (f"{CAUSES}: {key}",))
        elif cost and currency not in seen:
            seen.add(currency)
            lever = f" Who can change it: {lever}" if (lever := text_in(row, "lever")) else ""
            text = f"Dearest cause of the last twelve weeks: {name}, {cost:,.2f} {currency} in {incidents}."
            told = f"{text}{lever}"
            yield Sentence(told if told.endswith(".") else f"{told}.", (f"{CAUSES}: {key}",))
        if _is_more(row):
            yield _grows(key, row)


def _suppliers(source: Source) -> Iterator[Sentence]:
    for key, row in _lines(source, SUPPLIERS, "supplier"):
        worse = [
            f"{words} {text_in(row, name)}"
            for name, words in _MEASURES
            if text_in(row, f"{name}_verdict") == _WORSE
        ]
        if worse:
            country = text_in(row, "country")
            to = "" if country == _ALL_COUNTRIES else f" to {country}"
            text = f"{text_in(row, 'supplier')}{to}, worse than chance over twelve weeks: {'; '.join(worse)}."
            yield Sentence(text, (f"{SUPPLIERS}: {key}",))


def _themes(source: Source) -> Iterator[Sentence]:
    found = [item for item in _lines(source, THEMES, "theme") if _is_more(item[1])]
    for key, row in found[:_MOST]:
        yield _more_written(key, row)


def _agreement(source: Source) -> Iterator[Sentence]:
    for key, row in _lines(source, AGREEMENT, "line"):
        if text_in(row, "verdict") == _OVERRULED:
            instead = f"; instead: {instead}" if (instead := text_in(row, "instead")) else ""
            text = f"The advice of {text_in(row, 'line')} was followed in {text_in(row, 'agreed')}{instead}."
            yield Sentence(text, (f"{AGREEMENT}: {key}",))


def _is_more(row: TabRow) -> bool:
    return text_in(row, "trend") == _MORE


def _grows(key: str, row: TabRow) -> Sentence:
    text = f"{text_in(row, 'cause').replace('_', ' ')} grows: {_counts(row)}."
    return Sentence(f"{text[:1].upper()}{text[1:]}", (f"{CAUSES}: {key}",))


def _more_written(key: str, row: TabRow) -> Sentence:
    return Sentence(
        f'Customers write more of "{text_in(row, "theme")}": {_counts(row)}.', (f"{THEMES}: {key}",)
    )


def _counts(row: TabRow) -> str:
    now, before, known = (whole_in(row, name) for name in ("last_weeks", "weeks_before", "weeks_known"))
    if known is None or known >= _WEEKS_BEFORE:
        return f"{now} in the last four weeks, {before} in the eight before"
    return f"{now} in the last four weeks, {before} in the {known} weeks before that are known"


def _lines(source: Source, tab: str, name: str) -> list[tuple[str, TabRow]]:
    """Return the rows of a list that say something, without the one about all of them."""
    return [
        (key, row)
        for key, row in sorted(source.rows(tab).items())
        if text_in(row, name) and text_in(row, name) not in _HEADS
    ]


def _incidents(count: int) -> str:
    return "1 incident" if count == 1 else f"{count} incidents"
