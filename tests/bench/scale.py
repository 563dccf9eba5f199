"""
What a company of 1, 20, 200 and 2,000 brands needs, and which limit comes first: `python tests/bench/scale.py`.

First measures: one hour of the whole bot with four brands in a spreadsheet, and with one (`bench_hour.py`), call
by call. Then simulates the hardest hours of a day at each size (`bench_scale.py`), until nothing is late. A call
is taken to last as long as `--latency` says, and what our own work costs is the processor's time of the measured
hour, the imitated world's share included. Daily jobs are not in that hour; each counts as one read, one write
and the longest of the measured runs.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from bench_hour import BRANDS_IN_A_SPREADSHEET, Hour, a_company
from bench_scale import OUR_CALLS_A_MINUTE, Cost, Day, SetUp, fewest, most_spreadsheets
from bench_table import show
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.service.job import Job
from steady_hour import HOURS_A_YEAR, TRUSTPILOT_A_YEAR, TRUSTPILOT_IN_FIVE_MINUTES

SIZES = (1, 20, 200, 2_000)
SLOTS_OF_A_WORKER = 4
ACCOUNTS_IN_A_PROJECT = 6
"""Six times 50 calls a minute are the 300 that Google allows a project."""
TRANSACTIONS_A_RUN = 40
"""In the database, as `queue_throughput.py` measured, the looks of idle workers in it."""
LOOKS_A_SECOND = 4
"""Statements of a worker that has nothing to do: a look every half second, in two statements."""
TRANSACTIONS_A_SECOND = 1_000
"""What a small PostgreSQL is good for; ours, and careful."""


@dataclass(frozen=True)
class Figures:
    """What was measured of one spreadsheet."""

    in_one: int
    """Brands in it."""
    costs: Mapping[str, Cost]
    trustpilot_a_brand: float
    """Calls in an hour."""
    processor_seconds: float
    """Of a run, on average."""


def figures_of(
    hour: Hour, jobs: Sequence[Job], *, latency_seconds: float, processor_seconds: float
) -> Figures:
    """Return the averages of an hour, job by job."""
    by_job = defaultdict(list)
    for turn in hour.turns:
        by_job[turn.job].append(turn)
    fetches = Counter(line.service for line in hour.lines)
    others = sum(fetches.values()) - fetches["sheets"] - fetches["google-token"]
    a_run = processor_seconds / len(hour.turns)
    # Which job asked a platform the journal does not say; all brands of a spreadsheet are asked side by side.
    asking = [turn for turn in hour.turns if turn.job.startswith(("sync_", "update_"))]
    waits = latency_seconds * others / hour.brands / max(len(asking), 1) * hour.spreadsheets
    costs = {}
    for job in jobs:
        turns = by_job.get(job.name, ())
        reads = sum(turn.reads for turn in turns) / len(turns) if turns else 1.0
        writes = sum(turn.writes for turn in turns) / len(turns) if turns else 1.0
        asks = job.name.startswith(("sync_", "sweep_", "update_"))
        seconds = a_run + latency_seconds * (reads + writes) + (waits if asks else 0.0)
        costs[job.name] = Cost(job.every, reads, writes, seconds)
    calls = len(hour.calls("trustpilot")) / hour.brands
    return Figures(hour.brands // hour.spreadsheets, costs, calls, a_run)


def measured(in_one: int, *, latency_seconds: float) -> Figures:
    """Measure an hour of so many brands in one spreadsheet."""
    with a_company(BRANDS[:in_one], weeks=2) as company:
        hour_began = time.process_time()
        hour = company.steady_hour()
        spent = time.process_time() - hour_began
        # The first run of everything is in the time as well: an upper bound.
        return figures_of(hour, company.jobs, latency_seconds=latency_seconds, processor_seconds=spent)


@dataclass(frozen=True)
class Need:
    """What a company of a size needs."""

    brands: int
    set_up: SetUp
    day: Day

    @property
    def workers(self) -> int:
        """Processes with four runs side by side each."""
        return self.set_up.slots // SLOTS_OF_A_WORKER

    @property
    def transactions_a_second(self) -> float:
        """In the database, in the hardest minute as on average: the accounts' turns even them out."""
        return self.day.runs * TRANSACTIONS_A_RUN / (4 * 3600) + self.workers * LOOKS_A_SECOND


def needs(figures: Figures, sizes: Sequence[int]) -> list[Need]:
    """Return what each size needs."""
    found = []
    for brands in sizes:
        set_up, day = fewest(
            figures.costs, ceil(brands / figures.in_one), slots_of_a_worker=SLOTS_OF_A_WORKER
        )
        found.append(Need(brands, set_up, day))
    return found


