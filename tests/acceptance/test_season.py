"""
Promise: whoever follows the sheet in the given shifts misses no PayPal date that fell after a shift, and keeps
clearly more money than one who answers at random or never. `tests/bench/bench_season.py` runs the half year.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from season import begun, passes
from season.others import AtRandom, Silent
from season.result import Result, result_of, table_of
from sheets_bot.practice.follower import Follower, Specialist
from sheets_bot.practice.season import Season
from sheets_bot.practice.seen import seen_in
from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.world.brands import BRANDS, Brand
from whole_bot import House

pytestmark = pytest.mark.long

BRAND = replace(BRANDS[0], orders_per_week=6, dispute_share=0.7)
"""Small, so that a shift costs seconds; with trouble enough for a few cases a week."""
WEEKS_OF_WORK = 2
UNTIL_DECIDED = timedelta(weeks=8)
"""Afterwards nobody works any more; PayPal and the banks decide what is still open."""


def lived(
    stack: ExitStack, specialist: Specialist, *brands: Brand, weeks: float = WEEKS_OF_WORK, seed: int = 7
) -> Season:
    """Return a season that has passed."""
    sandbox = stack.enter_context(start(weeks=2, brands=brands, running=False, seller="stops", seed=seed))
    season = begun(House(sandbox, sandbox.config, stack), specialist)
    passes(season, weeks=weeks)
    return season


@pytest.fixture(scope="module")
def seasons() -> Iterator[Mapping[str, Season]]:
    with ExitStack() as stack:
        yield {one.name: lived(stack, one, BRAND) for one in (Follower(), AtRandom(), Silent())}


@pytest.fixture(scope="module")
def results(seasons: Mapping[str, Season]) -> Mapping[str, Result]:
    found = {}
    for name, season in seasons.items():
        place = season.place
        seen = seen_in(place.sandbox.world)
        place.until(place.now + UNTIL_DECIDED)
        found[name] = result_of(season, seen)
    print(table_of(list(found.values())))
    return found


def test_no_paypal_date_that_fell_after_a_shift_is_missed_by_who_follows(results):
    assert results["follows the sheet"].missed == 0
    assert results["silent"].missed > 0


def test_who_follows_keeps_clearly_more_money(results):
    follower = results["follows the sheet"]

    for other in ("at random", "silent"):
        assert follower.kept_share > results[other].kept_share + 0.1, table_of(list(results.values()))


def test_the_bot_has_nothing_to_complain_of(seasons):
    assert seasons["follows the sheet"].place.problems == []


def test_nobody_works_longer_than_the_shifts(seasons):
    for season in seasons.values():
        minutes = sum((span.ends_at - span.starts_at).total_seconds() for span in season.shifts) / 60
        assert season.desk.minutes <= minutes


def test_who_follows_says_nothing_that_trustpilot_warns_of(results):
    assert results["follows the sheet"].warnings == 0
