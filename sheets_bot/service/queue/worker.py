"""
A worker: takes items from the queue and carries them out, a spreadsheet at a time.

The jobs do not know whether a worker or a single process runs them. A run that fails ends its item all the
same, since the leader's next look is the retry. With the database away it waits, longer each time, and goes
on when it is back.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException

from sheets_bot.errors import SheetsBotError
from sheets_bot.service.bot import Bot
from sheets_bot.service.clock import Clock, machine_clock
from sheets_bot.service.counts import Counts
from sheets_bot.service.health import Health
from sheets_bot.service.job import Job
from sheets_bot.service.queue.board import QUEUE
from sheets_bot.service.queue.database import Database
from sheets_bot.service.queue.guard import Guards
from sheets_bot.service.queue.item import TASK
from sheets_bot.service.queue.rescuer import InHand, rescue
from sheets_bot.service.queue.runs import LastRun, Runs
from sheets_bot.service.rounds import carry_out, is_due, offset, source_of
from sheets_bot.service.timetable import retry_wait

log = structlog.get_logger()

LOOK_SECONDS = 0.5
"""
How often an idle worker looks at the queue. The database calls for new items; that an item is free since the
one before it in its spreadsheet is done, it does not call.
"""
SIGNS_OF_LIFE = 3
"""Before a worker counts as silent it has had to miss so many."""


class Worker:
    """Carries out items until it is told to stop."""

    def __init__(
        self,
        database: Database,
        guards: Guards,
        bots: Iterable[Bot],
        jobs: Iterable[Job],
        *,
        name: str,
        clock: Clock,
        health: Health,
        dry_run: bool = False,
    ) -> None:
        """
        Put a worker together; nothing is asked yet.

        Args:
            database: Where the queue is.
            guards: The locks that the bots take, too.
            bots: Every spreadsheet, in the order of the configuration.
            jobs: The timetable.
            name: Tells this process from all others that ever work on the database.
            clock: What time it is for the bots.
            health: What the health page shows.
            dry_run: Write nothing into spreadsheets.
        """
        self._database = database
        self._guards = guards
        self._bots = {bot.spreadsheet_id: (place, bot) for place, bot in enumerate(bots)}
        self._jobs = {job.name: job for job in jobs}
        self._name = name
        self._clock = clock
        self._health = health
        self._dry_run = dry_run
        self.counts = Counts(health, machine_clock)
        """What `/metrics` tells."""
        self._runs = Runs(database)

    def carry_out(self, job: str, spreadsheet_id: str, *, hinted: bool = False) -> None:
        """Carry out one item. Raises nothing: what went wrong is in the log, in `Status` and in the runs."""
        if job not in self._jobs or spreadsheet_id not in self._bots:
            log.warning("queue.stranger", job=job, spreadsheet=spreadsheet_id, worker=self._name)
            return
        place, bot = self._bots[spreadsheet_id]
        work = f"{job} {bot.name}"
        self._health.started(work, machine_clock())
        try:
            with self._guards.hold(spreadsheet_id):
                self._run(self._jobs[job], bot, place, hinted=hinted)
        except SheetsBotError as error:  # the database, or another worker at the spreadsheet
            log.warning("queue.put_off", job=job, workbook=bot.name, problem=str(error))
        except Exception:  # the outermost loop: a fault of ours in one job must not stop the others
            log.exception("job.crashed", job=job, workbook=bot.name)
        finally:
            self._health.ended(work)

    def _run(self, job: Job, bot: Bot, place: int, *, hinted: bool) -> None:
        """Run a job whose spreadsheet is held, if it is still due or a webhook asks for it."""
        now, where = self._clock(), bot.spreadsheet_id
        if not self._runs.begin(where, self._name):
            bot.forget()
        known = self._runs.of(where, job.name) or self._learnt(job, bot)
        # While a failure waits for its next try, so does a hint.
        is_wanted = hinted and not (known and known.setback)
        if not is_wanted and not is_due(
            job.every,
            now=now,
            zone=self._runs.zones(where).get(where) or bot.zone(),
            last_good_at=known.last_good_at if known else None,
            setback=known.setback if known else None,
            later=offset(job.every, place, len(self._bots)),
        ):
            log.debug("queue.done_already", job=job.name, workbook=bot.name)
            return
        started, receipt = time.monotonic(), None
        try:
            receipt = carry_out(bot, job, dry_run=self._dry_run)
        finally:
            ok = receipt is not None and receipt.ok
            if ok or not self._guards.is_ending:  # to be told to give up is no setback
                self.counts.ran(job.name, bot.name, receipt, time.monotonic() - started)
                self._note(job, bot, ok=ok, failures=self._runs.note(where, job.name, started_at=now, ok=ok))

    def _learnt(self, job: Job, bot: Bot) -> LastRun | None:
        """Take from the `Status` tab how a job fared that the database does not know yet."""
        good_at = bot.last_good_at(job)
        if good_at is not None:
            self._runs.learn(bot.spreadsheet_id, job.name, good_at)
            self._runs.take_zone(bot.spreadsheet_id, bot.zone())
        return self._runs.of(bot.spreadsheet_id, job.name)

    def _note(self, job: Job, bot: Bot, *, ok: bool, failures: int) -> None:
        """Tell how a run ended."""
        self._runs.take_zone(bot.spreadsheet_id, bot.zone())
        if ok:
            self._health.succeeded(source_of(bot, job), machine_clock())
            return
        self._health.failed(source_of(bot, job))
        wait_seconds = int(retry_wait(failures).total_seconds())
        log.warning(
            "job.retry", job=job.name, workbook=bot.name, failures=failures, wait_seconds=wait_seconds
        )

    def run_until(
        self,
        stop: threading.Event,
        *,
        side_by_side: int,
        stalled_after_seconds: int,
        stop_within_seconds: float,
    ) -> bool:
        """
        Work until *stop* is set, then let the running items end.

        Returns:
            False if one still ran after *stop_within_seconds*; its thread is left behind.
        """
        shift = _Shift(self, side_by_side, stalled_after_seconds)
        working = threading.Thread(target=shift.work_until, args=[stop], name="worker", daemon=True)
        working.start()
        stop.wait()
        log.info("service.stopping", within_seconds=stop_within_seconds)
        self._guards.end()
        working.join(stop_within_seconds)
        return not working.is_alive()

    def tell(self, *, answers: bool) -> None:
        """Tell the health page whether the database answers; either way the worker is alive."""
        self._health.ticked(machine_clock())
        if answers:
            self._health.succeeded(QUEUE, machine_clock())
        else:
            self._health.failed(QUEUE)

    @property
    def database(self) -> Database:
        """Where the queue is."""
        return self._database


class _Shift:
    """The worker at the queue: connects, works, and connects again where the database was away."""

    def __init__(self, worker: Worker, side_by_side: int, stalled_after_seconds: int) -> None:
        self._worker = worker
        self._side_by_side = side_by_side
        self._stalled_after_seconds = stalled_after_seconds
        self._in_hand = InHand()

    def work_until(self, stop: threading.Event) -> None:
        failures = 0
        while not stop.is_set():
            began = time.monotonic()
            try:
                asyncio.run(self._connected(stop))
            except (ProcrastinateException, psycopg.Error, OSError) as error:
                self._worker.tell(answers=False)
                failures = 1 if time.monotonic() - began > 60 else failures + 1
                wait_seconds = min(2.0**failures, 60.0)
                cause = error.__cause__ or error
                log.warning(
                    "queue.away",
                    problem=str(cause).strip() or type(cause).__name__,
                    failures=failures,
                    wait_seconds=wait_seconds,
                )
                stop.wait(wait_seconds)

    async def _connected(self, stop: threading.Event) -> None:
        """Work on one connection to the queue until it fails or *stop* is set."""
        loop = asyncio.get_running_loop()
        # A few threads more than items, for names of hosts to be looked up while all items run.
        threads = ThreadPoolExecutor(self._side_by_side + 2, thread_name_prefix="item")
        loop.set_default_executor(threads)
        # An item whose end could not be written down: the rescuer finds it.
        loop.set_exception_handler(lambda _loop, told: log.warning("queue.trouble", what=told["message"]))
        options = self._worker.database.pool_options
        app = App(connector=PsycopgConnector(**options, max_size=3))
        app.task(name=TASK, retry=False, pass_context=True)(self._carry_out)
        async with app.open_async():
            tasks = [
                asyncio.create_task(self._works(app)),
                asyncio.create_task(self._rescues(app)),
                asyncio.create_task(_told_to(stop)),
            ]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    def _carry_out(self, context: JobContext, /, **item: Any) -> None:
        with self._in_hand.holding(context.job):
            self._worker.carry_out(**item)

    async def _works(self, app: App) -> None:
        await app.run_worker_async(
            concurrency=self._side_by_side,
            install_signal_handlers=False,
            fetch_job_polling_interval=LOOK_SECONDS,
            update_heartbeat_interval=self._stalled_after_seconds / SIGNS_OF_LIFE,
            stalled_worker_timeout=self._stalled_after_seconds,
            # How runs end is kept by `runs.py`: the queue holds what waits and what is being done.
            delete_jobs="always",
        )

    async def _rescues(self, app: App) -> None:
        """Look for silent workers now and then; whether that goes well says whether the database answers."""
        while True:
            await rescue(app, self._worker.database, stalled_after_seconds=self._stalled_after_seconds)
            await self._in_hand.put_back_the_rest(app)
            self._worker.tell(answers=True)
            await asyncio.sleep(self._stalled_after_seconds / SIGNS_OF_LIFE)


async def _told_to(stop: threading.Event) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        while not stop.is_set():  # noqa: ASYNC110 - another thread sets it
            await asyncio.sleep(0.1)
