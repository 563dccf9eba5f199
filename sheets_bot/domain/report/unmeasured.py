"""
The sentences about what was not measured: sources that failed, numbers with a gap, tabs without rows.

A gap is never a zero, and silence never looks like improvement.
"""

from collections import defaultdict
from collections.abc import Iterator

from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.series import ALL_BRANDS, DATA_TAB
from sheets_bot.domain.report.source import Source
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


def titles_in(source: Source) -> dict[str, str]:
    """Return what people call each number, by its name in `Metrics data`."""
    titles = {key: text_in(row, "title") for key, row in source.rows("Metrics explained").items()}
    for key, row in source.rows("Weekly metrics").items():
        titles[key.partition("|")[2]] = text_in(row, "metric")
    return {name: title for name, title in titles.items() if title}


def _failed(source: Source) -> Iterator[Sentence]:
    """Yield a sentence for each source that fails now; jobs only repeat what their sources say."""
    for key, row in source.rows(STATUS).items():
        if text_in(row, "state") != "failed" or ":" not in key:
            continue
        good = instant_in(row, "last_good_at")
        since = f"last went well {moment_words(good, source.rules.zone)}" if good else "never went well"
        yield Sentence(f"{key}: {since}; what came since is in no number.", (f"{STATUS}: {key}",))


def _gaps(source: Source) -> Iterator[Sentence]:
    """Yield a sentence for each reason, with the totals that lack a number for it."""
    titles = titles_in(source)
    by_reason: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, row in source.rows(DATA_TAB).items():
        if source.is_of_week(row) and text_in(row, "brand") == ALL_BRANDS and not text_in(row, "shown"):
            name = key.partition("|")[0]
            by_reason[text_in(row, "note")].append((titles.get(name, name), key))
    for reason, found in by_reason.items():
        named = ", ".join(title for title, _ in found[:_MOST_NAMED])
        left = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        why = f": {reason[:_LONGEST_WHY].rstrip('.')}" if reason else ""
        rests = tuple(f"{DATA_TAB}: {key}" for _, key in found[:_MOST_NAMED])
        yield Sentence(f"{named}{left}{why}.", rests)
