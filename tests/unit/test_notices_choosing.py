"""Notices: each thing is told once, in a shift, all at a time; and at night only what would be lost by morning."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_bot.domain.notices.choosing import choose
from sheets_bot.domain.notices.letter_words import MOST_LETTERS, subject, text
from sheets_bot.domain.notices.matter import Audience, Letter, Matter, Topic
from sheets_bot.domain.notices.notice_rows import claims, given_up, outcomes
from sheets_bot.domain.rules.rules import parse_rules

RULES = parse_rules({})[0]  # UTC; weekdays 17:00-21:00, Saturday 09:00-18:00, the owner 08:00-20:00
IN_SHIFT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # a Monday
BEFORE_SHIFT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BOTH = tuple(Audience)


def a_deadline(name="PP-D-1", *, lost_at=IN_SHIFT + 30 * HOUR, **parts):
    return Matter(Topic.DEADLINES, f"{name} LAST SHIFT", f"LAST SHIFT: {name}", "59.00 EUR", lost_at, **parts)


def a_failure(name="PayPal: Aurora", said="The secret was refused."):
    return Matter(Topic.FAILURES, f"{name} failed", name, said)


def letters(*matters, memory=None, now=IN_SHIFT, audiences=BOTH, rules=RULES):
    return choose(matters, memory or {}, rules=rules, audiences=audiences, now=now)


def told(*matters, **options):
    return {
        letter.audience: [matter.what for matter in letter.matters] for letter in letters(*matters, **options)
    }


def after(rows, memory=None):
    """The tab as it stands when rows were written."""
    memory = {key: dict(row) for key, row in (memory or {}).items()}
    for row in rows:
        memory.setdefault(row.key, {}).update(row.values)
    return memory


def test_several_things_come_in_one_letter_for_each_who_wants_to_hear_of_them():
    assert told(a_deadline(), a_failure()) == {
        "specialist": ["LAST SHIFT: PP-D-1", "PayPal: Aurora"],
        "owner": ["PayPal: Aurora"],
    }


def test_who_has_no_channel_is_not_told():
    assert told(a_failure(), audiences=(Audience.OWNER,)) == {"owner": ["PayPal: Aurora"]}


def test_what_was_told_is_never_told_again():
    (letter, _) = letters(a_failure())
    memory = after(claims([letter], {}, now=IN_SHIFT))
    memory = after(outcomes(letter, told=True, words="Slack (1st): took it"), memory)

    for later in (5 * MINUTE, 5 * HOUR, 500 * HOUR):
        assert "specialist" not in told(a_failure(), memory=memory, now=IN_SHIFT + later)


def test_a_date_that_the_platform_moved_is_another_thing():
    (letter, _) = letters(a_failure("PP-D-1"), a_deadline())
    memory = after(outcomes(letter, told=True, words=""), after(claims([letter], {}, now=IN_SHIFT)))
    moved = Matter(Topic.DEADLINES, "PP-D-1 LAST SHIFT 2026-12-24", "LAST SHIFT: PP-D-1", "59.00 EUR")

    assert told(moved, memory=memory)["specialist"] == ["LAST SHIFT: PP-D-1"]


def test_what_can_wait_waits_for_the_next_shift_and_then_is_told():
    waiting = a_deadline(lost_at=BEFORE_SHIFT + 30 * HOUR)

    assert told(waiting, a_failure(), now=BEFORE_SHIFT) == {}
    assert told(waiting, a_failure(), now=BEFORE_SHIFT + 10 * HOUR)["specialist"] == [
        "LAST SHIFT: PP-D-1",
        "PayPal: Aurora",
    ]


@pytest.mark.parametrize("hours", [-3, 2, 10, 10.5])
def test_what_would_be_lost_before_the_next_shift_can_do_anything_is_told_at_once(hours):
    lost = a_deadline(lost_at=BEFORE_SHIFT + timedelta(hours=hours))

    assert told(lost, a_failure(), now=BEFORE_SHIFT) == {"specialist": ["LAST SHIFT: PP-D-1"]}


def test_without_quiet_everything_is_told_at_any_hour():
    loud = parse_rules({"Quiet outside shifts": "no"})[0]

    assert told(a_failure(), now=BEFORE_SHIFT, rules=loud) == {
        "specialist": ["PayPal: Aurora"],
        "owner": ["PayPal: Aurora"],
    }


def test_without_any_shift_nothing_waits_for_ever():
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    nobody_works = parse_rules({f"Shifts on {day}": "off" for day in days})[0]

    assert told(a_failure(), now=BEFORE_SHIFT, rules=nobody_works)["specialist"] == ["PayPal: Aurora"]


def test_the_owner_is_told_in_the_owner_s_hours_only():
    assert "owner" not in told(a_failure(), now=BEFORE_SHIFT)
    assert "owner" in told(a_failure(), now=BEFORE_SHIFT + HOUR)


def test_the_owner_s_hours_are_told_by_the_owner_s_clock():
    """At eight in the morning in UTC it is three in New York, and nine in Berlin."""
    at_eight = BEFORE_SHIFT + HOUR
    asleep, awake = ({"Owner's time zone": place} for place in ("New York", "Berlin"))

    assert "owner" not in told(a_failure(), now=at_eight, rules=parse_rules(asleep)[0])
    assert "owner" in told(a_failure(), now=at_eight, rules=parse_rules(awake)[0])


def test_nothing_is_told_of_a_topic_that_nobody_wants():
    rules = parse_rules({"Tell the specialist": "dead, digest", "Tell the owner": "nothing"})[0]

    assert told(a_failure(), a_deadline(), rules=rules) == {"specialist": ["LAST SHIFT: PP-D-1"]}


def test_a_claim_whose_run_may_still_be_sending_is_left_alone():
    memory = after(claims(letters(a_failure()), {}, now=IN_SHIFT))

    assert told(a_failure(), memory=memory, now=IN_SHIFT + 10 * MINUTE) == {}


def test_a_claim_whose_run_was_lost_is_told_once_more_with_a_warning_and_then_never():
    memory = after(claims(letters(a_failure()), {}, now=IN_SHIFT))
    again = letters(a_failure(), memory=memory, now=IN_SHIFT + 20 * MINUTE)
    memory = after(claims(again, memory, now=IN_SHIFT + 20 * MINUTE), memory)
    later = IN_SHIFT + 60 * MINUTE

    assert "You may have had this before" in text(again[0])
    assert told(a_failure(), memory=memory, now=later) == {}
    rows = list(given_up(memory, most_tries=2, before=later - 15 * MINUTE))
    assert {row.values["state"] for row in rows} == {"unknown"}
    assert len(rows) == 2


def test_what_no_channel_took_is_tried_again_after_a_growing_wait():
    (letter,) = letters(a_failure(), audiences=(Audience.SPECIALIST,))
    memory, now, waits = {}, IN_SHIFT, []
    for _ in range(9):
        memory = after(claims([letter], memory, now=now), memory)
        memory = after(outcomes(letter, told=False, words="it answered with 404"), memory)
        begun = now
        while not told(
            a_failure(), memory=memory, now=now, rules=parse_rules({"Quiet outside shifts": "no"})[0]
        ).get("specialist"):
            now += 5 * MINUTE
        waits.append((now - begun) / MINUTE)

    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360]


def test_matters_of_which_the_same_is_said_share_a_line():
    letter = Letter(Audience.OWNER, (a_failure("sync_a"), a_failure("sync_b"), a_deadline()))

    assert text(letter) == "sync_a, sync_b: The secret was refused.\n\nLAST SHIFT: PP-D-1: 59.00 EUR"
    assert subject(letter, "shared") == "sheets_bot: 1 deadline, 2 failures"
    assert subject(letter, "boreal") == "sheets_bot (boreal): 1 deadline, 2 failures"


def test_a_long_letter_ends_with_where_the_rest_stands():
    many = tuple(a_failure(f"source {n}", f"{n} " + "long " * 10) for n in range(40))

    words = text(Letter(Audience.OWNER, many))

    assert "28 more: see the spreadsheet, tab Notices." in words
    assert len(words) <= MOST_LETTERS


@given(
    hours=st.lists(st.integers(0, 400), min_size=1, max_size=25).map(sorted),
    lost_hours=st.integers(-10, 400),
    fails=st.sets(st.integers(0, 24)),
)
def test_whenever_it_is_looked_a_thing_is_told_once_at_most_and_in_time(hours, lost_hours, fails):
    """A look at any hours of some weeks, some of which fail: one telling each, and none after a telling."""
    matter = a_deadline(lost_at=BEFORE_SHIFT + lost_hours * HOUR)
    memory, tellings = {}, 0
    for number, hour in enumerate(hours):
        now = BEFORE_SHIFT + hour * HOUR
        found = letters(matter, memory=memory, now=now, audiences=(Audience.SPECIALIST,))
        memory = after(claims(found, memory, now=now), memory)
        for letter in found:
            taken = number not in fails
            tellings += taken
            memory = after(outcomes(letter, told=taken, words=""), memory)

    assert tellings <= 1
    if not fails and any(BEFORE_SHIFT + hour * HOUR >= matter.lost_at for hour in hours):
        assert tellings == 1
