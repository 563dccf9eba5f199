"""Promises of shifts: wall-clock times become the right instants, every day of the year, in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.shifts import Roster, Shift, Span

ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Pacific/Chatham",
]
MINUTE = timedelta(minutes=1)


def a_roster(*shifts, zone="Europe/Berlin", days_off=()):
    return Roster(
        tuple(Shift(day, time.fromisoformat(start), time.fromisoformat(end)) for day, start, end in shifts),
        ZoneInfo(zone),
        frozenset(days_off),
    )


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spans(roster, first, last):
    return roster.spans_ending(after=utc(first), until=utc(last))


def test_a_shift_keeps_its_wall_clock_times_when_the_clocks_change():
    roster = a_roster((5, "09:00", "18:00"), (0, "17:00", "21:00"))

    found = spans(roster, "2026-10-23T00:00", "2026-10-27T00:00")

    assert found == [
        Span(utc("2026-10-24T07:00"), utc("2026-10-24T16:00")),
        Span(utc("2026-10-26T16:00"), utc("2026-10-26T20:00")),
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("01:00", "03:30", ("00:00", "01:30"), id="across the lost hour: an hour shorter"),
        pytest.param(
            "02:30", "04:00", ("01:00", "02:00"), id="starts in the lost hour: begins with the jump"
        ),
        pytest.param("01:00", "02:30", ("00:00", "01:00"), id="ends in the lost hour: ends with the jump"),
        pytest.param("02:10", "02:50", None, id="all of it lost: falls away"),
    ],
)
def test_the_lost_hour_in_spring_shortens_a_shift(start, end, expected):
    roster = a_roster((6, start, end))

    found = spans(roster, "2026-03-28T12:00", "2026-03-29T12:00")

    assert found == ([Span(*(utc(f"2026-03-29T{at}") for at in expected))] if expected else [])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("01:00", "04:00", ("2026-10-24T23:00", "2026-10-25T03:00"), id="across: an hour longer"),
        pytest.param(
            "02:30", "04:00", ("2026-10-25T00:30", "2026-10-25T03:00"), id="starts with the first 02:30"
        ),
        pytest.param(
            "01:00", "02:30", ("2026-10-24T23:00", "2026-10-25T00:30"), id="ends with the first 02:30"
        ),
    ],
)
def test_of_an_hour_that_comes_twice_the_first_counts(start, end, expected):
    roster = a_roster((6, start, end))

    assert spans(roster, "2026-10-24T12:00", "2026-10-25T12:00") == [Span(*map(utc, expected))]


def test_half_an_hour_of_daylight_saving_is_right_too():
    """Lord Howe goes forward from 02:00 to 02:30 on 4 October 2026."""
    roster = a_roster((6, "01:00", "02:15"), zone="Australia/Lord_Howe")

    found = spans(roster, "2026-10-03T00:00", "2026-10-04T00:00")

    assert found == [Span(utc("2026-10-03T14:30"), utc("2026-10-03T15:30"))]


def test_a_day_that_a_country_skipped_has_no_shift():
    """Samoa went from 29 to 31 December 2011; the 30th, a Friday, did not happen."""
    roster = a_roster((3, "20:00", "02:00"), (4, "09:00", "17:00"), zone="Pacific/Apia")

    found = spans(roster, "2011-12-29T00:00", "2012-01-01T00:00")

    assert found == [Span(utc("2011-12-30T06:00"), utc("2011-12-30T10:00"))]


def test_a_shift_may_end_after_midnight():
    roster = a_roster((6, "22:00", "02:00"), (2, "17:00", "00:00"))

    found = spans(roster, "2026-11-18T00:00", "2026-11-24T00:00")

    assert found == [
        Span(utc("2026-11-18T16:00"), utc("2026-11-18T23:00")),
        Span(utc("2026-11-22T21:00"), utc("2026-11-23T01:00")),
    ]


def test_a_shift_that_starts_on_a_day_off_does_not_count():
    roster = a_roster((0, "09:00", "10:00"), days_off=[date(2026, 11, 23)])

    assert roster.next_ending_after(utc("2026-11-22T00:00")) == Span(
        utc("2026-11-30T08:00"), utc("2026-11-30T09:00")
    )


def test_months_of_days_off_hide_no_shift_behind_them():
    closed = [date(2026, 1, 1) + timedelta(days=n) for n in range(300)]
    roster = a_roster((0, "09:00", "10:00"), days_off=closed)

    assert roster.last_ending_by(utc("2026-10-20T00:00")).ends_at == utc("2025-12-29T09:00")
    assert roster.next_ending_after(utc("2026-01-01T00:00")).ends_at == utc("2026-11-02T09:00")


def test_without_shifts_there_is_nothing_to_find():
    roster = a_roster()

    assert roster.last_ending_by(utc("2026-11-22T00:00")) is None
    assert roster.next_ending_after(utc("2026-11-22T00:00")) is None
    assert roster.shifts_left(now=utc("2026-11-22T00:00"), until=utc("2026-12-22T00:00")) == 0


def test_the_running_shift_counts_until_it_ends():
    roster = a_roster((6, "09:00", "18:00"))
    until = utc("2026-11-23T00:00")

    left = [
        roster.shifts_left(now=utc(f"2026-11-22T{at}"), until=until) for at in ("07:59", "16:59:59", "17:00")
    ]

    assert left == [1, 1, 0]


@pytest.mark.parametrize(
    ("weekday", "start", "end"), [(7, "09:00", "10:00"), (-1, "09:00", "10:00"), (0, "09:00", "09:00")]
)
def test_an_impossible_shift_is_refused(weekday, start, end):
    with pytest.raises(ValueError):
        Shift(weekday, time.fromisoformat(start), time.fromisoformat(end))


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
SHIFTS = st.builds(
    lambda day, start, end: Shift(
        day, start, end if end != start else time((start.hour + 1) % 24, start.minute)
    ),
    st.integers(0, 6),
    TIMES,
    TIMES,
)
ROSTERS = st.builds(
    Roster,
    st.lists(SHIFTS, max_size=5, unique=True).map(tuple),
    st.sampled_from(ZONES).map(ZoneInfo),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=3),
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


def minutes_at_work(roster, first, last):
    """Brute force: for each minute of real time, is it within a shift, going by the clock on the wall?"""
    at_work = set()
    instant = first
    while instant < last:
        if any(_is_at_work(shift, roster, instant) for shift in roster.shifts):
            at_work.add(instant)
        instant += 15 * MINUTE
    return at_work


def _is_at_work(shift, roster, instant):
    wall = instant.astimezone(roster.zone)
    for day in (wall.date(), wall.date() - timedelta(days=1)):
        starts = datetime.combine(day, shift.start)
        ends = datetime.combine(day if shift.end > shift.start else day + timedelta(days=1), shift.end)
        if (
            day.weekday() == shift.weekday
            and day not in roster.days_off
            and starts <= wall.replace(tzinfo=None, fold=0) < ends
        ):
            return True
    return False


@settings(deadline=None, max_examples=60)
@given(roster=ROSTERS, first=INSTANTS.map(lambda at: at.replace(minute=0)))
def test_spans_cover_the_minutes_that_the_wall_clock_shows_as_work(roster, first):
    """Where the clocks go back, the second pass of a doubled hour is left to the rule above."""
    last = first + timedelta(days=9)
    found = roster.spans_ending(after=first, until=last + timedelta(days=2))

    covered = {
        at
        for at in (first + 15 * MINUTE * n for n in range(9 * 96))
        if any(span.starts_at <= at < span.ends_at for span in found)
    }

    differing = covered ^ minutes_at_work(roster, first, last)
    assert {at for at in differing if _is_unambiguous(at, roster.zone)} == set()


def _is_unambiguous(instant, zone):
    wall = instant.astimezone(zone).replace(tzinfo=None)
    return wall.replace(tzinfo=zone, fold=0).utcoffset() == wall.replace(tzinfo=zone, fold=1).utcoffset()


@settings(deadline=None, max_examples=100)
@given(roster=ROSTERS, now=INSTANTS, hours=st.integers(0, 24 * 30))
def test_last_next_and_number_agree_with_the_list_of_spans(roster, now, hours):
    until = now + timedelta(hours=hours)
    year = roster.spans_ending(after=now - timedelta(days=90), until=now + timedelta(days=90))

    ends_by = [span for span in year if span.ends_at <= until]
    ends_after = [span for span in year if span.ends_at > now]

    assert roster.last_ending_by(until) == (ends_by[-1] if ends_by else None)
    assert roster.next_ending_after(now) == (ends_after[0] if ends_after else None)
    assert roster.shifts_left(now=now, until=until) == len([span for span in ends_by if span.ends_at > now])
    assert year == sorted(year, key=lambda span: span.ends_at)
    assert all(span.starts_at < span.ends_at for span in year)
