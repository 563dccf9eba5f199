"""
What the commands and the timetable need of a bot: the seam between them and the work.

A bot is one spreadsheet with the brands that live in it. Shapes only; the real one is put together
in `wiring.py`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from sheets_bot.service.job import Job
from sheets_bot.sheets.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that `sheets-bot check` looked at."""

    what: str
    """What was looked at, e.g. ``PayPal, brand aurora``."""

    state: Literal["ok", "warning", "failed"]
    """A warning lets the bot work, less well."""

    found: str
    """What was found; no secret, no cell's content."""

    way_out: str = ""
    """What to do; empty when it is ok."""


class Bot(Protocol):
    """One spreadsheet and everything that is kept in it. Errors are those of `sheets_bot/errors.py`."""

    @property
    def name(self) -> str:
        """The key under `[workbooks]`: ``shared`` or a brand's."""

    @property
    def spreadsheet_id(self) -> str:
        """The id in the spreadsheet's address."""

    @property
    def brands(self) -> tuple[str, ...]:
        """The keys of the brands in this spreadsheet."""

    def provision(self) -> tuple[str, ...]:
        """Make tabs, headers, drop-downs and charts as the schemas say; one sentence for each thing made."""

    def check(self, *, probe: bool, jobs: Mapping[str, Job]) -> Iterator[Check]:
        """
        Look at credentials, sharing, headers, clocks; *probe* also tries our habits on a scratch tab.

        *jobs* is the timetable, by name: what it asks of a platform in a year is told.
        """

    def run_job(
        self, job: Job, *, dry_run: bool = False, allow_large: bool = False, brands: Collection[str] = ()
    ) -> Receipt:
        """
        Run one job now, whether it is due or not. Another run in the same spreadsheet is waited for.

        Args:
            job: What to run.
            dry_run: Read and compute everything, write nothing; the receipt holds the plans.
            allow_large: Let a plan through that changes more rows than the settings allow.
            brands: Only these; empty means all in this spreadsheet.
        """

    def zone(self) -> ZoneInfo:
        """Return the time zone of the `Settings` tab, as last read."""

    def last_good_at(self, job: Job) -> datetime | None:
        """Return the start of the job's last good run; None for never."""

    def last_good_runs(self) -> Mapping[str, datetime]:
        """Return the last good run of each job and source in the `Status` tab, as last known; never asks."""

    def forget(self) -> None:
        """Drop what is remembered of the spreadsheet, since another process has worked on it meanwhile."""

    def end(self) -> None:
        """Begin nothing new, since the process is about to end; runs that wait give up with `TryLater`."""

    def close(self) -> None:
        """Close the connections."""
