"""
The jobs of shops, reviews and mails, and those that join them: killed about every write, and started again.

The promise and the means are those of `test_killed_at_every_request.py`; see there and `killing.py`. Kills
before a mere read all leave the same, so of those one in eight is tried.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from killing import FEW_CELLS_PER_WRITE, Stand, check_kills, judge_of_the_log, moments_that_differ
from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.world.brands import BRANDS

pytestmark = pytest.mark.slow
TINY_BRAND = replace(BRANDS[0], orders_per_week=10, dispute_share=0.1)
DAY_SECONDS = 86_400.0

SHOP = ("sync_orders", "watch_orders")
CHARGEBACKS = ("sync_shopify_disputes", "sync_paypal_disputes")
REVIEWS = ("sync_reviews", "sweep_reviews")
MAIL = ("sync_mailbox",)
JOIN = ("join_orders", "plan_today")
ORDER = (SHOP, CHARGEBACKS, REVIEWS, MAIL, JOIN)
named = pytest.mark.parametrize("jobs", ORDER, ids=lambda jobs: jobs[0])
DAILY = (SHOP, JOIN)
"""Killed in every run of the tests: those that write the most rows, and into the tabs of others."""


@pytest.fixture
def stand(tmp_path) -> Iterator[Stand]:
    with start(weeks=1, running=False, brands=(TINY_BRAND,)) as sandbox:
        stand = Stand(sandbox, tmp_path)
        stand.runs("init")
        yield stand
        stand.person.leave()


def run_before(stand: Stand, jobs: tuple[str, ...]) -> None:
    """Run, unhurt, what comes before some jobs and is needed by them."""
    for earlier in ORDER[: ORDER.index(jobs)]:
        stand.runs("once", *earlier)


@pytest.mark.long
@named
def test_a_first_run_survives_the_kills_about_its_writes(stand, jobs):
    run_before(stand, jobs)

    check_kills(stand, "once", *jobs, judge=judge_of_the_log(stand), moments=moments_that_differ)


@pytest.mark.parametrize(
    "jobs",
    [pytest.param(jobs, marks=() if jobs in DAILY else pytest.mark.long) for jobs in ORDER],
    ids=lambda jobs: jobs[0],
)
def test_a_run_days_later_in_many_small_writes_survives_the_kills_about_them(stand, jobs):
    for first in ORDER:
        stand.runs("once", *first)
    stand.sandbox.advance(3 * DAY_SECONDS)
    run_before(stand, jobs)
    stand.environment.update(FEW_CELLS_PER_WRITE)

    check_kills(stand, "once", *jobs, judge=judge_of_the_log(stand), moments=moments_that_differ)
