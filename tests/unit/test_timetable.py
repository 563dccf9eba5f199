"""The timetable: right across daylight saving, restarts and outages."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sheets_bot.service.timetable import (
    LONGEST_RETRY,
    Daily,
    Weekly,
    due,
    last_slot_at,
    next_due_at,
    next_slot_at,
    retry_wait,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Pacific/Apia",
        "Africa/Cairo",
        "America/Santiago",
    )
]

zones = st.sampled_from(ZONES)
wall_times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
changes = st.sampled_from(
    ["2011-12-30T10:00Z", "2026-03-08T07:00Z", "2026-03-29T01:00Z", "2026-10-03T15:30Z", "2026-10-25T01:00Z"]
).map(datetime.fromisoformat)
"""Moments at which some zone of ours changes its clocks; Samoa skipped a whole day."""
moments = st.one_of(
    st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.builds(lambda change, minutes: change + timedelta(minutes=minutes), changes, st.integers(-4000, 4000)),
)
entries = st.one_of(
    st.integers(1, 60 * 24 * 10).map(lambda m: timedelta(minutes=m)),
    wall_times.map(Daily),
    st.builds(Weekly, st.integers(0, 6), wall_times),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@given(every=entries, zone=zones, now=moments)
@settings(deadline=None)
def test_a_slot_has_begun_and_the_next_one_has_not(every, zone, now):
    last, following = last_slot_at(every, now=now, zone=zone), next_slot_at(every, now=now, zone=zone)

    assert last <= now < following


@given(every=entries, zone=zones, now=moments)
@settings(deadline=None)
def test_the_next_slot_is_the_last_one_once_it_has_come(every, zone, now):
    following = next_slot_at(every, now=now, zone=zone)

    assert last_slot_at(every, now=following, zone=zone) == following
    just_before = following - timedelta(microseconds=1)
    assert last_slot_at(every, now=just_before, zone=zone) == last_slot_at(every, now=now, zone=zone)


@given(every=entries, zone=zones, now=moments)
@settings(deadline=None)
def test_a_job_runs_once_for_each_slot(every, zone, now):
    """A good run now makes it not due until the next slot begins, and due from then on."""
    following = next_slot_at(every, now=now, zone=zone)

    assert not due(every, now=now, zone=zone, last_good_at=now)
    assert not due(every, now=following - timedelta(microseconds=1), zone=zone, last_good_at=now)
    assert due(every, now=following, zone=zone, last_good_at=now)
    assert next_due_at(every, now=now, zone=zone, last_good_at=now) == following


@given(wall=wall_times, zone=zones, now=moments)
@settings(deadline=None)
def test_a_daily_job_has_one_slot_on_every_local_day_that_exists(wall, zone, now):
    slots = [last_slot_at(Daily(wall), now=now, zone=zone)]
    for _ in range(40):
        slots.append(next_slot_at(Daily(wall), now=slots[-1], zone=zone))

    days = [slot.astimezone(zone).date() for slot in slots]
    # Samoa had no 30 December 2011 at all.
    assume(not any(day.year == 2011 and day.month == 12 and day.day > 28 for day in days))
    assert all(later - day == timedelta(days=1) for day, later in pairwise(days))
    assert all(timedelta(hours=22) <= later - slot <= timedelta(hours=26) for slot, later in pairwise(slots))


@given(entry=st.builds(Weekly, st.integers(0, 6), wall_times), zone=zones, now=moments)
@settings(deadline=None)
def test_a_weekly_job_comes_once_a_week_on_its_day(entry, zone, now):
    first = last_slot_at(entry, now=now, zone=zone)
    second = next_slot_at(entry, now=first, zone=zone)

    assume(not first <= at("2011-12-30T12:00Z") <= second + timedelta(days=2))
    assert timedelta(days=6, hours=22) <= second - first <= timedelta(days=7, hours=2)
    assert second.astimezone(zone).weekday() == entry.weekday


@pytest.mark.parametrize(
    ("wall", "day", "expected"),
    [
        pytest.param(time(0, 0), "2026-03-29", "2026-03-28T23:00Z", id="midnight before the jump"),
        pytest.param(
            time(2, 30), "2026-03-29", "2026-03-29T01:30Z", id="skipped: as late as the clock jumped"
        ),
        pytest.param(time(2, 30), "2026-10-25", "2026-10-25T00:30Z", id="twice: the first time"),
        pytest.param(time(6, 30), "2026-10-25", "2026-10-25T05:30Z", id="an ordinary morning, later in UTC"),
    ],
)
def test_wall_times_on_the_days_of_change(wall, day, expected):
    end_of_day = at(f"{day}T21:59:00Z")

    assert last_slot_at(Daily(wall), now=end_of_day, zone=BERLIN) == at(expected)


def test_a_time_that_comes_twice_does_not_run_a_job_twice():
    entry, first_time = Daily(time(2, 30)), at("2026-10-25T00:30Z")

    assert not due(entry, now=at("2026-10-25T01:30Z"), zone=BERLIN, last_good_at=first_time)


def test_monday_midnight_is_not_lost_when_clocks_go_forward():
    """A cron trigger skips the whole week there (tried with APScheduler 3.11.3)."""
    entry = Weekly(0, time(0, 0))

    slot = next_slot_at(entry, now=at("2026-03-29T12:00Z"), zone=BERLIN)

    assert slot == at("2026-03-29T22:00Z")


def test_a_job_that_never_ran_is_due():
    assert due(timedelta(hours=1), now=at("2026-11-23T08:00Z"), zone=BERLIN, last_good_at=None)


def test_a_long_outage_is_one_catch_up():
    now = at("2026-11-23T08:07Z")

    assert due(timedelta(minutes=15), now=now, zone=BERLIN, last_good_at=at("2026-11-20T08:00Z"))
    assert not due(timedelta(minutes=15), now=now, zone=BERLIN, last_good_at=now)


def test_a_last_good_run_in_the_future_is_not_believed():
    """A typing mistake in the Status tab must not silence a job for years."""
    assert due(
        timedelta(hours=1), now=at("2026-11-23T08:00Z"), zone=BERLIN, last_good_at=at("2099-01-01T00:00Z")
    )


def test_an_interval_has_its_slots_on_the_round_clock():
    last = last_slot_at(timedelta(minutes=15), now=at("2026-11-23T08:29:59Z"), zone=BERLIN)

    assert last == at("2026-11-23T08:15Z")


def test_after_a_failure_the_next_try_waits():
    now, minute = at("2026-11-23T08:00Z"), timedelta(minutes=1)
    tried = {"zone": BERLIN, "last_good_at": None, "last_tried_at": now, "failures": 3}

    assert not due(timedelta(minutes=15), now=now + 3 * minute, **tried)
    assert due(timedelta(minutes=15), now=now + 4 * minute, **tried)


@given(failures=st.integers(0, 10_000))
def test_waits_grow_and_stay_within_half_an_hour(failures):
    assert timedelta(0) < retry_wait(failures) <= retry_wait(failures + 1) <= LONGEST_RETRY
