"""
What is due goes into the queue, from one process only: whoever holds the leader's lock in the database.

Decides with the same pure function as a single process (`timetable.py`), on what all workers wrote down
(`runs.py`). Runs no job and asks no platform, Google neither. Several of these may stand by: when the one
that leads dies, its session ends, and the next one that asks leads. Were two to lead for a moment, the queue
would refuse the second copy of an item, and a worker asks once more whether it is due. What webhooks hint at
is put by any of them (`hinted.py`).
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import structlog
from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from sheets_bot.errors import TryLater
from sheets_bot.service.bot import Bot
from sheets_bot.service.clock import Clock
from sheets_bot.service.job import Job
from sheets_bot.service.queue.database import Database, Session, answering
from sheets_bot.service.queue.guard import lock_number
from sheets_bot.service.queue.item import TASK, Item
from sheets_bot.service.queue.runs import LastRun, Runs
from sheets_bot.service.rounds import is_due, offset

log = structlog.get_logger()

LEADER = lock_number("leader")


class Lead:
    """The leader's lock, or the wish for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._session: Session | None = None
        self._stack = ExitStack()

    def is_ours(self) -> bool:
        """
        Say whether this process leads, after asking the database; take the lock where it is free.

        Raises:
            TryLater: The database does not answer; then nobody is led.
        """
        if self._session is not None:
            try:
                self._session.execute("SELECT 1")
            except psycopg.Error:
                log.warning("queue.lead_lost")
                self.give_up()
            else:
                return True
        session = self._stack.enter_context(self._database.session())
        with answering():
            if session.execute("SELECT pg_try_advisory_lock(%s)", [LEADER]).fetchone() == (True,):
                self._session = session
                log.info("queue.leading")
                return True
        self._stack.close()
        return False

    def give_up(self) -> None:
        """Let another lead."""
        self._session = None
        self._stack.close()


@dataclass(frozen=True)
class Told:
    """What one look at the timetable came to."""

    leads: bool
    put: int
    """Items that were put into the queue."""
    runs: dict[tuple[str, str], LastRun]
    """How every job fared last, by (spreadsheet id, job)."""
    workers: int
    """How many workers have given a sign of life lately."""


class Leader:
    """Puts what is due into the queue, at every tick in which it leads."""

    def __init__(
        self,
        database: Database,
        bots: Iterable[Bot],
        jobs: Iterable[Job],
        *,
        clock: Clock,
        silent_after_seconds: float = 180,
    ) -> None:
        """
        Put a leader together; nothing is asked yet.

        Args:
            database: Where the queue is.
            bots: Every spreadsheet, in the order of the configuration.
            jobs: The timetable.
            clock: What time it is for the bots.
            silent_after_seconds: A worker without a sign of life for so long is not counted as one.
        """
        self._bots = tuple(bots)
        self._jobs = tuple(jobs)
        self._clock = clock
        self._silent_after_seconds = silent_after_seconds
        self._database = database
        self._runs = Runs(database)
        self._lead = Lead(database)
        self._app: App | None = None
        self._opening = threading.Lock()

    def tick(self) -> Told:
        """
        Look at every job in every spreadsheet, and put what is due into the queue if this process leads.

        Raises:
            TryLater: The database does not answer. What was put so far is there.
            Misconfigured: Its tables are missing.
        """
        runs, workers = self._runs.all(), self._workers()
        if not self._lead.is_ours():
            return Told(leads=False, put=0, runs=runs, workers=workers)
        with _taking_items():
            return Told(leads=True, put=self._put_what_is_due(runs), runs=runs, workers=workers)

    def put(self, item: Item) -> bool:
        """
        Put one item into the queue, leading or not; safe to call from other threads.

        Returns:
            False where the same job waits there already in the same spreadsheet.

        Raises:
            TryLater: The database does not answer.
        """
        with _taking_items():
            return bool(self._put(item))

    def close(self) -> None:
        """Let another lead, and close the connections."""
        self._lead.give_up()
        if self._app:
            self._app.close()

    def _workers(self) -> int:
        [(count,)] = self._database.rows(
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - %s * interval '1 second'",
            [self._silent_after_seconds],
        )
        return int(count)

    def _open(self) -> App:
        with self._opening:
            if self._app is None:
                # A new one at each try: a pool that could not be opened stays closed for good.
                app = App(connector=SyncPsycopgConnector(**self._database.pool_options, max_size=1))
                app.open()
                self._app = app
            return self._app

    def _put_what_is_due(self, runs: dict[tuple[str, str], LastRun]) -> int:
        manager = self._open().job_manager
        there = {
            item.queueing_lock for status in ("todo", "doing") for item in manager.list_jobs(status=status)
        }
        zones = self._runs.zones()
        put = 0
        # Spreadsheet by spreadsheet: a worker that is done with one job of a spreadsheet takes the next one
        # of the same, whose structure it remembers.
        for place, bot in enumerate(self._bots):
            now, zone = self._clock(), zones.get(bot.spreadsheet_id)
            for job in self._jobs:
                item = Item(job.name, bot.spreadsheet_id)
                if item.queueing_lock not in there and self._is_due(bot, job, runs, place, now, zone):
                    put += self._put(item)
        return put

    def _is_due(
        self,
        bot: Bot,
        job: Job,
        runs: dict[tuple[str, str], LastRun],
        place: int,
        now: datetime,
        zone: ZoneInfo | None,
    ) -> bool:
        # What the database does not know is put: a worker then looks into the `Status` tab first.
        known = runs.get((bot.spreadsheet_id, job.name))
        return is_due(
            job.every,
            now=now,
            zone=zone or bot.zone(),
            last_good_at=known.last_good_at if known else None,
            setback=known.setback if known else None,
            later=offset(job.every, place, len(self._bots)),
        )

    def _put(self, item: Item) -> int:
        try:
            self._open().configure_task(TASK, **item.as_options()).defer(**item.as_arguments())
        except AlreadyEnqueued:
            return 0
        log.debug("queue.put", job=item.job, spreadsheet=item.spreadsheet_id, hinted=item.hinted)
        return 1


@contextmanager
def _taking_items() -> Iterator[None]:
    """Turn what the queue says into an error of ours."""
    try:
        yield
    except (ConnectorException, psycopg.Error) as error:
        cause = error.__cause__ or error
        raise TryLater(f"The queue takes no items: {cause}. It is asked again at the next tick.") from None
