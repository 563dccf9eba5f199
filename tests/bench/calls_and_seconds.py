"""
Calls, bytes and seconds of one run, ours beside others': `python tests/bench/calls_and_seconds.py`.

One tab of 10,000 rows, of which 200 change and 50 are new, against one sandbox on loopback that
answers each call after 150 ms. Calls and bytes are those that the sandbox's journal counted. "Cold" starts
with signing in; "warm" is the second run of a program that stays up. Then the same once more with a person who
sorts the tab after the program has read it, and ours alone from 100 to 50,000 rows.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from bench_contenders import CONTENDERS, Contender, SheetsBot
from bench_table import megabytes, show
from bench_tracker import Calls, Task, Tracker, Verdict, a_task, calls_since, last_line
from sheets_bot.sandbox.app import Sandbox, start
from tracker import BusyDoor, busy_door


@dataclass(frozen=True)
class Measured:
    """One run of one contender."""

    seconds: float
    calls: Calls


@dataclass(frozen=True)
class Result:
    """All runs of one contender."""

    name: str
    cold: Measured
    """Sign in, find the tab, bring it in line."""
    verdict: Verdict
    idle: Measured
    """The same again, with nothing to do."""
    warm: Measured
    """The next changes and new rows, by the same program."""
    sorted_verdict: Verdict
    """What became of the tab when a person sorted it in between, after the next run too."""
    sorted_calls: Calls


@contextmanager
def slow(sandbox: Sandbox, latency_seconds: float) -> Iterator[None]:
    """Let each call take as long as over a real network."""
    sandbox.change_settings({"latency_seconds": latency_seconds})
    yield
    sandbox.change_settings({"latency_seconds": 0.0})


def measured(sandbox: Sandbox, work: Callable[[], object]) -> Measured:
    """Run something and count what it asked for."""
    mark = last_line(sandbox)
    start_at = time.perf_counter()
    work()
    return Measured(time.perf_counter() - start_at, calls_since(sandbox, mark))


def compete(
    door: BusyDoor, sandbox: Sandbox, kind: type[Contender], task: Task, latency_seconds: float
) -> Result:
    """Let one contender do the task in spreadsheets of its own."""
    contender = kind()
    with Tracker(door, sandbox, task) as tracker:

        def from_nothing() -> None:
            contender.open(sandbox, tracker.spreadsheet_id)
            contender.run(task.after)

        with slow(sandbox, latency_seconds):
            cold = measured(sandbox, from_nothing)
            idle = measured(sandbox, lambda: contender.run(task.after))
        verdict = tracker.verdict(task.after)
        with slow(sandbox, latency_seconds):
            warm = measured(sandbox, lambda: contender.run(task.later))
        contender.close()
    sorted_verdict, sorted_calls = disturbed(door, sandbox, kind, task)
    return Result(contender.name, cold, verdict, idle, warm, sorted_verdict, sorted_calls)


def disturbed(door: BusyDoor, sandbox: Sandbox, kind: type[Contender], task: Task) -> tuple[Verdict, Calls]:
    """Let a person sort the tab between a contender's read and its write."""
    contender = kind()
    with Tracker(door, sandbox, task) as tracker:
        contender.open(sandbox, tracker.spreadsheet_id)
        tracker.sort_before_the_first_write()
        counted = measured(sandbox, lambda: contender.run(task.after))
        contender.close()
        return tracker.verdict(task.after), counted.calls


def scale(
    door: BusyDoor, sandbox: Sandbox, sizes: Sequence[int], latency_seconds: float
) -> Iterator[tuple[str, ...]]:
    """Run ours on tabs of several sizes, two rows in a hundred changed."""
    for size in sizes:
        task = a_task(size, changed=size // 50, new=size // 200)
        bot = SheetsBot()
        with Tracker(door, sandbox, task) as tracker:
            bot.open(sandbox, tracker.spreadsheet_id)
            bot.run(task.before)
            with slow(sandbox, latency_seconds):
                busy = measured(sandbox, partial(bot.run, task.after))
                idle = measured(sandbox, partial(bot.run, task.after))
            bot.close()
        sent, received = megabytes(busy.calls.sent_bytes), megabytes(busy.calls.received_bytes)
        times = f"{busy.seconds:.2f}", f"{idle.seconds:.2f}"
        yield f"{size:,}", busy.calls.words, sent, received, times[0], idle.calls.words, times[1]


def print_results(results: Sequence[Result], title: str) -> None:
    """Print what was measured, ours as the unit."""
    ours = results[0]
    show(
        f"{title}: a run with changes, and one without",
        ("", "cold", "sent", "received", "seconds", "ratio", "warm", "seconds", "ratio", "no change", "seconds"),
        [
            (
                result.name, result.cold.calls.words, megabytes(result.cold.calls.sent_bytes),
                megabytes(result.cold.calls.received_bytes), f"{result.cold.seconds:.2f}",
                f"{result.cold.seconds / ours.cold.seconds:.1f}", result.warm.calls.words,
                f"{result.warm.seconds:.2f}", f"{result.warm.seconds / ours.warm.seconds:.1f}",
                result.idle.calls.words, f"{result.idle.seconds:.2f}",
            )
            for result in results
        ],
    )  # fmt: skip
    print(
        "\n  Calls and bytes are those to Sheets, bytes before compression. gspread-pandas also asks Drive for the"
        "\n  root folder at sign-in; the sandbox does not imitate that, so the benchmark answers it at once."
    )
    header = ("", "the person's notes", "the bot's cells", "rows", "the person's order")
    show(f"{title}: what stands there afterwards", header, [(r.name, *r.verdict.words) for r in results])
    show(
        f"{title}: the same when the person sorted between read and write",
        (*header, "calls"),
        [(r.name, *r.sorted_verdict.words, r.sorted_calls.words) for r in results],
    )


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=10_000)
    options.add_argument("--changed", type=int, default=200)
    options.add_argument("--new", type=int, default=50)
    options.add_argument("--latency-seconds", type=float, default=0.15)
    options.add_argument("--sizes", type=int, nargs="*", default=[100, 1_000, 10_000, 50_000])
    given = options.parse_args()
    task = a_task(given.rows, changed=given.changed, new=given.new)
    with start(empty=True) as sandbox, busy_door(sandbox) as door:
        results = [compete(door, sandbox, kind, task, given.latency_seconds) for kind in CONTENDERS]
        latency = f"{given.latency_seconds:g} s a call"
        print_results(
            results, f"{given.rows:,} rows, {given.changed:,} changed, {given.new:,} new, {latency}"
        )
        show(
            f"sheets_bot, warm, 2 in 100 rows changed, {latency}",
            ("rows", "with changes", "sent", "received", "seconds", "without", "seconds"),
            scale(door, sandbox, given.sizes, given.latency_seconds),
        )


if __name__ == "__main__":
    main()
