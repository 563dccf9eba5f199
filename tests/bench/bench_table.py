"""
What the benchmarks share: a clock that takes the best of some rounds, and a table on the terminal.

Best, not mean: other programs on the machine can only make a round slower. No
benchmark asserts a time; people read the table, `test_bench_smoke.py` asserts counts.
"""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

Made = TypeVar("Made")


def best_of(
    rounds: int, work: Callable[[], Made], *, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, Made]:
    """
    Return the shortest time of some rounds, in seconds, and what the last round made.

    Args:
        rounds: How often it is done.
        work: What is done.
        clock: The wall's; `time.process_time` counts this process alone, where others are at work.
    """
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        start = clock()
        made = work()
        best = min(best, clock() - start)
    return best, made


def show(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table with a title, the columns as wide as they need to be."""
    lines = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(header))]
    print(f"\n{title}\n")
    for number, line in enumerate(lines):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))


def megabytes(size_bytes: float) -> str:
    """Say a size in millions of bytes, with as many places as it takes to tell it from nothing."""
    return f"{size_bytes / 1e6:,.{1 if size_bytes >= 1e6 else 3}f} MB"
