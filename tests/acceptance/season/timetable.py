"""
How a season goes: in each shift of the Settings the bot makes a round, the specialist works, the bot acts.

Coarse on purpose, so that half a year takes minutes: between shifts nothing runs, and the world's clock
jumps. What the bot would do in more rounds it does in these.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from season.desk import Desk
from season.specialists import Specialist
from sheets_bot.domain.shifts import Span
from whole_bot import House

SYNC = (
    "keep_settings", "keep_playbook", "keep_templates", "sync_orders", "sync_paypal_disputes",
    "sync_shopify_disputes", "sync_reviews", "sync_mailbox", "watch_orders", "join_orders",
    "gather_evidence", "advise_disputes", "write_drafts", "plan_today",
)  # fmt: skip
"""A round before work: what is new, whose it is, what to do about it. Jobs that do not exist are left out."""

ACT = ("carry_out",)

GRACE = timedelta(minutes=3)
"""Longer than the grace time of the Settings."""


@dataclass
class Season:
    """One specialist's time, as it went."""

    house: House
    specialist: Specialist
    desk: Desk
    shifts: list[Span] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What any run of a job had to say."""

    def passes(self, *, weeks: float) -> "Season":
        """Let all shifts of some weeks happen, and the time until the end of the last week."""
        starts_at = self.desk.now
        ends_at = starts_at + timedelta(weeks=weeks)
        roster = self.desk.rules().roster
        for span in roster.spans_ending(after=starts_at, until=ends_at):
            if span.starts_at >= starts_at:
                self._shift(span)
        self._until(ends_at)
        return self

    def _shift(self, span: Span) -> None:
        self._until(span.starts_at)
        self._round(SYNC)
        minutes = (span.ends_at - span.starts_at) // timedelta(minutes=1)
        self.specialist.works(self.desk, minutes=minutes)
        self._round(ACT)
        self._until(self.desk.now + GRACE)
        self._round(ACT)
        self._until(span.ends_at - timedelta(minutes=1))
        self._round(ACT)
        self.shifts.append(span)

    def _round(self, jobs: Iterable[str]) -> None:
        wanted = set(jobs)
        names = [name for name in self.house.everything.jobs if name in wanted]
        if not names:
            return
        for name, receipt in self.house.once(*names, allow_large=True).items():
            self.problems += [f"{name}: {where}: {why}" for where, why in receipt.problems.items()]

    def _until(self, instant: datetime) -> None:
        seconds = instant.timestamp() - self.house.sandbox.clock.now()
        if seconds > 0:
            self.house.sandbox.advance(seconds)


def begun(house: House, specialist: Specialist) -> Season:
    """Return a season that is about to begin at *house*, set up and with the past in its tabs."""
    house.start_bot()
    house.provision()
    season = Season(house, specialist, Desk(house))
    season._round(SYNC)
    return season


def missed_after_a_shift(season: Season) -> dict[str, datetime]:
    """
    Return the PayPal dates that passed unanswered although a whole shift lay before them.

    A shift counts when it began after the turn was ours and ended before the date.
    """
    world = season.house.sandbox.world
    turns: dict[tuple[str, float], float] = {}
    for one in world.chronicle.entries:
        if one.kind == "turn":
            turns.setdefault((one.subject, one.detail["due_at"]), one.at)
    found: dict[str, datetime] = {}
    for case in world.cases.values():
        for due_at in case.missed:
            turn_at, due = turns[case.dispute_id, due_at], datetime.fromtimestamp(due_at, UTC)
            begins = datetime.fromtimestamp(turn_at, UTC)
            if any(begins <= span.starts_at and span.ends_at <= due for span in season.shifts):
                found[case.dispute_id] = due
    return found
