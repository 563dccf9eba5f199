"""Promises of deadlines: by example (`tests/cases/deadlines.toml`), and over random rosters, zones and times."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sheets_bot.domain.deadlines import PAYPAL, SHOPIFY, Clock, Flag, Turn, deadline
from sheets_bot.domain.shifts import Roster, Shift

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "deadlines.toml").read_text("utf-8"))
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
PRESSING = [Flag.OK, Flag.SOON, Flag.LAST_SHIFT, Flag.MISSED]


def a_clock(case):
    shifts = []
    for text in case.get("shifts", CASES["usual"]["shifts"]):
        day, start, end = text.replace("-", " ").split()
        shifts.append(Shift(WEEKDAYS.index(day), time.fromisoformat(start), time.fromisoformat(end)))
    days_off = frozenset(date.fromisoformat(day) for day in case.get("days_off", []))
    roster = Roster(tuple(shifts), ZoneInfo(CASES["usual"]["zone"]), days_off)
    return Clock(roster, timedelta(hours=case.get("margin_hours", 24)))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_a_deadline_is_what_the_case_says(case):
    turn = Turn(case.get("turn", "You"))
    platform = SHOPIFY if case.get("platform") == "Shopify" else PAYPAL

    found = deadline(turn, case.get("due"), clock=a_clock(case), now=case["now"], platform=platform)

    assert found.why == case["why"]
    assert found.flag == case["flag"]
    assert found.respond_by == case.get("respond_by")
    assert found.shifts_left == case.get("shifts_left")


def test_every_flag_and_every_turn_has_a_case():
    assert {case["flag"] for case in CASES["case"]} == {flag.value for flag in Flag} - {"LATE"}, "of targets"
    assert {case.get("turn", "You") for case in CASES["case"]} == {turn.value for turn in Turn}


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
SHIFTS = st.builds(
    lambda day, start, hours: Shift(day, start, time((start.hour + hours) % 24, start.minute)),
    st.integers(0, 6),
    TIMES,
    st.integers(1, 12),
)
ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Pacific/Apia",
    ]
)
CLOCKS = st.builds(
    Clock,
    st.builds(
        Roster,
        st.lists(SHIFTS, min_size=1, max_size=6, unique=True).map(tuple),
        ZONES.map(ZoneInfo),
        st.frozensets(st.dates(date(2026, 3, 1), date(2026, 4, 30)), max_size=4),
    ),
    st.integers(0, 72).map(lambda hours: timedelta(hours=hours)),
    st.integers(0, 6),
)
# Both changes of clocks, north and south, and quiet weeks.
NOWS = st.one_of(
    st.datetimes(datetime(2026, 3, 1), datetime(2026, 4, 10), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 10, 1), datetime(2026, 11, 10), timezones=st.just(UTC)),
)
AHEAD = st.timedeltas(timedelta(days=-2), timedelta(days=21))


@settings(deadline=None, max_examples=200)
@given(clock=CLOCKS, now=NOWS, ahead=AHEAD)
def test_respond_by_is_the_last_end_of_a_shift_that_leaves_the_margin(clock, now, ahead):
    due = now + ahead
    found = deadline(Turn.YOU, due, clock=clock, now=now)

    ends = [s.ends_at for s in clock.roster.spans_ending(after=due - timedelta(days=60), until=due)]
    safe = [end for end in ends if end <= due - clock.margin]

    assert found.respond_by == max(safe)
    assert found.shifts_left == len([end for end in safe if end > now])


@settings(deadline=None, max_examples=200)
@given(clock=CLOCKS, now=NOWS, ahead=AHEAD, later=st.timedeltas(timedelta(0), timedelta(days=10)))
def test_as_time_passes_a_flag_only_gets_more_pressing(clock, now, ahead, later):
    due = now + ahead
    before, after = (deadline(Turn.YOU, due, clock=clock, now=at) for at in (now, now + later))

    assert PRESSING.index(before.flag) <= PRESSING.index(after.flag)
    assert before.shifts_left >= after.shifts_left
    assert before.respond_by == after.respond_by


@settings(deadline=None, max_examples=100)
@given(clock=CLOCKS, now=NOWS, ahead=AHEAD, earlier=st.timedeltas(timedelta(0), timedelta(days=5)))
def test_an_earlier_date_never_relaxes_a_flag(clock, now, ahead, earlier):
    """PayPal's date moves forward when a case is escalated."""
    due = now + ahead
    usual, moved = (deadline(Turn.YOU, at, clock=clock, now=now) for at in (due, due - earlier))

    assert PRESSING.index(moved.flag) >= PRESSING.index(usual.flag)
    assert moved.respond_by <= usual.respond_by


@settings(deadline=None, max_examples=100)
@given(clock=CLOCKS, now=NOWS, ahead=AHEAD, turn=st.sampled_from(Turn))
def test_working_it_out_again_gives_the_same(clock, now, ahead, turn):
    first, again = (deadline(turn, now + ahead, clock=clock, now=now) for _ in range(2))

    assert first == again


@settings(deadline=None, max_examples=100)
@given(clock=CLOCKS, now=NOWS, ahead=AHEAD)
def test_an_answer_within_safe_shifts_is_never_late(clock, now, ahead):
    """Who answers by `respond_by`, whenever that is, has the margin left."""
    found = deadline(Turn.YOU, now + ahead, clock=clock, now=now)
    assume(found.flag in {Flag.OK, Flag.SOON})

    assert now < found.respond_by <= now + ahead - clock.margin


@settings(deadline=None, max_examples=50)
@given(
    clock=CLOCKS,
    now=NOWS,
    due=st.datetimes(timezones=st.just(UTC)) | st.none(),
    turn=st.sampled_from([Turn.YOU, Turn.UNKNOWN]),
)
def test_our_turn_is_never_ok_in_silence(clock, now, due, turn):
    """Whatever date a platform sends, from year 1 to 9999, there is an answer, and OK only with shifts left."""
    found = deadline(turn, due, clock=clock, now=now)

    assert found.why
    assert found.flag is not Flag.OK or found.shifts_left > clock.soon_shifts
