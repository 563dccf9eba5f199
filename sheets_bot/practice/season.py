"""
How a script's shifts pass: in each the bot makes a round, the specialist works, the bot acts.

Coarse on purpose, so that weeks take minutes: between shifts nothing runs, and the world's clock
jumps. What the bot would do in more rounds it does in these.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from sheets_bot.domain.shifts import Span
from sheets_bot.practice.desk import Desk
from sheets_bot.practice.follower import Specialist
from sheets_bot.practice.place import ACT, GRACE, Place

SYNC = (
    "keep_settings", "keep_playbook", "keep_templates", "sync_orders", "sync_paypal_disputes",
    "sync_shopify_disputes", "sync_reviews", "sync_mailbox", "watch_orders", "join_orders",
    "gather_evidence", "advise_disputes", "write_drafts", "plan_today",
)  # fmt: skip
"""A round before work: what is new, whose it is, what to do about it. Jobs that do not exist are left out."""

REDRAFT = ("gather_evidence", "advise_disputes", "write_drafts", "plan_today")


@dataclass
class Season:
    """One specialist's time, as it went."""

    place: Place
    specialist: Specialist
    desk: Desk
    shifts: list[Span] = field(default_factory=list)

    def works(self, spans: Iterable[Span], *, told: Callable[[Span], None] = lambda _span: None) -> None:
        """Let shifts happen, one after the other; *told* hears of each that is over."""
        for span in spans:
            self._shift(span)
            told(span)

    def _shift(self, span: Span) -> None:
        # Before the shift, so that every draft has stood for the grace time when it is read.
        self.place.until(span.starts_at - GRACE)
        self._round(SYNC)
        self.place.until(span.starts_at)
        minutes = (span.ends_at - span.starts_at) // timedelta(minutes=1)
        used = self._works(minutes)
        if self.desk.chosen:
            # An action that was chosen and not yet ticked gets its draft, and is read again.
            self._round(REDRAFT)
            self.place.until(self.place.now + GRACE)
            self._works(minutes - used)
        self.place.until(span.ends_at)
        self.shifts.append(span)

    def _works(self, minutes: int) -> int:
        """Let the specialist work, and the bot carry out what was ticked; return the minutes used."""
        minutes_before, ticks_before = self.desk.minutes, self.desk.ticks
        self.desk.chosen = 0
        self.specialist.works(self.desk, minutes=minutes)
        if self.desk.ticks > ticks_before:
            self._round(ACT)
            self.place.until(self.place.now + GRACE)
            self._round(ACT)
        return self.desk.minutes - minutes_before

    def _round(self, jobs: Iterable[str]) -> None:
        if self.specialist.reads_the_sheet:
            self.place.round(jobs)
