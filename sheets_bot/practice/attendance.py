"""
A person's shifts: the bot stays at work around somebody at the spreadsheet, and acts before the clock jumps.

The world's clock runs, and the bot does what is due, one job after the other. When the person presses "Next
shift", it first carries out what was ticked, and before each shift that begins on the way it makes its round:
a world that jumps over a night must not jump over the bot. Knows nothing of what the person does.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sheets_bot.domain.shifts import Span
from sheets_bot.practice.place import GRACE, Place
from sheets_bot.sandbox.clock import LONGEST_JUMP_SECONDS
from sheets_bot.sandbox.orders import BadOrder
from sheets_bot.service.clock import machine_clock
from sheets_bot.service.health import Health
from sheets_bot.service.job import Job
from sheets_bot.service.rounds import Rounds

TICK_SECONDS = 2
HUNG_AFTER_SECONDS = 600

Told = Callable[[Span], None]


class Attendance:
    """Some shifts at one place; safe to use from several threads, of which one works at a time."""

    def __init__(
        self, place: Place, shifts: Sequence[Span], jobs: Sequence[Job], *, sync: Told, ended: Told
    ) -> None:
        """
        Prepare, let nothing pass.

        Args:
            place: Where the person works; it must be before the first shift, with tabs that are set up.
            shifts: In order of time.
            jobs: What is kept at work within a shift, each when it is due.
            sync: Makes the round before a shift.
            ended: Hears of each shift that is over.
        """
        self.over = threading.Event()
        """Set when the last shift has ended."""
        self.past: list[Span] = []
        self._place = place
        self._left = list(shifts)
        self._sync, self._ended = sync, ended
        self._jobs = tuple(jobs)
        self._is_ready = False
        self._lock = threading.RLock()
        health = Health(TICK_SECONDS, HUNG_AFTER_SECONDS, started_at=machine_clock())
        self._rounds = Rounds([place.bot], clock=lambda: place.now, health=health)

    def begin(self) -> None:
        """Make the first round, let the first shift begin, and take over the button "Next shift"."""
        self._pass(self._left[0].starts_at)
        self._place.sandbox.leap = self.leap

    def attend(self, stop: threading.Event) -> None:
        """Let the bot do what is due, and notice what time it has become; *stop* ends it after a job."""
        for job in self._jobs:
            with self._lock:
                if not (self.over.is_set() or stop.is_set()):
                    self._rounds.tick(job)
        with self._lock:
            self._pass(self._place.now)

    def leap(self, seconds: float) -> None:
        """
        Let time pass with the bot at work; after the last shift no further.

        Raises:
            BadOrder: The last shift is over, or the clock cannot go so far, or back.
        """
        with self._lock:
            if self.over.is_set():
                raise BadOrder("The last shift is over; see the terminal. The clock did not move.")
            if not 0 < seconds <= LONGEST_JUMP_SECONDS:
                self._place.sandbox.advance(seconds)  # which knows what to say to that
                return
            target = self._place.now + timedelta(seconds=seconds)
            self._place.carry_out(until=target)
            self._pass(target)

    def next_shift(self) -> None:
        """
        Go to the start of the next shift; after the last one the practice is over.

        Raises:
            BadOrder: As `leap`.
        """
        with self._lock:
            coming = self._left[1:2] if self._is_ready else self._left[:1]
            end = coming[0].starts_at if coming else self._left[0].ends_at if self._left else self._place.now
            self.leap(max(0.0, (end - self._place.now).total_seconds()))

    def end(self) -> None:
        """End the practice: a shift that has begun ends now, and counts; no other begins."""
        with self._lock:
            if self._is_ready and not self.over.is_set():
                self._left = self._left[:1]
                self._place.carry_out(until=self._left[0].ends_at)
                self._pass(self._left[0].ends_at)
            self._left = []
            self.over.set()

    def _pass(self, target: datetime) -> None:
        """Live until *target*, with a round before each shift and an end after it."""
        while self._left:
            span = self._left[0]
            at = span.ends_at if self._is_ready else span.starts_at - GRACE
            if at > target:
                self._place.until(target)
                return
            self._place.until(at)
            if self._is_ready:
                self.past.append(self._left.pop(0))
                self._is_ready = False
                self._ended(span)
            else:
                self._sync(span)
                self._is_ready = True
        self.over.set()


def first_shifts(place: Place, count: int) -> list[Span]:
    """Return the next shifts that lie wholly ahead, as `Settings` says; fewer where they are rare."""
    now = place.now
    spans = place.rules().roster.spans_ending(after=now, until=now + timedelta(weeks=count + 1))
    return [span for span in spans if span.starts_at - GRACE >= now][:count]