def print_needs(figures: Figures, found: Sequence[Need]) -> None:
    """Print the table of sizes."""
    header = (
        "brands",
        "spreadsheets",
        "runs/hour",
        "reads/hour",
        "writes/hour",
        "accounts",
        "projects",
        "busiest account",
        "workers",
        "runs at once",
        "latest",
        "database/s",
        "Trustpilot/year",
    )
    show(
        f"{figures.in_one} brand(s) in a spreadsheet, from three to seven in the morning, nothing late",
        header,
        [
            (
                f"{need.brands:,}",
                f"{need.set_up.spreadsheets:,}",
                f"{need.day.runs / 4:,.0f}",
                f"{need.day.reads / 4:,.0f}",
                f"{need.day.writes / 4:,.0f}",
                f"{need.set_up.accounts}",
                f"{ceil(need.set_up.accounts / ACCOUNTS_IN_A_PROJECT)}",
                f"{need.day.busiest_account_reads:.0f} of 60",
                f"{need.workers}",
                f"{need.day.busy_seconds / (4 * 3600):.1f}",
                f"{need.day.latest / timedelta(minutes=1):.0f} min",
                f"{need.transactions_a_second:,.0f}",
                f"{need.brands * figures.trustpilot_a_brand * HOURS_A_YEAR:,.0f}",
            )
            for need in found
        ],
    )


def limits(figures: Figures) -> list[tuple[str, float, str]]:
    """Return how many brands each limit is good for, the tightest first: what it is, brands, the way out."""
    an_hour = {
        job: timedelta(hours=1) / cost.every
        for job, cost in figures.costs.items()
        if isinstance(cost.every, timedelta)
    }
    runs = sum(an_hour.values())
    plenty = 10_000
    quickest = {job: cost for job, cost in figures.costs.items() if cost.every == timedelta(minutes=5)}
    by_thread = min(300 / cost.seconds for cost in quickest.values())
    by_processor = 3600 / (runs * figures.processor_seconds)
    one_account = most_spreadsheets(figures.costs, accounts=1, slots=plenty)
    one_project = one_account * ACCOUNTS_IN_A_PROJECT
    by_worker = most_spreadsheets(figures.costs, accounts=100, slots=SLOTS_OF_A_WORKER)
    by_database = TRANSACTIONS_A_SECOND * 3600 / (runs * TRANSACTIONS_A_RUN)
    trustpilot = max(figures.trustpilot_a_brand, 1e-9)
    found = [
        (f"one service account at {OUR_CALLS_A_MINUTE} calls a minute", one_account, "a second account"),
        ("one Google Cloud project, six accounts", one_project, "a second project, or a raised quota"),
        ("one process: a job goes through its spreadsheets in five minutes", by_thread, "workers"),
        ("one process: one processor", by_processor, "workers"),
        (f"one worker, {SLOTS_OF_A_WORKER} runs at once", by_worker, "more workers"),
        ("one small PostgreSQL", by_database, "a larger one"),
    ]
    brands = [(what, count * figures.in_one, way) for what, count, way in found]
    brands += [
        (
            "Trustpilot's allowance of a year, one contract for all brands",
            TRUSTPILOT_A_YEAR / (trustpilot * HOURS_A_YEAR),
            "a contract a brand, or a longer interval",
        ),
        (
            "Trustpilot's pace, all brands under one key",
            TRUSTPILOT_IN_FIVE_MINUTES / (trustpilot / 12),
            "a key a brand",
        ),
    ]
    return sorted(brands, key=lambda one: one[1])


def print_limits(figures: Figures) -> None:
    """Print what ends first."""
    show(
        f"Which limit comes first, {figures.in_one} brand(s) in a spreadsheet",
        ("limit", "good for brands", "then"),
        [(what, f"{brands:,.0f}", way) for what, brands, way in limits(figures)],
    )


def main() -> None:
    """Measure, simulate and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--latency", type=float, default=0.3, help="seconds a call to a service takes")
    given = options.parse_args()
    for in_one in (BRANDS_IN_A_SPREADSHEET, 1):
        figures = measured(in_one, latency_seconds=given.latency)
        show(
            f"Measured: one run, {in_one} brand(s) in a spreadsheet",
            ("job", "every", "reads", "writes", "seconds"),
            [
                (job, cost.every, f"{cost.reads:.2f}", f"{cost.writes:.2f}", f"{cost.seconds:.1f}")
                for job, cost in figures.costs.items()
            ],
        )
        print_needs(figures, needs(figures, SIZES))
        print_limits(figures)


if __name__ == "__main__":
    main()
