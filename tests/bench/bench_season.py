"""
Half a year of two brands, lived three times: by who follows the sheet, at random, and by nobody; prints the table.

    PYTHONPATH=.:tests/acceptance python tests/bench/bench_season.py [--weeks 26] [--seed 7]

Takes about a quarter of an hour for 26 weeks. `tests/acceptance/test_season.py` is the short version.
"""

import argparse
import logging
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from season import begun, passes
from season.others import AtRandom, Silent
from season.result import Result, result_of, table_of
from sheets_bot.practice.follower import Follower, Specialist
from sheets_bot.practice.seen import seen_in
from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.world.brands import BRANDS
from whole_bot import House

TWO_BRANDS = tuple(replace(brand, orders_per_week=25, dispute_share=0.09) for brand in BRANDS[:2])
"""Smaller than those of the demo, with more trouble: as many cases in fewer rows."""
UNTIL_DECIDED = timedelta(weeks=11)
"""Afterwards nobody works; PayPal and the banks, who take up to 75 days, decide what is open."""


def lived(specialist: Specialist, *, weeks: float, seed: int) -> Result:
    """Let one specialist live through the season, and count."""
    began = time.monotonic()
    with ExitStack() as stack:
        sandbox = stack.enter_context(
            start(weeks=4, brands=TWO_BRANDS, running=False, seller="stops", seed=seed)
        )
        season = begun(House(sandbox, sandbox.config, stack), specialist)
        passes(season, weeks=weeks)
        seen, place = seen_in(sandbox.world), season.place
        place.until(place.now + UNTIL_DECIDED)
        found = result_of(season, seen)
    print(
        f"{specialist.name}: {len(season.shifts)} shifts in {time.monotonic() - began:.0f} s", file=sys.stderr
    )
    for where, times in sorted(getattr(specialist, "stuck", {}).items()):
        print(f"  {times:4} x {where}", file=sys.stderr)
    for problem in sorted(set(season.place.problems))[:10]:
        print(f"  {problem}", file=sys.stderr)
    return found


def main() -> None:
    """Live through it three times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--weeks", type=float, default=26)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    specialists = (Follower(), AtRandom(), Silent())
    print(table_of([lived(one, weeks=asked.weeks, seed=asked.seed) for one in specialists]))


if __name__ == "__main__":
    main()
