"""
The long-running processes past one machine, put together: one that says what is due, and a worker.

The counterpart of `service/service.py`. Decides nothing; the parts are `leader.py` and `worker.py`.
"""

import os
import secrets
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress

import structlog

from sheets_bot import __version__
from sheets_bot.errors import TryLater
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.service.bot import Bot
from sheets_bot.service.clock import Clock, machine_clock
from sheets_bot.service.counts import Counts
from sheets_bot.service.dead_man import DeadMansSwitch
from sheets_bot.service.health import Health
from sheets_bot.service.health_page import HealthServer
from sheets_bot.service.job import Job
from sheets_bot.service.queue.board import QUEUE, WORKERS, Board, a_board
from sheets_bot.service.queue.database import Database
from sheets_bot.service.queue.guard import Guards
from sheets_bot.service.queue.hinted import Hinted
from sheets_bot.service.queue.leader import Leader, Told
from sheets_bot.service.queue.turns import SharedLimiter
from sheets_bot.service.queue.worker import SIGNS_OF_LIFE, Worker
from sheets_bot.service.rounds import source_of, stale_after
from sheets_bot.service.scheduler import LONGEST_HEARTBEAT_SECONDS, stopped_by_signals
from sheets_bot.service.settings import Settings
from sheets_bot.service.settings_notices import Notices
from sheets_bot.service.settings_sections import Service
from sheets_bot.service.webhooks.desk import Desk
from sheets_bot.service.webhooks.server import WebhookServer
from sheets_bot.service.wiring import allowance

log = structlog.get_logger()


class Queue:
    """What the processes of one bot share: the database, the locks in it, and the turns at Google."""

    def __init__(self, settings: Settings) -> None:
        """
        Put it together; nothing is asked yet.

        Raises:
            Misconfigured: `[queue] url` is no address.
        """
        assert settings.queue.url is not None
        self._settings = settings.queue
        self._allowance = allowance(settings)
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self.database = Database(
            settings.queue.url.get_secret_value(),
            name=f"sheets-bot {self.name}"[:63],
            connections=settings.queue.workers + 1,
        )
        self.guards = Guards(self.database, settings.service.lock_folder, at=settings.endpoints.sheets)

    def limiter_of(self, account: str) -> Limiter:
        """Return the limiter that all processes share for one service account."""
        return SharedLimiter(self.database, account, self._allowance)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()

    def lead(
        self,
        service: Service,
        *,
        bots: Iterable[Bot],
        jobs: Iterable[Job],
        clock: Clock,
        stop: threading.Event | None = None,
        notices: Notices | None = None,
        desk: Desk | None = None,
    ) -> bool:
        """
        Put what is due into the queue until a signal comes, or stand by while another process does.

        Either way it hears webhooks, where there is a *desk* to look at them, and tells the dead-man's switch
        of *notices* that all is well while the database answers and a worker lives.

        Returns:
            True, after an orderly end.

        Raises:
            Misconfigured: A port cannot be opened, or the database lacks its tables.
        """
        self._require_tables()
        bots, jobs = tuple(bots), tuple(jobs)
        health, whole = (self._board(service, asks_every_seconds=service.tick_seconds) for _ in range(2))
        health.expects(WORKERS, stale_after=health.away_after)
        for bot in bots:
            for job in jobs:
                health.expects(source_of(bot, job), stale_after=stale_after(job.every))
        counts = Counts(health, machine_clock)
        silent = max(health.away_after.total_seconds(), self._settings.stalled_after_seconds)
        leader = Leader(self.database, bots, jobs, clock=clock, silent_after_seconds=silent)
        hinted = Hinted(leader.put, bots, [job.name for job in jobs], counts=counts)
        told = {"role": "leader or stand-by", "worker": self.name}
        try:
            with (
                _serving(service, health, counts, stop, **told) as stopping,
                DeadMansSwitch(notices or Notices(), health=whole, counts=counts, clock=machine_clock),
                hinted,
                WebhookServer(desk, hinted.hear) if desk else nullcontext(),
            ):
                while not stopping.is_set():
                    _tick(leader, health, whole, bots, jobs)
                    stopping.wait(service.tick_seconds)
        finally:
            leader.close()
        log.info("service.stopped", orderly=True)
        return True

    def work(
        self,
        service: Service,
        *,
        bots: Iterable[Bot],
        jobs: Iterable[Job],
        clock: Clock,
        side_by_side: int,
        stop: threading.Event | None = None,
    ) -> bool:
        """
        Carry out items of the queue until a signal comes.

        Returns:
            True after an orderly end. False if an item still ran at the end of `stop_within_seconds`; the
            process is then ended at once, so that no thread writes on in the dark.

        Raises:
            Misconfigured: The health port cannot be opened, or the database lacks its tables.
        """
        self._require_tables()
        seconds = self._settings.stalled_after_seconds / SIGNS_OF_LIFE
        health = self._board(service, asks_every_seconds=seconds)
        worker = Worker(
            self.database,
            self.guards,
            bots,
            jobs,
            name=self.name,
            clock=clock,
            health=health,
            dry_run=service.dry_run,
        )
        with _serving(service, health, worker.counts, stop, role="worker", worker=self.name) as stopping:
            ended = worker.run_until(
                stopping,
                side_by_side=side_by_side,
                stalled_after_seconds=self._settings.stalled_after_seconds,
                stop_within_seconds=service.stop_within_seconds,
            )
        log.info("service.stopped", orderly=ended)
        if not ended:
            # The interpreter would wait for the thread that did not end.
            os._exit(1)
        return ended

    def _require_tables(self) -> None:
        """Refuse to start without tables; a database that is away is waited for later."""
        with suppress(TryLater):
            self.database.rows("SELECT 1 FROM sheets_bot_runs, procrastinate_jobs LIMIT 1")

    def _board(self, service: Service, *, asks_every_seconds: float) -> Board:
        """Return a board that expects the database to answer, and a sign of life from this process."""
        seconds = max(service.tick_seconds, LONGEST_HEARTBEAT_SECONDS, self._settings.stalled_after_seconds)
        return a_board(
            tick_seconds=seconds,
            asks_every_seconds=asks_every_seconds,
            hung_after_seconds=service.hung_after_seconds,
            at=machine_clock(),
        )


