"""
Takes up again what a dead or frozen worker left: its items go back into the queue.

Runs beside each worker, outside of the queue, so that no lock and no pile of items keeps it waiting; one at a
time over all workers. First it ends the dead worker's hold on the spreadsheet, so that one that was only
frozen finds itself shut out when it wakes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job as Queued
from procrastinate.jobs import Status

from sheets_bot.service.queue.database import Database
from sheets_bot.service.queue.guard import lock_number

log = structlog.get_logger()

RESCUING = lock_number("rescuer")
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Long ago: the present by a clock that runs ahead of the database's would block the whole spreadsheet."""


async def rescue(app: App, database: Database, *, stalled_after_seconds: float) -> int:
    """
    Put the items of silent workers back into the queue, and return how many there were.

    Raises:
        psycopg.Error: The database does not answer.
        ConnectorException: As well.
    """
    async with await psycopg.AsyncConnection.connect(
        database.url, autocommit=True, **database.options
    ) as session:
        # Two rescuers could put back an item that the first one's worker has already begun anew.
        mine = await session.execute("SELECT pg_try_advisory_lock(%s)", [RESCUING])
        if await mine.fetchone() != (True,):
            return 0
        stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_seconds))
        for queued in stalled:
            await _end_the_hold(session, str(queued.lock))
            await _put_back(app, queued)
        return len(stalled)


class InHand:
    """
    The items that one worker is at, by its own account; the queue may think that there are more.

    Where the database is away in the moment in which an item is done, its end is not written down. The
    worker lives on, so no other takes the item for stalled, and it would block its spreadsheet for ever.
    """

    def __init__(self) -> None:
        self._items: set[int] = set()
        self._missed: set[int] = set()
        self._worker_id: int | None = None

    @contextmanager
    def holding(self, queued: Queued) -> Iterator[None]:
        """Note that an item is worked on."""
        item = queued.id or 0
        self._worker_id = queued.worker_id
        self._items.add(item)
        try:
            yield
        finally:
            self._items.discard(item)

    async def put_back_the_rest(self, app: App) -> None:
        """Put back what the queue takes this worker to be at, and what it is not at in two looks in a row."""
        if self._worker_id is None:
            return
        doing = await app.job_manager.list_jobs_async(status="doing", worker_id=self._worker_id)
        left = {queued.id: queued for queued in doing if queued.id and queued.id not in self._items}
        for item in left.keys() & self._missed:
            await _put_back(app, left[item])
        self._missed = set(left) - self._missed


async def _put_back(app: App, queued: Queued) -> None:
    told = {"job": queued.task_kwargs.get("job"), "spreadsheet": queued.lock, "worker": queued.worker_id}
    try:
        await app.job_manager.retry_job(queued, retry_at=AT_ONCE)
        log.warning("queue.rescued", **told)
    except UniqueViolation:
        # The same job waits there once more already: that one will do.
        await app.job_manager.finish_job(queued, Status.FAILED, delete_job=True)
        log.warning("queue.left_to_the_next", **told)
    except ConnectorException as error:
        # It was done in this very moment; or the database is away, which the next question tells.
        log.warning("queue.not_rescued", **told, problem=str(error.__cause__ or error))


async def _end_the_hold(session: "psycopg.AsyncConnection[tuple[Any, ...]]", spreadsheet_id: str) -> None:
    """
    End the database session that holds a spreadsheet.

    The item still blocks its spreadsheet in the queue, so no healthy worker can hold it.
    """
    number = lock_number(spreadsheet_id)
    await session.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks"
        " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND classid = %s::bigint::oid AND objid = %s::bigint::oid",
        [(number >> 32) & 0xFFFFFFFF, number & 0xFFFFFFFF],
    )
