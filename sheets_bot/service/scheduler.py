"""
The running timetable: asks each job at every tick whether it is due, until it is told to stop.

The only importer of APScheduler, used as a plain ticker in UTC: what is due is decided by
`timetable.py` from the last good run, so a missed tick, a restart and daylight saving cost nothing.
Decides nothing about jobs and keeps no state.
"""

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog
from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    JobEvent,
    JobExecutionEvent,
)
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from sheets_bot.service.job import Job

log = structlog.get_logger()

LONGEST_HEARTBEAT_SECONDS = 15
"""The sign of life for `/healthz` comes at least this often, however rare the ticks."""


class Scheduler:
    """Ticks for a number of jobs, each in a thread of its own."""

    def __init__(
        self,
        jobs: Iterable[Job],
        tick: Callable[[Job], None],
        *,
        tick_seconds: int,
        jitter_seconds: int,
        heartbeat: Callable[[], None],
    ) -> None:
        """
        Prepare, start nothing.

        Args:
            jobs: What to ask about.
            tick: Runs a job where it is due. What it raises becomes a log line; the next tick comes anyway.
            tick_seconds: Time between two ticks of one job.
            jitter_seconds: Each tick comes up to this much later.
            heartbeat: Called at least as often as a tick, whatever the jobs do; for `/healthz`.
        """
        jobs = tuple(jobs)
        # One thread more than jobs: a job that hangs never keeps the others or the heartbeat waiting.
        self._apscheduler = BackgroundScheduler(
            timezone=UTC, executors={"default": ThreadPoolExecutor(len(jobs) + 1)}
        )
        # A tick that comes late still counts (no grace time), several missed ones count once, and one
        # that comes while the job still runs is left out.
        common = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        for job in jobs:
            self._apscheduler.add_job(
                tick,
                "interval",
                seconds=tick_seconds,
                jitter=jitter_seconds or None,
                args=[job],
                id=job.name,
                next_run_time=datetime.now(UTC),  # a ticker's own affair; jobs are told the time by a clock
                **common,
            )
        seconds = min(tick_seconds, LONGEST_HEARTBEAT_SECONDS)
        self._apscheduler.add_job(heartbeat, "interval", seconds=seconds, id="heartbeat", **common)
        self._apscheduler.add_listener(_tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def wake(self, job: str, *, in_seconds: float) -> None:
        """Let a job's next tick come sooner; several calls are one tick. A job that is not there stays so."""
        at = datetime.now(UTC) + timedelta(seconds=in_seconds)
        ticker = self._apscheduler.get_job(job)
        coming_at = getattr(ticker, "next_run_time", None)  # missing before the start, when all are due
        if coming_at and coming_at > at:
            ticker.modify(next_run_time=at)

    def run_until(
        self, stop: threading.Event, *, stop_within_seconds: float, at_stop: Callable[[], None]
    ) -> bool:
        """
        Tick until *stop* is set, call *at_stop*, then let the running jobs end.

        Returns:
            False if a job still ran after *stop_within_seconds*; its thread is left behind.
        """
        self._apscheduler.start()
        stop.wait()
        log.info("service.stopping", within_seconds=stop_within_seconds)
        at_stop()
        ending = threading.Thread(target=self._apscheduler.shutdown, daemon=True)
        ending.start()
        ending.join(stop_within_seconds)
        return not ending.is_alive()


def _tell(event: JobEvent) -> None:
    """Turn what befell a tick into a log line."""
    if isinstance(event, JobExecutionEvent) and event.code == EVENT_JOB_ERROR:
        log.error("job.crashed", job=event.job_id, exc_info=event.exception)
    elif event.code == EVENT_JOB_MAX_INSTANCES:
        log.debug("job.still_running", job=event.job_id)
    else:
        log.warning("job.tick_missed", job=event.job_id)


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """
    Yield an event that the first SIGTERM or SIGINT sets; a second one ends the process at once.

    Without a handler the first process of a container ignores SIGTERM and is killed in mid-write.
    """
    stop = threading.Event()
    # Setting the event in the handler itself could block for ever on the event's own lock, which the
    # interrupted thread may hold; a SimpleQueue may be used in a handler (its documentation says so).
    signals: queue.SimpleQueue[int] = queue.SimpleQueue()
    seen: list[int] = []

    def pass_on() -> None:
        signals.get()
        stop.set()

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if seen:
            os._exit(128 + number)
        seen.append(number)
        signals.put(number)

    threading.Thread(target=pass_on, name="signals", daemon=True).start()
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
