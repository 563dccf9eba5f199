"""
Look into the `Bot log` of one spreadsheet, and put back what one run wrote.

Asks and writes through the bot; what is put back and what is not is decided in `sheets/undo.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets_bot.errors import Misconfigured
from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
from sheets_bot.sheets.log_lines import LogLine, log_lines
from sheets_bot.sheets.log_rows import LOG_TAB
from sheets_bot.sheets.plan import Plan
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.snapshot import Snapshot
from sheets_bot.sheets.undo import Left, undo_of

MEMORIES = frozenset({"Acts", "Erased"})
"""Tabs that say what cannot be taken back: what went out, and whose data was erased for good."""


@dataclass(frozen=True)
class Undone:
    """What came of one undo."""

    run: str
    jobs: tuple[str, ...]
    """The jobs that wrote the run: they will write again, as long as there is a cause."""
    receipt: Receipt
    plans: Mapping[str, Plan]
    """What was put back, or would be, by tab."""
    left: tuple[Left, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many things are not put back, by reason."""
        return Counter(left.why for left in self.left)

    @property
    def cells(self) -> int:
        """How many cells."""
        return sum(len(plan.changes) for plan in self.plans.values())


def read_log(bot: SpreadsheetBot) -> list[LogLine]:
    """
    Return every line of a spreadsheet's log, newest first. One read call.

    Raises:
        Misconfigured: The log cannot be used.
    """
    with bot.lock():
        found = bot.book.read([bot.schema(LOG_TAB)])[LOG_TAB]
    if not isinstance(found, Snapshot):
        raise found
    return log_lines(found)


def undo_run(bot: SpreadsheetBot, run: str, lines: Sequence[LogLine], *, dry_run: bool) -> Undone:
    """
    Put one run back where nobody has touched it since.

    Args:
        bot: The spreadsheet.
        run: Id of the run.
        lines: Every line of the log.
        dry_run: Only say what would be put back.

    Raises:
        Misconfigured: The log has no such run, or the spreadsheet cannot be used.
        TryLater: Google does not answer.
    """
    of_run = [line for line in lines if line.run == run]
    if not of_run:
        raise Misconfigured(
            f"The Bot log has no run {run!r}. `sheets-bot log` lists what it has; old lines are dropped. "
            "Nothing was written."
        )
    kept: dict[str, Plan] = {}
    left: list[Left] = []

    def draw(tabs: Mapping[str, Snapshot]) -> Mapping[str, Plan]:
        found = undo_of(run, lines, tabs, memories=MEMORIES)
        if not kept:
            # What was found at first counts: after a collision with a person's edit only the rest is left.
            kept.update(found.plans)
            left[:] = found.left
        return found.plans

    tabs = [tab for tab in dict.fromkeys(line.tab for line in of_run) if tab in bot.schemas]
    receipt = bot.correct("undo", tabs, draw, dry_run=dry_run)
    jobs = tuple(dict.fromkeys(line.job for line in of_run))
    return Undone(run, jobs, receipt, kept, tuple(left))
