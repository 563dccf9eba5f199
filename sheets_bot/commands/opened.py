"""
What most commands need first: the configuration, the jobs, the bots; and their orderly end.

Imports heavy things, so commands import this module inside their bodies.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jobs as jobs_of_the_house
from sheets_bot.commands.options import moment_of
from sheets_bot.errors import Misconfigured
from sheets_bot.service.clock import Clock, clock_at
from sheets_bot.service.crashes import mask_crashes
from sheets_bot.service.job import Job, load_jobs
from sheets_bot.service.logs import set_up_logs
from sheets_bot.service.settings import Settings
from sheets_bot.service.settings_file import load_settings
from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
from sheets_bot.service.wiring import open_bots
from sheets_bot.service.workbook_lock import WorkbookLocks

if TYPE_CHECKING:
    from sheets_bot.service.queue.service import Queue


@dataclass(frozen=True)
class Opened:
    """Everything that is open while a command runs."""

    settings: Settings
    clock: Clock
    jobs: dict[str, Job]
    bots: tuple[SpreadsheetBot, ...]
    queue: "Queue | None" = None
    """What several processes share, where a database is configured and the command is a service."""

    def jobs_named(self, names: Iterable[str]) -> tuple[Job, ...]:
        """
        Return some jobs in the order asked for.

        Raises:
            Misconfigured: There is no job of that name.
        """
        names = list(names)
        for name in names:
            if name not in self.jobs:
                known = ", ".join(self.jobs) or "none"
                raise Misconfigured(f"There is no job {name!r}. There are: {known}. Nothing was started.")
        return tuple(self.jobs[name] for name in names)

    def bots_with(self, brands: Iterable[str]) -> tuple[SpreadsheetBot, ...]:
        """
        Return the bots that some of these brands live in; all of them for no brand.

        Raises:
            Misconfigured: There is no such brand.
        """
        brands = set(brands)
        if strangers := sorted(brands - set(self.settings.brands)):
            known = ", ".join(self.settings.brands) or "none"
            raise Misconfigured(
                f"There is no brand {strangers[0]!r}. There are: {known}. Nothing was started."
            )
        return tuple(bot for bot in self.bots if not brands or brands & set(bot.brands))

    def bot_named(self, name: str | None) -> SpreadsheetBot:
        """
        Return the bot of one spreadsheet; without a name the only one.

        Raises:
            Misconfigured: There is none of that name, or the name is missing and there are several.
        """
        named = [bot for bot in self.bots if name in (None, bot.name)]
        if len(named) == 1:
            return named[0]
        known = ", ".join(bot.name for bot in self.bots) or "none"
        found = f"There is no spreadsheet {name!r}." if name else "There are several spreadsheets."
        raise Misconfigured(f"{found} Name one with --workbook: {known}. Nothing was started.")


@contextmanager
def opened(config: Path | None, *, now: str | None = None, long_running: bool = False) -> Iterator[Opened]:
    """
    Read the configuration and open the bots; close them at the end.

    Args:
        config: As `load_settings`.
        now: A moment to work at instead of the present, as typed.
        long_running: A service logs as configured, a single command only what went wrong.
    """
    moment = moment_of(now)
    clock = None if moment is None else lambda: moment
    with opened_settings(load_settings(config), clock=clock, long_running=long_running) as everything:
        yield everything


@contextmanager
def opened_settings(
    settings: Settings, *, clock: Clock | None = None, long_running: bool = False
) -> Iterator[Opened]:
    """As `opened`, for a configuration that is at hand."""
    service = settings.service
    masking = set_up_logs(level=service.log_level if long_running else "error", form=service.log_format)
    mask_crashes(masking)
    masking.register(settings.secrets())
    clock = clock or clock_at(settings.endpoints.clock)
    jobs = jobs_of(settings)
    with ExitStack() as stack:
        queue = _queue_of(settings, stack) if long_running else None
        if queue:
            bots = open_bots(settings, clock, queue.guards, stack, masking, limiter_of=queue.limiter_of)
        else:
            locks = WorkbookLocks(service.lock_folder, at=settings.endpoints.sheets)
            bots = open_bots(settings, clock, locks, stack, masking)
        for bot in bots:
            stack.callback(bot.close)
        yield Opened(settings, clock, jobs, bots, queue)


def _queue_of(settings: Settings, closing: ExitStack) -> "Queue | None":
    """Return what several processes share; None for a bot that is one process."""
    if settings.queue.url is None:
        return None
    from sheets_bot.service.queue.service import Queue  # a bot that is one process does without

    queue = Queue(settings)
    closing.callback(queue.close)
    return queue


def jobs_of(settings: Settings) -> dict[str, Job]:
    """Return the jobs that come with the bot and those of the user's own folders."""
    return load_jobs([Path(next(iter(jobs_of_the_house.__path__))), *settings.paths.jobs])