@contextmanager
def _serving(
    service: Service, health: Health, counts: Counts, stop: threading.Event | None, **told: str
) -> Iterator[threading.Event]:
    """Open the health page and yield what a signal sets."""
    host, port = service.health_host, service.health_port
    page = HealthServer(health, host=host, port=port, clock=machine_clock, metrics=counts.text)
    with page, nullcontext(stop) if stop else stopped_by_signals() as stopping:
        log.info(
            "service.started", version=__version__, health_port=page.port, dry_run=service.dry_run, **told
        )
        yield stopping


def _tick(
    leader: Leader, health: Health, whole: Health, bots: tuple[Bot, ...], jobs: tuple[Job, ...]
) -> None:
    """Let the leader look once, and tell how that went: the health page, and *whole* for the switch."""
    try:
        told = leader.tick()
    except TryLater as error:
        health.failed(QUEUE)
        log.warning("queue.away", problem=str(error))
    else:
        health.succeeded(QUEUE, machine_clock())
        if told.workers:
            health.succeeded(WORKERS, machine_clock())
            # The switch is to raise the alarm where nobody carries out what is due, too.
            whole.succeeded(QUEUE, machine_clock())
        _pass_on(told, health, bots, jobs)
        if told.put:
            log.info("queue.put", items=told.put)
    for board in (health, whole):
        board.ticked(machine_clock())


def _pass_on(told: Told, health: Health, bots: tuple[Bot, ...], jobs: tuple[Job, ...]) -> None:
    """Tell the health page how all workers fared, whoever ran what."""
    for bot in bots:
        for job in jobs:
            run = told.runs.get((bot.spreadsheet_id, job.name))
            if run:
                failures = run.setback.failures if run.setback else 0
                health.told(source_of(bot, job), good_at=run.noted_good_at, failures=failures)
