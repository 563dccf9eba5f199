"""
Once a day: say in Status when the spreadsheet begins to be full, long before nothing can be written any more.

Deletes nothing and asks no platform. How a smaller one is begun stands in `docs/operator/years.md`.
"""

from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, daily
from sheets_bot.service.status import A_PERSON, Note
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.structure import MOST_CELLS

ROOM = "Room in the spreadsheet"
NEARLY_FULL_SHARE = 0.7
"""Ours: by the rows of our imitated shops, four brands are still a year away from the limit then."""


def run(bot: BotRun) -> Receipt:
    """Count the cells of all tabs, people's own and empty ones too, as Google does."""
    cells = bot.count_cells()
    if cells < NEARLY_FULL_SHARE * MOST_CELLS:
        bot.add_note(Note(ROOM, ok=True))
    else:
        happened = (
            f"{cells / 1e6:.1f} of the {MOST_CELLS / 1e6:.0f} million cells that Google allows are used; "
            "when all are, nothing is written any more. Delete empty rows, columns and tabs, "
            "or begin a new spreadsheet: sheets-bot restore --help."
        )
        bot.add_note(Note(ROOM, ok=False, happened=happened, needs=A_PERSON))
    return bot.reconcile([], lambda _tabs: {})


JOB = Job(name="watch_room", every=daily("05:30"), run=run)
