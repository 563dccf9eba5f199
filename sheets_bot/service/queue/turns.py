"""
Taking turns at Google together: the limiter of a service account for every process that shares it.

Keeps the promise of `platforms/limiter.py`, with the times of the turns in the database, by the database's
clock. Without the database no turn is given: a run that cannot know what others ask does not ask.
"""

import time
from collections.abc import Callable, Mapping

from sheets_bot.errors import TryLater
from sheets_bot.platforms.limiter import WINDOW_SECONDS, Limiter
from sheets_bot.service.queue.database import Database

LONGEST_WAIT_SECONDS = 120.0


class SharedLimiter(Limiter):
    """The turns of one service account, for all processes on one database."""

    def __init__(
        self,
        database: Database,
        account: str,
        per_minute: Mapping[str, int],
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__("Google Sheets", per_minute, longest_wait_seconds=LONGEST_WAIT_SECONDS)
        self._database = database
        self._account = account
        self._per_minute = dict(per_minute)
        self._wait_for = sleep

    def acquire(self, kind: str) -> float:
        """
        Wait for a turn and return the seconds waited.

        Raises TryLater, at once and without taking a turn, when the turn would come later than the
        longest wait, or the database does not answer; KeyError for a kind without allowance.
        """
        count = self._per_minute[kind]
        [(wait_seconds,)] = self._database.rows(
            "SELECT sheets_bot_take_turn(%s, %s, %s, %s, %s)",
            [self._account, kind, count, WINDOW_SECONDS, LONGEST_WAIT_SECONDS],
        )
        if wait_seconds > LONGEST_WAIT_SECONDS:
            raise TryLater(
                f"Google Sheets: the next {kind} request would have to wait {wait_seconds:.0f} s for its "
                f"turn (limit: {count} a minute, all workers together). It was not sent; the next run tries "
                "again."
            )
        if wait_seconds > 0:
            self._wait_for(wait_seconds)
        return float(wait_seconds)

    def pause(self, kind: str, seconds: float) -> None:
        """Give no turn of *kind* for *seconds*: the service asked one of the processes to wait."""
        self._database.rows(
            "UPDATE sheets_bot_limits SET closed_until ="
            " greatest(closed_until, clock_timestamp() + %s * interval '1 second')"
            " WHERE account = %s AND kind = %s",
            [seconds, self._account, kind],
        )
