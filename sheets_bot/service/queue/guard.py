"""
One worker for each spreadsheet, on all machines: a lock that lives and dies with a database session.

The queue's own lock is a promise for a time: a worker that was frozen and wakes up does not know that its
work was given away. Here the server knows who holds a spreadsheet, and whoever takes over ends the other's
session first. Each read and each write asks whether the session still stands, and is refused without one;
between the two the epoch in the spreadsheet (`sheets/workbook.py`) has the last word.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from sheets_bot.errors import TryLater
from sheets_bot.service.queue.database import Database, Session, answering
from sheets_bot.service.workbook_lock import WorkbookLocks


class Guards(WorkbookLocks):
    """The locks of one worker: those of one machine, and behind them those of the database."""

    def __init__(self, database: Database, folder: Path | None = None, *, at: str = "") -> None:
        super().__init__(folder, at=at)
        self._database = database
        self._sessions: dict[str, Session] = {}
        self._runs: set[str] = set()

    @contextmanager
    def hold(self, spreadsheet_id: str) -> Iterator[None]:
        """
        Keep a spreadsheet to this worker for the whole of a run.

        Raises:
            TryLater: Another worker holds it, another run of this one is still at it, or the database
                does not answer.
        """
        with self._the_only_run(spreadsheet_id), self._database.session() as session:
            with answering():
                taken = session.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(spreadsheet_id)])
                had = taken.fetchone() == (True,)
            if not had:
                raise TryLater(
                    "Another worker still holds the same spreadsheet. This one did nothing; the job comes "
                    "up again at the next tick."
                )
            self._sessions[spreadsheet_id] = session
            try:
                yield
            finally:
                del self._sessions[spreadsheet_id]
                # The end of the session would do, but the server notices it a little later than the queue
                # hands out the next item.
                with suppress(psycopg.Error):
                    session.execute("SELECT pg_advisory_unlock_all()")

    @contextmanager
    def _the_only_run(self, spreadsheet_id: str) -> Iterator[None]:
        """
        Let no second run of this process begin before the first has ended, even one that lost its hold.

        The server may give the spreadsheet to this very process again, while the first run has yet to learn
        that its session was ended: it would take the second one's for its own.
        """
        with self._guard:
            if spreadsheet_id in self._runs:
                raise TryLater(
                    "A run of this worker that lost its hold on the same spreadsheet has not ended yet. This "
                    "one did nothing; the job comes up again at the next tick."
                )
            self._runs.add(spreadsheet_id)
        try:
            yield
        finally:
            self._runs.discard(spreadsheet_id)

    @contextmanager
    def held(
        self, spreadsheet_id: str, *, wait_seconds: float = 600.0, has_acted: bool = False
    ) -> Iterator[None]:
        """As `WorkbookLocks.held`, where the spreadsheet is still this worker's."""
        with super().held(spreadsheet_id, wait_seconds=wait_seconds, has_acted=has_acted):
            self._require(spreadsheet_id)
            yield

    def _require(self, spreadsheet_id: str) -> None:
        session = self._sessions.get(spreadsheet_id)
        if session is None:
            raise TryLater(
                "No worker's run has a hold on the spreadsheet here. Nothing was read or written; the job "
                "comes up again at the next tick."
            )
        try:
            session.execute("SELECT 1")
        except psycopg.Error:
            raise TryLater(
                "The database ended this worker's hold on the spreadsheet: it was cut off, or silent for so "
                "long that another took over. Nothing was written from here on; the job comes up again."
            ) from None


def lock_number(name: str) -> int:
    """Return the number of a lock in PostgreSQL, whose locks have numbers: 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"sheets-bot {name}".encode()).digest()[:8], signed=True)
