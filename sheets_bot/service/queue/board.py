"""
What a process past one machine shows on its health page: ready is who reaches the queue's database.

No spreadsheet is waited for, as `service/health.py` does for a bot of one process: the leader reads none, and
a worker reads those that its items name. Decides nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sheets_bot.service.health import Health
from sheets_bot.service.timetable import FIRST_RETRY

QUEUE = "Queue"
"""What the health page calls the database."""
WORKERS = "Workers"
"""What the leader's page calls that at least one worker lives."""
_MISSED = 3
"""Before the database counts as away it has had to miss so many answers (ours)."""


@dataclass
class Board(Health):
    """The board of a leader or a worker."""

    away_after: timedelta = _MISSED * FIRST_RETRY

    def is_ready(self, now: datetime) -> bool:
        """Say whether the database has answered lately, and nothing hangs."""
        age = self.ages(now).get(QUEUE)
        return super().is_ready(now) and age is not None and age <= self.away_after


def a_board(*, tick_seconds: int, asks_every_seconds: float, hung_after_seconds: int, at: datetime) -> Board:
    """
    Return a board that expects the database to answer.

    Args:
        tick_seconds: How often the process gives a sign of life.
        asks_every_seconds: How often it asks the database at least.
        hung_after_seconds: When a run counts as hung.
        at: The present.
    """
    away_after = _MISSED * max(FIRST_RETRY, timedelta(seconds=asks_every_seconds))
    board = Board(tick_seconds, hung_after_seconds, started_at=at, away_after=away_after)
    board.expects(QUEUE, stale_after=away_after)
    return board
