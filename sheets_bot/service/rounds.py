"""
One round of a job: over every spreadsheet where it is due, and the log told.

Decides nothing about time (`timetable.py`) and nothing about rows. A job that fails in one
spreadsheet is tried again after a growing wait; the other spreadsheets and jobs go on.
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from sheets_bot.errors import SheetsBotError
from sheets_bot.service.bot import Bot
from sheets_bot.service.clock import Clock, machine_clock
from sheets_bot.service.counts import Counts
from sheets_bot.service.health import Health
from sheets_bot.service.job import Job
from sheets_bot.service.timetable import Daily, Every, due, retry_wait
from sheets_bot.service.webhooks.hints import Hints
from sheets_bot.service.workbook_lock import Ending
from sheets_bot.sheets.receipt import Receipt

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Setback:
    """How often a job has failed in a row in one spreadsheet, and when last."""

    failures: int
    last_tried_at: datetime


class Rounds:
    """The rounds of one process; `tick` is safe to call from several threads for different jobs."""

    def __init__(
        self,
        bots: Iterable[Bot],
        *,
        clock: Clock,
        health: Health,
        dry_run: bool = False,
        counts: Counts | None = None,
        hints: Hints | None = None,
    ) -> None:
        self._bots = tuple(bots)
        self._clock = clock
        self._health = health
        self._dry_run = dry_run
        self._counts = counts
        self._hints = hints or Hints()
        self._setbacks: dict[tuple[str, str], Setback] = {}
        self._done_at: dict[tuple[str, str], datetime] = {}
        self._is_ending = False

    def end(self) -> None:
        """Begin nothing new: the process is about to end. Runs that wait for their spreadsheet give up."""
        self._is_ending = True
        for bot in self._bots:
            bot.end()

    def tick(self, job: Job) -> None:
        """Run the job in every spreadsheet where it is due."""
        for place, bot in enumerate(self._bots):
            if self._is_ending:
                return
            now = self._clock()
            due_now = self._is_due(bot, job, now, later=offset(job.every, place, len(self._bots)))
            if self._is_hinted_at(bot, job) or due_now:
                self._run(bot, job, now)

    def _is_hinted_at(self, bot: Bot, job: Job) -> bool:
        """Say whether a webhook asks for a run; while a failure waits for its next try, so does the hint."""
        return (bot.name, job.name) not in self._setbacks and self._hints.take(bot.name, job.name)

    def _is_due(self, bot: Bot, job: Job, now: datetime, *, later: timedelta) -> bool:
        """Say whether a job is due whose slots lie *later* than those of the timetable."""
        setback = self._setbacks.get((bot.name, job.name))
        if setback and now < setback.last_tried_at + retry_wait(setback.failures):
            return False  # without asking for the last good run, which costs a call where nothing answers
        return is_due(
            job.every,
            now=now,
            zone=bot.zone(),
            last_good_at=self._last_good_at(bot, job),
            setback=setback,
            later=later,
        )

    def _last_good_at(self, bot: Bot, job: Job) -> datetime | None:
        """Return the last good run; a dry run leaves no trace in the `Status` tab, but counts here."""
        known = (bot.last_good_at(job), self._done_at.get((bot.name, job.name)))
        return max((at for at in known if at), default=None)

    def _run(self, bot: Bot, job: Job, now: datetime) -> None:
        work = f"{job.name} {bot.name}"
        self._health.started(work, machine_clock())
        started = time.monotonic()
        receipt = None
        try:
            receipt = carry_out(bot, job, dry_run=self._dry_run)
        except Exception:  # the outermost loop: a fault of ours in one spreadsheet must not stop the others
            log.exception("job.crashed", job=job.name, workbook=bot.name)
        finally:
            self._health.ended(work)
        if self._is_ending and not (receipt and receipt.ok):
            return  # It was told to give up, which is no setback.
        if self._counts:
            self._counts.ran(job.name, bot.name, receipt, time.monotonic() - started)
        self._tell_health(bot, receipt, now)
        self._note(bot, job, now, ok=receipt is not None and receipt.ok)

    def _tell_health(self, bot: Bot, receipt: Receipt | None, now: datetime) -> None:
        """Put on the board that the spreadsheet answered, and what its `Status` tab knows."""
        if receipt is None or not receipt.reads:
            return
        present = machine_clock()  # the bot may live by the sandbox's clock, the board never does
        self._health.reached(bot.name, present)
        for what, at in bot.last_good_runs().items():
            self._health.knows(f"{bot.name}: {what}", present - (now - at))

    def _note(self, bot: Bot, job: Job, now: datetime, *, ok: bool) -> None:
        """Remember how it went: for the next try, and for the health page."""
        place, source = (bot.name, job.name), source_of(bot, job)
        if ok:
            self._done_at[place] = now
            self._setbacks.pop(place, None)
            self._health.succeeded(source, machine_clock())
            return
        failures = self._setbacks[place].failures + 1 if place in self._setbacks else 1
        self._setbacks[place] = Setback(failures, now)
        self._health.failed(source)
        wait_seconds = int(retry_wait(failures).total_seconds())
        log.warning(
            "job.retry", job=job.name, workbook=bot.name, failures=failures, wait_seconds=wait_seconds
        )


def is_due(
    every: Every,
    *,
    now: datetime,
    zone: ZoneInfo,
    last_good_at: datetime | None,
    setback: Setback | None,
    later: timedelta,
) -> bool:
    """Say whether a job is due whose slots lie *later* than those of the timetable; see `timetable.due`."""
    return due(
        every,
        now=now - later,
        zone=zone,
        last_good_at=last_good_at - later if last_good_at else None,
        last_tried_at=setback.last_tried_at - later if setback else None,
        failures=setback.failures if setback else 0,
    )


def offset(every: Every, place: int, bots: int) -> timedelta:
    """
    Return how much later the slots of one spreadsheet lie, so that many do not ask Google at one moment.

    Spread evenly over the interval, in the order of the configuration; times of day stay as they are.
    """
    return every * place / bots if isinstance(every, timedelta) else timedelta(0)


def source_of(bot: Bot, job: Job) -> str:
    """Return what the health page calls a job's source in one spreadsheet."""
    return f"{bot.name}: {job.source or job.name}"


