"""The benchmark of the steady-state hour runs, with two tiny brands, and counts what it says. No times."""

import pytest

from bench_hour import Hour, a_company, some_brands
from steady_hour import print_hour, uses, worst

pytestmark = pytest.mark.long

BRANDS = 2
RUNS = {"keep_settings": 12, "join_orders": 6, "sync_paypal_disputes": 4, "sync_orders": 2, "sync_reviews": 1}
"""How often some jobs come up in an hour by their timetable."""


@pytest.fixture(scope="module")
def hour():
    with a_company(some_brands(BRANDS, orders_per_week=10), weeks=1) as company:
        return company.steady_hour()


def test_every_job_that_comes_up_in_the_hour_ran_at_its_time_and_well(hour: Hour):
    ran = [turn.job for turn in hour.turns]

    assert {job: ran.count(job) for job in RUNS} == RUNS
    assert len(ran) == hour.slots
    assert not any(job.startswith("sweep_") for job in ran)
    assert all(turn.ok for turn in hour.turns)
    assert max(turn.late.total_seconds() for turn in hour.turns) < 60


def test_every_source_was_asked_and_none_refused(hour: Hour):
    asked = {use.source: use for use in uses(hour)}

    assert not [use.source for use in asked.values() if use.refused]
    for source in ("Google Sheets, reads", "Google Sheets, writes", "PayPal", "Trustpilot, all brands"):
        assert asked[source].in_the_hour > 0
    assert asked["Shopify, points of the busiest store"].in_the_hour > 0
    assert asked["IMAP, connections to all mailboxes, at once"].in_the_hour == 12 * BRANDS


def test_what_the_runs_asked_of_google_is_what_the_journal_counted(hour: Hour):
    assert sum(turn.reads for turn in hour.turns) == len(hour.calls("sheets", "read"))
    assert sum(turn.writes for turn in hour.turns) == len(hour.calls("sheets", "write"))


def test_the_tables_are_printed(hour: Hour, capsys):
    print_hour(hour)

    assert "2 brands, 1 spreadsheet(s)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        ([], 0),
        ([(0, 1), (59, 1), (60, 1)], 2),
        ([(30, 5), (0, 1), (89, 2), (91, 100)], 102),
        ([(0, 2.5), (0, 2.5)], 5),
    ],
)
def test_the_worst_minute_is_found_wherever_it_begins(asked, most):
    assert worst(asked) == most
