"""
Import somebody's tracker into a tab: read it, propose what its headers mean, show the difference, write.

Asks and writes through the bot; nothing is decided here. Human cells are filled here and nowhere else in
the bot, and only where they are empty. A person who types into such a cell in the very second of the
write is overwritten: Sheets has no conditional write, so import when nobody types in the tab.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sheets_bot.domain.importing.comparing import Comparison, Reader, compare
from sheets_bot.domain.importing.headers import is_known, propose
from sheets_bot.domain.importing.readings import DayOrder
from sheets_bot.domain.importing.tracker import tracker_of
from sheets_bot.domain.importing.words import plain, words
from sheets_bot.errors import Misconfigured
from sheets_bot.service.import_sources import read_source
from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
from sheets_bot.sheets.plan import Plan
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.snapshot import Snapshot


@dataclass(frozen=True)
class Imported:
    """What came of one import, or would."""

    comparison: Comparison
    receipt: Receipt


def import_tracker(
    bot: SpreadsheetBot,
    tab: str,
    source: str,
    *,
    said: Mapping[str, str],
    dates: DayOrder | None,
    dry_run: bool,
) -> Imported:
    """
    Import a tracker, or only say what would be written.

    Args:
        bot: The spreadsheet.
        tab: Our tab.
        source: File, sheet, tab or range; see `read_source`.
        said: Our header by theirs, as a person has said it.
        dates: Whether their dates begin with the day or the month; None: as each column tells.
        dry_run: Write nothing.

    Raises:
        Misconfigured: Source, tab or headers cannot be used, or dates can be read both ways.
        TryLater: Google does not answer.
    """
    schema = _schema(bot, tab)
    with bot.lock():
        name, grid = read_source(source, bot.book)
    known = words()
    theirs = {plain(header) for header in said}
    tracker = tracker_of(name, grid, lambda text: plain(text) in theirs or is_known(text, schema, known))
    meant = propose(tracker.headers, schema, known, said)
    reader = Reader(known, bot.brand_names, dates)
    first: list[Comparison] = []

    def draw(tabs: Mapping[str, Snapshot]) -> Mapping[str, Plan]:
        if tab not in tabs:
            return {}
        found = compare(tracker, meant, tabs[tab], reader)
        # What was found at first counts: in later rounds most of it stands already.
        first.append(found)
        return {tab: found.plan}

    receipt = bot.correct("import", [tab], draw, dry_run=dry_run)
    if not first:
        raise receipt.problems[tab]
    return Imported(first[0], receipt)


def _schema(bot: SpreadsheetBot, tab: str) -> TabSchema:
    """Return the schema of a tab that can be imported into."""
    tabs = [title for title, schema in bot.schemas.items() if any(schema.owned_by("human"))]
    if tab in tabs:
        return bot.schemas[tab]
    if tab in bot.schemas:
        raise Misconfigured(f"Tab {tab!r} has no column of people's to import into. Nothing was written.")
    close = get_close_matches(tab, tabs, n=1)
    known = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(sorted(tabs))}."
    raise Misconfigured(f"There is no tab {tab!r} to import into. {known} Nothing was written.")
