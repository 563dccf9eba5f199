"""The simulation of a company's size counts what it says: by figures that can be worked out by hand. No times."""

from datetime import timedelta

import pytest

from bench_scale import OUR_CALLS_A_MINUTE, Cost, SetUp, fewest, most_spreadsheets, simulated
from scale import Figures, limits, needs, print_limits, print_needs
from sheets_bot.service.job import daily, minutes

HOURS = 4
FIVE = {"five": Cost(minutes(5), reads=1.0, writes=0.5, seconds=2.0)}


def test_a_spreadsheet_has_a_run_for_each_slot_and_each_is_paid_for():
    day = simulated(FIVE, SetUp(spreadsheets=10, accounts=1, slots=4))

    # The first slot after three o'clock is that of five past; spread spreadsheets begin a little earlier.
    assert 10 * (12 * HOURS - 1) <= day.runs <= 10 * 12 * HOURS
    assert day.reads == pytest.approx(day.runs)
    assert day.busy_seconds == pytest.approx(2 * day.runs)
    assert day.latest == timedelta(0)


@pytest.mark.parametrize(("spreadsheets", "accounts"), [(60, 1), (240, 1), (260, 2), (520, 3)])
def test_accounts_follow_from_fifty_reads_a_minute(spreadsheets, accounts):
    set_up, day = fewest(FIVE, spreadsheets, slots_of_a_worker=4)

    assert set_up.accounts == accounts
    assert day.busiest_account_reads <= OUR_CALLS_A_MINUTE + 1


def test_workers_follow_from_the_seconds_of_the_runs():
    # 300 runs in five minutes at two seconds each are ten minutes of work for five: two at a time.
    set_up, _ = fewest(FIVE, 300, slots_of_a_worker=1)

    assert set_up.slots == 2


def test_one_account_is_enough_for_as_many_as_its_calls_allow():
    assert most_spreadsheets(FIVE, accounts=1, slots=100) == pytest.approx(250, abs=15)


def test_daily_jobs_that_come_up_all_at_once_wait_without_making_the_others_late():
    costs = FIVE | {"sweep": Cost(daily("05:00"), reads=1.0, writes=1.0, seconds=5.0)}

    day = simulated(costs, SetUp(spreadsheets=100, accounts=1, slots=40))

    assert timedelta(minutes=1) <= day.latest_daily < timedelta(minutes=30)
    assert day.is_fine


def test_too_small_a_set_up_is_late_and_passes_slots_over():
    day = simulated(FIVE, SetUp(spreadsheets=400, accounts=1, slots=100))

    assert not day.is_fine
    assert day.passed_over > 0


def test_the_tables_are_printed(capsys):
    figures = Figures(4, FIVE, trustpilot_a_brand=1.0, processor_seconds=0.2)

    print_needs(figures, needs(figures, (1, 20)))
    print_limits(figures)

    assert "one service account" in capsys.readouterr().out
    assert [brands for _, brands, _ in limits(figures)] == sorted(brands for _, brands, _ in limits(figures))
