"""
A company of any size on paper: what its day asks of Google, of workers and of the database. Pure.

The timetable, its slots and their spreading are the bot's own; what a run costs comes as figures that somebody
measured (`scale.py`). A minute is the smallest step. A run waits for its turn at its service account (reads and
writes apart), for a worker, and for the run before it in the same spreadsheet; while one waits, its job is not
queued again. The hours simulated are those about the daily jobs, the hardest of the day.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.service.rounds import offset
from sheets_bot.service.timetable import Every, next_slot_at

FROM, UNTIL = datetime(2026, 11, 23, 3, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
OUR_CALLS_A_MINUTE = 50
"""Reads of a service account, and as many writes, as `[sheets]` has them; Google allows 60."""
PROJECT_CALLS_A_MINUTE = 300
"""Of all service accounts of a Google Cloud project together (Sheets API, usage limits)."""
LATE = timedelta(minutes=5)
"""Ours: a run later than this after its slot says that something is too small."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a job costs, in one spreadsheet, on average."""

    every: Every
    reads: float
    writes: float
    seconds: float
    """From its start to its end, waits for turns at Google left out."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """How many of what work together."""

    spreadsheets: int
    accounts: int
    slots: int
    """Runs that go on at the same time, over all workers."""


@dataclass(slots=True)
class Run:
    """A run that waits."""

    job: str
    spreadsheet: int
    due_at: datetime


@dataclass
class Day:
    """What came of the simulated hours."""

    runs: int = 0
    passed_over: int = 0
    """Slots of jobs whose last run was still waiting."""
    latest: timedelta = timedelta(0)
    """After its slot, of the jobs with an interval; daily ones have all morning."""
    latest_daily: timedelta = timedelta(0)
    busiest_account_reads: float = 0.0
    """In any minute."""
    busiest_project_calls: float = 0.0
    """Reads in any minute, six accounts to a project."""
    busy_seconds: float = 0.0
    reads: float = 0.0
    writes: float = 0.0
    waiting: dict[int, deque[Run]] = field(default_factory=dict, repr=False)

    @property
    def is_fine(self) -> bool:
        """True where no run of an interval was late, and none passed over."""
        return self.latest <= LATE and not self.passed_over


def simulated(costs: Mapping[str, Cost], set_up: SetUp) -> Day:
    """Return what the hours from three to seven amount to."""
    day = Day(waiting={account: deque() for account in range(set_up.accounts)})
    waits: set[tuple[str, int]] = set()
    turns = [{"reads": 0.0, "writes": 0.0} for _ in range(set_up.accounts)]
    slots_at = _slots(costs, set_up.spreadsheets)
    seconds_over = 0.0
    now = FROM
    while now < UNTIL:
        for job, spreadsheet in slots_at.get(now, ()):
            if (job, spreadsheet) in waits:
                day.passed_over += 1
            else:
                waits.add((job, spreadsheet))
                day.waiting[spreadsheet % set_up.accounts].append(Run(job, spreadsheet, now))
        seconds_over = _one_minute(costs, set_up, day, waits, turns, now, seconds_over)
        now += MINUTE
    return day


def _slots(costs: Mapping[str, Cost], spreadsheets: int) -> dict[datetime, list[tuple[str, int]]]:
    """Return what comes up in each minute, spreadsheet by spreadsheet, as the leader finds it at its tick."""
    found: dict[datetime, list[tuple[str, int]]] = {}
    for job, cost in costs.items():
        clock_times = list(_slots_of(cost.every, timedelta(0)))
        for spreadsheet in range(spreadsheets):
            later = offset(cost.every, spreadsheet, spreadsheets)
            slots = _slots_of(cost.every, later) if later else clock_times
            for slot in slots:
                tick = FROM + -(-(slot - FROM) // MINUTE) * MINUTE
                found.setdefault(tick, []).append((job, spreadsheet))
    for line in found.values():
        line.sort(key=lambda one: one[1])
    return found


def _slots_of(every: Every, later: timedelta) -> Iterator[datetime]:
    slot = next_slot_at(every, now=FROM - later, zone=ZONE) + later
    while slot < UNTIL:
        yield slot
        slot = next_slot_at(every, now=slot - later, zone=ZONE) + later


def _one_minute(
    costs: Mapping[str, Cost],
    set_up: SetUp,
    day: Day,
    waits: set[tuple[str, int]],
    turns: Sequence[dict[str, float]],
    now: datetime,
    seconds_over: float,
) -> float:
    """Let a minute pass, and return the seconds of work that reach into the next one."""
    seconds_left = 60.0 * set_up.slots - seconds_over
    reads = [0.0] * set_up.accounts
    for account, line in day.waiting.items():
        # An unused part of a turn is kept: costs are averages.
        left = turns[account]
        for kind in left:
            left[kind] = min(left[kind], 1.0) + OUR_CALLS_A_MINUTE
        busy: dict[int, float] = {}
        held: deque[Run] = deque()
        while line and seconds_left > 0:
            run = line.popleft()
            cost = costs[run.job]
            if busy.get(run.spreadsheet, 0.0) >= 60.0:
                held.append(run)
                continue
            if left["reads"] < cost.reads or left["writes"] < cost.writes:
                held.append(run)
                break
            left["reads"] -= cost.reads
            left["writes"] -= cost.writes
            seconds_left -= cost.seconds
            busy[run.spreadsheet] = busy.get(run.spreadsheet, 0.0) + cost.seconds
            reads[account] += cost.reads
            _note(day, cost, run, now)
            waits.discard((run.job, run.spreadsheet))
        line.extendleft(reversed(held))
    day.busiest_account_reads = max(day.busiest_account_reads, *reads)
    day.busiest_project_calls = max(
        day.busiest_project_calls, *(sum(reads[at : at + 6]) for at in range(0, len(reads), 6))
    )
    return max(-seconds_left, 0.0)


def _note(day: Day, cost: Cost, run: Run, now: datetime) -> None:
    day.runs += 1
    day.reads += cost.reads
    day.writes += cost.writes
    day.busy_seconds += cost.seconds
    if isinstance(cost.every, timedelta):
        day.latest = max(day.latest, now - run.due_at)
    else:
        day.latest_daily = max(day.latest_daily, now - run.due_at)


def fewest(costs: Mapping[str, Cost], spreadsheets: int, *, slots_of_a_worker: int) -> tuple[SetUp, Day]:
    """Return the smallest set-up whose day is fine: first enough accounts, then enough workers."""
    plenty = 10_000
    # Fewer than the average asks for cannot do.
    accounts = max(int(spreadsheets * _a_minute(costs, "reads") / OUR_CALLS_A_MINUTE), 1)
    while not simulated(costs, SetUp(spreadsheets, accounts, plenty)).is_fine:
        accounts += 1
    workers = max(int(spreadsheets * _a_minute(costs, "seconds") / 60 / slots_of_a_worker), 1)
    while not (
        day := simulated(costs, set_up := SetUp(spreadsheets, accounts, workers * slots_of_a_worker))
    ).is_fine:
        workers += 1
    return set_up, day


def _a_minute(costs: Mapping[str, Cost], what: str) -> float:
    """Return what the jobs with an interval ask in a minute for one spreadsheet, on average."""
    return sum(
        getattr(cost, what) * (MINUTE / cost.every)
        for cost in costs.values()
        if isinstance(cost.every, timedelta)
    )


def most_spreadsheets(costs: Mapping[str, Cost], *, accounts: int, slots: int) -> int:
    """Return how many spreadsheets a set-up is enough for, by halving from what the average lets hope for."""
    by_calls = accounts * OUR_CALLS_A_MINUTE / max(_a_minute(costs, what) for what in ("reads", "writes"))
    by_time = slots * 60 / _a_minute(costs, "seconds")
    fine, too_many = 0, int(min(by_calls, by_time)) + 2
    while too_many - fine > 1:
        middle = (fine + too_many) // 2
        if simulated(costs, SetUp(middle, accounts, slots)).is_fine:
            fine = middle
        else:
            too_many = middle
    return fine
