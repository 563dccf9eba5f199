"""Promises of targets: by when to answer what no platform sets a date for."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.deadlines import Clock, Flag
from sheets_bot.domain.shifts import Roster, Shift
from sheets_bot.domain.targets import target

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAYS = tuple(Shift(day, time(17), time(21)) for day in range(5))
CLOCK = Clock(Roster((*WORKDAYS, Shift(5, time(9), time(18))), BERLIN))
PRESSING = [Flag.OK, Flag.SOON, Flag.LAST_SHIFT, Flag.LATE]


def local(day, hour, minute=0):
    """An instant of November 2026 as clocks in Berlin show it; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


CASES = {
    "two shifts are left": (
        (local(16, 10), 48, local(16, 12)),
        (Flag.SOON, local(17, 21), 2),
        (
            "The review waits since Mon 16 Nov 10:00; 48 hours is the target, until Wed 18 Nov 10:00: "
            "2 of your shifts are left, the last is tomorrow 17:00-21:00."
        ),
    ),
    "the only shift within the hours": (
        (local(16, 10), 24, local(16, 12)),
        (Flag.LAST_SHIFT, local(16, 21), 1),
        (
            "The review waits since Mon 16 Nov 10:00; 24 hours is the target, until Tue 17 Nov 10:00: "
            "answer in your shift today 17:00-21:00."
        ),
    ),
    "no shift ends within the hours": (
        (local(21, 20), 24, local(22, 10)),
        (Flag.LAST_SHIFT, local(23, 21), 1),
        (
            "The review waits since Sat 21 Nov 20:00; 24 hours is the target, until Sun 22 Nov 20:00: "
            "answer in your shift tomorrow 17:00-21:00."
        ),
    ),
    "the hours are over and no shift has been": (
        (local(21, 20), 24, local(23, 10)),
        (Flag.LAST_SHIFT, local(23, 21), 1),
        (
            "The review waits since Sat 21 Nov 20:00; 24 hours is the target, until Sun 22 Nov 20:00: "
            "answer in your shift today 17:00-21:00."
        ),
    ),
    "the shift is over and the hours are not": (
        (local(16, 10), 24, local(16, 22)),
        (Flag.LAST_SHIFT, local(16, 21), 0),
        (
            "The review waits since Mon 16 Nov 10:00; 24 hours is the target, until Tue 17 Nov 10:00: "
            "no shift of yours ends before that; answer now, at the latest in your shift tomorrow 17:00-21:00."
        ),
    ),
    "late": (
        (local(16, 10), 24, local(17, 10)),
        (Flag.LATE, local(16, 21), 0),
        (
            "The review waits since Mon 16 Nov 10:00; 24 hours is the target, until Tue 17 Nov 10:00: "
            "it is late; answer now, at the latest in your shift today 17:00-21:00."
        ),
    ),
    "one hour": (
        (local(16, 18), 1, local(16, 18, 30)),
        (Flag.LAST_SHIFT, local(16, 21), 1),
        (
            "The review waits since Mon 16 Nov 18:00; 1 hour is the target, until Mon 16 Nov 19:00: "
            "answer in your shift today 17:00-21:00."
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_target_is_what_the_case_says(name):
    (since, hours, now), (flag, respond_by, left), why = CASES[name]

    found = target(since, hours, clock=CLOCK, now=now, what="The review")

    assert found.why == why
    assert (found.flag, found.respond_by, found.shifts_left) == (flag, respond_by, left)


def test_with_time_for_more_shifts_than_soon_it_is_ok():
    found = target(local(16, 10), 120, clock=CLOCK, now=local(16, 12), what="The customer")

    assert (found.flag, found.shifts_left) == (Flag.OK, 5)


def test_what_does_not_wait_is_closed():
    found = target(None, 24, clock=CLOCK, now=local(16, 12), what="The customer")

    assert (found.flag, found.respond_by, found.shifts_left) == (Flag.CLOSED, None, None)
    assert found.why == "Nothing waits for an answer."


def test_without_shifts_the_hours_alone_count():
    found = target(local(16, 10), 24, clock=Clock(Roster((), BERLIN)), now=local(16, 12), what="The customer")

    assert (found.flag, found.respond_by) == (Flag.LAST_SHIFT, local(17, 10))
    assert found.why.endswith("no shifts are set in Settings, so nothing can be planned; answer now.")


def test_a_waiting_time_to_come_counts_as_now():
    late = target(datetime(9999, 1, 1, tzinfo=UTC), 24, clock=CLOCK, now=local(16, 12), what="The customer")

    assert late == target(local(16, 12), 24, clock=CLOCK, now=local(16, 12), what="The customer")


@settings(deadline=None)
@given(
    since_minutes=st.integers(0, 7 * 24 * 60),
    hours=st.integers(0, 720),
    later=st.lists(st.integers(0, 40 * 24 * 60), min_size=2, max_size=5),
)
def test_as_time_passes_it_only_ever_presses_more(since_minutes, hours, later):
    since = local(16, 0) + timedelta(minutes=since_minutes)
    found = [
        target(since, hours, clock=CLOCK, now=since + timedelta(minutes=minutes), what="The review")
        for minutes in sorted(later)
    ]

    assert [PRESSING.index(one.flag) for one in found] == sorted(PRESSING.index(one.flag) for one in found)
    assert len({one.respond_by for one in found}) == 1
    assert all(a.shifts_left >= b.shifts_left for a, b in itertools.pairwise(found))


@settings(deadline=None)
@given(since_minutes=st.integers(0, 7 * 24 * 60), hours=st.integers(0, 720))
def test_late_is_never_said_before_a_shift_has_ended_since(since_minutes, hours):
    since = local(16, 0) + timedelta(minutes=since_minutes)
    found = target(since, hours, clock=CLOCK, now=since + timedelta(hours=hours), what="The review")

    assert found.respond_by > since
    if found.flag is Flag.LATE:
        assert CLOCK.roster.spans_ending(after=since, until=since + timedelta(hours=hours))
