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
_MOST = 3
_ALL_COUNTRIES = "all"


def lever_sentences(source: Source) -> Iterator[Sentence]:
    """Yield what stands out in each list."""
    yield from _causes(source)
    yield from _suppliers(source)
    yield from _themes(source)
    yield from _agreement(source)


def _causes(source: Source) -> Iterator[Sentence]:
    """Yield the dearest cause of each currency, and those that grow."""
    seen: set[str] = set()
    for key, row in _lines(source, CAUSES, "cause"):
        cost, currency = amount_in(row, "cost"), text_in(row, "currency")
        name = text_in(row, "cause").replace("_", " ")
        if cost and currency not in seen:
            seen.add(currency)
            cases = _cases(whole_in(row, "incidents") or 0)
            lever = f" Who can change it: {lever}" if (lever := text_in(row, "lever")) else ""
            text = (
                f"Dearest cause of the last twelve weeks: {name}, {cost:,.2f} {currency} in {cases}.{lever}"
            )
            yield Sentence(text if text.endswith(".") else f"{text}.", (f"{CAUSES}: {key}",))
        if text_in(row, "trend") == _MORE:
            now, before = whole_in(row, "last_weeks"), whole_in(row, "weeks_before")
            text = f"{name} grows: {now} in the last four weeks, {before} in the eight before."
            yield Sentence(f"{text[:1].upper()}{text[1:]}", (f"{CAUSES}: {key}",))


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
    growing = [item for item in _lines(source, THEMES, "theme") if text_in(item[1], "trend") == _MORE]
    for key, row in growing[:_MOST]:
        text = (
            f'Customers write more of "{text_in(row, "theme")}": '
            f"{whole_in(row, 'last_weeks')} in the last four weeks, "
            f"{whole_in(row, 'weeks_before')} in the eight before."
        )
        yield Sentence(text, (f"{THEMES}: {key}",))


def _agreement(source: Source) -> Iterator[Sentence]:
    for key, row in _lines(source, AGREEMENT, "line"):
        if text_in(row, "verdict") == _OVERRULED:
            instead = f"; instead: {instead}" if (instead := text_in(row, "instead")) else ""
            text = f"The advice of {text_in(row, 'line')} was followed in {text_in(row, 'agreed')}{instead}."
            yield Sentence(text, (f"{AGREEMENT}: {key}",))


def _lines(source: Source, tab: str, name: str) -> list[tuple[str, TabRow]]:
    """Return the rows of a list that say something, without the one about all of them."""
    return [
        (key, row)
        for key, row in sorted(source.rows(tab).items())
        if text_in(row, name) and text_in(row, name) not in _HEADS
    ]


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
