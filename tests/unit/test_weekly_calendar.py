"""Weeks and months in the company's time zone, across changes of the clocks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.metrics.weeks import WEEK, Calendar, month_after, month_of, months_before

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Beirut",
    ]
).map(ZoneInfo)
DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))


def test_a_case_opened_before_local_midnight_belongs_to_the_old_week():
    calendar = Calendar(ZoneInfo("America/New_York"))
    sunday_evening = datetime(2026, 11, 16, 4, 59, tzinfo=UTC)

    assert calendar.week_of(calendar.day_of(sunday_evening)) == date(2026, 11, 9)
    assert calendar.week_of(calendar.day_of(sunday_evening + timedelta(minutes=1))) == date(2026, 11, 16)


def test_the_week_in_which_the_clocks_go_back_has_the_hour_that_comes_twice_once():
    """Berlin, Sunday 25 October 2026: 02:30 comes twice, and both belong to the week that ends that night."""
    calendar = Calendar(ZoneInfo("Europe/Berlin"))
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    last_minute, next_week = (datetime(2026, 10, 25, hour, 59, tzinfo=UTC) for hour in (22, 23))

    assert {calendar.day_of(first), calendar.day_of(second), calendar.day_of(last_minute)} == {
        date(2026, 10, 25)
    }
    assert calendar.week_of(calendar.day_of(last_minute)) == date(2026, 10, 19)
    assert calendar.week_of(calendar.day_of(next_week)) == date(2026, 10, 26)


@given(
    at=st.integers(0, 25 * 366 * 86_400).map(
        lambda n: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
    ),
    zone=ZONES,
    first=st.integers(0, 6),
)
@settings(deadline=None)
def test_every_instant_lies_in_one_week_that_begins_on_the_chosen_day(at, zone, first):
    calendar = Calendar(zone, first)

    day = calendar.day_of(at)
    week = calendar.week_of(day)

    assert week.weekday() == first
    assert week <= day < week + WEEK


@given(first=DAYS, weeks=st.integers(1, 60), starts_on=st.integers(0, 6))
@settings(deadline=None)
def test_the_last_weeks_follow_each_other_and_end_with_today(first, weeks, starts_on):
    calendar = Calendar(ZoneInfo("UTC"), starts_on)

    found = list(calendar.weeks_until(first, weeks=weeks))

    assert len(found) == weeks
    assert all(later - earlier == WEEK for earlier, later in pairwise(found))
    assert found[-1] <= first < found[-1] + WEEK


@given(day=DAYS, months=st.integers(1, 30))
@settings(deadline=None)
def test_months_before_are_full_and_end_where_this_month_begins(day, months):
    found = months_before(day, months=months)

    assert len(found) == months
    assert all(month.day == 1 and month_after(month) > month for month in found)
    assert [month_after(month) for month in found] == [*found[1:], month_of(day)]


def test_the_three_months_before_january_lie_in_the_old_year():
    assert months_before(date(2027, 1, 31), months=3) == (
        date(2026, 10, 1),
        date(2026, 11, 1),
        date(2026, 12, 1),
    )


def test_a_week_that_begins_on_no_day_is_refused():
    with pytest.raises(ValueError, match=r"0 \(Monday\) to 6"):
        Calendar(ZoneInfo("UTC"), 7)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Calendar(ZoneInfo("UTC")).day_of(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))
