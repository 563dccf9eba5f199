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
from sheets_bot.sandbox.world.case import Status
from whole_bot import House

SYNC = (
    "keep_settings", "keep_playbook", "keep_templates", "sync_orders", "sync_paypal_disputes",
    "sync_shopify_disputes", "sync_reviews", "sync_mailbox", "watch_orders", "join_orders",
    "gather_evidence", "advise_disputes", "write_drafts", "plan_today",
)  # fmt: skip
"""A round before work: what is new, whose it is, what to do about it. Jobs that do not exist are left out."""

REDRAFT = ("gather_evidence", "advise_disputes", "write_drafts", "plan_today")
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
    seen: frozenset[str] = frozenset()
    """What tells of the work: cases that were answered, over or past their date when it ended, and all
    reviews and conversations until then."""
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
        self.seen = _seen_by(self.house)
        return self

    def _shift(self, span: Span) -> None:
        # Before the shift, so that every draft has stood for the grace time when it is read.
        self._until(span.starts_at - GRACE)
        self._round(SYNC)
        self._until(span.starts_at)
        minutes = (span.ends_at - span.starts_at) // timedelta(minutes=1)
        used = self._works(minutes)
        if self.desk.chosen:
            # An action that was chosen and not yet ticked gets its draft, and is read again.
            self._round(REDRAFT)
            self._until(self.desk.now + GRACE)
            self._works(minutes - used)
        self._until(span.ends_at - timedelta(minutes=1))
        self.shifts.append(span)

    def _works(self, minutes: int) -> int:
        """Let the specialist work, and the bot carry out what was ticked; return the minutes used."""
        minutes_before, ticks_before = self.desk.minutes, self.desk.ticks
        self.desk.chosen = 0
        self.specialist.works(self.desk, minutes=minutes)
        if self.desk.ticks > ticks_before:
            self._round(ACT)
            self._until(self.desk.now + GRACE)
            self._round(ACT)
        return self.desk.minutes - minutes_before

    def _round(self, jobs: Iterable[str]) -> None:
        wanted = set(jobs)
        names = [name for name in self.house.everything.jobs if name in wanted]
        if not names or not self.specialist.reads_the_sheet:
            return
        for name, receipt in self.house.once(*names, allow_large=True).items():
            self.problems += [f"{name}: {where}: {why}" for where, why in receipt.problems.items()]

    def _until(self, instant: datetime) -> None:
        seconds = instant.timestamp() - self.house.sandbox.clock.now()
        if seconds > 0:
            self.house.sandbox.advance(seconds)


def _seen_by(house: House) -> frozenset[str]:
    world = house.sandbox.world
    now = house.sandbox.clock.now()
    cases = {
        case.dispute_id
        for case in world.cases.values()
        if case.status is not Status.OPEN
        and not (case.status is Status.SELLERS_TURN and case.due_at and case.due_at > now)
    }
    charged = [case for listed in world.chargebacks.values() for case in listed]
    by_card = {f"SH-{case.number}" for case in charged if case.status != "NEEDS_RESPONSE"}
    reviews = {review.review_id for listed in world.reviews.values() for review in listed}
    return frozenset(cases | by_card | reviews | set(world.conversations))


def begun(house: House, specialist: Specialist) -> Season:
    """Return a season that is about to begin at *house*, set up and with the past in its tabs."""
    house.start_bot()
    house.provision()
    season = Season(house, specialist, Desk(house))
    house.once(*(name for name in house.everything.jobs if name in SYNC), allow_large=True)
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
        for due_at in case.missed if case.dispute_id in season.seen else ():
            turn_at, due = turns[case.dispute_id, due_at], datetime.fromtimestamp(due_at, UTC)
            begins = datetime.fromtimestamp(turn_at, UTC)
            if any(begins <= span.starts_at and span.ends_at <= due for span in season.shifts):
                found[case.dispute_id] = due
    return found
