"""
A place of work: an imitated world, the bot at work in it, and a person at its spreadsheet.

Moves the world's clock and lets the bot make rounds; decides neither when nor how much (`season.py`,
`attendance.py`). There is one spreadsheet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sheets_bot.domain.acts.asking import KINDS
from sheets_bot.domain.rules.rules import Rules, parse_rules
from sheets_bot.practice.person import Person
from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sandbox.clock import LONGEST_JUMP_SECONDS
from sheets_bot.service.bot import Bot
from sheets_bot.service.job import Job
from sheets_bot.service.progress import Advance
from sheets_bot.service.rounds import carry_out

ACT = ("carry_out",)
GRACE = timedelta(minutes=3)
"""Longer than the grace time of the Settings."""


@dataclass
class Place:
    """Where a specialist works."""

    sandbox: Sandbox
    bot: Bot
    jobs: Mapping[str, Job]
    person: Person
    problems: list[str] = field(default_factory=list)
    """What any run of a job had to say."""

    @property
    def now(self) -> datetime:
        """What time it is in the world."""
        return self.sandbox.clock.instant()

    def rules(self) -> Rules:
        """Return what the tab `Settings` says; the defaults where it is empty, renamed or gone."""
        rows = self.person.table("Settings") if "Settings" in self.person.tabs() else []
        return parse_rules({str(row.get("Setting")): row.get("Value") for row in rows})[0]

    def round(self, names: Iterable[str], *, advance: Advance = lambda _word: None) -> None:
        """Let the bot run some jobs, whether they are due or not, in the order of the timetable."""
        wanted = set(names)
        for job in self.jobs.values():
            if job.name in wanted:
                advance(job.name)
                # Much changes over the days that a world jumps; nobody is there to allow it.
                receipt = carry_out(self.bot, job, allow_large=True)
                self.problems += [f"{job.name}: {where}: {why}" for where, why in receipt.problems.items()]

    def until(self, instant: datetime) -> None:
        """Let the world live until *instant*; the bot does nothing meanwhile."""
        seconds = (instant - self.now).total_seconds()
        if seconds > 0:
            self.sandbox.advance(seconds)

    def carry_out(self, *, until: datetime) -> None:
        """Let the bot see the ticks, and carry them out once they have stood for the grace time."""
        self.round(ACT)
        if until - self.now > GRACE:
            self.until(self.now + GRACE)
            self.round(ACT)

    def leap(self, seconds: float) -> None:
        """
        Let time pass as the sandbox's `leap`: what is ticked is carried out first, not hours later.

        Raises:
            BadOrder: The clock cannot jump so far, or back.
        """
        if not 0 < seconds <= LONGEST_JUMP_SECONDS:
            self.sandbox.advance(seconds)  # which knows what to say to that
            return
        target = self.now + timedelta(seconds=seconds)
        if self.is_ticked():
            self.carry_out(until=target)
        self.until(target)

    def is_ticked(self) -> bool:
        """Say whether a tick stands anywhere, as anybody sees who looks."""
        tabs = [tab for tab in self.person.tabs() if tab in KINDS]
        return any(row.get("Approved") is True for tab in tabs for row in self.person.table(tab))