def carry_out(
    bot: Bot,
    job: Job,
    *,
    dry_run: bool = False,
    allow_large: bool = False,
    brands: Collection[str] = (),
) -> Receipt:
    """
    Run one job in one spreadsheet, and write one log line.

    An error that we know how to explain ends up in the receipt; any other is a fault of ours and is raised.
    """
    started = time.monotonic()
    try:
        receipt = bot.run_job(job, dry_run=dry_run, allow_large=allow_large, brands=brands)
    except SheetsBotError as error:
        receipt = Receipt(run="", job=job.name, problems={bot.name: error}, dry_run=dry_run)
    fields = {
        "job": job.name,
        "workbook": bot.name,
        "run": receipt.run,
        "reads": receipt.reads,
        "writes": receipt.writes,
        "changed_cells": sum(tab.changed_cells for tab in receipt.tabs),
        "new_rows": sum(tab.new_rows for tab in receipt.tabs),
        "seconds": round(time.monotonic() - started, 2),
    }
    for where, problem in receipt.problems.items():
        tell = log.info if isinstance(problem, Ending) else log.warning
        tell("job.problem", **fields, where=where, kind=type(problem).__name__, problem=str(problem))
    if receipt.ok:
        log.info("job.done", **fields)
    return receipt


def stale_after(every: Every) -> timedelta:
    """Return the age at which a source counts as stale: three missed turns, at least a quarter of an hour."""
    if isinstance(every, timedelta):
        return max(3 * every, timedelta(minutes=15))
    return timedelta(days=3) if isinstance(every, Daily) else timedelta(days=15)
