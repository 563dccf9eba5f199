"""
The sentences about what was not measured: sources that failed, numbers with a gap, tabs without rows.

A gap is never a zero, and silence never looks like improvement.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.series import ALL_BRANDS, DATA_TAB
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.report.titles import Titles
from sheets_bot.domain.tab_rows import instant_in, text_in
from sheets_bot.domain.when_words import moment_words

STATUS = "Status"
_MOST_NAMED = 6
_LONGEST_WHY = 200
_LEVERS = {
    "Causes": "what each cause costs",
    "Suppliers": "suppliers and lanes beside one another",
    "Themes": "themes in what customers write",
    "Agreement": "how often the specialist follows the advice",
    "Parcels": "late parcels by supplier",
}
_LEDGERS = {"Acts": "what went out through the bot", "Disputes": "open cases"}
"""Without rows nothing has happened; without the tab nobody knows."""


def unmeasured_sentences(source: Source) -> Iterator[Sentence]:
    """Yield what is missing in this report, with the reason."""
    yield from _failed(source)
    if not any(source.is_of_week(row) for row in source.rows(DATA_TAB).values()):
        yield Sentence("None of the weekly numbers: they were not measured for this week.", (STATUS,))
    yield from _gaps(source)
    missing = [f"{what} (tab {tab})" for tab, what in _LEVERS.items() if not source.rows(tab)]
    missing += [f"{what} (tab {tab})" for tab, what in _LEDGERS.items() if not source.has(tab)]
    if missing:
        yield Sentence(f"Nothing is known of {'; '.join(missing)}.")


def _failed(source: Source) -> Iterator[Sentence]:
    """Yield a sentence for each source that fails now; jobs only repeat what their sources say."""
    for key, row in source.rows(STATUS).items():
        if text_in(row, "state") != "failed" or ":" not in key:
            continue
        good = instant_in(row, "last_good_at")
        since = f"last went well {moment_words(good, source.rules.owner_zone)}" if good else "never went well"
        yield Sentence(f"{key}: {since}; what came since is in no number.", (f"{STATUS}: {key}",))


def _gaps(source: Source) -> Iterator[Sentence]:
    """Yield a sentence for each reason why a number that the owner reads is missing, one for the others."""
    titles, headlines = Titles(source), source.rows("Weekly metrics")
    others: list[str] = []
    by_reason: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, row in source.rows(DATA_TAB).items():
        if source.is_of_week(row) and text_in(row, "brand") == ALL_BRANDS and not text_in(row, "shown"):
            name = key.partition("|")[0]
            if headlines and f"{ALL_BRANDS}|{name}" not in headlines:
                others.append(key)
                continue
            by_reason[text_in(row, "note")].append((titles.of(name), key))
    yield from _told_each(by_reason)
    if others:
        many = "1 further number has" if len(others) == 1 else f"{len(others)} further numbers have"
        rests = tuple(f"{DATA_TAB}: {key}" for key in others[:_MOST_NAMED])
        yield Sentence(f"{many} no value this week; Metrics data says why beside each.", rests)


def _told_each(by_reason: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[Sentence]:
    for reason, found in by_reason.items():
        # Titles hold commas.
        named = "; ".join(title for title, _ in found[:_MOST_NAMED])
        left = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        why = f": {reason[:_LONGEST_WHY].rstrip('.')}" if reason else ""
        rests = tuple(f"{DATA_TAB}: {key}" for _, key in found[:_MOST_NAMED])
        yield Sentence(f"{named}{left}{why}.", rests)
