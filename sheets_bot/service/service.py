"""
The long-running process: timetable, health page and signals, put together.

Knows neither the command line nor the jobs. The parts are `scheduler.py`, `rounds.py`, `health.py` with its
page, `dead_man.py` and `webhooks/`. No port is opened but the page's and, where configured, that of webhooks.
"""

import os
import threading
from collections.abc import Iterable
from contextlib import nullcontext
from functools import partial

import structlog

from sheets_bot import __version__
from sheets_bot.service.bot import Bot
from sheets_bot.service.clock import Clock, machine_clock
from sheets_bot.service.counts import Counts
from sheets_bot.service.dead_man import DeadMansSwitch
from sheets_bot.service.health import Health
from sheets_bot.service.health_page import HealthServer
from sheets_bot.service.job import Job
from sheets_bot.service.rounds import Rounds, source_of, stale_after
from sheets_bot.service.scheduler import Scheduler, stopped_by_signals
from sheets_bot.service.settings_notices import Notices
from sheets_bot.service.settings_sections import Service
from sheets_bot.service.webhooks.desk import Answer, Desk
from sheets_bot.service.webhooks.hints import Hints
from sheets_bot.service.webhooks.server import WebhookServer

log = structlog.get_logger()


def serve(
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
    Run every job at its time until a signal comes, or until *stop* is set where the caller has one.

    *desk* looks at webhooks; without it no port is opened for them, and everything works the same.

    Returns:
        True after an orderly end. False if a job still ran at the end of `stop_within_seconds`; the
        process is then ended at once, so that no thread writes on in the dark.

    Raises:
        Misconfigured: The health port cannot be opened.
    """
    bots, jobs = tuple(bots), tuple(jobs)
    health = _health_of(service, bots, jobs)
    counts = Counts(health, machine_clock)
    hints = Hints()
    rounds = Rounds(bots, clock=clock, health=health, dry_run=service.dry_run, counts=counts, hints=hints)
    scheduler = Scheduler(
        jobs,
        rounds.tick,
        tick_seconds=service.tick_seconds,
        jitter_seconds=service.jitter_seconds,
        heartbeat=lambda: health.ticked(machine_clock()),
    )
    host, port = service.health_host, service.health_port
    page = HealthServer(health, host=host, port=port, clock=machine_clock, metrics=counts.text)
    switch = DeadMansSwitch(notices or Notices(), health=health, counts=counts, clock=machine_clock)
    woken = partial(_hinted, bots=bots, hints=hints, scheduler=scheduler, counts=counts)
    with (
        page,
        switch,
        WebhookServer(desk, woken) if desk else nullcontext(),
        nullcontext(stop) if stop else stopped_by_signals() as stopping,
    ):
        log.info(
            "service.started",
            version=__version__,
            jobs=[job.name for job in jobs],
            workbooks=[bot.name for bot in bots],
            health_port=page.port,
            dry_run=service.dry_run,
        )
        ended = scheduler.run_until(
            stopping, stop_within_seconds=service.stop_within_seconds, at_stop=rounds.end
        )
    log.info("service.stopped", orderly=ended)
    if not ended:
        # The interpreter would wait for the thread that did not end.
        os._exit(1)
    return ended


def _health_of(service: Service, bots: Iterable[Bot], jobs: Iterable[Job]) -> Health:
    """Return the health board, with every spreadsheet and source that is to be heard of."""
    health = Health(service.tick_seconds, service.hung_after_seconds, started_at=machine_clock())
    for bot in bots:
        health.expects_spreadsheet(bot.name)
        for job in jobs:
            health.expects(source_of(bot, job), stale_after=stale_after(job.every))
    return health


def _hinted(
    answer: Answer, *, bots: Iterable[Bot], hints: Hints, scheduler: Scheduler, counts: Counts
) -> None:
    """Count a webhook, and let the jobs that it wakes come sooner, in the spreadsheet of its brand."""
    counts.webhook(answer.platform, answer.outcome)
    for bot in bots:
        if answer.brand in bot.brands:
            for job in answer.jobs:
                scheduler.wake(job, in_seconds=hints.add(bot.name, job))
