"""
Killed at every request: SIGKILL before and after the effect of each call, and then simply started again.

`sheets-bot` runs as a real process against the imitated world (`killing.py`). When its n-th request arrives,
for every n there is, it is killed: once before the service does anything, and where the request writes, once
more after the write and before the answer leaves. Started again and left in peace, it must end in the very
state of a bot that was never killed, cell for cell and format for format, with no row doubled and with a
`Bot log` in which every line has its change and every change its line.

A run of every day leaves the weekly numbers out, whose every run takes seconds, and tries all moments about a
write and one read in eight; `--long` tries every request of all.

Here the jobs around PayPal; those of the other sources are in `test_killed_in_new_jobs.py`.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from killing import (
    FEW_CELLS_PER_WRITE,
    Stand,
    check_kills,
    every_moment,
    judge_of_the_log,
    moments_that_differ,
)
from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.world.brands import BRANDS
from whole_bot import WHOLE_DAY

pytestmark = pytest.mark.slow
SMALL_BRAND = replace(BRANDS[0], orders_per_week=30, dispute_share=0.06)
WEEK_SECONDS = 7 * 86_400.0


@pytest.fixture
def stand(tmp_path) -> Iterator[Stand]:
    with start(weeks=1, running=False, brands=(SMALL_BRAND,)) as sandbox:
        stand = Stand(sandbox, tmp_path)
        yield stand
        stand.person.leave()


@pytest.mark.long
def test_a_first_run_that_fills_the_tabs_survives_every_kill(stand):
    stand.runs("init")

    check_kills(stand, "once", *WHOLE_DAY, judge=judge_of_the_log(stand))


def test_a_later_run_with_changed_cells_and_new_rows_survives_every_kill(stand, pytestconfig):
    stand.runs("init")
    stand.runs("once", *WHOLE_DAY)
    stand.sandbox.advance(WEEK_SECONDS)
    stand.environment.update(FEW_CELLS_PER_WRITE)

    whole = pytestconfig.getoption("--long")
    jobs = WHOLE_DAY if whole else [job for job in WHOLE_DAY if job != "weekly_metrics"]
    moments = every_moment if whole else moments_that_differ
    check_kills(stand, "once", *jobs, judge=judge_of_the_log(stand), moments=moments)


@pytest.mark.long
def test_the_provisioning_of_an_empty_spreadsheet_survives_every_kill(stand):
    check_kills(stand, "init", judge=lambda: None)
