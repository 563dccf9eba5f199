"""
The past of the soak's spreadsheet: a `Bot log` that is full, as that of a service which has run for a year.

The log is the longest tab and takes months to reach its bound. From there on the size of the process must stay
what it is, so the soak begins there: what grows then, grows for ever. Written by hand, not by the bot.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot_log import SCHEMAS
from sheets_bot.sandbox.app import Sandbox
from tracker import Person

LOG = SCHEMAS["Bot log"]
LINES_OF_A_RUN = 4
EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
YEAR = timedelta(days=365)


def fill_the_log(sandbox: Sandbox, spreadsheet_id: str) -> None:
    """Fill the tab to its bound, newest line first, from now back through a year."""
    assert LOG.most_rows
    now = sandbox.clock.instant()
    lines = [_line(number, now - YEAR * (number / LOG.most_rows)) for number in range(LOG.most_rows)]
    hand = Person(sandbox.base_url, spreadsheet_id=spreadsheet_id)
    header = hand.sees(LOG.tab)[0]
    hand.appends(LOG.tab, [[line[name] for name in header] for line in lines])
    hand.leave()


def _line(number: int, at: datetime) -> dict[str, Any]:
    """Return a line as the bot writes them, by header: what a run changed in the clocks of a case."""
    days_left = 90 - number % 90
    run = number // LINES_OF_A_RUN
    return {
        "Time": (at - EPOCH) / timedelta(days=1),
        "Tab": "Disputes",
        "Row": f"PP-D-{number % 700:05}",
        "Column": "Time left",
        "Old": f"{days_left + 1} days, of which {days_left} are shifts of the specialist",
        "New": f"{days_left} days, of which {days_left - 1} are shifts of the specialist",
        "Why": "the deadline has come nearer",
        "Job": "refresh_deadlines",
        "Run": f"{at:%y%m%d-%H%M%S}-{run:04x}",
        "Line": f"{at:%y%m%d-%H%M%S}-{run:04x}-{number % LINES_OF_A_RUN + 1}-{number}",
        "Exactly": "{}",
    }
