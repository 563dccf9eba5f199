"""
The bot of the soak: a process of its own, which holds the bot and nothing else, so that its size is the bot's.

Everything between the timetable and the wire is the real thing: jobs, wiring, rounds with their setbacks and
counts. Only the clock is not APScheduler's: each tick comes when told, with the time that it is then. Where
the bot waits for its turn at Google its clock moves by that wait. How the world is made stands in `soak.py`.
"""

import gc
import multiprocessing
import os
import resource
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sheets_bot.commands import opened
from sheets_bot.errors import SheetsBotError
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.platforms.patience import Patience
from sheets_bot.service import wiring
from sheets_bot.service.counts import Counts
from sheets_bot.service.health import Health
from sheets_bot.service.rounds import Rounds
from sheets_bot.service.settings_file import settings_from
from sheets_bot.service.spreadsheet_bot import SpreadsheetBot

QUICK = Patience(attempts=3, first_wait_seconds=0.0)
"""A fault that comes once or twice is outlived within a run; one that stays is not waited for."""
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Turn:
    """One run of a job, as the bot itself saw it."""

    job: str
    at: datetime
    ok: bool
    told: bool
    """The run could write down how it fared: the spreadsheet answered, and its tab `Status` could be used."""
    crash: str = ""
    """A fault of ours, which no error of the house explains."""
    problems: tuple[str, ...] = ()
    processor_seconds: float = 0.0


@dataclass(frozen=True)
class Vitals:
    """How large the process is, at rest."""

    memory_bytes: int
    live_blocks: int
    """Blocks of memory that Python's own allocator has given out: what is alive, to the object."""
    files: int
    """Open file handles, sockets among them."""
    threads: int
    most_memory_bytes: int = 0
    """The largest that it ever was."""


class BotProcess:
    """The process, seen from outside. Ask one thing at a time."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        """Start it; the bot itself comes with `begins`."""
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_live, args=(far_end, config), daemon=True)
        self._process.start()
        far_end.close()

    def begins(self, now: datetime, *, provision: bool = False) -> None:
        """Let go of the bot that there is, if any, and start one that remembers nothing."""
        self._asks("begins", now, provision)

    def ticks(self, now: datetime) -> list[Turn]:
        """Ask every job whether it is due, as the scheduler does, and return the runs."""
        return self._asks("ticks", now)

    def vitals(self) -> Vitals:
        """Measure the process after a collection of what is dead."""
        return self._asks("vitals")

    def stop(self) -> None:
        """End it, and fail if it does not."""
        self._pipe.send(("stop",))
        self._process.join(timeout=60)
        assert self._process.exitcode == 0, f"the bot's process ended with {self._process.exitcode}"

    def _asks(self, *order: Any) -> Any:
        self._pipe.send(order)
        answer = self._pipe.recv()
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _live(pipe: Connection, config: Mapping[str, Any]) -> None:
    """Be the process: do what is told until told to stop."""
    # What a job says of itself goes into its receipt; the log of thousands of runs is not read by anybody.
    sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open for the life of the process
    life = _Life(config)
    while (order := pipe.recv())[0] != "stop":
        try:
            pipe.send(getattr(life, order[0])(*order[1:]))
        except Exception as error:  # noqa: BLE001 - told to the other side, which fails with it
            pipe.send(RuntimeError(f"{order[0]}: {type(error).__name__}: {error}"))
    life.ends()


class _Life:
    """One bot after another in one process."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._settings = settings_from(config, where="the soak")
        self._open = ExitStack()
        self._now: datetime
        self._jobs: list[Any] = []
        self._rounds: Rounds
        self._turns: list[Turn] = []

    def begins(self, now: datetime, provision: bool) -> None:
        self.ends()
        self._now = now
        limiter = partial(Limiter, clock=self._seconds, sleep=self._waits)
        quick = partial(wiring.open_bots, patience=QUICK)
        with patch.object(wiring, "Limiter", limiter), patch.object(opened, "open_bots", quick):
            everything = self._open.enter_context(
                opened.opened_settings(self._settings, clock=lambda: self._now)
            )
        if provision:
            for bot in everything.bots:
                bot.provision()
        service = self._settings.service
        health = Health(service.tick_seconds, service.hung_after_seconds, started_at=now)
        self._rounds = Rounds(
            [_Watched(bot, self._turns) for bot in everything.bots],
            clock=lambda: self._now,
            health=health,
            counts=Counts(health, lambda: self._now),
        )
        self._jobs = list(everything.jobs.values())

    def ticks(self, now: datetime) -> list[Turn]:
        self._now = now
        for job in self._jobs:
            self._rounds.tick(job)
        turns = list(self._turns)
        self._turns.clear()
        return turns

    def vitals(self) -> Vitals:
        gc.collect()
        resident_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return Vitals(
            memory_bytes=resident_pages * PAGE_BYTES,
            live_blocks=sys.getallocatedblocks(),
            files=sum(1 for _ in Path("/proc/self/fd").iterdir()),
            threads=threading.active_count(),
            most_memory_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        )

    def ends(self) -> None:
        self._open.close()

    def _seconds(self) -> float:
        return self._now.timestamp()

    def _waits(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class _Watched:
    """The bot itself, whose runs are written down as they end; everything else it does as ever."""

    def __init__(self, bot: SpreadsheetBot, turns: list[Turn]) -> None:
        self._bot = bot
        self._turns = turns

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)

    def run_job(self, job: Any, **options: Any) -> Any:
        at, began = self._bot.now(), time.process_time()
        try:
            receipt = self._bot.run_job(job, **options)
        except SheetsBotError as error:
            self._turns.append(Turn(job.name, at, ok=False, told=False, problems=(str(error),)))
            raise
        except Exception as error:
            crash = f"{type(error).__name__}: {error}"
            self._turns.append(Turn(job.name, at, ok=False, told=False, crash=crash))
            raise
        problems = tuple(f"{where}: {problem}" for where, problem in receipt.problems.items())
        # A run that has nothing to read writes nothing down either.
        told = receipt.reads > 0 and "Status" not in receipt.problems
        spent = time.process_time() - began
        self._turns.append(
            Turn(job.name, at, ok=receipt.ok, told=told, problems=problems, processor_seconds=spent)
        )
        return receipt
