"""Two days of the soak hold, with `--long`; `tests/bench/soak.py` runs the months, minute by minute."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from soak import Plan, a_soak, growth
from soak_checks import last_safe_shift_ends

LONG = pytest.mark.long

PLAN = Plan(
    days=2, seed=5, tick=timedelta(hours=6), faults_a_day=16, outages_a_week=4, days_between_restarts=1
)


@pytest.fixture(scope="module")
def days():
    with a_soak(PLAN) as soak:
        return list(soak.days())


@LONG
def test_nothing_goes_wrong_in_two_days_of_faults_restarts_and_people(days):
    assert [sentence for day in days for sentence in day.wrong] == []


@LONG
def test_the_days_held_what_they_are_judged_by(days):
    last = days[-1]

    assert sum(day.runs for day in days) > 100
    assert sum(day.restarts for day in days) >= 1
    assert sum(day.looked for day in days) > 5
    assert sum(day.failed for day in days) > 0
    assert last.faults > 7
    assert last.acts > 40
    assert last.letters > 3


@LONG
def test_the_process_keeps_no_file_and_no_thread_of_the_runs_before(days):
    first, last = days[0].vitals, days[-1].vitals

    assert last.files <= first.files + 3
    assert last.threads <= first.threads


@pytest.mark.parametrize(
    ("values", "grown"), [([], 0), ([5], 0), ([1, 1, 1], 0), ([1, 2, 3, 4], 3), ([2, 1, 2, 1, 2], 0)]
)
def test_growth_is_the_rise_of_a_straight_line(values, grown):
    assert growth(values) == pytest.approx(grown)


@pytest.mark.parametrize(
    ("due", "ends"),
    [
        # A Wednesday evening's date leaves Tuesday's shift; one minute less leaves Monday's.
        ("2026-11-25 20:00", "2026-11-24 20:00"),
        ("2026-11-25 19:59", "2026-11-23 20:00"),
        # Sunday is off: Saturday's shift ends at six.
        ("2026-11-30 12:00", "2026-11-28 17:00"),
    ],
)
def test_the_last_safe_shift_is_reckoned_apart_from_the_bot(due, ends):
    due_at, ends_at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (due, ends))

    assert last_safe_shift_ends(due_at) == ends_at
