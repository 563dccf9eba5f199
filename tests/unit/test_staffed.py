"""Promise: staffed hours are the minutes of all shifts between two instants, counted once."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sheets_bot.domain.shifts import Roster, Shift
from sheets_bot.domain.staffed import StaffedTime

START = datetime(2026, 10, 19, tzinfo=UTC)
"""A Monday; the clocks of Berlin go back on the Sunday after it."""

SHIFTS = st.lists(
    st.builds(
        lambda day, start, hours: Shift(day, time(start), time((start + hours) % 24)),
        st.integers(0, 6),
        st.integers(0, 23),
        st.integers(1, 12),
    ),
    max_size=6,
)
MINUTES = st.integers(0, 20 * 24 * 60)


@given(SHIFTS, MINUTES, MINUTES, st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]))
def test_staffed_hours_equal_the_minutes_counted_one_by_one(shifts, first, second, zone):
    start, end = (START + timedelta(minutes=minutes) for minutes in sorted((first, second)))
    roster = Roster(tuple(shifts), ZoneInfo(zone))
    staffed = StaffedTime(roster, since=START, until=START + timedelta(days=21))

    found = staffed.hours_between(start, end)

    spans = roster.spans_ending(after=START, until=START + timedelta(days=23))
    # Every span begins and ends at a full minute, so a quarter of an hour is the same all through.
    step = timedelta(minutes=5)
    first_step = START + ((start - START) // step + ((start - START) % step > timedelta())) * step
    whole = 0.0
    at = first_step
    while at + step <= end:
        whole += any(span.starts_at <= at < span.ends_at for span in spans) / 12
        at += step
    assert whole - 1e-9 <= found <= whole + 2 / 12


def test_nobody_works_without_a_shift():
    staffed = StaffedTime(Roster((), ZoneInfo("UTC")), since=START, until=START)

    assert staffed.is_empty
    assert staffed.hours_between(START, START) == 0
