"""
A soak: months of the whole bot at the default timetable, with faults, restarts and people: `python tests/bench/soak.py`.

A small brand trades, minute by minute the timetable says what is due, services fail at random and for hours,
a person works in the same spreadsheet (also between a run's reading and its writing), and every few days the
bot is started anew. The `Bot log` is full from the start, as after a year. At every tick every clock is looked
at, every hour the tab `Status`, every day all the rest: nothing doubled, nobody's cell hurt, every act told
truly. At the end the size of the bot's process must be flat. Anything wrong is printed and ends in exit status
1. The parts are the `soak_*.py` beside this file.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from bench_table import megabytes, show
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.brands import BRANDS
from soak_bot import BotProcess, Turn, Vitals
from soak_checks import Known, doubled_rows, flags_late, hurt_cells, untrue_status, wrong_acts
from soak_past import fill_the_log
from soak_person import SoakPerson
from soak_weather import Weather, fair_weather

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SMALL_BRAND = replace(BRANDS[0], orders_per_week=5, dispute_share=0.25)
"""Few orders, many disputes: what matters here is how often the bot runs, not over how many rows."""
LARGEST_GROWTH_SHARE = 0.1
"""Of the process, in memory and in live blocks, over the whole soak after the first days (ours)."""
MOST_NEW_FILES = 4.0
"""Connections that are kept open come and go."""


@dataclass(frozen=True)
class Plan:
    """How long, how fast, and how rough."""

    days: float = 90
    seed: int = 1
    tick: timedelta = MINUTE
    faults_a_day: float = 24
    outages_a_week: float = 3
    acts_a_day: float = 40
    """Things that the person does."""
    days_between_restarts: float = 3


@dataclass
class Day:
    """What one day amounted to."""

    number: int
    runs: int = 0
    failed: int = 0
    restarts: int = 0
    looked: int = 0
    """How often a case in its last shift was looked at."""
    faults: int = 0
    acts: int = 0
    letters: int = 0
    seconds: float = 0.0
    vitals: Vitals | None = None
    wrong: list[str] = field(default_factory=list)


class Soak:
    """One world, one bot, one person, and the clock that only moves when told."""

    def __init__(self, plan: Plan, sandbox: Sandbox, stack: ExitStack) -> None:
        """Set the spreadsheet up, with a bot that has not run yet."""
        self.plan = plan
        self.sandbox = sandbox
        self._die = Random(plan.seed)
        self.person = SoakPerson(sandbox, Random(plan.seed + 1), TRACKER_ID)
        stack.callback(self.person.leave)
        self.weather = Weather(
            sandbox,
            Random(plan.seed + 2),
            faults_a_day=plan.faults_a_day,
            outages_a_week=plan.outages_a_week,
        )
        self.known = Known({}, {})
        self._bot = BotProcess(sandbox.config)
        stack.callback(self._bot.stop)
        self._bot.begins(sandbox.clock.instant(), provision=True)
        fill_the_log(sandbox, TRACKER_ID)
        self._restart_at = sandbox.clock.instant() + timedelta(days=plan.days_between_restarts)
        self._meanwhile: list[Callable[[], None]] = []
        sandbox.switchboard.before_each.append(self._before)

    def days(self) -> Iterator[Day]:
        """Live through the days; each is looked at when it is over."""
        self._ticks(Day(0))  # everything for the first time, in fair weather and undisturbed
        ends_at = self.sandbox.clock.instant()
        for number in range(1, int(-(-self.plan.days // 1)) + 1):
            began = time.perf_counter()
            day = Day(number)
            ends_at += DAY if number <= self.plan.days else DAY * (self.plan.days % 1)
            while self.sandbox.clock.instant() < ends_at:
                self._lives(day)
            with fair_weather(self.sandbox):
                day.wrong += [
                    *doubled_rows(self.person),
                    *hurt_cells(self.person),
                    *wrong_acts(self.sandbox, self.person),
                ]
            day.acts, day.faults, day.letters = (
                self.person.done,
                self.weather.faults,
                len(self.person.letters),
            )
            day.vitals = self._bot.vitals()
            day.seconds = time.perf_counter() - began
            yield day

    def _lives(self, day: Day) -> None:
        """One tick of the timetable, with what happens around it."""
        step = self.plan.tick
        self.sandbox.advance(step.total_seconds())
        now = self.sandbox.clock.instant()
        self.weather.passes(now.timestamp(), step.total_seconds())
        with fair_weather(self.sandbox):
            for _ in range(self._how_many(self.plan.acts_a_day * (step / DAY))):
                if self._die.random() < 0.3:
                    self._meanwhile.append(partial(self.person.acts, now.timestamp(), gently=True))
                else:
                    self.person.acts(now.timestamp())
        if now >= self._restart_at:
            self._bot.begins(now)
            self._restart_at = now + timedelta(
                days=self.plan.days_between_restarts * self._die.uniform(0.5, 1.5)
            )
            day.restarts += 1
        self._ticks(day)
        with fair_weather(self.sandbox):
            self._looks(day, now)

    def _ticks(self, day: Day) -> None:
        turns: Sequence[Turn] = self._bot.ticks(self.sandbox.clock.instant())
        self.known.take(turns)
        self.weather.notes()
        day.runs += len(turns)
        day.failed += sum(not turn.ok for turn in turns)
        day.wrong += [
            f"{turn.at:%d %b %H:%M} {turn.job} crashed: {turn.crash}" for turn in turns if turn.crash
        ]

    def _looks(self, day: Day, now: datetime) -> None:
        looked, wrong = flags_late(self.sandbox, self.person, self.known, now, self.plan.tick)
        day.looked += looked
        day.wrong += wrong
        if now.minute < self.plan.tick / MINUTE:
            weather = self.weather
            day.wrong += untrue_status(
                self.person, self.known, now, weather.struck_at, weather.out, weather.out_since
            )

    def _how_many(self, expected: float) -> int:
        return int(expected) + (self._die.random() < expected % 1)

    def _before(self, call: Call) -> None:
        """Let the person act just before a write of the bot arrives; what comes without a token is their own."""
        if self._meanwhile and call.path.endswith(":batchUpdate") and "authorization" in call.headers:
            act = self._meanwhile.pop()
            with fair_weather(self.sandbox):
                act()


@contextmanager
def a_soak(plan: Plan) -> Iterator[Soak]:
    """Open one, on a Monday morning."""
    with ExitStack() as stack:
        sandbox = stack.enter_context(
            start(seed=plan.seed, weeks=2, running=False, brands=(SMALL_BRAND,), hostility="little")
        )
        yield Soak(plan, sandbox, stack)


def growth(values: Sequence[float]) -> float:
    """Return by how much a straight line through the values (least squares) rises from the first to the last."""
    n = len(values)
    if n < 2:
        return 0.0
    middle, mean = (n - 1) / 2, sum(values) / n
    slope = sum((at - middle) * (value - mean) for at, value in enumerate(values))
    slope /= sum((at - middle) ** 2 for at in range(n))
    return slope * (n - 1)


def not_flat(days: Sequence[Day]) -> list[str]:
    """Say in what the process has grown. The first fifth of the days is left out: it fills its caches."""
    found = [day.vitals for day in days[len(days) // 5 :] if day.vitals]
    wrong = []
    for name, sizes in (
        ("memory", [float(one.memory_bytes) for one in found]),
        ("live blocks", [float(one.live_blocks) for one in found]),
    ):
        share = growth(sizes) / (sum(sizes) / len(sizes))
        if share > LARGEST_GROWTH_SHARE:
            wrong.append(f"{name} grew by {share:.1%} over {len(sizes)} days")
    for name, counts in (
        ("files", [one.files for one in found]),
        ("threads", [one.threads for one in found]),
    ):
        if growth(counts) > MOST_NEW_FILES:
            wrong.append(f"open {name} grew by {growth(counts):.1f} over {len(counts)} days")
    return wrong


def line_of(day: Day) -> tuple[str, ...]:
    """Return a day as a line of the table."""
    vitals = day.vitals or Vitals(0, 0, 0, 0)
    return (
        str(day.number), f"{day.runs:,}", str(day.failed), str(day.faults), str(day.acts), str(day.letters),
        str(day.restarts), str(day.looked), megabytes(vitals.memory_bytes), f"{vitals.live_blocks:,}",
        str(vitals.files), str(vitals.threads), f"{day.seconds:.0f}", str(len(day.wrong)),
    )  # fmt: skip


HEADER = (
    "Day", "Runs", "Failed", "Faults", "By hand", "Ticked", "Restarts", "Clocks", "Memory", "Blocks",
    "Files", "Threads", "Seconds", "Wrong",
)  # fmt: skip


def main() -> int:
    """Read the command line, soak, and print; return the exit status."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    options.add_argument("--days", type=float, default=90)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--tick-minutes", type=float, default=1, help="1 is the default timetable, minute by minute"
    )
    given = options.parse_args()
    plan = Plan(days=given.days, seed=given.seed, tick=MINUTE * given.tick_minutes)
    days: list[Day] = []
    with a_soak(plan) as soak:
        for day in soak.days():
            days.append(day)
            print("  ".join(cell.rjust(8) for cell in line_of(day)), *day.wrong, sep="\n    ", flush=True)
        outages = soak.weather.outages
    show(f"{given.days:g} days, seed {given.seed}, {outages} outages", HEADER, [line_of(day) for day in days])
    wrong = [*(sentence for day in days for sentence in day.wrong), *not_flat(days)]
    print(f"\n  Faults, By hand and Ticked count up. {len(wrong)} things wrong.", *not_flat(days), sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
