"""
Every weekly number of a year of four brands, held against the world's truth; prints a table.

    PYTHONPATH=tests/acceptance python tests/bench/season_of_metrics.py [WEEKS [ORDERS_A_WEEK]]

The small season of the suite is `tests/acceptance/test_all_metrics_equal_truth.py`, whose tests are run here on a
world of 52 weeks and four brands, with 60 orders a week and brand unless told otherwise. Takes some minutes. Exit
status 1 where a number differs.
"""

import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

import test_all_metrics_equal_truth as small
from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.world.brands import BRANDS
from whole_bot import House


def main(weeks: int = 52, orders_a_week: int = 60) -> int:
    """Live through the season, compare, and print what was compared."""
    began = time.monotonic()
    brands = [replace(brand, orders_per_week=orders_a_week) for brand in BRANDS]
    with ExitStack() as stack:
        sandbox = stack.enter_context(start(weeks=weeks - 5, running=False, brands=brands, hostility="none"))
        season = small.Season(House(sandbox, sandbox.config, stack))
    wrong = 0
    for name, test in vars(small).items():
        if name.startswith("test_"):
            try:
                test(season)
            except AssertionError as error:
                wrong += 1
                print(f"{name}: {error}")
    for metric, number in sorted(season.checked.items()):
        print(f"{metric:28} {number:5} numbers held against the truth")
    print(f"{weeks} weeks, {len(brands)} brands, {len(season.lines)} lines, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
