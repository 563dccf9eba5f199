"""When the weekly report is due, about which week, and to whom it still has to go."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_bot.domain.report.due import (
    after_looking,
    claims,
    due_at,
    outcome,
    reported_week,
    sendings,
    to_look_for,
    to_send,
)
from sheets_bot.domain.rules.rules import parse_rules

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
WEEK = date(2026, 11, 9)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("cells", "now", "due", "week"),
    [
        ({}, "2026-11-16 07:00", "2026-11-16 07:00", "2026-11-09"),
        ({}, "2026-11-16 06:59", "2026-11-09 07:00", "2026-11-02"),
        ({}, "2026-11-22 23:00", "2026-11-16 07:00", "2026-11-09"),
        ({"Weekly report on": "Friday"}, "2026-11-16 08:00", "2026-11-13 07:00", "2026-11-02"),
        ({"Week starts on": "Sunday"}, "2026-11-16 08:00", "2026-11-16 07:00", "2026-11-08"),
        ({"Time zone": "Pacific/Auckland"}, "2026-11-15 18:00", "2026-11-15 18:00", "2026-11-09"),
        ({"Owner's time zone": "Auckland"}, "2026-11-15 18:00", "2026-11-15 18:00", "2026-11-09"),
        (
            {"Time zone": "Asia/Kolkata", "Owner's time zone": "Same "},
            *("2026-11-16 01:30", "2026-11-16 01:30", "2026-11-09"),
        ),
        ({"Time zone": "America/New_York"}, "2026-11-02 11:59", "2026-10-26 11:00", "2026-10-19"),
        ({"Time zone": "America/New_York"}, "2026-11-02 12:00", "2026-11-02 12:00", "2026-10-26"),
    ],
)
def test_day_hour_and_week_are_those_of_settings(cells, now, due, week):
    """On the first of November the clocks go back in New York: seven o'clock is an hour later in UTC."""
    found, problems = parse_rules(cells)
    assert not problems

    at = due_at(datetime.fromisoformat(f"{now}+00:00"), found)

    assert at.astimezone(UTC) == datetime.fromisoformat(f"{due}+00:00")
    assert reported_week(at, found) == date.fromisoformat(week)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata"]),
)
def test_the_week_was_over_when_the_report_was_due_and_is_never_older_than_two(moment, zone):
    now, found = moment.replace(tzinfo=UTC), parse_rules({"Time zone": zone})[0]

    due = due_at(now, found)
    week = reported_week(due, found)

    assert due <= now < due + timedelta(days=7, hours=2)
    assert week + timedelta(days=7) <= due.astimezone(found.zone).date() <= week + timedelta(days=13)


def test_one_person_gets_one_report_however_the_address_is_written():
    found = sendings(WEEK, "shared", ["Ann@Example.com", "ann@example.com ", "bob@example.com"])

    assert len(found) == 2
    assert len({one.name for one in found}) == 2
    assert all("ann" not in one.key.casefold() and "bob" not in one.key for one in found)
    assert "bob" not in repr(found)
    other_week = sendings(WEEK + timedelta(days=7), "shared", ["bob@example.com"])
    other_book = sendings(WEEK, "velvet", ["bob@example.com"])
    assert len({one.name for one in (*found, *other_week, *other_book)}) == 4


def memory_of(one, state, tried_at=NOW):
    (row,) = claims([one], {}, title="Weekly report", now=tried_at)
    return {one.key: {**row.values, "state": state}}


@pytest.mark.parametrize(
    ("state", "age", "is_sent", "is_looked_for"),
    [
        ("", HOUR, True, False),
        ("not told", HOUR, True, False),
        ("told", HOUR, False, False),
        ("unknown", HOUR, False, False),
        ("sending", timedelta(minutes=14), False, False),
        ("sending", timedelta(minutes=16), False, True),
    ],
)
def test_only_what_surely_did_not_go_out_is_sent_again(state, age, is_sent, is_looked_for):
    (one,) = sendings(WEEK, "shared", ["ann@example.com"])
    memory = memory_of(one, state, NOW - age)

    assert to_send([one], memory) == ([one] if is_sent else [])
    assert to_look_for([one], memory, NOW) == ([one] if is_looked_for else [])


def test_a_lost_sending_is_told_when_found_waited_for_and_then_given_up():
    (one,) = sendings(WEEK, "shared", ["ann@example.com"])
    row = memory_of(one, "sending", NOW - timedelta(minutes=30))[one.key]

    found = after_looking(one, row, was_sent=True, now=NOW)
    waiting = after_looking(one, row, was_sent=False, now=NOW)
    given_up = after_looking(one, row, was_sent=False, now=NOW + HOUR)

    assert found.values["state"] == "told"
    assert waiting is None
    assert given_up.values["state"] == "unknown"
    assert given_up.when_absent == outcome(one, "told", "").when_absent == "leave"


def test_a_claim_counts_its_tries_and_keeps_when_it_was_first_told():
    (one,) = sendings(WEEK, "shared", ["ann@example.com"])
    memory = memory_of(one, "not told", NOW - HOUR)

    (again,) = claims([one], memory, title="Weekly report", now=NOW)

    assert (again.values["tries"], again.values["first_at"], again.values["last_at"]) == (2, NOW - HOUR, NOW)
